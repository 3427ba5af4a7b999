//! The names that a group of probes asked for, and what explains their findings.

use std::collections::BTreeMap;

use crate::evidence::Resolution;
use crate::finding::{Code, Finding};
use crate::judge::JudgedProbe;

/// Names below which "all of them" says nothing.
pub(super) const FEW: usize = 3;

/// What was asked of each name of these probes; names that several probes share were asked for once.
pub(super) fn names<'a>(
    probes: &'a [JudgedProbe<'_>],
    group: &[usize],
) -> BTreeMap<&'a str, &'a Resolution> {
    let own = group.iter().map(|&at| &probes[at]);
    own.filter_map(|probe| Some((probe.host(), &probe.evidence().resolve.as_ref()?.seen)))
        .collect()
}

/// Sets `explained_by` at these probes, of what nothing earlier explains.
pub(super) fn explain(
    probes: &mut [JudgedProbe<'_>],
    group: &[usize],
    by: Code,
    explains: impl Fn(&Finding) -> bool,
) {
    for &at in group {
        for finding in probes[at].findings.iter_mut() {
            if finding.explained_by.is_none() && explains(finding) {
                finding.explained_by = Some(by);
            }
        }
    }
}
