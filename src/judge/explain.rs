//! The earliest cause speaks: what a finding of one probe explains of the others.

use std::net::SocketAddr;

use crate::finding::cause::resolve::{Stop, SystemAnswer};
use crate::finding::{Cause, Code, Finding, Severity, Stage};
use crate::judge::{Case, resolve};

/// At one address, what a later step shows after an earlier failure is
/// kept and said to be explained by it.
pub(super) fn explain(case: &Case<'_>, findings: &mut [Finding]) {
    let causes: Vec<(Code, SocketAddr)> = findings
        .iter()
        .filter(|finding| explains_others(finding))
        .flat_map(|finding| places(case, finding).map(|place| (finding.code(), place)))
        .collect();
    for finding in findings
        .iter_mut()
        .filter(|finding| may_have_cause(finding))
    {
        let earlier = causes.iter().find(|(code, address)| {
            Some(*address) == finding.address && comes_before(*code, finding.code())
        });
        if let Some((code, _)) = earlier {
            finding.explained_by = Some(*code);
        }
    }
    explain_the_whole(findings);
    explain_by_script(findings);
    explain_late_system(findings);
}

/// A resolver waits for a server that does not answer before it asks the next one.
fn explain_late_system(findings: &mut [Finding]) {
    let unanswered = |finding: &Finding| match &finding.cause {
        Cause::ResolveServersDisagree(facts) => {
            facts.fail.iter().any(|one| one.stop == Stop::Silent)
        }
        Cause::ResolveSilent(_) => true,
        _ => false,
    };
    let Some(cause) = findings.iter().find(|finding| unanswered(finding)) else {
        return;
    };
    let cause = cause.code();
    let late = |finding: &Finding| match &finding.cause {
        Cause::ResolveSystemDiffers(facts) => matches!(
            facts.system,
            SystemAnswer::Late { .. } | SystemAnswer::TryAgain { .. }
        ),
        _ => false,
    };
    for finding in findings.iter_mut().filter(|finding| late(finding)) {
        finding.explained_by = Some(cause);
    }
}

/// That some addresses fail says how many; why one of them does, its own earlier cause says.
fn may_have_cause(finding: &Finding) -> bool {
    matches!(
        finding.explained_by,
        None | Some(Code::ConnectSomeAddresses)
    )
}

/// The addresses that a cause is about.
fn places(case: &Case<'_>, cause: &Finding) -> impl Iterator<Item = SocketAddr> {
    let of_system = match cause.code() {
        Code::ResolveSystemDiffers => resolve::only_the_system_gives(case),
        _ => Vec::new(),
    };
    let port = case.probe.port;
    let of_system = of_system
        .into_iter()
        .map(move |ip| SocketAddr::new(ip, port));
    cause.address.into_iter().chain(of_system)
}

/// Where every address that fails has an earlier cause, so has it that some fail.
pub(super) fn explain_the_whole(findings: &mut [Finding]) {
    let parts = findings.iter().filter(|finding| {
        finding.code().stage() == Stage::Connect
            && finding.address.is_some()
            && finding.severity > Severity::Note
    });
    let mut causes = parts.map(|finding| finding.explained_by);
    let Some(Some(first)) = causes.next() else {
        return;
    };
    let all = |cause| matches!(cause, Some(code) if code != Code::ConnectSomeAddresses);
    if !all(Some(first)) || !causes.all(all) {
        return;
    }
    let mut wholes = findings.iter_mut();
    if let Some(whole) = wholes.find(|finding| finding.code() == Code::ConnectSomeAddresses) {
        whole.explained_by = Some(first);
    }
}

/// What failed is the direct way, which is only left where a script gave no answer.
fn explain_by_script(findings: &mut [Finding]) {
    let failed = |finding: &Finding| finding.code() == Code::RoutePacFailed;
    if !findings.iter().any(failed) {
        return;
    }
    let unexplained = findings.iter_mut().filter(|finding| {
        finding.code().stage() == Stage::Connect && finding.explained_by.is_none()
    });
    for finding in unexplained {
        finding.explained_by = Some(Code::RoutePacFailed);
    }
}

/// Findings whose truth changes what is met at that address.
fn explains_others(finding: &Finding) -> bool {
    finding.severity == Severity::Fail
        && matches!(
            finding.code(),
            Code::HostMadeUpAddress
                | Code::ResolvePrivateAnswer
                | Code::ResolveRewritten
                | Code::ResolveSystemDiffers
                | Code::ChainIntercepted
                | Code::ChainImpostor
                | Code::ChainSelfSigned
        )
}

/// Findings that show another server in the target's place.
pub(super) fn shows_another(code: Code) -> bool {
    matches!(
        code,
        Code::ResolvePrivateAnswer
            | Code::HandshakeProofInvalid
            | Code::ChainIntercepted
            | Code::ChainImpostor
            | Code::ChainSelfSigned
            | Code::FetchBlockPage
            | Code::FetchPortal
            | Code::FetchRefused
    )
}

fn comes_before(cause: Code, effect: Code) -> bool {
    let same_stage = cause.stage() == Stage::Chain && effect.stage() == Stage::Chain;
    // What is wrong with an address that a rewriting gave is no matter of its own.
    let given = cause == Code::ResolveRewritten && effect.stage() == Stage::Resolve;
    let describes = same_stage && !is_verdict(effect);
    cause != effect && (cause.stage() < effect.stage() || describes || given)
}

/// The codes that say whose certificates these are; the others of that stage describe them.
fn is_verdict(code: Code) -> bool {
    matches!(
        code,
        Code::ChainIntercepted
            | Code::ChainImpostor
            | Code::ChainSelfSigned
            | Code::ChainInterceptedSometimes
    )
}
