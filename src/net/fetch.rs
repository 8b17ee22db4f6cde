//! Asks other hosts, which are hostile until they have answered: everything has a bound, and nothing inside this
//! machine or its network is reached by a name that happens to lead there.

use std::error::Error as StdError;
use std::fmt;
use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri, header};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error, ResponseExt as _};

/// By which folio says who asks, so that whoever keeps a host can tell it to stop.
pub const USER_AGENT: &str = concat!("folio/", env!("CARGO_PKG_VERSION"), " (static site generator)");

/// How far a request may go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until a host has been found and has taken the call.
    pub connect: Duration,
    /// From the first packet to the last byte, redirects and all.
    pub total: Duration,
    /// Redirects that are followed; with none, an answer says where it would have led.
    pub redirects: u32,
    /// Whether addresses of this machine and of private networks are asked too.
    pub allow_private: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(20),
            redirects: 5,
            allow_private: false,
        }
    }
}

/// What a host answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The address that answered, behind all redirects.
    pub url: String,
    /// Where a redirect that was not followed leads.
    pub location: Option<String>,
    pub content_type: String,
    /// How long the host asks to be left alone.
    pub retry_after: Option<String>,
    /// Decompressed; empty for [`Client::head`].
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is no address that can be asked.
    Address(String),
    /// The name leads to this machine or into a private network.
    Private(IpAddr),
    /// No host has this name.
    Unknown,
    /// Nothing listens there.
    Unreachable(String),
    Slow,
    /// The answer has more bytes than this.
    TooLarge(u64),
    /// Its certificate is not to be trusted.
    Tls(String),
    Redirects,
    Broken(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(why) => write!(f, "it is no address that can be asked: {why}"),
            Self::Private(address) => {
                write!(f, "it leads to {address}, which belongs to this machine or a private network")
            }
            Self::Unknown => f.write_str("no host has this name"),
            Self::Unreachable(why) => write!(f, "nothing answers there: {why}"),
            Self::Slow => f.write_str("it took too long"),
            Self::TooLarge(most) => write!(f, "the answer has more than {most} bytes"),
            Self::Tls(why) => write!(f, "its certificate is not to be trusted: {why}"),
            Self::Redirects => f.write_str("it sends from one address to the next without end"),
            Self::Broken(why) => write!(f, "the answer is broken: {why}"),
        }
    }
}

impl StdError for Refused {}

/// Asks hosts within limits. Proxies of the environment are not used: through one, nobody could tell which address is
/// asked in the end.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
}

impl Client {
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .user_agent(USER_AGENT)
            .max_redirects(limits.redirects)
            .max_redirects_will_error(limits.redirects > 0)
            .timeout_resolve(Some(limits.connect))
            .timeout_connect(Some(limits.connect))
            .timeout_global(Some(limits.total))
            .max_idle_connections_per_host(1)
            .build();
        let resolver = Guarded { inner: DefaultResolver::default(), allow_private: limits.allow_private };
        Self { agent: Agent::with_parts(config, DefaultConnector::default(), resolver) }
    }

    /// Asks whether something is there.
    ///
    /// # Errors
    /// When nobody answers.
    pub fn head(&self, url: &str) -> Result<Answer, Refused> {
        let response = self.agent.head(url).call().map_err(refused)?;
        Ok(answer(response.status().as_u16(), response.get_uri(), response.headers()))
    }

    /// Asks for what is there, of at most `most` bytes once it is decompressed.
    ///
    /// # Errors
    /// When nobody answers, or with more.
    pub fn get(&self, url: &str, most: u64) -> Result<Answer, Refused> {
        let mut response = self.agent.get(url).call().map_err(refused)?;
        let mut answer = answer(response.status().as_u16(), response.get_uri(), response.headers());
        answer.body = body(response.body_mut(), most)?;
        Ok(answer)
    }
}

fn answer(status: u16, url: &Uri, headers: &HeaderMap) -> Answer {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Answer {
        status,
        url: url.to_string(),
        location: text(header::LOCATION),
        content_type: text(header::CONTENT_TYPE).unwrap_or_default(),
        retry_after: text(header::RETRY_AFTER),
        body: Vec::new(),
    }
}

/// Reads no more than one byte beyond what is allowed, whatever the headers promise.
fn body(body: &mut Body, most: u64) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    let reader = body.with_config().limit(u64::MAX).reader();
    reader
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| refused(Error::from(error)))?;
    if bytes.len() as u64 > most { Err(Refused::TooLarge(most)) } else { Ok(bytes) }
}

fn refused(error: Error) -> Refused {
    match error {
        Error::BadUri(why) => Refused::Address(why),
        Error::Http(error) => Refused::Address(error.to_string()),
        Error::HostNotFound => Refused::Unknown,
        Error::Timeout(_) => Refused::Slow,
        Error::ConnectionFailed => Refused::Unreachable("no connection".to_owned()),
        Error::TooManyRedirects | Error::RedirectFailed => Refused::Redirects,
        Error::Tls(why) => Refused::Tls(why.to_owned()),
        Error::Rustls(error) => Refused::Tls(error.to_string()),
        Error::Io(error) => of_io(&error),
        Error::Other(inner) => match inner.downcast_ref::<Private>() {
            Some(Private(address)) => Refused::Private(*address),
            None => Refused::Broken(inner.to_string()),
        },
        other => Refused::Broken(other.to_string()),
    }
}

