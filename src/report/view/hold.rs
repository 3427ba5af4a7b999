//! What became of the connections that were left idle. Whether a device on the path dropped one was
//! judged elsewhere; this counts.

use std::collections::BTreeSet;

use crate::evidence::hold::HoldEnd;
use crate::report::amounts::counted;
use crate::report::model::Report;

/// In a sentence; nothing where no connection was held.
pub(super) fn line(report: &Report) -> Option<String> {
    let probes = report.endpoints.iter().flat_map(|one| &one.probes);
    let mut hosts = BTreeSet::new();
    let mut ends = [0_usize; 5];
    let mut longest = 0;
    for probe in probes {
        for held in probe.evidence.held.iter().filter(|held| held.idle_s > 0) {
            hosts.insert((&probe.probe.host, probe.probe.port));
            longest = longest.max(held.idle_s);
            ends[place(&held.end)] += 1;
        }
    }
    let said = ends.into_iter().zip(ENDS).filter(|(number, _)| *number > 0);
    let said: Vec<_> = said
        .map(|(number, end)| format!("{number} {end}"))
        .collect();
    (!hosts.is_empty()).then(|| {
        let all = counted(ends.iter().sum(), "idle connection", "idle connections");
        let hosts = counted(hosts.len(), "host", "hosts");
        format!(
            "{all} to {hosts}, held for up to {longest} s: {}",
            said.join(", ")
        )
    })
}

const ENDS: [&str; 5] = [
    "answered afterwards",
    "closed by the server through TLS",
    "lost",
    "not opened",
    "not finished before the run ended",
];

/// Its place in [`ENDS`].
fn place(end: &HoldEnd) -> usize {
    match end {
        HoldEnd::Spoke { .. } => 0,
        HoldEnd::Goodbye => 1,
        HoldEnd::Closed | HoldEnd::Reset | HoldEnd::Silent | HoldEnd::Failed { .. } => 2,
        HoldEnd::NotOpened => 3,
        HoldEnd::Interrupted => 4,
    }
}
