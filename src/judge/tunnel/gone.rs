//! Samples of a wildcard that no longer exist, where a hop resolves the names. What a hop says of such a
//! name differs from product to product, so no words of it decide: it says the same of a name that was made
//! up, and something else shows that the name is gone rather than refused.

use super::answer::request;
use super::kind::{AnswerKind, last_kind, made_up};
use super::passage::is_reached;
use crate::finding::cause::run::Unmeasured;
use crate::finding::cause::tunnel::{Outcome, SampleGone, ShownBy};
use crate::finding::{Code, Finding, Severity, Stage};
use crate::judge::{JudgedProbe, resolve, run};

/// `tunnel.sample-gone` at each sample that no longer exists; `run.gave-up` at each of which that cannot be
/// told. What the hop did is kept, and explained by it.
pub(in crate::judge) fn samples(probes: &mut [JudgedProbe<'_>]) {
    let told: Vec<Option<Told>> = probes.iter().map(|probe| tell(probe, probes)).collect();
    for (probe, told) in probes.iter_mut().zip(told) {
        match told {
            Some(Told::Gone(facts)) => gone(probe, *facts),
            Some(Told::Unclear { made_up, outcome }) => unclear(probe, made_up, outcome),
            None => {}
        }
    }
}

/// What can be told of a sample that the hop answers like a name that was made up.
enum Told {
    Gone(Box<SampleGone>),
    Unclear { made_up: String, outcome: Outcome },
}

fn tell(probe: &JudgedProbe<'_>, probes: &[JudgedProbe<'_>]) -> Option<Told> {
    let candidate = probe.case.probe.wildcard && !probe.resolves_here() && fails_at_hop(probe);
    let beside = |other: &&JudgedProbe<'_>| other.via() == probe.via();
    let mut others = probes.iter().filter(beside);
    if !candidate || resolve::exists(&probe.case) || !others.any(passes) {
        return None;
    }
    let met = last_kind(probe)?;
    let beside: Vec<&JudgedProbe<'_>> = probes.iter().filter(beside).collect();
    let made_up = made_up_alike(probe, &met, &beside)?;
    let denied = resolve::denied_by(&probe.case, probes);
    let denied = denied.map(|(server, known)| ShownBy::LocalDns {
        server,
        known: known.to_owned(),
    });
    let outcome = met.outcome.clone();
    let Some(shown_by) = denied.or_else(|| unlike_refusals(&met, &beside)) else {
        return Some(Told::Unclear { made_up, outcome });
    };
    Some(Told::Gone(Box::new(SampleGone {
        request: request(&probe.case),
        outcome,
        made_up,
        shown_by,
    })))
}

/// Has it failed, and is all that failed the way through the hop?
fn fails_at_hop(probe: &JudgedProbe<'_>) -> bool {
    let mut failing = probe
        .findings
        .iter()
        .filter(|found| weighs(found))
        .peekable();
    failing.peek().is_some() && failing.all(is_of_the_way)
}

fn weighs(found: &Finding) -> bool {
    found.severity > Severity::Note
}

fn is_of_the_way(found: &Finding) -> bool {
    let stage = found.code().stage();
    matches!(
        stage,
        Stage::Connect | Stage::Tunnel | Stage::Handshake | Stage::Fetch
    )
}

fn passes(probe: &JudgedProbe<'_>) -> bool {
    let worst = probe.findings.iter().map(|found| found.severity).max();
    worst.is_none_or(|worst| worst <= Severity::Warn) && is_reached(&probe.case)
}

/// A made-up name beside the sample that the hop answers in the same way.
fn made_up_alike(
    probe: &JudgedProbe<'_>,
    met: &AnswerKind,
    beside: &[&JudgedProbe<'_>],
) -> Option<String> {
    let parent = parent(probe.host())?;
    let asked_alike = |other: &&&JudgedProbe<'_>| {
        let (one, other) = (probe.case.probe, other.case.probe);
        (one.port, one.scheme) == (other.port, other.scheme)
    };
    let mut all = beside
        .iter()
        .filter(asked_alike)
        .flat_map(|other| made_up(other));
    let alike = all.find(|(name, kind)| self::parent(name) == Some(parent) && kind.is_like(met));
    alike.map(|(name, _)| name.to_owned())
}

fn parent(name: &str) -> Option<&str> {
    name.split_once('.').map(|(_, parent)| parent)
}

/// A refusal of this run that says so in the protocol's own terms, where the sample met something else, and
/// no name that is known to exist met the same.
fn unlike_refusals(met: &AnswerKind, beside: &[&JudgedProbe<'_>]) -> Option<ShownBy> {
    let known = beside.iter().filter(|other| is_known(other));
    let mut failed = known.filter_map(|other| last_kind(other));
    if met.is_refusal() || failed.any(|kind| kind.is_like(met)) {
        return None;
    }
    let own = beside
        .iter()
        .filter_map(|other| Some((other.host(), last_kind(other)?)));
    let all = own.chain(beside.iter().flat_map(|other| made_up(other)));
    let mut refused = all.filter(|(_, kind)| kind.is_refusal());
    let (name, kind) = refused.next()?;
    Some(ShownBy::UnlikeRefusals {
        refused: name.to_owned(),
        outcome: kind.outcome,
    })
}

/// Does the name exist, by the data file or by name servers?
fn is_known(probe: &JudgedProbe<'_>) -> bool {
    !probe.case.probe.wildcard || resolve::exists(&probe.case)
}

/// What local DNS says of the name says it, too.
fn gone(probe: &mut JudgedProbe<'_>, facts: SampleGone) {
    let same = |found: &Finding| is_of_the_way(found) || found.code() == Code::ResolveNoSuchName;
    for found in probe.findings.iter_mut().filter(|found| same(found)) {
        found.limit(Severity::Note);
        found.explained_by = Some(Code::TunnelSampleGone);
    }
    add(probe, Finding::new(facts));
}

/// What the hop did stands with less weight: it would do so to a name that is gone, too.
fn unclear(probe: &mut JudgedProbe<'_>, made_up: String, outcome: Outcome) {
    for found in probe
        .findings
        .iter_mut()
        .filter(|found| is_of_the_way(found))
    {
        found.limit(Severity::Warn);
        found.explained_by = Some(Code::RunGaveUp);
    }
    let unclear = run::gave_up(Unmeasured::RefusedOrGone { made_up, outcome });
    let unclear = unclear.weighing(Severity::Unproven).needed(probe.need());
    add(probe, unclear);
}

fn add(probe: &mut JudgedProbe<'_>, finding: Finding) {
    let target = probe.case.target();
    probe.findings.push(finding.on(target));
}
