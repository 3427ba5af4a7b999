//! Servers of TLS and HTTP, also those that misbehave.

use std::sync::Arc;

use rustls::crypto::aws_lc_rs::default_provider;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::server::{Acceptor, ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::{TLS12, TLS13};
use rustls::{NamedGroup, RootCertStore, ServerConfig};
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use super::Closed;
use super::reply::{self, Reply};
use super::wire::Far;
use super::{content, pki};

/// Somebody who connects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Client {
    Proxies,
}

/// What speaks behind an open port.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Open {
    /// One of the chains of [`pki`], or a misbehaviour; without it there is no TLS.
    pub(crate) tls: Option<String>,
    /// Speaks TLS 1.2 and nothing newer.
    #[serde(default)]
    tls12: bool,
    /// How it does otherwise than most.
    #[serde(default)]
    with: Option<Box<With>>,
    /// Wants the client's certificate.
    #[serde(default)]
    wants_certificate: bool,
    /// What HTTP answers.
    #[serde(default)]
    http: Option<String>,
    /// What it answers to some requests, in place of that.
    #[serde(default)]
    pub(crate) replies: Vec<Reply>,
    /// Chooses HTTP/2 where it is offered, and what becomes of it then: `lives`, `cut`, `silent`.
    #[serde(default)]
    http2: Option<String>,
    /// Falls silent after so many flights.
    #[serde(default)]
    pub(crate) silent_after_flights: Option<usize>,
    /// What becomes of the first connection.
    #[serde(default)]
    pub(crate) first: Option<Closed>,
    /// A proxy, and how it answers.
    #[serde(default)]
    pub(crate) proxy: Option<String>,
    /// A proxy of SOCKS, and how it answers.
    #[serde(default)]
    pub(crate) socks: Option<String>,
    /// A proxy that serves so many at a time, and how it answers whoever comes beside them: `2 says 503`,
    /// or `2 refused`.
    #[serde(default)]
    pub(crate) at_most: Option<String>,
    /// Says this before it is asked anything.
    #[serde(default)]
    pub(crate) greets: Option<String>,
    /// What a box on the way does to some hellos.
    #[serde(default)]
    middlebox: Option<Middlebox>,
    /// Packets of full size are lost on the way.
    #[serde(default)]
    pub(crate) loses_large_packets: bool,
    /// What becomes of a connection that is idle, and after which time: `closes 45s`, `says goodbye
    /// 45s`, `resets 45s`, `forgets 45s`.
    #[serde(default)]
    idle: Option<String>,
    /// Whom a firewall lets there, where not everybody.
    #[serde(default)]
    pub(crate) opens_for: Option<Client>,
    /// Takes so long to accept.
    #[serde(default)]
    pub(crate) accepts_after: Option<String>,
}

/// What a server has in place of the usual.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct With {
    /// The kind of its key, which is P-256 else.
    key: Option<String>,
    /// The only key exchange group it knows.
    group: Option<String>,
}

/// A box that acts on some hellos only.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Middlebox {
    /// On which: `tls12`, `tls13`, `large`, `nameless`, a server name, or any `but NAME…`.
    on: String,
    /// What stands in the server's place: a chain or a misbehaviour.
    tls: String,
}

impl Middlebox {
    fn acts_on(&self, hello: &ClientHello<'_>) -> bool {
        let suites = hello.cipher_suites();
        let tls13 = suites.iter().any(|suite| u16::from(*suite) >> 8 == 0x13);
        let first = hello.named_groups().and_then(|groups| groups.first());
        match self.on.as_str() {
            "tls12" => !tls13,
            "tls13" => tls13,
            "large" => tls13 && first == Some(&NamedGroup::X25519MLKEM768),
            "nameless" => hello.server_name().is_none(),
            names => match (names.strip_prefix("but "), hello.server_name()) {
                (Some(all), Some(name)) => !all.split(' ').any(|one| one == name),
                (Some(_), None) => false,
                (None, name) => name == Some(names),
            },
        }
    }
}

