//! A sample of a wildcard that no longer exists. Names under a wildcard come and go: one that is gone
//! says nothing about the network, and another sample of its endpoint has to pass.

use super::Case;
use crate::finding::{Code, Finding, Severity, Stage};
use crate::route::Route;

/// The code that says so on a route: whoever resolves the name says that there is none.
fn code_on(route: &Route) -> Code {
    if route.hop_resolves() {
        Code::TunnelSampleGone
    } else {
        Code::ResolveNoSuchName
    }
}

/// Do these findings of a judged sample say that its name no longer exists?
///
/// Meant for samples of a wildcard: a plain host that does not exist fails.
#[must_use]
pub fn is_reported(route: &Route, findings: &[Finding]) -> bool {
    let code = code_on(route);
    let nothing = |finding: &Finding| finding.code() == Code::ResolveNothingExternal;
    if !route.hop_resolves() && findings.iter().any(nothing) {
        return false;
    }
    let mut findings = findings.iter();
    findings.any(|finding| finding.code() == code && finding.severity == Severity::Note)
}

/// Is this a sample that no longer exists, by whom this machine asks for names? The findings are those of
/// its steps, none lowered yet. Where a hop resolves, it takes more than one probe to tell.
pub(super) fn is_missing(case: &Case<'_>, findings: &[Finding]) -> bool {
    if !case.probe.wildcard || case.route.hop_resolves() {
        return false;
    }
    let mut resolving = findings
        .iter()
        .filter(|finding| finding.code().stage() == Stage::Resolve);
    !has_address(case) && resolving.all(|finding| finding.code() == Code::ResolveNoSuchName)
}

/// Is this the finding that says so? Of a sample that no longer exists it becomes a note.
pub(super) fn is_said_by(finding: &Finding) -> bool {
    finding.code() == Code::ResolveNoSuchName
}

/// A name that has an address from anybody does exist, whatever a name server says besides.
fn has_address(case: &Case<'_>) -> bool {
    let seen = case.evidence;
    if case.route.is_direct() {
        return !(seen.attempts.is_empty() && seen.unrouted.is_empty());
    }
    seen.attempts.iter().any(|attempt| attempt.tunnel.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::cause::resolve::{Grounds, NoSuchName};

    fn through(url: &str) -> Route {
        Route {
            via: Some(url.to_owned()),
            ..Route::default()
        }
    }

    fn no_such_name(severity: Severity) -> [Finding; 1] {
        let facts = NoSuchName {
            server: None,
            only_record: None,
            grounds: Grounds::default(),
            others: Vec::new(),
        };
        [Finding::new(facts).weighing(severity)]
    }

    #[test]
    fn where_this_machine_resolves_its_dns_says_so_whatever_the_hop() {
        let note = no_such_name(Severity::Note);
        for route in [Route::default(), through("socks5://10.0.0.8:1080")] {
            assert!(is_reported(&route, &note), "{route:?}");
        }
    }

    #[test]
    fn where_the_hop_resolves_local_dns_says_nothing() {
        let note = no_such_name(Severity::Note);
        for url in [
            "http://10.0.0.8:3128",
            "socks5h://10.0.0.8:1080",
            "socks4a://10.0.0.8:1080",
        ] {
            assert!(!is_reported(&through(url), &note), "{url}");
        }
    }

    #[test]
    fn a_failure_is_no_missing_sample() {
        let fail = no_such_name(Severity::Fail);
        assert!(!is_reported(&Route::default(), &fail));
    }
}
