//! What a rule for a wildcard has to cover: the samples that are asked are not all the names there are.

use crate::report::amounts::first_of;
use crate::report::model::Report;

/// How many wildcards are named.
const MOST_NAMED: usize = 6;

/// It in a sentence; nothing where no endpoint is a wildcard.
pub(super) fn line(report: &Report) -> Option<String> {
    let endpoints = report.endpoints.iter().map(|endpoint| &endpoint.host);
    let wildcards = endpoints.filter(|host| host.is_wildcard());
    let mut names: Vec<String> = wildcards.map(|host| format!("`{host}`")).collect();
    names.dedup();
    let named = first_of(&names, MOST_NAMED);
    (!names.is_empty()).then(|| {
        format!(
            "allow {named} whole: the service hands out new names there as it runs, and a list of \
             single names breaks them"
        )
    })
}