impl Open {
    /// TLS with a chain of this kind, and this answer.
    pub(crate) fn of(tls: &str, http: &str) -> Self {
        Self {
            tls: Some(tls.to_owned()),
            http: Some(http.to_owned()),
            ..Self::default()
        }
    }
}

/// Talks to one client until all is said.
pub(crate) async fn serve(mut far: Far, open: &Open) {
    let Some(tls) = &open.tls else {
        return speak(far, open).await;
    };
    if !pki::is_chain(tls) {
        return misbehave(far, tls).await;
    }
    if open.loses_large_packets {
        return misbehave(far, "silent").await;
    }
    let resets = open
        .idle
        .as_deref()
        .is_some_and(|idle| idle.starts_with("resets"));
    if resets || open.http.as_deref() == Some("reset") {
        far.resetting();
    }
    let Ok(start) = LazyConfigAcceptor::new(Acceptor::default(), &mut far).await else {
        return linger(&mut far).await;
    };
    let acting = open.middlebox.as_ref();
    let acting = acting.filter(|one| one.acts_on(&start.client_hello()));
    let kind = acting.map_or(tls.as_str(), |one| &one.tls);
    if !pki::is_chain(kind) {
        if kind == "silent" {
            return linger(&mut far).await;
        }
        assert_eq!(kind, "cut", "no middlebox of the lab does `{kind}`");
        return;
    }
    match start.into_stream(Arc::new(config(open, kind))).await {
        Ok(stream) if stream.get_ref().1.alpn_protocol() == Some(b"h2") => {
            begin_http2(stream, open.http2.as_deref().unwrap_or_default()).await;
        }
        Ok(stream) => match open.idle.as_deref() {
            Some(idle) => tire(stream, idle, open.http.as_deref()).await,
            None => speak(stream, open).await,
        },
        // Clients that leave, and handshakes that were meant to fail.
        Err(_) => linger(&mut far).await,
    }
}

/// Takes TLS off a connection, for somebody who speaks inside it. What is no chain misbehaves.
pub(crate) async fn unwrapped(far: Far, open: &Open) -> Option<TlsStream<Far>> {
    let kind = open.tls.as_deref().unwrap_or_default();
    if !pki::is_chain(kind) {
        misbehave(far, kind).await;
        return None;
    }
    let start = LazyConfigAcceptor::new(Acceptor::default(), far)
        .await
        .ok()?;
    // Clients that do not trust it leave here.
    start.into_stream(Arc::new(config(open, kind))).await.ok()
}

/// Keeps a connection open until its client closes it.
pub(crate) async fn linger(stream: &mut (impl AsyncRead + Unpin)) {
    let mut rest = [0; 1024];
    while stream.read(&mut rest).await.is_ok_and(|bytes| bytes > 0) {}
}

/// What can go wrong before there is TLS; the client's hello is heard first.
async fn misbehave(mut far: Far, how: &str) {
    let mut hello = [0; 4096];
    let heard = far.read(&mut hello).await;
    if heard.is_ok_and(|bytes| bytes == 0) {
        return; // Somebody only knocked.
    }
    let bytes = match how {
        "cut" => return,
        "reset" => return far.reset(),
        "silent" => return linger(&mut far).await,
        "plain-http" => b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".to_vec(),
        "ssh" => b"SSH-2.0-OpenSSH_9.6\r\n".to_vec(),
        "tls11" => server_hello([3, 2]),
        "half-hello" => server_hello([3, 3])[..20].to_vec(),
        alert => {
            let number = alert.strip_prefix("alert ").and_then(|n| n.parse().ok());
            let number = number.unwrap_or_else(|| panic!("no server of the lab does `{alert}`"));
            vec![21, 3, 3, 0, 2, 2, number]
        }
    };
    // The client may leave at the first byte.
    let _ = far.write_all(&bytes).await;
    if how == "half-hello" {
        linger(&mut far).await;
    }
}

