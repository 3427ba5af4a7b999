//! Is it the size? Handshakes in small packets, where ordinary ones stall.

use std::net::SocketAddr;

use super::failure::failure;
use crate::evidence::{Attempt, Control, Ended, Step};
use crate::finding::cause::handshake::SmallPackets;
use crate::finding::{Cause, Finding};
use crate::judge::Case;

/// Addresses at which a handshake ran out of time.
pub(in crate::judge) fn stalled_addresses(case: &Case<'_>) -> Vec<SocketAddr> {
    let attempts = case.evidence.attempts.iter();
    let late = attempts.filter(|attempt| {
        let step = attempt.handshake.as_ref();
        step.is_some_and(|step| step.ended == Ended::OutOfTime)
    });
    late.map(|attempt| attempt.to).collect()
}

/// Where a handshake stalls that completes in small packets, its finding says so: large ones get lost
/// on the way, and nobody tells the sender (RFC 2923, 2.1).
pub(super) fn add_packet_loss(case: &Case<'_>, findings: &mut [Finding]) {
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
    let Some(large) = attempts.find(|attempt| attempt.to == small.to && failure(attempt).is_some())
    else {
        return;
    };
    let sizes = SmallPackets {
        segment_bytes: of(small),
        usual_segment_bytes: of(large),
    };
    let own = findings.iter_mut();
    for finding in own.filter(|finding| finding.address == Some(small.to)) {
        if let Cause::HandshakeSilent(silent) = &mut finding.cause {
            silent.small_packets = Some(sizes.clone());
        }
    }
}
