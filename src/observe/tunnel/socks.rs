//! SOCKS 5 (RFC 1928) with user and password (RFC 1929), SOCKS 4 and 4a. Everything that a hop says in
//! it is of a known length, so no more is read than belongs to it.

use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::behind::through;
use super::request::TunnelRequest;
use crate::evidence::{Failure, FailureKind, Socks, Tunnel};
use crate::net::Stream;
use crate::observe::failure::io_failure;
use crate::observe::failure::unsendable;
use crate::route::{Credentials, Hop, HopScheme};

/// How much is kept of what is not SOCKS, and how long is waited for it.
const KEPT: u64 = 256;
const WORDS: Duration = Duration::from_millis(25);

/// Ways of authentication (RFC 1928, 3).
const NOBODY: u8 = 0;
const USER_AND_PASSWORD: u8 = 2;
/// Answers that say yes.
const LOGGED_IN: u8 = 0;
const SUCCEEDED: u8 = 0;
const GRANTED: u8 = 90;

/// Asks for a connection to the target. No stream means that the hop said no.
pub(super) async fn open(
    mut stream: Box<dyn Stream>,
    wanted: TunnelRequest<'_>,
    hop: &Hop,
    seen: &mut Tunnel,
) -> Result<Option<Box<dyn Stream>>, Failure> {
    seen.asked = wanted.address;
    let mut session = SocksSession {
        stream: &mut stream,
        seen,
        said: Socks::default(),
    };
    let opened = match hop.scheme {
        HopScheme::Socks4 | HopScheme::Socks4a => session.version_4(&wanted, hop).await?,
        HopScheme::Socks5 | HopScheme::Socks5h | HopScheme::Http | HopScheme::Https => {
            session.version_5(&wanted, hop).await?
        }
    };
    if !opened {
        return Ok(None);
    }
    through(stream, Vec::new()).await.map(Some)
}

/// One session with a hop. What it says is in the record as soon as it has come.
struct SocksSession<'a> {
    stream: &'a mut Box<dyn Stream>,
    seen: &'a mut Tunnel,
    said: Socks,
}

impl SocksSession<'_> {
    async fn version_5(&mut self, wanted: &TunnelRequest<'_>, hop: &Hop) -> Result<bool, Failure> {
        let credentials = hop.credentials.as_ref();
        self.record(|said| {
            said.version = 5;
            said.login_offered = credentials.is_some();
        });
        let methods: &[u8] = match credentials {
            Some(_) => &[5, 2, NOBODY, USER_AND_PASSWORD],
            None => &[5, 1, NOBODY],
        };
        self.send(methods).await?;
        let method = self.answer(&[5]).await?;
        self.record(|said| said.method = Some(method));
        match (method, credentials) {
            (NOBODY, _) => {}
            (USER_AND_PASSWORD, Some(credentials)) => {
                if !self.log_in(credentials).await? {
                    return Ok(false);
                }
            }
            _ => return Ok(false),
        }
        self.send(&request_5(wanted)?).await?;
        let reply = self.answer(&[5]).await?;
        self.record(|said| said.reply = Some(reply));
        if reply != SUCCEEDED {
            return Ok(false);
        }
        self.bound_address().await?;
        Ok(true)
    }

    /// User and password, now that the hop has asked for them (RFC 1929, 2).
    async fn log_in(&mut self, credentials: &Credentials) -> Result<bool, Failure> {
        let user = counted(&credentials.user, "user")?;
        let secret = counted(credentials.secret.reveal(), "password")?;
        self.seen.authorised = true;
        self.send(&[&[1], user.as_slice(), secret.as_slice()].concat())
            .await?;
        // Some hops count this as part of version 5.
        let answer = self.answer(&[1, 5]).await?;
        self.record(|said| said.login = Some(answer));
        Ok(answer == LOGGED_IN)
    }

    /// The hop's own end of its connection is of no use; it has to be read all the same.
    async fn bound_address(&mut self) -> Result<(), Failure> {
        let [_reserved, kind] = self.read().await?;
        let length = match kind {
            1 => 4,
            3 => {
                let [length] = self.read().await?;
                usize::from(length)
            }
            4 => 16,
            other => {
                let why = format!("its answer holds an address of the unknown kind {other}");
                return Err(self.malformed(&[kind], why).await);
            }
        };
        let mut rest = vec![0; length + 2];
        let read = self.stream.read_exact(&mut rest).await;
        read.map(drop).map_err(|error| io_failure(&error))
    }

    /// The user is said beforehand, since nobody asks for it here; a password is never said.
    async fn version_4(&mut self, wanted: &TunnelRequest<'_>, hop: &Hop) -> Result<bool, Failure> {
        self.record(|said| said.version = 4);
        let user = hop.credentials.as_ref().map_or("", |known| &known.user);
        let request = request_4(wanted, hop.scheme, user)?;
        self.seen.authorised = !user.is_empty();
        self.send(&request).await?;
        let reply = self.answer(&[0, 4]).await?;
        self.record(|said| said.reply = Some(reply));
        if reply != GRANTED {
            return Ok(false);
        }
        let _bound: [u8; 6] = self.read().await?;
        Ok(true)
    }

    fn record(&mut self, what: impl FnOnce(&mut Socks)) {
        what(&mut self.said);
        self.seen.socks = Some(self.said);
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let sent = self.stream.write_all(bytes).await;
        sent.map_err(|error| io_failure(&error))?;
        let flushed = self.stream.flush().await;
        flushed.map_err(|error| io_failure(&error))
    }

    async fn read<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], Failure> {
        let mut bytes = [0; LENGTH];
        let read = self.stream.read_exact(&mut bytes).await;
        read.map_err(|error| io_failure(&error))?;
        Ok(bytes)
    }

    /// The byte behind one of these versions.
    async fn answer(&mut self, versions: &[u8]) -> Result<u8, Failure> {
        let [version, answer] = self.read().await?;
        if versions.contains(&version) {
            return Ok(answer);
        }
        let why = format!("its answer begins with the byte {version}");
        Err(self.malformed(&[version, answer], why).await)
    }

    /// Keeps the words of a peer that speaks another protocol.
    async fn malformed(&mut self, begun: &[u8], detail: String) -> Failure {
        let mut words = begun.to_vec();
        let mut more = (&mut *self.stream).take(KEPT);
        // As far as they come at once.
        let _ = timeout(WORDS, more.read_to_end(&mut words)).await;
        self.seen.body_head = words.into();
        Failure {
            kind: FailureKind::Malformed,
            detail,
        }
    }
}

