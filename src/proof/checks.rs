//! The rules of a proof that need nothing but the data: times, schemes, and what the walks of one
//! probe prove together.

use super::fault::Fault;
use std::collections::BTreeSet;
use std::net::SocketAddr;

use super::document::{self, Probe};
use super::transcript::Transcript;
use super::verification::{Attempted, Freshness, Outcome};
use crate::evidence::tls::Proof;
use crate::signature::{Checked, Signatures};
use crate::text::bytes::hex;

/// Clocks of two machines may differ by so much, in seconds.
const LENIENCE: i64 = 300;

/// Why nothing in a bundle counts, where that is so.
pub(super) fn void(run: &document::Run, freshness: Freshness, now_unix: i64) -> Option<Fault> {
    if freshness == Freshness::OtherChallenge {
        return Some(match &run.challenge {
            Some(own) => Fault::OtherChallenge(short(&hex(&own.0))),
            None => Fault::NoChallenge,
        });
    }
    if run.id.0.len() != 16 {
        return Some(Fault::RunId);
    }
    let ahead = run.started_unix.saturating_sub(now_unix);
    (ahead > LENIENCE).then_some(Fault::Future(ahead))
}

fn short(text: &str) -> String {
    let cut: String = text.chars().take(64).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    cut + more
}

/// Lies a handshake within its run?
pub(super) fn in_time(run: &document::Run, attempt: &document::Attempt) -> Result<(), Fault> {
    let began = run.started_unix.saturating_mul(1000);
    let took = i64::try_from(run.took_ms).unwrap_or(i64::MAX);
    // The start is known to a second.
    let ended = began.saturating_add(took).saturating_add(2_000);
    if (began..=ended).contains(&attempt.time_unix_ms) {
        return Ok(());
    }
    Err(Fault::OutsideRun)
}

/// Did the leaf's key sign this handshake, in a way that still counts?
pub(super) fn is_signed(seen: &Transcript) -> Result<(), Fault> {
    let leaf = seen.chain.first().ok_or(Fault::NoCertificate)?;
    let (family, hash) = (seen.scheme & 0xff, seen.scheme >> 8);
    let old = hash == 2;
    // RFC 8446, 4.2.3: PKCS #1 is for certificates only.
    if old || seen.version == 0x0304 && family == 1 && hash <= 6 {
        let (scheme, version) = (seen.scheme, seen.version);
        return Err(Fault::Scheme { scheme, version });
    }
    let proof = Proof {
        scheme: seen.scheme,
        message: seen.message.as_slice().into(),
        signature: seen.signature.as_slice().into(),
    };
    match Signatures::default().check_proof(&proof, leaf) {
        Checked::Valid => Ok(()),
        Checked::Invalid => Err(Fault::NotSigned),
        Checked::NotCheckable(why) => Err(Fault::NotCheckable(why)),
    }
}

/// What the walks of a probe prove together: one that is intercepted is enough, and every address
/// has to be proven. An IPv6 address that could not be reached does not count where IPv4 is proven.
pub(super) fn together(probe: &Probe, attempts: &[Attempted]) -> (Outcome, String) {
    if attempts.is_empty() {
        let why = if probe.gone {
            "the name does not exist"
        } else {
            "nothing was reached"
        };
        return (Outcome::NotProven, why.to_owned());
    }
    let told = |attempt: &Attempted| format!("{}: {}", attempt.to, attempt.why);
    let is = |outcome: Outcome| move |attempt: &&Attempted| attempt.outcome == outcome;
    if let Some(foreign) = attempts.iter().find(is(Outcome::ProvenIntercepted)) {
        return (Outcome::ProvenIntercepted, told(foreign));
    }
    let held = attempts.iter().filter(is(Outcome::ProvenEndToEnd));
    let held: BTreeSet<SocketAddr> = held.map(|attempt| attempt.to).collect();
    let over_v4 = held.iter().any(SocketAddr::is_ipv4);
    let counts = |attempt: &&Attempted| {
        let elsewhere = held.contains(&attempt.to);
        let spare = attempt.to.is_ipv6() && over_v4;
        !(attempt.silent && (elsewhere || spare))
    };
    let mut open = attempts
        .iter()
        .filter(is(Outcome::NotProven))
        .filter(counts);
    match open.next() {
        Some(open) => (Outcome::NotProven, told(open)),
        None if held.is_empty() => (Outcome::NotProven, "nothing was reached".to_owned()),
        None => (Outcome::ProvenEndToEnd, String::new()),
    }
}
