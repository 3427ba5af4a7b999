//! A device that answers on port 80 with its own page and cuts TLS to the same hosts: one cause, and the
//! page has its words.

use std::collections::BTreeSet;

use super::alike::Likeness;
use super::speaker::seen_by;
use crate::catalogue::{Content, Scheme};
use crate::evidence::Step;
use crate::finding::cause::fetch::{BlockPage, Trick, Who};
use crate::finding::{Across, Cause, Code, Finding, Scope, Severity};
use crate::judge::JudgedProbe;
use crate::judge::across::probe::hosts_asked;

/// A finding, by the places of its probe and in it.
type At = (usize, usize);

/// One finding for the page and for what it explains, where all that was seen fits: every host with such
/// a page whose TLS was tried is cut, and every host that is cut and was asked on port 80 has the page.
pub(in crate::judge) fn pages_and_cuts(probes: &mut [JudgedProbe<'_>]) -> Option<Finding> {
    let (pages, cuts) = (found(probes, is_page), found(probes, is_cut));
    let cut_hosts = hosts(probes, &cuts);
    let first = *pages
        .iter()
        .find(|(at, _)| cut_hosts.contains(probes[*at].host()))?;
    let pages = alike(probes, &pages, first);
    let page_hosts = hosts(probes, &pages);
    let explained: Vec<At> = cuts
        .into_iter()
        .filter(|(at, _)| page_hosts.contains(probes[*at].host()))
        .collect();
    let against = probes.iter().any(|probe| {
        page_hosts.contains(probe.host()) && shook_hands(probe)
            || cut_hosts.contains(probe.host()) && has_content(probe)
    });
    if against {
        return None;
    }
    let Cause::FetchBlockPage(facts) = probes[first.0].findings[first.1].cause.clone() else {
        return None;
    };
    let across = Across {
        of: hosts_asked(probes.iter(), None),
        hosts: page_hosts.into_iter().collect(),
        scope: Scope::Hosts,
        via: None,
        unaffected: Vec::new(),
    };
    let worst = explain(probes, pages.iter().chain(&explained));
    let cause = BlockPage {
        cuts_tls: true,
        ..facts
    };
    Some(Finding::new(cause).across(across).weighing(worst))
}

/// Findings of this kind on the direct way that nothing explains yet.
fn found(probes: &[JudgedProbe<'_>], is_it: fn(&Finding) -> bool) -> Vec<At> {
    let direct = probes.iter().enumerate().filter(|(_, p)| p.via().is_none());
    let all = direct.flat_map(|(at, probe)| {
        let own = probe.findings.iter().enumerate();
        own.map(move |(number, finding)| ((at, number), finding))
    });
    let open = all.filter(|(_, finding)| finding.explained_by.is_none() && is_it(finding));
    open.map(|(at, _)| at).collect()
}

/// Another team's page, or the server's own, says nothing of TLS.
fn is_page(finding: &Finding) -> bool {
    match &finding.cause {
        Cause::FetchBlockPage(facts) => {
            facts.speaker.who != Who::Server && facts.trick != Some(Trick::HostConflict)
        }
        _ => false,
    }
}

fn is_cut(finding: &Finding) -> bool {
    matches!(
        finding.code(),
        Code::HandshakeCut | Code::HandshakeSilent | Code::HandshakeNameFiltered
    )
}

fn hosts(probes: &[JudgedProbe<'_>], all: &[At]) -> BTreeSet<String> {
    let hosts = all.iter().map(|(at, _)| probes[*at].host().to_owned());
    hosts.collect()
}

/// The pages that are the same as this one, itself among them.
fn alike(probes: &[JudgedProbe<'_>], pages: &[At], first: At) -> Vec<At> {
    let likeness = |(at, number): At| {
        let probe = &probes[at];
        let seen = seen_by(probe, &probe.findings[number])?;
        Some(Likeness::new(seen, probe.host()))
    };
    let Some(own) = likeness(first) else {
        return vec![first];
    };
    let same = pages.iter().copied();
    same.filter(|at| likeness(*at).is_some_and(|other| other.is_like(&own)))
        .collect()
}

fn shook_hands(probe: &JudgedProbe<'_>) -> bool {
    let mut attempts = probe.evidence().attempts.iter();
    probe.via().is_none()
        && attempts.any(|attempt| attempt.handshake.as_ref().is_some_and(Step::completed))
}

/// Did it bring, over plain HTTP, the content that was asked for?
fn has_content(probe: &JudgedProbe<'_>) -> bool {
    let mut findings = probe.findings.iter();
    let plain = probe.case.probe.scheme == Scheme::Http && probe.case.probe.content != Content::Any;
    let mut attempts = probe.evidence().attempts.iter();
    let came = attempts.any(|attempt| attempt.fetch.as_ref().is_some_and(Step::completed));
    plain && probe.via().is_none() && came && !findings.any(|one| one.severity == Severity::Fail)
}

/// Marks what the page explains, and gives the heaviest weight among it.
fn explain<'a>(
    probes: &mut [JudgedProbe<'_>],
    explained: impl Iterator<Item = &'a At>,
) -> Severity {
    let mut worst = Severity::Note;
    for (at, number) in explained {
        let finding = &mut probes[*at].findings[*number];
        worst = worst.max(finding.severity);
        finding.explained_by = Some(Code::FetchBlockPage);
    }
    worst
}
