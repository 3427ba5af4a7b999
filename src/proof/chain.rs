//! Whose chain a proven handshake showed: asked of the judge, as for a report.

use std::net::SocketAddr;

use super::document::Probe;
use crate::catalogue::{Catalogue, Content, Endpoint, Method, Scheme, Sure};
use crate::evidence::{Attempt, Control, Ended, Evidence, Handshake, Response, Step};
use crate::finding::{Code, Finding, Severity, Target};
use crate::judge::chain::ChainReader;
use crate::judge::{Case, Policy, Statements, chain};
use crate::plan;
use crate::route::Route;
use crate::signature::Signatures;
use crate::text::bytes::Blob;

/// A chain, and where and when it was shown.
pub(super) struct Shown<'a> {
    pub(super) probe: &'a Probe,
    pub(super) time_unix: i64,
    pub(super) to: SocketAddr,
    pub(super) chain: Vec<Blob>,
    pub(super) staple: Blob,
    /// Certificates from elsewhere, with their addresses.
    pub(super) fetched: Vec<(String, Blob)>,
}

/// Whose it is.
pub(super) enum Whose {
    /// Signatures lead to an expected key, and nothing speaks against it.
    Expected,
    /// No expected key stands behind it; by which mark.
    Foreign(String),
    /// It may be the service's, but does not prove it; why.
    Doubtful(String),
}

/// Asks the judge.
pub(super) fn whose(shown: &Shown<'_>, endpoint: &Endpoint, catalogue: &Catalogue) -> Whose {
    let probe = probe(shown.probe);
    let evidence = evidence(shown);
    let (route, statements) = (Route::default(), Statements::default());
    let signatures = Signatures::default();
    let case = Case {
        probe: &probe,
        endpoint,
        route: &route,
        evidence: &evidence,
    };
    let policy = Policy {
        catalogue,
        local_roots: &[],
        // Of what CAs said, a bundle has only what the server stapled.
        statements: &statements,
        signatures: &signatures,
    };
    let chains = ChainReader::new(case, &policy);
    let (findings, _) = chain::judge(&chains);
    let target = Target {
        host: probe.host.clone(),
        port: probe.port,
        via: None,
    };
    let said = |finding: &Finding| {
        let finding = finding.clone().on(target.clone());
        format!("{}: {}", finding.code(), finding.in_words())
    };
    for finding in &findings {
        match finding.code() {
            Code::ChainIntercepted | Code::ChainImpostor | Code::ChainSelfSigned => {
                return Whose::Foreign(said(finding));
            }
            Code::ChainUnexpectedIssuer => return Whose::Doubtful(said(finding)),
            // Genuine, with less than a server should send, or from a key on its way out.
            _ if finding.severity <= Severity::Warn => {}
            _ => return Whose::Doubtful(said(finding)),
        }
    }
    if chains.is_genuine(&evidence.attempts[0]) {
        return Whose::Expected;
    }
    Whose::Doubtful("no signature leads to an expected key".to_owned())
}

fn probe(asked: &Probe) -> plan::Probe {
    plan::Probe {
        endpoint: asked.endpoint.clone(),
        host: asked.host.clone(),
        port: asked.port,
        scheme: Scheme::Tls,
        path: "/".to_owned(),
        method: Method::Get,
        content: Content::Any,
        request: None,
        upgrade: None,
        sure: Sure::High,
        wildcard: false,
    }
}

/// What a run would have seen.
fn evidence(shown: &Shown<'_>) -> Evidence {
    let mut attempt = Attempt::new(shown.to);
    attempt.handshake = Some(step(Handshake {
        chain: shown.chain.clone(),
        staple: shown.staple.clone(),
        ..Handshake::default()
    }));
    let fetched = shown.fetched.iter().map(|(url, body)| {
        let mut attempt = Attempt::new(shown.to);
        attempt.fetch = Some(step(Response {
            status: Some(200),
            body: Some(body.clone()),
            ..Response::default()
        }));
        Control::Issuer {
            url: url.clone(),
            route: Route::default(),
            resolve: None,
            attempts: vec![attempt],
        }
    });
    Evidence {
        started_unix: shown.time_unix,
        controls: fetched.collect(),
        attempts: vec![attempt],
        ..Evidence::default()
    }
}

fn step<T>(seen: T) -> Step<T> {
    Step {
        at_ms: 0,
        took_ms: 0,
        seen,
        ended: Ended::Completed,
    }
}
