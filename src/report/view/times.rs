//! When the steps of a probe began and how long they took.

use crate::evidence::{Attempt, Ended, Evidence, Step};
use crate::report::model::ProbeReport;

/// One step.
#[derive(Debug, Clone, Copy)]
pub(in crate::report) struct Span<'a> {
    /// `resolve-hop`, `resolve`, `connect`, `hop-handshake`, `tunnel`, `handshake` or `fetch`.
    pub(in crate::report) step: &'static str,
    pub(in crate::report) at_ms: u32,
    pub(in crate::report) took_ms: u32,
    pub(in crate::report) ended: &'a Ended,
}

impl Span<'_> {
    /// When it was over.
    pub(in crate::report) fn end(self) -> u64 {
        u64::from(self.at_ms) + u64::from(self.took_ms)
    }
}

/// The steps that look for addresses.
pub(in crate::report) fn lookup_steps(evidence: &Evidence) -> impl Iterator<Item = Span<'_>> {
    let steps = [
        span("resolve-hop", evidence.resolve_hop.as_ref()),
        span("resolve", evidence.resolve.as_ref()),
    ];
    steps.into_iter().flatten()
}

/// The steps along one address.
pub(in crate::report) fn attempt_steps(attempt: &Attempt) -> impl Iterator<Item = Span<'_>> {
    let steps = [
        span("connect", attempt.connect.as_ref()),
        span("hop-handshake", attempt.hop_handshake.as_ref()),
        span("tunnel", attempt.tunnel.as_ref()),
        span("handshake", attempt.handshake.as_ref()),
        span("fetch", attempt.fetch.as_ref()),
    ];
    steps.into_iter().flatten()
}

/// How long a probe was at it: the end of its last step.
pub(in crate::report) fn took(probe: &ProbeReport) -> u64 {
    let seen = &probe.evidence;
    let steps = lookup_steps(seen).chain(seen.attempts.iter().flat_map(attempt_steps));
    steps.map(Span::end).max().unwrap_or_default()
}

fn span<'a, T>(step: &'static str, of: Option<&'a Step<T>>) -> Option<Span<'a>> {
    of.map(|of| Span {
        step,
        at_ms: of.at_ms,
        took_ms: of.took_ms,
        ended: &of.ended,
    })
}

/// How a step ended, in a few words without untrusted text.
pub(in crate::report) fn ending(ended: &Ended) -> &'static str {
    use crate::evidence::FailureKind as Kind;
    match ended {
        Ended::Completed => "done",
        Ended::OutOfTime => "out of time",
        Ended::GaveUp => "no time left",
        Ended::Interrupted => "interrupted",
        Ended::Failed(failure) => match failure.kind {
            Kind::Refused => "refused",
            Kind::Reset => "reset",
            Kind::Unreachable => "unreachable",
            Kind::Prohibited => "prohibited",
            Kind::TimedOut => "timed out",
            Kind::ClosedEarly => "closed early",
            Kind::NotTls => "not TLS",
            Kind::TlsAlert(_) => "TLS alert",
            Kind::NoCommonVersion => "no common version",
            Kind::TlsBroken => "TLS broken",
            Kind::Untrusted => "not trusted",
            Kind::Malformed => "malformed",
            Kind::TooLarge => "too large",
            Kind::NoSuchName => "no such name",
            Kind::TryAgain => "try again later",
            Kind::Other => "failed",
        },
    }
}
