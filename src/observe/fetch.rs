//! One HTTP/1.1 exchange. Redirects are recorded and not followed.

use std::error::Error as _;
use std::io;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1;
use hyper::ext::ReasonPhrase;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::authority;
use super::bounded::Bounded;
use super::connect::failure_of;
use super::shape;
use crate::catalogue::{Content, Method};
use crate::evidence::{Failure, FailureKind, Response};
use crate::observe::tls::handshake_failure;
use crate::plan::Probe;
use crate::route::Credentials;
use crate::text::bytes::{Blob, sha256_hex};

/// The most that an answer's head may take.
const HEAD_LIMIT: usize = 64 * 1024;
/// The most that may come before an answer's head is whole, interim answers with it.
pub(super) const BEFORE_BODY: usize = 2 * HEAD_LIMIT;
/// The most of a body that is kept in evidence.
const KEPT: usize = 1024 * 1024;
/// The most of a body that is read where its kind matters: the largest CRL in use is well below.
const READ: usize = 32 * 1024 * 1024;
/// The most that is read where a certificate is wanted.
const CERTIFICATE: usize = 64 * 1024;
/// How much of a body's beginning is kept in any case.
const BEGINNING: usize = 4096;
/// Headers that hold an address to go to.
const POINTERS: [HeaderName; 3] = [header::LOCATION, header::CONTENT_LOCATION, header::REFRESH];
/// Headers that an answer may have.
const MOST_HEADERS: usize = 1000;
/// Headers kept, and bytes of each.
const HEADERS: usize = 64;
const HEADER_BYTES: usize = 1024;

/// How a request travels.
#[derive(Debug, Clone)]
pub(super) enum Through {
    /// To the target itself, or inside a tunnel to it.
    Nobody,
    /// To a hop, which fetches it for us (RFC 9112, 3.2.2), with an answer once it asked who we are.
    Hop(Option<HeaderValue>),
}

/// Sends one request and reads its answer.
pub(super) async fn fetch(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    probe: &Probe,
    through: Through,
    seen: &mut Response,
) -> Result<(), Failure> {
    seen.authorised = matches!(through, Through::Hop(Some(_)));
    let request = request(probe, through)?;
    let (stream, allowance) = Bounded::new(stream, BEFORE_BODY);
    let (mut sender, connection) = http1_client()
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| failure(&error))?;
    let exchange = async {
        let response = sender
            .send_request(request)
            .await
            .map_err(|error| failure(&error))?;
        allowance.lift();
        read(response, probe, seen).await
    };
    alongside(connection, exchange).await
}

/// A reader of HTTP/1.1 that is patient with odd answers and bounded in what it takes.
pub(super) fn http1_client() -> http1::Builder {
    let mut client = http1::Builder::new();
    client
        .preserve_header_case(true)
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true)
        .max_headers(MOST_HEADERS)
        .max_buf_size(HEAD_LIMIT);
    client
}

/// Drives a connection while something is done over it.
pub(super) async fn alongside<T, Done>(
    connection: impl Future<Output = Done>,
    exchange: impl Future<Output = T>,
) -> T {
    tokio::pin!(connection);
    tokio::pin!(exchange);
    tokio::select! {
        biased;
        done = &mut exchange => done,
        // The connection is done; what the exchange still has to say is in its hands.
        _ = &mut connection => exchange.await,
    }
}

/// The target of the request, for OCSP over GET with the request in it (RFC 6960, A.1).
fn target(probe: &Probe) -> String {
    match &probe.request {
        Some(request) if probe.content == Content::Ocsp && probe.method == Method::Get => {
            let encoded = request.to_base64();
            let encoded = encoded
                .replace('+', "%2B")
                .replace('/', "%2F")
                .replace('=', "%3D");
            format!("{}/{encoded}", probe.path.trim_end_matches('/'))
        }
        _ => probe.path.clone(),
    }
}

/// The same as a hop is asked for it.
pub(super) fn whole_target(probe: &Probe) -> String {
    format!("http://{}{}", authority::of_url(probe), target(probe))
}

/// The body of the request.
pub(super) fn body(probe: &Probe) -> &[u8] {
    match (&probe.request, probe.method) {
        (Some(bytes), Method::Post) => bytes,
        _ => &[],
    }
}

fn request(probe: &Probe, through: Through) -> Result<Request<Full<Bytes>>, Failure> {
    let target = match &through {
        Through::Nobody => target(probe),
        Through::Hop(_) => whole_target(probe),
    };
    let uri: Uri = target.parse().map_err(|error| unsendable(&error))?;
    let mut request = Request::builder()
        .method(probe.method.word())
        .uri(uri)
        .header(header::HOST, authority::of_url(probe))
        .header(
            header::USER_AGENT,
            concat!("clearway/", env!("CARGO_PKG_VERSION")),
        )
        .header(header::ACCEPT, "*/*")
        .header(header::CONNECTION, "close");
    if let Through::Hop(Some(answer)) = through {
        request = request.header(header::PROXY_AUTHORIZATION, answer);
    }
    let body = body(probe);
    if !body.is_empty() {
        request = request.header(header::CONTENT_TYPE, "application/ocsp-request");
    }
    request
        .body(Full::new(Bytes::copy_from_slice(body)))
        .map_err(|error| unsendable(&error))
}

/// User and password as they are sent, before base64.
pub(super) fn pair(credentials: &Credentials) -> String {
    format!("{}:{}", credentials.user, credentials.secret.reveal())
}

