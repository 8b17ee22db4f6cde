//! The preview's server: HTTP/1 on one thread for any number of browsers. What takes a while, making a page or
//! reading a file, is done by a few others.

use super::answer::{Manners, Payload, answer};
use super::hub::{Hub, News};
use super::pages::Pages;
use crate::build::Content;
use crate::net::Listener;
use crate::path::percent_decode;
use crate::world::Stream;
use http_body_util::channel::{Channel, Sender};
use http_body_util::{Either, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io::{self, Read, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::spawn_blocking;

/// Connections at once; further ones wait.
const MOST_CONNECTIONS: usize = 512;
/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most that a request may say before its body.
const LARGEST_HEAD: usize = 16 << 10;
/// Threads that make pages and read files.
const HANDS: usize = 4;
/// A piece of a file that is sent as it is read.
const PIECE: u64 = 64 << 10;
/// How often browsers are asked whether they are still there.
const HEARTBEAT: Duration = Duration::from_secs(15);

type Body = Either<Full<Bytes>, News>;

/// What all connections share.
#[derive(Clone)]
pub struct State {
    pub pages: Arc<dyn Pages>,
    pub hub: Arc<Hub>,
    pub manners: Arc<Manners>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("hub", &self.hub).finish_non_exhaustive()
    }
}

/// A server that runs. Dropped, it stops.
#[derive(Debug)]
pub struct Server {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Answers at a socket that listens already. `interrupted` is called when the system asks folio to end.
    ///
    /// # Errors
    /// When the system gives no thread or no means to wait for sockets.
    pub fn start(
        listener: Listener,
        state: State,
        interrupted: Option<Box<dyn FnOnce() + Send>>,
    ) -> io::Result<Self> {
        let runtime =
            Builder::new_current_thread().enable_io().enable_time().max_blocking_threads(HANDS).build()?;
        // Before anyone is told that the preview runs, it can be ended.
        let interrupted = match interrupted {
            Some(tell) => {
                let _inside = runtime.enter();
                Some((interruption()?, tell))
            }
            None => None,
        };
        let (stop, stopped) = oneshot::channel();
        let run = move || run(runtime, listener, state, interrupted, stopped);
        let thread = std::thread::Builder::new().name("folio-server".to_owned()).spawn(run)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It never panics; and if it did, the words are on the terminal.
            let _ = thread.join();
        }
    }
}

fn run(
    runtime: Runtime,
    listener: Listener,
    state: State,
    interrupted: Option<(impl Future<Output = ()> + Send + 'static, Box<dyn FnOnce() + Send>)>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async move {
        // The runtime was made with what this needs.
        let Ok(socket) = TcpListener::from_std(listener.socket) else { return };
        if let Some(interrupted) = interrupted {
            let (heard, tell) = interrupted;
            tokio::spawn(async move {
                heard.await;
                tell();
            });
        }
        let hub = Arc::clone(&state.hub);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(HEARTBEAT).await;
                hub.keep_alive();
            }
        });
        tokio::select! {
            () = accept(&socket, &state) => {}
            _ = stopped => {}
        }
    });
    // A page that is being made is nobody's concern any more.
    runtime.shutdown_background();
}

/// Comes back when the user or the system asks folio to end. Heard from the moment of the call on, in a runtime.
#[cfg(unix)]
fn interruption() -> io::Result<impl Future<Output = ()> + Send> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut asked, mut ended) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = asked.recv() => {}
            _ = ended.recv() => {}
        }
    })
}

/// Comes back when the user asks folio to end. Heard from the moment of the call on, in a runtime.
#[cfg(windows)]
fn interruption() -> io::Result<impl Future<Output = ()> + Send> {
    let mut asked = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        let _ = asked.recv().await;
    })
}

async fn accept(socket: &TcpListener, state: &State) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        // Never closed.
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        match socket.accept().await {
            Ok((stream, _)) => {
                let state = state.clone();
                tokio::spawn(async move {
                    connection(stream, state).await;
                    drop(place);
                });
            }
            // Out of handles, or a connection that ended before it began.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: TcpStream, state: State) {
    // Small answers go out at once. Where the system refuses that, they are a little later.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(request, state.clone()));
    // A client that breaks off or talks nonsense has had its answer from hyper.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn respond(request: Request<Incoming>, state: State) -> Result<Response<Body>, Infallible> {
    let asked = request.map(drop);
    let query = asked.uri().query().unwrap_or_default().to_owned();
    let answering = state.clone();
    let answered = spawn_blocking(move || answer(&asked, &answering.manners, &*answering.pages)).await;
    // Only a mistake of folio's own ends a page that is being made; its words are on the terminal.
    let Ok(response) = answered else {
        let mut failed = Response::new(Either::Left(Full::from("folio failed; the terminal says how.\n")));
        *failed.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return Ok(failed);
    };
    let (head, payload) = response.into_parts();
    let body = match payload {
        Payload::Nothing => Either::Left(Full::default()),
        Payload::Part(Content::Bytes(bytes), range) => Either::Left(Full::new(cut(bytes, &range))),
        Payload::Part(Content::Stream(stream, _), range) => {
            let (sender, body) = Channel::new(2);
            tokio::spawn(async move {
                if let Err((sender, error)) = send(sender, stream, range).await {
                    sender.abort(error);
                }
            });
            Either::Right(body)
        }
        Payload::Events => {
            let joined = spawn_blocking(move || {
                state.hub.join(&parameter(&query, "path"), &parameter(&query, "tag"), &*state.pages)
            });
            joined.await.map_or_else(|_| Either::Left(Full::default()), Either::Right)
        }
    };
    Ok(Response::from_parts(head, body))
}

/// A part of bytes that stay where they are.
fn cut(bytes: Arc<[u8]>, range: &Range<u64>) -> Bytes {
    let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
    let (start, end) = (place(range.start), place(range.end));
    Bytes::from_owner(bytes).slice(start..end)
}

/// Sends a part of a file as fast as the client takes it; no thread waits for the client.
async fn send(
    mut sender: Sender<Bytes, io::Error>,
    mut stream: Box<dyn Stream>,
    range: Range<u64>,
) -> Result<(), (Sender<Bytes, io::Error>, io::Error)> {
    let mut left = range.end - range.start;
    // A file that was cut short meanwhile has nothing there.
    if let Err(error) = stream.seek(SeekFrom::Start(range.start)) {
        return Err((sender, error));
    }
    while left > 0 {
        let wanted = left.min(PIECE);
        let read = spawn_blocking(move || {
            let mut piece = Vec::new();
            let read = (&mut stream).take(wanted).read_to_end(&mut piece);
            (stream, read.map(|_| piece))
        });
        match read.await {
            Ok((_, Ok(piece))) if piece.is_empty() => {
                return Err((sender, io::Error::from(io::ErrorKind::UnexpectedEof)));
            }
            Ok((rest, Ok(piece))) => {
                stream = rest;
                left -= piece.len() as u64;
                if sender.send_data(Bytes::from(piece)).await.is_err() {
                    return Ok(());
                }
            }
            Ok((_, Err(error))) => return Err((sender, error)),
            Err(error) => return Err((sender, io::Error::other(error))),
        }
    }
    Ok(())
}

/// A parameter of a query, decoded; empty when it is not there.
fn parameter(query: &str, name: &str) -> String {
    let value = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
    value.and_then(|(_, value)| percent_decode(value)).unwrap_or_default()
}
