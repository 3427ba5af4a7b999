//! A hop: a proxy's address, and the credentials for it, which nobody else ever sees.

use std::fmt;
use std::str::FromStr;

use super::credentials::Credentials;

/// A proxy on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// How it is spoken to.
    pub scheme: HopScheme,
    /// Its name or address; an IPv6 address without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What it may be told when it asks who we are.
    pub credentials: Option<Credentials>,
}

/// The direct way, or a hop.
pub type NextHop = Option<Hop>;

/// How a hop is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HopScheme {
    /// HTTP: CONNECT, or a request that the hop fetches itself.
    Http,
    /// HTTP inside TLS to the hop.
    Https,
    /// SOCKS 4a: the hop resolves names.
    Socks4a,
    /// SOCKS 5, given addresses: names are resolved here, as curl does it.
    Socks5,
    /// SOCKS 5, given names.
    Socks5h,
}

impl HopScheme {
    /// Every scheme.
    pub const ALL: [Self; 5] = [
        Self::Http,
        Self::Https,
        Self::Socks4a,
        Self::Socks5,
        Self::Socks5h,
    ];

    /// Its word in front of `://`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Socks4a => "socks4a",
            Self::Socks5 => "socks5",
            Self::Socks5h => "socks5h",
        }
    }

    /// Does the hop fetch plain pages itself (RFC 9112, 3.2.2)? The others open a tunnel for all.
    #[must_use]
    pub fn fetches(self) -> bool {
        matches!(self, Self::Http | Self::Https)
    }

    /// Is the hop given names, which it resolves? `socks5` gives addresses, as curl's does.
    #[must_use]
    pub fn resolves(self) -> bool {
        self != Self::Socks5
    }

    /// The port of a hop that names none: as of any `http` or `https` address (RFC 9110, 4.2), and
    /// the registered one of SOCKS.
    fn usual_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
            Self::Socks4a | Self::Socks5 | Self::Socks5h => 1080,
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|scheme| scheme.word().eq_ignore_ascii_case(word))
    }
}

/// Without credentials, as in a report.
impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.scheme.word();
        if self.host.contains(':') {
            write!(f, "{scheme}://[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{scheme}://{}:{}", self.host, self.port)
        }
    }
}

/// Why a text names no hop. Holds nothing of what could be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HopError {
    /// A scheme that no hop has.
    #[error("unsupported proxy scheme `{scheme}`; use http, https, socks5, socks5h or socks4a")]
    Scheme {
        /// The scheme.
        scheme: String,
        /// The whole, without credentials.
        said: String,
    },
    /// No host, or one that cannot be one.
    #[error("it names no host; write `http://HOST:PORT`")]
    Host(String),
    /// No number from 1 to 65535.
    #[error("its port is no number from 1 to 65535")]
    Port(String),
    /// A user or password that is not written as a URL wants it.
    #[error("its credentials hold a `/`, `?` or `#`, which a URL wants as `%2F`, `%3F` or `%23`")]
    Credentials(String),
    /// Something behind the port.
    #[error("nothing may follow the port; write `http://HOST:PORT`")]
    Path(String),
}

impl HopError {
    /// What was said, without credentials.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Scheme { said, .. }
            | Self::Host(said)
            | Self::Port(said)
            | Self::Credentials(said)
            | Self::Path(said) => said.clone(),
        }
    }
}

impl Hop {
    /// Is it the same place, spoken to in the same way?
    #[must_use]
    pub fn is_at(&self, other: &Self) -> bool {
        (self.scheme, &self.host, self.port) == (other.scheme, &other.host, other.port)
    }

    /// Reads `HOST[:PORT]`, as settings have it that name the scheme elsewhere.
    pub(super) fn at(scheme: HopScheme, place: &str, usual_port: u16) -> Result<Self, HopError> {
        Self::read(scheme, place.trim(), usual_port)
    }

    /// Reads a hop as [`FromStr`] does, with another port where none is named.
    pub(super) fn with_usual_port(text: &str, port: u16) -> Result<Self, HopError> {
        let (scheme, rest) = split_scheme(text)?;
        Self::read(scheme, rest, port)
    }

    /// Without what it could be told when it asks.
    #[must_use]
    pub(super) fn without_credentials(self) -> Self {
        Self {
            credentials: None,
            ..self
        }
    }

    fn read(scheme: HopScheme, rest: &str, usual_port: u16) -> Result<Self, HopError> {
        let (user, place, path) = parts(rest);
        let said = format!("{}://{place}", scheme.word());
        if user.is_some_and(|user| user.contains(['/', '?', '#'])) {
            return Err(HopError::Credentials(said));
        }
        if !matches!(path, "" | "/") {
            // What a query holds may be a secret too.
            let end = path.find(['?', '#']).unwrap_or(path.len());
            return Err(HopError::Path(said + &path[..end]));
        }
        let (host, port) = place_of(place, usual_port).map_err(|wrong| wrong(said))?;
        Ok(Self {
            scheme,
            host,
            port,
            credentials: user.map(Credentials::from_userinfo),
        })
    }
}

impl FromStr for Hop {
    type Err = HopError;

    /// `SCHEME://[USER:PASSWORD@]HOST[:PORT][/]`; the scheme may be left out, as many tools let it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = split_scheme(text)?;
        Self::read(scheme, rest, scheme.usual_port())
    }
}

/// The scheme and what follows it; a password may hold `://` as well.
fn split_scheme(text: &str) -> Result<(HopScheme, &str), HopError> {
    let text = text.trim();
    let fits = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let split = text.split_once("://");
    let Some((word, rest)) = split.filter(|(word, _)| word.chars().all(fits)) else {
        return Ok((HopScheme::Http, text));
    };
    HopScheme::of(word)
        .map(|scheme| (scheme, rest))
        .ok_or_else(|| {
            let place = parts(rest).1;
            HopError::Scheme {
                scheme: word.to_owned(),
                said: format!("{word}://{place}"),
            }
        })
}

/// User, place and path. Whatever stands before the last `@` may be a secret, however badly it is
/// written.
fn parts(rest: &str) -> (Option<&str>, &str, &str) {
    let (user, rest) = match rest.rsplit_once('@') {
        Some((user, rest)) => (Some(user), rest),
        None => (None, rest),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (place, path) = rest.split_at(end);
    (user, place, path)
}

type Wrong = fn(String) -> HopError;

fn place_of(place: &str, usual_port: u16) -> Result<(String, u16), Wrong> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']').ok_or(HopError::Host as Wrong)?;
            host.parse::<std::net::Ipv6Addr>()
                .map_err(|_| HopError::Host as Wrong)?;
            (
                host,
                rest.strip_prefix(':').or(rest.is_empty().then_some("")),
            )
        }
        None => match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, Some("")),
        },
    };
    let port = match port.ok_or(HopError::Port as Wrong)? {
        "" => usual_port,
        digits => digits
            .parse()
            .ok()
            .filter(|port| *port != 0)
            .ok_or(HopError::Port as Wrong)?,
    };
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._:".contains(c);
    if host.is_empty() || !host.chars().all(fits) {
        return Err(HopError::Host);
    }
    Ok((host, port))
}
