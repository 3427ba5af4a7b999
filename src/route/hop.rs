//! A hop: a proxy's address, and the credentials for it, which nobody else ever sees.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use super::credentials::Credentials;
use super::hop_scheme::HopScheme;

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
    #[error(
        "unsupported proxy scheme `{scheme}`; use http, https, socks5h, socks5, socks4a or socks4"
    )]
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
    /// An IPv6 address without brackets.
    #[error("an IPv6 address stands in brackets; write `{instead}`")]
    Brackets {
        /// The whole, without credentials.
        said: String,
        /// With brackets; with a port such as is usual, where it has none.
        instead: String,
    },
    /// A user or password that is not written as a URL wants it.
    #[error(
        "its credentials hold a `/`, `?`, `#` or `@`, which a URL wants as `%2F`, `%3F`, `%23` or `%40`"
    )]
    Credentials(String),
    /// A user or password that cannot be sent.
    #[error("its credentials hold a control character, or bytes that are not UTF-8")]
    Undecodable(String),
    /// A Unix socket, which curl takes behind `localhost`.
    #[error("a path behind `localhost` names a Unix socket, which is not supported")]
    UnixSocket(String),
    /// White space that curl does not take.
    #[error("white space stands before or behind it, which curl does not take; remove it")]
    WhiteSpace(String),
    /// Bytes that are no text.
    #[error("it is not UTF-8")]
    Encoding(String),
    /// A value that its reader refuses as a whole.
    #[error("{reason}")]
    Refused {
        /// The value, without credentials.
        said: String,
        /// Why.
        reason: String,
    },
}

impl HopError {
    /// What was said, without credentials.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Scheme { said, .. }
            | Self::Brackets { said, .. }
            | Self::Refused { said, .. }
            | Self::Host(said)
            | Self::Port(said)
            | Self::Credentials(said)
            | Self::Undecodable(said)
            | Self::UnixSocket(said)
            | Self::WhiteSpace(said)
            | Self::Encoding(said) => said.clone(),
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
        if user.is_some_and(|user| user.contains(['/', '?', '#', '@'])) {
            return Err(HopError::Credentials(said));
        }
        let (host, port) =
            place_of(place, usual_port).map_err(|wrong| wrong.into_error(scheme, said.clone()))?;
        let is_bare = matches!(path.split(['?', '#']).next(), None | Some("" | "/"));
        if !scheme.fetches() && host == "localhost" && !is_bare {
            return Err(HopError::UnixSocket(said));
        }
        let credentials = match user.map(Credentials::from_userinfo) {
            Some(None) => return Err(HopError::Undecodable(said)),
            known => known.flatten(),
        };
        Ok(Self {
            scheme,
            host,
            port,
            credentials,
        })
    }

    /// Reads a variable's value: curl takes no white space around it.
    pub(super) fn of_variable(value: &str) -> Result<Self, HopError> {
        let hop: Self = value.parse()?;
        let said = hop.to_string();
        if value.contains(char::REPLACEMENT_CHARACTER) {
            return Err(HopError::Encoding(said));
        }
        if value.trim() != value {
            return Err(HopError::WhiteSpace(said));
        }
        Ok(hop)
    }
}

impl FromStr for Hop {
    type Err = HopError;

    /// `SCHEME://[USER:PASSWORD@]HOST[:PORT][/PATH]`; the scheme may be left out, and a path counts
    /// for nothing, as in curl.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = split_scheme(text)?;
        Self::read(scheme, rest, scheme.usual_port())
    }
}

/// The scheme and what follows it; a password may hold `://` as well. curl takes one slash for two.
fn split_scheme(text: &str) -> Result<(HopScheme, &str), HopError> {
    let text = text.trim();
    let fits = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let split = text.split_once("://");
    let one_slash = || {
        text.split_once(":/")
            .filter(|(word, _)| HopScheme::of(word).is_some())
    };
    let split = split
        .filter(|(word, _)| word.chars().all(fits))
        .or_else(one_slash);
    let Some((word, rest)) = split else {
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

/// What is wrong with a host and its port.
enum WrongPlace {
    Host,
    Port,
    /// With brackets it would be one.
    Brackets(String),
}

impl WrongPlace {
    fn into_error(self, scheme: HopScheme, said: String) -> HopError {
        match self {
            Self::Host => HopError::Host(said),
            Self::Port => HopError::Port(said),
            Self::Brackets(place) => HopError::Brackets {
                said,
                instead: format!("{}://{place}", scheme.word()),
            },
        }
    }
}

fn place_of(place: &str, usual_port: u16) -> Result<(String, u16), WrongPlace> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => in_brackets(rest)?,
        None => match place.split_once(':') {
            Some((_, port)) if port.contains(':') => return Err(without_brackets(place)),
            Some((host, port)) => (host, port),
            None => (place, ""),
        },
    };
    let port = match port {
        "" => usual_port,
        digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let port = digits.parse().ok().filter(|port| *port != 0);
            port.ok_or(WrongPlace::Port)?
        }
        _ => return Err(WrongPlace::Port),
    };
    let host = percent_encoding::percent_decode_str(host).decode_utf8();
    let host = host.map_err(|_| WrongPlace::Host)?;
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_address = place.starts_with('[');
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
    if host.is_empty() || !is_address && !host.chars().all(fits) {
        return Err(WrongPlace::Host);
    }
    Ok((host, port))
}

/// `ADDRESS]` or `ADDRESS]:PORT`.
fn in_brackets(rest: &str) -> Result<(&str, &str), WrongPlace> {
    let (host, rest) = rest.split_once(']').ok_or(WrongPlace::Host)?;
    let address = host.parse::<Ipv6Addr>();
    address.map_err(|_| WrongPlace::Host)?;
    if rest.is_empty() {
        return Ok((host, ""));
    }
    let port = rest.strip_prefix(':').ok_or(WrongPlace::Port)?;
    Ok((host, port))
}

/// More than one colon: an IPv6 address, perhaps with a port behind it, or nothing.
fn without_brackets(place: &str) -> WrongPlace {
    let is_address = |text: &str| text.parse::<Ipv6Addr>().is_ok();
    match place.rsplit_once(':') {
        // `fd00::1:3128` is an address by itself too, which nobody means.
        Some((host, port)) if is_address(host) && is_port(port) => {
            WrongPlace::Brackets(format!("[{host}]:{port}"))
        }
        _ if is_address(place) => WrongPlace::Brackets(format!("[{place}]:3128")),
        _ => WrongPlace::Port,
    }
}

fn is_port(text: &str) -> bool {
    text.len() > 1 && text.parse::<u16>().is_ok()
}
