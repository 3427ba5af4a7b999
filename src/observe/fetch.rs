//! One HTTP/1.1 exchange. Redirects are recorded and not followed.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Incoming};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::activity::Activity;
use super::authority;
use super::bounded::Bounded;
use super::clock::Clock;
use super::early::Early;
use super::failure::{http_failure, unsendable};
use super::http1::{BEFORE_BODY, alongside, http1_client, kept_headers, reason};
use super::shape;
use super::tunnel::{self, ProxyRequest, ReachedHop};
use crate::catalogue::{Content, Method, Upgrade};
use crate::evidence::{Attempt, Failure, FailureKind, Response, Step};
use crate::net::Stream;
use crate::plan::Probe;
use crate::text::bytes::sha256_hex;
use crate::text::coding::Coding;

/// The most of a body that is kept in evidence.
const KEPT: usize = 1024 * 1024;
/// The most of a body that is read where its kind matters: the largest CRL in use is well below.
const READ: usize = 32 * 1024 * 1024;
/// The most that is read where a certificate is wanted.
const CERTIFICATE: usize = 64 * 1024;
/// How much of a body's beginning is kept in any case.
const BEGINNING: usize = 4096;
/// How a request travels.
#[derive(Debug, Clone)]
pub(super) enum Through {
    /// To the target itself, or inside a tunnel to it.
    Nobody,
    /// To a hop, which fetches it for us (RFC 9112, 3.2.2), with an answer once it asked who we are.
    Hop(Option<HeaderValue>),
}

/// Fetches from the target itself, as a step of the walk.
pub(super) async fn fetch_into(
    attempt: &mut Attempt,
    stream: Box<dyn Stream>,
    probe: &Probe,
    clock: &Clock,
) {
    let fetching = async |seen: &mut _| fetch(stream, probe, Through::Nobody, seen).await;
    let (step, _) = clock.step(Activity::Fetching, fetching).await;
    attempt.fetch = Some(step);
}

/// Lets a hop fetch; with credentials once it asked for them, over a connection of its own. The
/// answer that asked is kept as the hop's.
pub(super) async fn fetch_through(
    attempt: &mut Attempt,
    stream: Box<dyn Stream>,
    probe: &Probe,
    reached: ReachedHop<'_>,
    clock: &Clock,
) {
    let asked = ProxyRequest {
        method: probe.method.word(),
        target: &whole_target(probe),
        body: body(probe),
    };
    let fetching = async |seen: &mut _| fetch(stream, probe, Through::Hop(None), seen).await;
    let (mut step, _) = clock.step(Activity::Fetching, fetching).await;
    loop {
        let mut said = tunnel::answer_of(&step.seen);
        let earlier = attempt.tunnel.as_ref();
        said.challenge = earlier.map(|step| Box::new(step.seen.clone()));
        let Some(answer) = reached.answer_to(&said, asked) else {
            attempt.fetch = Some(step);
            return;
        };
        attempt.tunnel = Some(Step {
            at_ms: step.at_ms,
            took_ms: step.took_ms,
            seen: said,
            ended: step.ended,
        });
        let fetching = async |seen: &mut Response| {
            let stream = reached.again().await?;
            fetch(stream, probe, Through::Hop(Some(answer)), seen).await
        };
        (step, _) = clock.step(Activity::Fetching, fetching).await;
    }
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
    let (stream, allowance) = Bounded::new(Early::new(stream), BEFORE_BODY);
    let (mut sender, connection) = http1_client()
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| http_failure(&error))?;
    let exchange = async {
        let response = sender
            .send_request(request)
            .await
            .map_err(|error| http_failure(&error))?;
        allowance.lift();
        read(response, probe, seen).await
    };
    alongside(connection, exchange).await
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

/// The target as a hop is asked for it: a whole URL (RFC 9112, 3.2.2).
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
        .header(
            header::CONNECTION,
            if probe.upgrade.is_some() {
                "Upgrade"
            } else {
                "close"
            },
        );
    if let Some(Upgrade::WebSocket) = probe.upgrade {
        // The key only shows that a server speaks this protocol (RFC 6455, 1.3).
        request = request
            .header(header::UPGRADE, "websocket")
            .header(header::SEC_WEBSOCKET_VERSION, "13")
            .header(header::SEC_WEBSOCKET_KEY, "Y2xlYXJ3YXktY2hlY2sxMg==");
    }
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
    if !body.is_empty() {
        seen.sha256 = sha256_hex(&body);
    }
    let (body, whole) = decoded(body, limit, seen);
    seen.head = body[..body.len().min(BEGINNING)].into();
    if !body.is_empty() {
        seen.shape = shape::of(&body, seen.header("content-type"));
    }
    if whole && body.len() <= KEPT {
        seen.body = Some(body.into());
    }
    ended
}

/// What is in the body, and whether it is all of it. We ask for no coding; caches and scanners on the
/// path use one all the same.
fn decoded(body: Vec<u8>, limit: usize, seen: &mut Response) -> (Vec<u8>, bool) {
    let coding = seen.header("content-encoding").and_then(Coding::from_name);
    let Some(coding) = coding.filter(|_| !body.is_empty()) else {
        return (body, seen.whole);
    };
    let decoded = coding.decode(&body, limit);
    seen.encoding = Some(coding.name().to_owned());
    seen.decoded_length = Some(decoded.bytes.len() as u64);
    // What ends early did not break in its coding.
    seen.encoding_fault = decoded.fault.filter(|_| seen.whole);
    let whole = seen.whole && decoded.whole;
    if decoded.bytes.is_empty() && !decoded.whole {
        return (body, false);
    }
    (decoded.bytes, whole)
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
            Err(error) if !bounded && http_failure(&error).kind == FailureKind::ClosedEarly => {
                return Ok(());
            }
            Err(error) => return Err(http_failure(&error)),
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
