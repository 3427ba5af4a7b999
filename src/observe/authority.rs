//! The host and port of a request, in the two forms that HTTP has for them.

use crate::catalogue::Scheme;
use crate::plan::Probe;

/// Host and port, as CONNECT names its target (RFC 9112, 3.2.3).
pub(super) fn with_port(probe: &Probe) -> String {
    format!("{}:{}", host(probe), probe.port)
}

/// The `Host` header and an address in a URL: the port only where it is not the scheme's own
/// (RFC 9110, 7.2 and 4.2.3).
pub(super) fn of_url(probe: &Probe) -> String {
    let usual = match probe.scheme {
        Scheme::Http => 80,
        Scheme::Https | Scheme::Tls => 443,
    };
    if probe.port == usual {
        host(probe)
    } else {
        with_port(probe)
    }
}

/// An IPv6 address stands in brackets (RFC 3986, 3.2.2).
fn host(probe: &Probe) -> String {
    if probe.host.contains(':') {
        format!("[{}]", probe.host)
    } else {
        probe.host.clone()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::catalogue::{Content, Method, Sure};

    pub(in crate::observe) fn probe(host: &str, port: u16, scheme: Scheme) -> Probe {
        Probe {
            host: host.to_owned(),
            port,
            scheme,
            endpoint: String::new(),
            path: "/".to_owned(),
            method: Method::default(),
            content: Content::default(),
            request: None,
            upgrade: None,
            sure: Sure::default(),
            wildcard: false,
        }
    }

    #[test]
    fn a_url_names_the_port_where_it_is_not_the_scheme_s_own() {
        let of = |port, scheme| of_url(&probe("a.example", port, scheme));
        assert_eq!(of(443, Scheme::Https), "a.example");
        assert_eq!(of(443, Scheme::Tls), "a.example");
        assert_eq!(of(8443, Scheme::Https), "a.example:8443");
        assert_eq!(of(80, Scheme::Http), "a.example");
        assert_eq!(of(443, Scheme::Http), "a.example:443");
        assert_eq!(of(80, Scheme::Https), "a.example:80");
    }

    #[test]
    fn connect_always_names_the_port() {
        let usual = probe("a.example", 443, Scheme::Https);
        assert_eq!(with_port(&usual), "a.example:443");
    }

    #[test]
    fn an_ipv6_address_stands_in_brackets_in_either_form() {
        let address = probe("2001:db8::1", 443, Scheme::Https);
        assert_eq!(of_url(&address), "[2001:db8::1]");
        assert_eq!(with_port(&address), "[2001:db8::1]:443");
    }
}
