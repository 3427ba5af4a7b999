//! Is this machine's clock right? Servers say what time it is, and inside genuine TLS nobody else does.

use std::collections::BTreeMap;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::evidence::{Attempt, Evidence};
use crate::finding::Finding;
use crate::finding::cause::host::ClockOff;
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::{places, run_wide};
use crate::judge::chain::Origin;

/// Fewer servers than this may be wrong themselves.
const FEWEST: usize = 3;
/// Nobody minds a clock that is this close, in seconds.
const TOLERATED: i64 = 120;

/// `host.clock-off`, at each host whose server says so and once of the run.
pub(in crate::judge) fn clock_off(probes: &mut [JudgedProbe<'_>]) -> Option<Finding> {
    let mut by_host: BTreeMap<String, i64> = BTreeMap::new();
    for probe in probes.iter() {
        if let Some(ahead) = ahead(probe) {
            by_host.entry(probe.host().to_owned()).or_insert(ahead);
        }
    }
    let mut all: Vec<i64> = by_host.values().copied().collect();
    all.sort_unstable();
    let median = *all.get(all.len() / 2)?;
    if all.len() < FEWEST || median.abs() <= TOLERATED {
        return None;
    }
    let off = ClockOff {
        ahead_s: median,
        servers: all.len(),
    };
    let concerned = places(probes, |probe| by_host.contains_key(probe.host()));
    Some(run_wide(
        probes,
        &concerned,
        by_host.len(),
        Finding::new(off),
    ))
}

/// How far our clock is ahead of a server that proved itself, in seconds.
fn ahead(probe: &JudgedProbe<'_>) -> Option<i64> {
    let genuine = |attempt: &&Attempt| {
        let mut origins = probe.origins.iter();
        origins.any(|shown| shown.address == attempt.to && shown.origin == Origin::Expected)
    };
    let mut attempts = probe.evidence().attempts.iter().filter(genuine);
    attempts.find_map(|attempt| ahead_of(probe.evidence(), attempt))
}

/// A response that a cache has kept (RFC 9111, 5.1) tells an old time.
fn ahead_of(evidence: &Evidence, attempt: &Attempt) -> Option<i64> {
    let step = attempt.fetch.as_ref()?;
    if step.seen.header("age").is_some() {
        return None;
    }
    let date = OffsetDateTime::parse(step.seen.header("date")?, &Rfc2822).ok()?;
    let ours = evidence.started_unix + i64::from((step.at_ms.saturating_add(step.took_ms)) / 1000);
    Some(ours - date.unix_timestamp())
}
