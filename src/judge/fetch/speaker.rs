//! Whose words an answer on port 80 is that is not the content: the server's, or those of a device on
//! the path. Told by comparison within the run: with what hosts that nobody can have and unrelated hosts
//! get, and with what the same host answers elsewhere. The words themselves decide nothing.

use super::alike::Likeness;
use super::instead::as_status;
use super::page::{received, wanted_content};
use super::signs::{
    Answer, Genuine, is_in_doubt, other_for_made_up, other_server, proxy_header, proxy_software,
    same_for_made_up, same_for_others, same_server, too_soon,
};
use crate::catalogue::{Content, Scheme};
use crate::evidence::{Attempt, Control, Response, Step};
use crate::finding::cause::answer::Wanted;
use crate::finding::cause::fetch::{BlockPage, Sign, Speaker, Status, Who};
use crate::finding::{Cause, Finding, Severity, Untrusted};
use crate::judge::JudgedProbe;

/// Says of each such answer whose it is; a page that is the server's own words is no block page.
pub(in crate::judge) fn whose_answers(probes: &mut [JudgedProbe<'_>]) {
    let told: Vec<((usize, usize), Cause)> = {
        let (answers, genuine) = (answers(probes), genuine(probes));
        let all = answers.iter();
        all.map(|answer| {
            let (at, number) = answer.place;
            let cause = probes[at].findings[number].cause.clone();
            let speaker = speaker(answer, made_up(probes, answer), &answers, &genuine);
            let wanted = wanted_content(probes[at].case.probe.content);
            let told = told_of(cause, speaker, (answer.seen, wanted));
            (answer.place, told)
        })
        .collect()
    };
    for ((probe, finding), cause) in told {
        probes[probe].findings[finding].cause = cause;
    }
}

/// What is in place of the content, with whose it is.
fn told_of(cause: Cause, speaker: Speaker, (seen, wanted): (&Response, Wanted)) -> Cause {
    match (cause, speaker.who) {
        (Cause::FetchStatus(facts), _) => Status { speaker, ..facts }.into(),
        (Cause::FetchBlockPage(facts), Who::Server) => as_status(facts, speaker).into(),
        (Cause::FetchBlockPage(facts), _) => BlockPage { speaker, ..facts }.into(),
        (Cause::FetchRefused(facts), Who::Server) => Status {
            request: facts.request,
            status: seen.status.unwrap_or_default(),
            wanted,
            received: received(seen),
            responder: facts.responder,
            speaker,
            alone: facts.alone,
        }
        .into(),
        (cause, _) => cause,
    }
}

fn answers<'a>(probes: &'a [JudgedProbe<'_>]) -> Vec<Answer<'a>> {
    let mut all = Vec::new();
    for (at, probe) in probes.iter().enumerate() {
        if probe.case.probe.scheme != Scheme::Http {
            continue;
        }
        for (number, finding) in probe.findings.iter().enumerate() {
            let Some((attempt, step)) = fetched_by(probe, finding) else {
                continue;
            };
            let seen = &step.seen;
            let attempts = probe.evidence().attempts.iter();
            all.push(Answer {
                host: probe.host(),
                via: probe.via(),
                addresses: attempts.map(|attempt| attempt.to.ip()).collect(),
                seen,
                likeness: Likeness::new(seen, probe.host()),
                connect_ms: attempt.connect.as_ref().map(|step| step.took_ms),
                response_ms: step.took_ms,
                place: (at, number),
            });
        }
    }
    all
}

/// The response that a finding is about, where it is about one in place of the content.
pub(super) fn seen_by<'a>(probe: &'a JudgedProbe<'_>, finding: &Finding) -> Option<&'a Response> {
    fetched_by(probe, finding).map(|(_, step)| &step.seen)
}

fn fetched_by<'a>(
    probe: &'a JudgedProbe<'_>,
    finding: &Finding,
) -> Option<(&'a Attempt, &'a Step<Response>)> {
    let otherwise = matches!(
        finding.cause,
        Cause::FetchStatus(_) | Cause::FetchBlockPage(_) | Cause::FetchRefused(_)
    );
    let mut attempts = probe.evidence().attempts.iter();
    let own = attempts.find(|attempt| otherwise && Some(attempt.to) == finding.address)?;
    Some((own, own.fetch.as_ref()?))
}

fn genuine<'a>(probes: &'a [JudgedProbe<'_>]) -> Vec<Genuine<'a>> {
    let plain = probes.iter().filter(|probe| {
        probe.case.probe.scheme == Scheme::Http && probe.case.probe.content != Content::Any
    });
    let sound = plain.filter(|probe| {
        let mut findings = probe.findings.iter();
        !findings.any(|one| one.severity == Severity::Fail)
    });
    let all = sound.flat_map(|probe| {
        let fetched = probe.evidence().attempts.iter();
        let fetched = fetched.filter_map(|attempt| attempt.fetch.as_ref());
        fetched.filter(|step| is_content(step)).map(|step| Genuine {
            host: probe.host(),
            via: probe.via(),
            request: Untrusted::new(format!("http://{}{}", probe.host(), probe.case.probe.path)),
            server: step.seen.header("server"),
            response_ms: step.took_ms,
            headers: &step.seen.headers,
        })
    });
    all.collect()
}

fn is_content(step: &Step<Response>) -> bool {
    step.completed() && matches!(step.seen.status, Some(200..300))
}

/// What a host that nobody can have got where this answer comes from.
fn made_up<'a>(
    probes: &'a [JudgedProbe<'_>],
    answer: &Answer<'_>,
) -> Option<(&'a str, &'a Response)> {
    let own = probes[answer.place.0].findings[answer.place.1].address?;
    let controls = probes.iter().flat_map(|probe| &probe.evidence().controls);
    let mut made = controls.filter_map(Control::made_up_host);
    let (host, attempt) = made.find(|(_, attempt)| attempt.to == own)?;
    let seen = &attempt.fetch.as_ref()?.seen;
    seen.status.is_some().then_some((host, seen))
}

fn speaker(
    answer: &Answer<'_>,
    made_up: Option<(&str, &Response)>,
    answers: &[Answer<'_>],
    genuine: &[Genuine<'_>],
) -> Speaker {
    let same_way = |one: &&Genuine<'_>| one.via == answer.via;
    let genuine: Vec<&Genuine<'_>> = genuine.iter().filter(same_way).collect();
    let not_hops = made_up.and_then(|made_up| other_for_made_up(answer, made_up));
    let same = made_up.and_then(|made_up| same_for_made_up(answer, made_up));
    let mut of_route: Vec<Sign> = same.into_iter().collect();
    if not_hops.is_none() {
        of_route.extend(same_for_others(answer, answers, &genuine));
    }
    of_route.extend(proxy_software(answer, made_up, &genuine));
    let own = same_server(answer, &genuine).filter(|_| !is_in_doubt(answer, &of_route));
    if let Some(sign) = own {
        return told(Who::Server, vec![sign]);
    }
    of_route.extend(other_server(answer, &genuine));
    of_route.extend(proxy_header(answer, &genuine));
    if !of_route.is_empty() {
        of_route.extend(too_soon(answer, &genuine));
        return told(Who::Route, of_route);
    }
    match not_hops {
        Some(sign) => told(Who::Server, vec![sign]),
        None => Speaker::default(),
    }
}

fn told(who: Who, signs: Vec<Sign>) -> Speaker {
    Speaker { who, signs }
}