/// A `ServerHello` of an old version with an old suite (RFC 4346, 7.4.1.3).
fn server_hello(version: [u8; 2]) -> Vec<u8> {
    let random = [7; 32];
    let hello = [&version[..], &random, &[0], &[0xc0, 0x13], &[0]].concat();
    let length = u8::try_from(hello.len()).expect("a short hello");
    let record = [3, 2, 0, length + 4, 2, 0, 0, length];
    [&[22], &record[..], &hello].concat()
}

fn config(open: &Open, kind: &str) -> ServerConfig {
    let versions: &[_] = if open.tls12 {
        &[&TLS12]
    } else {
        &[&TLS13, &TLS12]
    };
    let mut provider = default_provider();
    let with = open.with.as_deref().cloned().unwrap_or_default();
    if let Some(group) = &with.group {
        let is_it = |known: &str| known.eq_ignore_ascii_case(group);
        provider
            .kx_groups
            .retain(|known| is_it(&format!("{:?}", known.name())));
    }
    let builder = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(versions)
        .expect("the provider has both versions");
    let builder = if open.wants_certificate {
        let mut roots = RootCertStore::empty();
        roots
            .add(pki::ca("operator-root"))
            .expect("the root is a certificate");
        let wants = rustls::server::WebPkiClientVerifier::builder_with_provider(
            Arc::new(roots),
            Arc::new(default_provider()),
        );
        builder.with_client_cert_verifier(wants.build().expect("there is a root"))
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder.with_cert_resolver(Arc::new(Shows(kind.to_owned(), with.key)));
    if open.http2.is_some() {
        config.alpn_protocols.push(b"h2".to_vec());
    }
    config.alpn_protocols.push(b"http/1.1".to_vec());
    config.send_tls13_tickets = 0;
    config
}

/// A chain of one kind for whatever name is asked, and the kind of its key.
#[derive(Debug)]
struct Shows(String, Option<String>);

impl ResolvesServerCert for Shows {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let host = hello.server_name().unwrap_or("no.name");
        let chain = match &self.1 {
            Some(key) => pki::genuine_with(key, host),
            None => pki::chain(&self.0, host),
        };
        let key = any_supported_type(&chain.key).expect("its kind is supported");
        let mut certified = CertifiedKey::new(chain.shown, key);
        certified.ocsp = chain.staple;
        Some(Arc::new(certified))
    }
}

/// Hears the preface and exchanges SETTINGS, or does not (RFC 9113, 3.4).
async fn begin_http2(mut stream: TlsStream<&mut Far>, how: &str) {
    let mut preface = [0; 33];
    let heard = stream.read_exact(&mut preface).await;
    match how {
        "lives" if heard.is_ok() => {
            let frames = [[0, 0, 0, 4, 0, 0, 0, 0, 0], [0, 0, 0, 4, 1, 0, 0, 0, 0]].concat();
            finish(&mut stream, &frames, &Then::Lingers).await;
        }
        "silent" => linger(&mut stream).await,
        "cut" | "lives" => {}
        other => panic!("HTTP/2 of the lab never `{other}`"),
    }
}

/// Reads one request and answers it.
async fn speak(mut stream: impl AsyncRead + AsyncWrite + Unpin, open: &Open) {
    if open.http.is_none() && open.replies.is_empty() {
        return linger(&mut stream).await;
    }
    let Some(head) = head(&mut stream).await else {
        return;
    };
    if let Some(bytes) = reply::to(&head, &open.replies) {
        return finish(&mut stream, &bytes, &Then::Closes).await;
    }
    let Some(how) = &open.http else {
        return linger(&mut stream).await;
    };
    let (bytes, then) = script(how);
    finish(&mut stream, &bytes, &then).await;
}