fn of_io(error: &std::io::Error) -> Refused {
    use std::io::ErrorKind;
    let inner = error.get_ref().map(ToString::to_string);
    // rustls hands its own errors on inside of those of the connection.
    if let Some(why) = inner.filter(|why| why.contains("certificate")) {
        return Refused::Tls(why);
    }
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Refused::Slow,
        ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            Refused::Unreachable(error.kind().to_string())
        }
        // A name that no resolver knows has no kind of its own.
        _ if error.to_string().contains("failed to lookup address") => Refused::Unknown,
        _ => Refused::Broken(error.to_string()),
    }
}

/// Finds addresses as usual, and leaves out those that strangers must not make anybody ask. What is left is what is
/// connected to: a name cannot lead elsewhere between the look and the call.
#[derive(Debug)]
struct Guarded {
    inner: DefaultResolver,
    allow_private: bool,
}

#[derive(Debug)]
struct Private(IpAddr);

impl fmt::Display for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is a private address", self.0)
    }
}

impl StdError for Private {}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        if self.allow_private {
            return Ok(found);
        }
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            allowed.push(*address);
        }
        match found.first() {
            Some(first) if allowed.is_empty() => Err(Error::Other(Box::new(Private(first.ip())))),
            _ => Ok(allowed),
        }
    }
}

/// Whether an address is one of the open internet (the IANA registries of special-purpose addresses, RFC 6890).
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        // This network, carriers' own (RFC 6598), protocols', benchmarks', and what is kept for later.
        [0 | 240..=255, ..] | [100, 64..=127, ..] | [192, 0, 0, _] | [198, 18 | 19, ..] => true,
        _ => {
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_documentation()
                || address.is_multicast()
        }
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let within = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // Addresses of the older family in the clothes of the newer one.
        [0, 0, 0, 0, 0, 0xffff, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => within(high, low),
        // Global unicast, without what RFC 9637 and RFC 3849 keep for documents, and without protocols' own.
        [0x2001, 0x0db8 | 0..=0x01ff, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::net::TcpListener;
    use std::thread;

    /// A host on this machine that answers each call with the next of `answers`, and its address.
    fn host(answers: Vec<Vec<u8>>) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it listens");
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().expect("a call");
                let mut asked = [0; 2048];
                let _ = stream.read(&mut asked);
                let _ = stream.write_all(&answer);
            }
        });
        format!("http://{address}/")
    }

    fn text(head: &str, body: &str) -> Vec<u8> {
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
            .into_bytes()
    }

    fn open(redirects: u32) -> Client {
        let total = Duration::from_secs(3);
        Client::new(Limits { connect: total, total, redirects, allow_private: true })
    }

    #[test]
    fn this_machine_and_private_networks_are_not_asked() {
        let client = Client::new(Limits::default());
        let local = host(vec![text("200 OK", "secret")]);
        assert_eq!(client.get(&local, 99), Err(Refused::Private(Ipv4Addr::LOCALHOST.into())));
        for literal in
            ["http://[::1]/", "http://10.1.2.3/", "http://169.254.169.254/", "http://[::ffff:7f00:1]/"]
        {
            assert!(matches!(client.head(literal), Err(Refused::Private(_))), "{literal}");
        }
    }

    #[test]
    fn addresses_of_the_open_internet_are_told_from_all_others() {
        for public in
            ["1.1.1.1", "198.17.0.1", "100.63.0.1", "2606:4700::1111", "2002:101:101::", "64:ff9b::101:101"]
        {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
        for other in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.1.1",
            "172.16.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2001:db8::1",
            "2002:a00:1::",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "3fff::1",
            "2001::1",
        ] {
            assert!(!is_public(other.parse().expect("an address")), "{other}");
        }
    }

    #[test]
    fn an_answer_tells_its_status_and_where_it_came_from() {
        let there = host(vec![text("404 Not Found", "gone")]);
        let answer = open(0).get(&there, 99).expect("an answer");
        assert_eq!(
            (answer.status, answer.url.as_str(), answer.body.as_slice()),
            (404, &*there, &b"gone"[..])
        );
        let moved = host(vec![text("301 Moved\r\nLocation: /there", "")]);
        let answer = open(0).head(&moved).expect("an answer");
        assert_eq!((answer.status, answer.location.as_deref()), (301, Some("/there")));
    }

    #[test]
    fn too_much_is_cut_off_and_what_never_ends_is_given_up() {
        let large = host(vec![text("200 OK", &"x".repeat(5000))]);
        assert_eq!(open(0).get(&large, 4999), Err(Refused::TooLarge(4999)));
        let round = |port: &str| text(&format!("302 Found\r\nLocation: {port}"), "");
        let circle = host(vec![round("/a"), round("/b"), round("/c"), round("/d")]);
        assert_eq!(open(2).head(&circle), Err(Refused::Redirects));
        // A host that has promised more than it says.
        let silent = host(vec![b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".to_vec()]);
        assert!(open(0).get(&silent, 99).is_err());
    }

    #[test]
    fn what_is_no_host_is_told_from_one_that_does_not_answer() {
        let client = open(0);
        assert!(matches!(client.head("mailto:ada@ada.example"), Err(Refused::Address(_))));
        assert!(matches!(client.head("http://127.0.0.1:9/"), Err(Refused::Unreachable(_))));
        assert_eq!(client.head("http://no-such-host.invalid/"), Err(Refused::Unknown));
    }
}
