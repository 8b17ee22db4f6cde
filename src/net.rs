//! Sockets: where the preview listens, by which names it may be asked for, and how other hosts are asked.

pub mod fetch;

use crate::diag::{Code, Diagnostic};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};

pub const PORT_TAKEN: Code = Code("port-taken");
pub const BAD_ADDRESS: Code = Code("address-not-usable");

/// The port when none is asked for: FOLI on the keys of a telephone.
pub const DEFAULT_PORT: u16 = 3654;

/// Ports that are tried after the default one before the system chooses.
const TRIED: u16 = 20;

/// Where to listen when nothing is said: this machine alone can ask.
pub const DEFAULT_HOST: &str = "127.0.0.1";

/// A socket that listens.
#[derive(Debug)]
pub struct Listener {
    pub socket: TcpListener,
    /// Where it listens, as it stands in an address: a literal with its port.
    pub authority: String,
}

/// Listens at `host`, a name or a literal. Without a port, the default one or the next that is free.
///
/// # Errors
/// When the port that was asked for is taken, or the host is none of this machine's.
pub fn listen(host: &str, port: Option<u16>) -> Result<Listener, Diagnostic> {
    let ports: Vec<u16> = match port {
        Some(port) => vec![port],
        None => (DEFAULT_PORT..=DEFAULT_PORT + TRIED).chain([0]).collect(),
    };
    let addresses = resolve(host)?;
    let mut refused = None;
    for port in ports {
        let sockets: Vec<SocketAddr> =
            addresses.iter().map(|address| SocketAddr::new(*address, port)).collect();
        match TcpListener::bind(&*sockets) {
            Ok(socket) => return opened(socket, host),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => refused = Some((port, error)),
            Err(error) => return Err(unusable(host, &error)),
        }
    }
    Err(match refused {
        Some((port, _)) => Diagnostic::error(PORT_TAKEN, format!("port {port} of {host} is taken"))
            .hint("name another one with `--port N`, or leave the option out: then folio takes a free one"),
        None => unusable(host, &io::Error::from(io::ErrorKind::NotFound)),
    })
}

fn opened(socket: TcpListener, host: &str) -> Result<Listener, Diagnostic> {
    let told = socket.set_nonblocking(true).and_then(|()| socket.local_addr());
    let address = told.map_err(|error| unusable(host, &error))?;
    // An address that stands for every one of the machine's is none that can be asked for.
    let authority = if address.ip().is_unspecified() {
        format!("{DEFAULT_HOST}:{}", address.port())
    } else {
        address.to_string()
    };
    Ok(Listener { socket, authority })
}

fn resolve(host: &str) -> Result<Vec<IpAddr>, Diagnostic> {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse() {
        return Ok(vec![address]);
    }
    let found = (bare, 0).to_socket_addrs().map_err(|error| unusable(host, &error))?;
    let mut addresses: Vec<IpAddr> = found.map(|address| address.ip()).collect();
    // `localhost` is both families; browsers and scripts agree on the older one.
    addresses.sort_by_key(IpAddr::is_ipv6);
    Ok(addresses)
}

/// Why nothing can listen there.
pub fn unusable(host: &str, error: &io::Error) -> Diagnostic {
    let hint = match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "a port below 1024 needs rights that folio should not have: name a higher one"
        }
        _ => {
            "name an address of this machine, such as `--host 127.0.0.1`, or `--host 0.0.0.0` for all of them"
        }
    };
    Diagnostic::error(BAD_ADDRESS, format!("folio cannot listen at {host}: {error}")).hint(hint)
}

/// The names by which the preview may be asked for. A page of another site can make a browser ask any address under
/// a name of its own (DNS rebinding), so a name must be one that leads nowhere else.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    named: Vec<String>,
}

impl Hosts {
    /// Those that are always good, and what was given with `--host`.
    #[must_use]
    pub fn with(named: &str) -> Self {
        Self { named: vec![named.to_ascii_lowercase()] }
    }