/// Has had enough of a connection that says nothing for too long.
async fn tire(mut stream: impl AsyncRead + AsyncWrite + Unpin, idle: &str, http: Option<&str>) {
    let (how, after) = idle.rsplit_once(' ').expect("how, and after which time");
    let after = humantime::parse_duration(after).expect("a time");
    if let Ok(heard) = tokio::time::timeout(after, head(&mut stream)).await {
        if let (Some(_), Some(how)) = (heard, http) {
            let (bytes, then) = script(how);
            finish(&mut stream, &bytes, &then).await;
        }
        return;
    }
    match how {
        "closes" | "resets" => {}
        "says goodbye" => finish(&mut stream, b"", &Then::Closes).await,
        "forgets" => linger(&mut stream).await,
        other => panic!("no server of the lab is `{other}`"),
    }
}

/// Says the last words and does what comes then. The client may have had enough before.
pub(crate) async fn finish(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    bytes: &[u8],
    then: &Then,
) {
    let _ = stream.write_all(bytes).await;
    let _ = stream.flush().await;
    match then {
        Then::Closes => {
            let _ = stream.shutdown().await;
        }
        Then::Drops => {}
        Then::Lingers => linger(stream).await,
    }
}

/// The head of a request, where one has come whole.
pub(crate) async fn head(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut heard = Vec::new();
    while !heard.windows(4).any(|four| four == b"\r\n\r\n") {
        if !stream
            .read_buf(&mut heard)
            .await
            .is_ok_and(|bytes| bytes > 0)
        {
            return None;
        }
    }
    Some(String::from_utf8_lossy(&heard).into_owned())
}

/// What happens after the last byte.
pub(crate) enum Then {
    /// The end is said: `close_notify`, FIN.
    Closes,
    /// The connection is gone without it.
    Drops,
    /// Nothing more, for ever.
    Lingers,
}

/// The answer, word for word.
fn script(how: &str) -> (Vec<u8>, Then) {
    let (how, rest) = how.split_once(' ').unwrap_or((how, ""));
    let (kind, bytes) = content::body(rest).unwrap_or(("text/plain", b"hello".to_vec()));
    let status = |line: &str, more: &str| {
        let length = bytes.len();
        let head = format!(
            "HTTP/1.1 {line}\r\nDate: Sun, 22 Nov 2026 08:00:00 GMT\r\n{more}\
             Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        );
        head.into_bytes()
    };
    let ok = || status("200 OK", "");
    match how {
        "gives" => ([ok(), bytes].concat(), Then::Closes),
        "gives-until-close" => {
            let head = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
            ([head, bytes].concat(), Then::Closes)
        }
        "halves" => ([&ok(), &bytes[..bytes.len() / 2]].concat(), Then::Closes),
        "drops-half" => ([&ok(), &bytes[..bytes.len() / 2]].concat(), Then::Drops),
        "stalls-half" => ([&ok(), &bytes[..bytes.len() / 2]].concat(), Then::Lingers),
        "stalls-after-head" => (ok(), Then::Lingers),
        "chunk-cut" => {
            let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nhalf".to_vec();
            (head, Then::Closes)
        }
        "status" => {
            let head = status(&format!("{rest} Said so"), "");
            ([head, bytes].concat(), Then::Closes)
        }
        "login-page" => {
            let (_, page) = content::body("page").expect("a page is a body");
            let head = format!(
                "HTTP/1.1 {rest} Said so\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n",
                page.len()
            );
            ([head.into_bytes(), page].concat(), Then::Closes)
        }
        "redirects" => {
            let to = format!("Location: {rest}\r\nSet-Cookie: secret=1\r\n");
            ([status("302 Found", &to), bytes].concat(), Then::Closes)
        }
        "silent" => (Vec::new(), Then::Lingers),
        "half-head" => (b"HTTP/1.1 200 OK\r\nContent-".to_vec(), Then::Lingers),
        "closes" => (Vec::new(), Then::Closes),
        "drops" | "reset" => (Vec::new(), Then::Drops),
        "garbage" => (
            b"\x00\x01\x02 this is no HTTP\r\n\r\n".to_vec(),
            Then::Closes,
        ),
        other => panic!("no server of the lab does `{other}`"),
    }
}
