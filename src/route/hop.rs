//! A hop: a proxy's address, and the credentials for it, which nobody else ever sees.

use std::fmt;
use std::str::FromStr;

/// A proxy that is asked with HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Its name or address; an IPv6 address without brackets.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// What it may be told when it asks who we are.
    pub credentials: Option<Credentials>,
}

/// A user and a secret for one hop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The user's name.
    pub user: String,
    /// The password.
    pub secret: Secret,
}

/// A secret. It cannot be serialized, and is shown as dots.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for the one place that sends it.
    #[must_use]
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("•••")
    }
}

/// Without credentials, as in a report.
impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "http://[{}]:{}", self.host, self.port)
        } else {
            write!(f, "http://{}:{}", self.host, self.port)
        }
    }
}

/// Why a text names no hop. Holds nothing of what could be a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HopError {
    /// A scheme that is not spoken.
    #[error("`{scheme}` is not spoken here; a hop is `http://HOST:PORT`")]
    Scheme {
        /// The scheme.
        scheme: String,
        /// The whole, without credentials.
        said: String,
    },
    /// No host, or one that cannot be one.
    #[error("it names no host; a hop is `http://HOST:PORT`")]
    Host(String),
    /// No number from 1 to 65535.
    #[error("its port is no number from 1 to 65535")]
    Port(String),
    /// A user or password that is not written as a URL wants it.
    #[error("its credentials hold a `/`, `?` or `#`, which a URL wants as `%2F`, `%3F` or `%23`")]
    Credentials(String),
    /// Something behind the port.
    #[error("nothing may follow the port; a hop is `http://HOST:PORT`")]
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

/// The port of a proxy that names none, as of any `http` address (RFC 9110, 4.2.1).
const USUAL_PORT: u16 = 80;

impl FromStr for Hop {
    type Err = HopError;

    /// `http://[USER:PASSWORD@]HOST[:PORT][/]`; the scheme may be left out, as many tools let it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = scheme_of(text.trim());
        // Whatever stands before the last `@` may be a secret, however badly it is written.
        let (user, rest) = match rest.rsplit_once('@') {
            Some((user, rest)) => (Some(user), rest),
            None => (None, rest),
        };
        let (place, path) = match rest.find(['/', '?', '#']) {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let said = format!("{scheme}://{place}");
        if !scheme.eq_ignore_ascii_case("http") {
            return Err(HopError::Scheme {
                scheme: scheme.to_owned(),
                said,
            });
        }
        if user.is_some_and(|user| user.contains(['/', '?', '#'])) {
            return Err(HopError::Credentials(said));
        }
        if !matches!(path, "" | "/") {
            // What a query holds may be a secret too.
            let end = path.find(['?', '#']).unwrap_or(path.len());
            return Err(HopError::Path(said + &path[..end]));
        }
        let (host, port) = place_of(place).map_err(|wrong| wrong(said))?;
        Ok(Self {
            host,
            port,
            credentials: user.map(credentials),
        })
    }
}

/// The scheme and what follows it; a password may hold `://` as well.
fn scheme_of(text: &str) -> (&str, &str) {
    let is_scheme = |word: &str| {
        word.chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme, rest),
        _ => ("http", text),
    }
}

type Wrong = fn(String) -> HopError;

fn place_of(place: &str) -> Result<(String, u16), Wrong> {
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
        "" => USUAL_PORT,
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

/// `USER:PASSWORD`, percent-encoded where needed (RFC 3986, 3.2.1).
fn credentials(text: &str) -> Credentials {
    let (user, secret) = text.split_once(':').unwrap_or((text, ""));
    Credentials {
        user: decoded(user),
        secret: Secret::new(decoded(secret)),
    }
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}
