//! What a route is chosen for.

use std::net::IpAddr;

use crate::catalogue::Scheme;

/// Where a probe wants to go.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The host.
    pub host: &'a str,
    /// The port.
    pub port: u16,
    /// What is spoken there.
    pub scheme: Scheme,
}

impl Target<'_> {
    /// `scheme://host`, and `:port` where it is not the scheme's usual one: what .NET matches its
    /// patterns with.
    pub(super) fn url(&self) -> String {
        let (scheme, usual) = match self.scheme {
            Scheme::Http => ("http", 80),
            Scheme::Https | Scheme::Tls => ("https", 443),
        };
        let host = match self.host.parse::<IpAddr>() {
            Ok(IpAddr::V6(address)) => format!("[{address}]"),
            _ => self.host.to_owned(),
        };
        if self.port == usual {
            format!("{scheme}://{host}")
        } else {
            format!("{scheme}://{host}:{}", self.port)
        }
    }
}