/// A text behind its length.
fn counted(text: &str, what: &str) -> Result<Vec<u8>, Failure> {
    let length = u8::try_from(text.len())
        .map_err(|_| unsendable(&format!("SOCKS has room for 255 bytes of {what}")))?;
    Ok([&[length], text.as_bytes()].concat())
}

fn address(wanted: &TunnelRequest<'_>) -> Option<IpAddr> {
    wanted.address.or_else(|| wanted.probe.host.parse().ok())
}

/// CONNECT (RFC 1928, 4).
fn request_5(wanted: &TunnelRequest<'_>) -> Result<Vec<u8>, Failure> {
    let (kind, place) = match address(wanted) {
        Some(IpAddr::V4(address)) => (1, address.octets().to_vec()),
        Some(IpAddr::V6(address)) => (4, address.octets().to_vec()),
        None => (3, counted(&wanted.probe.host, "the name")?),
    };
    let port = wanted.probe.port.to_be_bytes();
    Ok([&[5, 1, 0, kind], place.as_slice(), &port].concat())
}

/// CONNECT of version 4; a name goes behind an address that cannot be one, which is 4a.
fn request_4(
    wanted: &TunnelRequest<'_>,
    scheme: HopScheme,
    user: &str,
) -> Result<Vec<u8>, Failure> {
    if user.contains('\0') {
        return Err(unsendable(
            &"the user holds a zero byte, which ends it in SOCKS 4",
        ));
    }
    let port = wanted.probe.port.to_be_bytes();
    let head = [&[4, 1], &port[..]].concat();
    let (place, name) = match address(wanted) {
        Some(IpAddr::V4(address)) => (address.octets(), String::new()),
        Some(IpAddr::V6(_)) | None if scheme == HopScheme::Socks4 => {
            return Err(unsendable(&"SOCKS 4 has room for IPv4 addresses only"));
        }
        Some(IpAddr::V6(_)) | None => ([0, 0, 0, 1], format!("{}\0", wanted.probe.host)),
    };
    Ok([&head, &place[..], user.as_bytes(), &[0], name.as_bytes()].concat())
}
