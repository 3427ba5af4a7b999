//! CONNECT through a hop (RFC 9110, 9.3.6); its whole answer is kept, whatever it is.

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::upgrade::{self, Upgraded};
use hyper::{Request, Response, Version};
use hyper_util::rt::TokioIo;

use super::auth::ProxyRequest;
use super::behind::through;
use super::reached::ReachedHop;
use crate::evidence::{Failure, FailureKind, HttpVersion, Response as Fetched, Shape, Tunnel};
use crate::net::Stream;
use crate::observe::authority;
use crate::observe::bounded::Bounded;
use crate::observe::early::Early;
use crate::observe::failure::{http_failure, unsendable};
use crate::observe::http1::{BEFORE_BODY, alongside, http1_client, kept_headers, reason};
use crate::observe::shape::title_of;
use crate::plan::Probe;

/// How much of the body of a refusal is read for its words, and how much of it is kept.
const READ: usize = 64 * 1024;
const KEPT: usize = 4096;

/// Asks for a tunnel; with credentials once the hop asked for them, over a connection of its own.
/// No stream means that the hop answered something else.
pub(super) async fn open(
    stream: Box<dyn Stream>,
    probe: &Probe,
    reached: ReachedHop<'_>,
    seen: &mut Tunnel,
) -> Result<Option<Box<dyn Stream>>, Failure> {
    let asked = ProxyRequest {
        method: "CONNECT",
        target: &authority::with_port(probe),
        body: &[],
    };
    let mut opened = ask(stream, probe, None, seen).await?;
    while let Some(answer) = reached.answer_to(seen, asked) {
        let challenge = std::mem::take(seen);
        seen.challenge = Some(Box::new(challenge));
        seen.authorised = true;
        opened = ask(reached.again().await?, probe, Some(answer), seen).await?;
    }
    Ok(opened)
}

/// What a hop answered in place of a page, as its own words.
pub(in crate::observe) fn answer_of(response: &Fetched) -> Tunnel {
    Tunnel {
        status: response.status,
        reason: response.reason.clone(),
        headers: response.headers.clone(),
        body_head: response.head.clone(),
        title: match &response.shape {
            Shape::Html { title } => title.clone(),
            _ => None,
        },
        authorised: response.authorised,
        ..Tunnel::default()
    }
}

async fn ask(
    stream: Box<dyn Stream>,
    probe: &Probe,
    answer: Option<HeaderValue>,
    seen: &mut Tunnel,
) -> Result<Option<Box<dyn Stream>>, Failure> {
    let request = request(probe, answer)?;
    let (stream, allowance) = Bounded::new(Early::new(stream), BEFORE_BODY);
    let (mut sender, connection) = http1_client()
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| http_failure(&error))?;
    let asking = async {
        let mut response = sender
            .send_request(request)
            .await
            .map_err(|error| http_failure(&error))?;
        allowance.lift();
        note(&response, seen);
        if response.status().is_success() {
            let upgraded = upgrade::on(&mut response)
                .await
                .map_err(|error| http_failure(&error))?;
            return Ok(Some(upgraded));
        }
        refused(response, seen).await;
        Ok(None)
    };
    match alongside(connection.with_upgrades(), asking).await? {
        Some(upgraded) => behind(upgraded).await.map(Some),
        None => Ok(None),
    }
}

fn request(probe: &Probe, answer: Option<HeaderValue>) -> Result<Request<Empty<Bytes>>, Failure> {
    let authority = authority::with_port(probe);
    let mut request = Request::connect(authority.as_str())
        .header(header::HOST, &authority)
        .header(
            header::USER_AGENT,
            concat!("clearway/", env!("CARGO_PKG_VERSION")),
        );
    if let Some(answer) = answer {
        request = request.header(header::PROXY_AUTHORIZATION, answer);
    }
    request
        .body(Empty::new())
        .map_err(|error| unsendable(&error))
}

fn note(response: &Response<Incoming>, seen: &mut Tunnel) {
    seen.status = Some(response.status().as_u16());
    seen.version = match response.version() {
        Version::HTTP_10 => Some(HttpVersion::Http10),
        Version::HTTP_11 => Some(HttpVersion::Http11),
        _ => None,
    };
    seen.reason = reason(response);
    seen.headers = kept_headers(response.headers());
}

/// Reads the words of a refusal, as far as they come.
async fn refused(response: Response<Incoming>, seen: &mut Tunnel) {
    let mut incoming = response.into_body();
    let mut body = Vec::new();
    while let Some(Ok(frame)) = incoming.frame().await {
        let Some(data) = frame.data_ref() else {
            continue;
        };
        body.extend_from_slice(&data[..data.len().min(READ - body.len())]);
        seen.body_head = body[..body.len().min(KEPT)].into();
        seen.title = title_of(&body, seen.header("content-type"));
        if body.len() == READ {
            return;
        }
    }
}

/// The stream behind the answer, with whatever came glued to it.
async fn behind(upgraded: Upgraded) -> Result<Box<dyn Stream>, Failure> {
    let parts = upgraded
        .downcast::<TokioIo<Bounded<Early<Box<dyn Stream>>>>>()
        .map_err(|_| Failure {
            kind: FailureKind::Other,
            detail: "the tunnel's stream cannot be had back".to_owned(),
        })?;
    let (stream, early) = parts.io.into_inner().into_inner().into_parts();
    through(stream, [&parts.read_buf[..], &early].concat()).await
}
