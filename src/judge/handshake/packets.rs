//! Is it the size? Handshakes in small packets, where ordinary ones stall.

use std::net::SocketAddr;

use super::one;
use crate::evidence::{Attempt, Control, Ended, Step};
use crate::finding::{Code, Finding, Owner};
use crate::judge::Case;

/// Addresses at which a handshake ran out of time.
pub(in crate::judge) fn stalled(case: &Case<'_>) -> Vec<SocketAddr> {
    let attempts = case.evidence.attempts.iter();
    let late = attempts.filter(|attempt| {
        let step = attempt.handshake.as_ref();
        step.is_some_and(|step| step.ended == Ended::OutOfTime)
    });
    late.map(|attempt| attempt.to).collect()
}

/// Where a handshake stalls that completes in small packets, its finding says so: large ones get lost
/// on the way, and nobody tells the sender (RFC 2923, 2.1).
pub(super) fn lost(case: &Case<'_>, findings: &mut [Finding]) {
    let mut small = case
        .evidence
        .controls
        .iter()
        .filter_map(Control::small_packets);
    let complete = |attempt: &&Attempt| attempt.handshake.as_ref().is_some_and(Step::completed);
    let Some(small) = small.find(complete) else {
        return;
    };
    let of = |attempt: &Attempt| attempt.connect.as_ref()?.seen.mss;
    let mut attempts = case.evidence.attempts.iter();
    let Some(large) =
        attempts.find(|attempt| attempt.to == small.to && one(case, attempt).is_some())
    else {
        return;
    };
    let bytes = |mss: Option<u32>| {
        mss.map_or_else(
            || "a few hundred bytes".to_owned(),
            |mss| format!("{mss} bytes"),
        )
    };
    let usual = of(large).map_or_else(String::new, |mss| format!(" of up to {mss} bytes"));
    let own = findings.iter_mut().filter(|finding| {
        finding.code == Code::HandshakeSilent && finding.address == Some(small.to)
    });
    for finding in own {
        finding.cause = format!(
            "{}; in packets of at most {} it completes, so packets{usual} get lost on the way",
            finding.cause,
            bytes(of(small)),
        );
        finding.owner = Owner::Firewall;
        "let ICMP `fragmentation needed` and `packet too big` pass, or clamp the MSS of TCP to what \
         the narrowest link on the way carries"
            .clone_into(&mut finding.remedy);
    }
}
