//! Where a finding was made, and how a sentence names that.

use std::net::SocketAddr;

use super::across::Across;
use super::owner::Owner;

/// A host and port that was asked, and the proxy it was asked through.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The host: a name, a wildcard of the data file, or an address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The proxy's URL without credentials; none on a direct route.
    pub via: Option<String>,
}

/// What a sentence is about.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// The host that was asked; none for the whole run.
    pub target: Option<&'a Target>,
    /// The address, where one is meant: behind a proxy the proxy's.
    pub address: Option<SocketAddr>,
    /// The DNS name, where one link of a chain is meant.
    pub name: Option<&'a str>,
    /// Several of them at once.
    pub many: Many<'a>,
}

/// How many hosts or addresses a sentence speaks of at once.
#[derive(Debug, Clone, Copy, Default)]
pub enum Many<'a> {
    /// One address of one host.
    #[default]
    One,
    /// Several addresses of one host.
    Addresses(usize),
    /// Several hosts that meet the same.
    Hosts(usize),
    /// What a finding about the whole run speaks of.
    Across(&'a Across),
}

impl Place<'_> {
    /// Host, port and address as a sentence names them: "`a.example:443` at 20.0.0.1", "3 hosts",
    /// "2 of 5 hosts".
    #[must_use]
    pub fn subject(&self) -> String {
        let at = match (self.many, self.address) {
            (Many::Addresses(number), _) => format!(" at {number} addresses"),
            (_, Some(address)) if self.is_direct() => format!(" at {}", address.ip()),
            _ => String::new(),
        };
        self.several()
            .unwrap_or_else(|| format!("{}{at}", self.endpoint()))
    }

    /// Host and port without the address: "`a.example:443`", "3 hosts".
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.several().unwrap_or_else(|| match self.target {
            Some(target) if target.host.contains(':') => {
                format!("`[{}]:{}`", target.host, target.port)
            }
            Some(target) => format!("`{}:{}`", target.host, target.port),
            None => "the host".to_owned(),
        })
    }

    /// The host alone: "`a.example`", "3 hosts".
    #[must_use]
    pub fn host(&self) -> String {
        self.several().unwrap_or_else(|| match self.target {
            Some(target) => format!("`{}`", target.host),
            None => "the host".to_owned(),
        })
    }

    /// Are several hosts meant?
    #[must_use]
    pub fn is_many(&self) -> bool {
        match self.many {
            Many::One | Many::Addresses(_) => false,
            Many::Hosts(_) | Many::Across(_) => true,
        }
    }

    /// The port, where there is one host or all have the same.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.target.map(|target| target.port)
    }

    /// The proxy on the route: "proxy `http://proxy.corp:3128`"; none on a direct route.
    #[must_use]
    pub fn proxy(&self) -> Option<String> {
        let via = match self.many {
            Many::Across(across) => across.via.as_deref(),
            _ => self.target.and_then(|target| target.via.as_deref()),
        };
        via.map(|via| format!("proxy `{via}`"))
    }

    /// Is the proxy on the route a program of this machine, such as a client that serves its users?
    #[must_use]
    pub fn proxy_is_here(&self) -> bool {
        let via = match self.many {
            Many::Across(across) => across.via.as_deref(),
            _ => self.target.and_then(|target| target.via.as_deref()),
        };
        let host = via
            .and_then(|via| via.split_once("://"))
            .map(|(_, rest)| rest);
        host.is_some_and(|host| {
            let here = ["127.", "localhost:", "[::1]:"];
            here.iter().any(|start| host.starts_with(start))
        })
    }

    /// The proxy for the end of a phrase: " through proxy `http://proxy.corp:3128`"; empty on a direct
    /// route.
    #[must_use]
    pub fn through(&self) -> String {
        self.proxy()
            .map_or_else(String::new, |proxy| format!(" through {proxy}"))
    }

    /// Is there no proxy on the route?
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.proxy().is_none()
    }

    /// Whose the devices are that end or change what is sent on the route: a tunnel ends at the proxy, so
    /// no firewall stands between this machine and what does that in it.
    #[must_use]
    pub fn team_on_route(&self) -> Owner {
        if self.is_direct() {
            Owner::Firewall
        } else {
            Owner::Proxy
        }
    }

    fn several(&self) -> Option<String> {
        match self.many {
            Many::One | Many::Addresses(_) => None,
            Many::Hosts(number) => Some(format!("{number} hosts")),
            Many::Across(across) => Some(across.subject()),
        }
    }
}