/// Credentials as RFC 7617 wants them, marked so that no log shows them.
pub(super) fn basic(credentials: &Credentials) -> Result<HeaderValue, Failure> {
    let text = format!(
        "Basic {}",
        Blob::from(pair(credentials).into_bytes()).to_base64()
    );
    let mut value = HeaderValue::from_str(&text).map_err(|error| unsendable(&error))?;
    value.set_sensitive(true);
    Ok(value)
}

pub(super) fn unsendable(why: &impl ToString) -> Failure {
    Failure {
        kind: FailureKind::Other,
        detail: format!("cannot be asked: {}", why.to_string()),
    }
}

async fn read(
    response: hyper::Response<Incoming>,
    probe: &Probe,
    seen: &mut Response,
) -> Result<(), Failure> {
    seen.status = Some(response.status().as_u16());
    seen.reason = reason(&response);
    seen.headers = kept_headers(response.headers());
    seen.promised = promised(response.headers()).filter(|_| probe.method != Method::Head);
    let limit = match probe.content {
        Content::Any => KEPT,
        Content::Certificate => CERTIFICATE,
        Content::Crl | Content::Ocsp | Content::Cab => READ,
    };
    let mut body = Vec::new();
    let ended = read_body(response.into_body(), limit, &mut body, seen).await;
    seen.head = body[..body.len().min(BEGINNING)].into();
    if !body.is_empty() {
        seen.sha256 = sha256_hex(&body);
        seen.shape = shape::of(&body, seen.header("content-type"));
    }
    if seen.whole && body.len() <= KEPT {
        seen.body = Some(body.into());
    }
    ended
}

/// The words behind a status, where they are the server's own. The parser gives none that are not
/// ASCII.
pub(super) fn reason(response: &hyper::Response<Incoming>) -> Option<String> {
    let phrase = response.extensions().get::<ReasonPhrase>()?;
    let bytes = phrase.as_bytes();
    if bytes.is_empty() {
        return None;
    }
    Some(String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_BYTES)]).into_owned())
}

async fn read_body(
    mut incoming: Incoming,
    limit: usize,
    body: &mut Vec<u8>,
    seen: &mut Response,
) -> Result<(), Failure> {
    let bounded =
        incoming.size_hint().exact().is_some() || seen.header("transfer-encoding").is_some();
    while let Some(frame) = incoming.frame().await {
        let frame = match frame {
            Ok(frame) => frame,
            // A body that lasts until the end of the connection has no other end than this.
            Err(error) if !bounded && failure(&error).kind == FailureKind::ClosedEarly => {
                return Ok(());
            }
            Err(error) => return Err(failure(&error)),
        };
        let Some(data) = frame.data_ref() else {
            continue;
        };
        body.extend_from_slice(&data[..data.len().min(limit - body.len())]);
        seen.length += data.len() as u64;
        if body.len() == limit && seen.length > limit as u64 {
            return Ok(());
        }
    }
    seen.whole = true;
    Ok(())
}

fn promised(headers: &HeaderMap) -> Option<u64> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()
}

pub(super) fn kept_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let public = headers
        .iter()
        .filter(|(name, _)| *name != header::SET_COOKIE);
    let texts = public.map(|(name, value)| {
        let bytes = value.as_bytes();
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_BYTES)]).into_owned();
        (
            name.to_string(),
            if POINTERS.contains(name) {
                without_query(&text)
            } else {
                text
            },
        )
    });
    texts.take(HEADERS).collect()
}

/// A redirect's address without what may be a secret: query, fragment and credentials.
fn without_query(location: &str) -> String {
    let end = location.find(['?', '#']).unwrap_or(location.len());
    let bare = &location[..end];
    let Some((scheme, rest)) = bare.split_once("//") else {
        return bare.to_owned();
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}//{host}{path}")
}

pub(super) fn failure(error: &hyper::Error) -> Failure {
    let behind = error.source();
    if let Some(earlier) = behind.and_then(|source| source.downcast_ref::<hyper::Error>()) {
        return before_the_request(earlier);
    }
    let cause = error
        .source()
        .and_then(|source| source.downcast_ref::<io::Error>());
    if let Some(cause) = cause {
        let tls = cause
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>())
            .is_some();
        return if tls {
            handshake_failure(cause)
        } else {
            failure_of(cause)
        };
    }
    let kind = if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        FailureKind::ClosedEarly
    } else if error.is_parse() {
        FailureKind::Malformed
    } else {
        FailureKind::Other
    };
    Failure {
        kind,
        detail: described(error),
    }
}

/// What went wrong before our request was sent. Whoever speaks first speaks no HTTP.
fn before_the_request(error: &hyper::Error) -> Failure {
    let failure = failure(error);
    Failure {
        kind: match failure.kind {
            FailureKind::Other => FailureKind::Malformed,
            kind => kind,
        },
        ..failure
    }
}

/// An error with what is behind it.
fn described(error: &hyper::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_that_points_elsewhere_loses_what_may_be_a_secret() {
        let mut headers = HeaderMap::new();
        let mut add = |name, value| headers.insert(name, HeaderValue::from_static(value));
        add(header::LOCATION, "http://u:p@portal.corp/login?token=1#x");
        add(header::REFRESH, "0; url=http://portal.corp/?token=1");
        add(header::CONTENT_LOCATION, "/page?token=1");
        let mut kept: Vec<String> = kept_headers(&headers)
            .into_iter()
            .map(|(_, value)| value)
            .collect();
        kept.sort();
        let wanted = [
            "/page",
            "0; url=http://portal.corp/",
            "http://portal.corp/login",
        ];
        assert_eq!(kept, wanted);
    }
}
