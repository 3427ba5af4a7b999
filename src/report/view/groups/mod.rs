//! Findings that are alike at several hosts or addresses as one, each with what it explains. Only brings together what was judged; judges nothing.

mod group; // one thing, and everywhere it was seen
mod roots; // which finding explains which
mod spot; // where a finding stands

use std::collections::HashMap;

use crate::finding::{Code, Owner, Severity};
use crate::report::model::Report;
use roots::collect;
use spot::PlacedFinding;

pub(in crate::report) use group::{Affected, Group, likewise};
pub(in crate::report) use spot::{About, Spot};

#[derive(PartialEq, Eq, Hash)]
struct GroupKey {
    code: Code,
    severity: Severity,
    owner: Owner,
    about: About,
    via: Option<String>,
    facts: String,
}

/// All findings of a report: the whole run's first, then by weight, then in the report's order;
/// notes come last, whatever they are about.
pub(in crate::report) fn groups(report: &Report) -> Vec<Group<'_>> {
    let all = collect(report);
    let mut grouped = Grouped::default();
    let (roots, explained): (Vec<_>, Vec<_>) =
        (0..all.seen.len()).partition(|&at| all.root(at) == at);
    for at in roots {
        grouped.add(at, &all.seen[at]);
    }
    for at in explained {
        grouped.explain(all.root(at), &all.seen[at]);
    }
    let mut groups = grouped.groups;
    groups.sort_by_key(Group::rank);
    groups
}

#[derive(Default)]
struct Grouped<'a> {
    groups: Vec<Group<'a>>,
    by_key: HashMap<GroupKey, usize>,
    by_finding: HashMap<usize, usize>,
    by_place: HashMap<(usize, String, u16), usize>,
}

impl<'a> Grouped<'a> {
    fn add(&mut self, at: usize, seen: &PlacedFinding<'a>) {
        let number = *self.by_key.entry(key(seen)).or_insert_with(|| {
            self.groups.push(Group::new(seen));
            self.groups.len() - 1
        });
        self.by_finding.insert(at, number);
        let group = &mut self.groups[number];
        group.differ |= group.first.cause != seen.finding.cause;
        group.members.push(seen.finding);
        if let Some((host, port)) = seen.spot.target() {
            self.add_place(number, &host, port).take_in(seen);
        }
    }

    fn add_place(&mut self, number: usize, host: &str, port: u16) -> &mut Affected<'a> {
        let places = &mut self.groups[number].places;
        let key = (number, host.to_owned(), port);
        let at = *self.by_place.entry(key).or_insert_with(|| {
            places.push(Affected::new(host, port));
            places.len() - 1
        });
        &mut places[at]
    }

    fn explain(&mut self, by: usize, seen: &PlacedFinding<'a>) {
        if let Some(&place) = self.by_finding.get(&by) {
            let group = &mut self.groups[place];
            group.members.push(seen.finding);
            // The same at each host is no other finding.
            if seen.finding.code() != group.code {
                *group.explains.entry(seen.finding.code()).or_default() += 1;
            }
            if seen.finding.own_weight() >= Severity::Unproven {
                // A warning that explains a failure is what has to be mended.
                group.severity = group.severity.max(seen.finding.severity);
                group.explained.push((seen.spot, seen.finding));
            }
        }
    }
}

fn key(seen: &PlacedFinding<'_>) -> GroupKey {
    GroupKey {
        code: seen.finding.code(),
        severity: seen.finding.severity,
        owner: seen.finding.owner(),
        about: seen.spot.about(),
        via: seen
            .finding
            .target
            .as_ref()
            .and_then(|target| target.via.clone()),
        facts: seen.finding.cause.common().to_key(),
    }
}

#[cfg(test)]
mod tests {
    use crate::finding::Finding;
    use crate::finding::cause::fetch::CutShort;

    /// Which facts differ from host to host is the cause's own matter.
    #[test]
    fn responses_that_were_cut_short_at_different_sizes_are_one_cause() {
        let cut_short = |host: &str, received_bytes| {
            let cut_short = CutShort {
                request: format!("GET http://{host}/list").as_str().into(),
                received_bytes,
                promised_bytes: Some(214),
                stalled_ms: None,
            };
            Finding::new(cut_short).cause.common().to_key()
        };
        assert_eq!(cut_short("a.example", 107), cut_short("b.example", 114));
        let stalled = CutShort {
            request: "GET http://a.example/list".into(),
            received_bytes: 107,
            promised_bytes: Some(214),
            stalled_ms: Some(10_000),
        };
        let stalled = Finding::new(stalled).cause.common().to_key();
        assert_ne!(cut_short("a.example", 107), stalled);
    }
}
