//! What Microsoft requires of a proxy beside letting the hosts through: tunnels to port 80, HTTP/1.1.

use super::answer::answer_in;
use crate::evidence::{Attempt, Control, Ended, HttpVersion, Tunnel};
use crate::finding::cause::answer::Answer;
use crate::finding::cause::tunnel::{OldHttp, PortRefused};
use crate::finding::{Finding, Untrusted};
use crate::judge::Case;

pub(super) fn judge(case: &Case<'_>) -> impl Iterator<Item = Finding> {
    let found = [port_refused(case), old_http(case)];
    found.into_iter().flatten()
}

/// Tunnels to the port of a page that the hop fetched itself, asked for more than once. The page shows
/// that host and port are allowed and reached, so it is the tunnel that is not, whatever the hop says.
fn port_refused(case: &Case<'_>) -> Option<Finding> {
    let refused: Option<Vec<_>> = plain_port_tunnels(case).map(refusal).collect();
    let refused = refused.filter(|all| all.len() > 1)?;
    let to = plain_port_tunnels(case).next()?.to;
    let refused = PortRefused {
        request: connect(case),
        port: case.probe.port,
        answer: refused.into_iter().find_map(|Refusal(answer)| answer),
    };
    Some(Finding::new(refused).at(to))
}

fn plain_port_tunnels<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Attempt> {
    let controls = case.evidence.controls.iter();
    controls.filter_map(Control::plain_port_tunnel)
}

/// What the hop said in place of a tunnel; nothing where it closed the connection.
struct Refusal(Option<Answer>);

/// A tunnel that the hop did not open, if it said or did anything.
fn refusal(attempt: &Attempt) -> Option<Refusal> {
    let step = attempt.tunnel.as_ref()?;
    match (&step.ended, step.seen.status) {
        (_, Some(200..=299)) => None,
        (Ended::Completed, Some(_)) => Some(Refusal(Some(answer_in(&step.seen)))),
        (Ended::Failed(_), _) => Some(Refusal(None)),
        _ => None,
    }
}

/// Only what opened a tunnel is a proxy for certain.
fn old_http(case: &Case<'_>) -> Option<Finding> {
    let own = case.evidence.attempts.iter();
    let mut all = own.chain(plain_port_tunnels(case));
    all.find_map(|attempt| {
        let seen = &attempt.tunnel.as_ref()?.seen;
        let old = OldHttp {
            request: connect(case),
            status: old_status(seen)?,
        };
        Some(Finding::new(old).at(attempt.to))
    })
}

fn old_status(seen: &Tunnel) -> Option<u16> {
    let old = seen.version == Some(HttpVersion::Http10);
    seen.status
        .filter(|status| old && (200..300).contains(status))
}

fn connect(case: &Case<'_>) -> Untrusted {
    Untrusted::new(format!("CONNECT {}:{}", case.probe.host, case.probe.port))
}