    /// Whether a request with this `Host` may be answered: `localhost` and what is below it, literal addresses,
    /// and names that were given. The port may be any: a container passes it on as another.
    #[must_use]
    pub fn allow(&self, authority: &str) -> bool {
        let Some(host) = host_of(authority) else { return false };
        let host = host.to_ascii_lowercase();
        let name = host.strip_suffix('.').unwrap_or(&host);
        name == "localhost"
            || name.ends_with(".localhost")
            || is_literal(name)
            || self.named.iter().any(|named| named == name)
    }

    /// Whether a page of this `Origin` may ask. An opaque origin (`null`) may not.
    #[must_use]
    pub fn allow_origin(&self, origin: &str) -> bool {
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        authority.is_some_and(|authority| self.allow(authority))
    }
}

/// The host of `host:port`; none when it is neither with a port nor without one.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.rsplit_once(':') {
        // The colons of an IPv6 literal stand in brackets.
        Some((host, port)) if !authority.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let digits = |port: &str| port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    (!host.is_empty() && port.is_none_or(digits)).then_some(host)
}

fn is_literal(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.parse::<std::net::Ipv4Addr>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_asked_for_by_names_that_lead_to_this_machine_alone() {
        let hosts = Hosts::with("Studio.Example");
        for good in [
            "localhost",
            "localhost:3654",
            "LOCALHOST:1",
            "ada.localhost:3654",
            "localhost.",
            "127.0.0.1:3654",
            "127.9.9.9",
            "192.168.0.7:80",
            "[::1]:3654",
            "[::1]",
            "studio.example:3654",
        ] {
            assert!(hosts.allow(good), "{good}");
        }
        for bad in [
            "",
            ":3654",
            "ada.example",
            "localhost.ada.example",
            "notlocalhost",
            "127.0.0.1.ada.example:3654",
            "localhost:3654:1",
            "localhost:x",
            "localhost:123456",
            "::1",
            "[::1",
            "[ada]",
            "user@localhost",
            "localhost/x",
            "0x7f.1",
        ] {
            assert!(!hosts.allow(bad), "{bad}");
        }
    }

    #[test]
    fn a_page_of_another_site_may_not_ask() {
        let hosts = Hosts::with(DEFAULT_HOST);
        assert!(hosts.allow_origin("http://localhost:3654") && hosts.allow_origin("https://127.0.0.1"));
        for bad in ["null", "", "https://ada.example", "file://localhost", "http://", "http://localhost/"] {
            assert!(!hosts.allow_origin(bad), "{bad}");
        }
    }

    #[test]
    fn a_port_that_is_asked_for_and_taken_is_said_and_the_default_makes_way() {
        let first = listen(DEFAULT_HOST, None).expect("a free port");
        let port = first.socket.local_addr().expect("it listens").port();
        let refused = listen(DEFAULT_HOST, Some(port)).expect_err("it is taken");
        assert_eq!(refused.code, PORT_TAKEN);
        assert!(refused.message.contains(&port.to_string()));
        let second = listen(DEFAULT_HOST, None).expect("the next one");
        assert_ne!(second.authority, first.authority);
    }

    #[test]
    fn an_address_of_another_machine_is_refused_with_words() {
        // TEST-NET-1 (RFC 5737) belongs to nobody.
        let refused = listen("192.0.2.1", Some(0)).expect_err("no address of this machine");
        assert_eq!(refused.code, BAD_ADDRESS);
        assert_eq!(listen("no such name.", None).expect_err("no name").code, BAD_ADDRESS);
    }

    #[test]
    fn listening_everywhere_is_shown_as_an_address_that_works() {
        let everywhere = listen("0.0.0.0", Some(0)).expect("a free port");
        assert!(everywhere.authority.starts_with("127.0.0.1:"), "{}", everywhere.authority);
        assert!(listen("localhost", Some(0)).expect("a free port").authority.starts_with("127.0.0.1:"));
    }
}
