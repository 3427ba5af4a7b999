//! Is a proxy missing that nobody named? Where every direct connection is silent and no setting names a
//! proxy, opening sixty hosts in a firewall may be the wrong request.

use crate::finding::Code;
use crate::report::model::Report;
use crate::report::view::groups::Group;

/// Are all hosts silent, on a direct route that no setting chose?
pub(super) fn unnamed(report: &Report, groups: &[Group<'_>]) -> bool {
    let mut probes = report.endpoints.iter().flat_map(|one| &one.probes);
    let chosen = probes.any(|probe| !probe.route.is_direct() || probe.route.setting.is_some());
    !chosen && groups.iter().any(is_silence_of_all)
}

fn is_silence_of_all(group: &Group<'_>) -> bool {
    let across = group.first.across.as_ref();
    let all = across.is_some_and(|across| across.hosts.len() == across.of);
    all && group.code == Code::ConnectSilent
}
