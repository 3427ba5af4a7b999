//! The address that everything goes out from, where the user named one.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// What connections and questions are bound to: an address for each family at most. A family without
/// one has no way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// For IPv4.
    pub v4: Option<Ipv4Addr>,
    /// For IPv6.
    pub v6: Option<Ipv6Addr>,
}

/// Where a socket to an address is bound; `None` leaves it to the system.
pub(super) fn local_end(source: Option<Source>, to: IpAddr) -> io::Result<Option<SocketAddr>> {
    // What stays inside the machine, such as a stub resolver, has one source only.
    let Some(source) = source.filter(|_| !to.is_loopback()) else {
        return Ok(None);
    };
    let own = match to {
        IpAddr::V4(_) => source.v4.map(IpAddr::V4),
        IpAddr::V6(_) => source.v6.map(IpAddr::V6),
    };
    let none = || {
        let family = if to.is_ipv4() { "IPv4" } else { "IPv6" };
        let words = format!("the source has no {family} address");
        io::Error::new(io::ErrorKind::AddrNotAvailable, words)
    };
    Ok(Some(SocketAddr::new(own.ok_or_else(none)?, 0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_without_an_address_has_no_way_out() {
        let source = Some(Source {
            v4: Some(Ipv4Addr::new(10, 0, 0, 5)),
            v6: None,
        });
        let end = |to: &str| local_end(source, to.parse().unwrap());
        assert_eq!(
            end("20.190.128.5").unwrap(),
            Some("10.0.0.5:0".parse().unwrap())
        );
        let error = end("2603::1").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AddrNotAvailable);
        assert_eq!(end("127.0.0.53").unwrap(), None);
        assert_eq!(local_end(None, "2603::1".parse().unwrap()).unwrap(), None);
    }
}
