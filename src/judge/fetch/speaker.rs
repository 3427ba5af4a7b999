//! Whose words an answer on port 80 is that is not the content: the server's, or those of a device on
//! the path. Told by comparison within the run: with what hosts that nobody can have and unrelated hosts
//! get, and with what the same host answers elsewhere. The words themselves decide nothing.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::alike::Likeness;
use super::instead::{as_status, is_said_by_servers};
use super::page::{received, wanted_content};
use crate::catalogue::{Content, Scheme};
use crate::evidence::{Control, Response, Step};
use crate::finding::cause::answer::Wanted;
use crate::finding::cause::fetch::{BlockPage, Sign, Speaker, Status, Who};
use crate::finding::{Cause, Finding, Severity, Untrusted};
use crate::judge::JudgedProbe;
use crate::judge::across::shared_cause::zone_of;

/// No more unrelated hosts are named.
const MOST_HOSTS: usize = 3;

/// An answer in place of the content.
struct Answer<'a> {
    host: &'a str,
    via: Option<&'a str>,
    /// The addresses that were tried for the host; behind a hop the hop's.
    addresses: BTreeSet<IpAddr>,
    seen: &'a Response,
    likeness: Likeness,
    place: (usize, usize),
}

/// A host that gave its own content over plain HTTP.
struct Genuine<'a> {
    host: &'a str,
    via: Option<&'a str>,
    request: Untrusted,
    server: Option<&'a str>,
}

/// Says of each such answer whose it is; a page that is the server's own words is no block page.
pub(in crate::judge) fn whose_answers(probes: &mut [JudgedProbe<'_>]) {
    let told: Vec<((usize, usize), Cause)> = {
        let (answers, genuine) = (answers(probes), genuine(probes));
        let all = answers.iter();
        all.map(|answer| {
            let (at, number) = answer.place;
            let cause = probes[at].findings[number].cause.clone();
            let speaker = speaker(answer, made_up(probes, answer), &answers, &genuine);
            let wanted = wanted_content(probes[at].content);
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
        }
        .into(),
        (cause, _) => cause,
    }
}

fn answers<'a>(probes: &'a [JudgedProbe<'_>]) -> Vec<Answer<'a>> {
    let mut all = Vec::new();
    for (at, probe) in probes.iter().enumerate() {
        if probe.scheme != Scheme::Http {
            continue;
        }
        for (number, finding) in probe.findings.iter().enumerate() {
            let Some(seen) = seen_by(probe, finding) else {
                continue;
            };
            let attempts = probe.evidence.attempts.iter();
            all.push(Answer {
                host: probe.host,
                via: probe.via,
                addresses: attempts.map(|attempt| attempt.to.ip()).collect(),
                seen,
                likeness: Likeness::new(seen, probe.host),
                place: (at, number),
            });
        }
    }
    all
}

/// The response that a finding is about, where it is about one in place of the content.
pub(super) fn seen_by<'a>(probe: &'a JudgedProbe<'_>, finding: &Finding) -> Option<&'a Response> {
    let otherwise = matches!(
        finding.cause,
        Cause::FetchStatus(_) | Cause::FetchBlockPage(_) | Cause::FetchRefused(_)
    );
    let mut attempts = probe.evidence.attempts.iter();
    let own = attempts.find(|attempt| otherwise && Some(attempt.to) == finding.address)?;
    Some(&own.fetch.as_ref()?.seen)
}

fn genuine<'a>(probes: &'a [JudgedProbe<'_>]) -> Vec<Genuine<'a>> {
    let plain = probes
        .iter()
        .filter(|probe| probe.scheme == Scheme::Http && probe.content != Content::Any);
    let sound = plain.filter(|probe| {
        let mut findings = probe.findings.iter();
        !findings.any(|one| one.severity == Severity::Fail)
    });
    let all = sound.flat_map(|probe| {
        let fetched = probe.evidence.attempts.iter();
        let fetched = fetched.filter_map(|attempt| attempt.fetch.as_ref());
        fetched.filter(|step| is_content(step)).map(|step| Genuine {
            host: probe.host,
            via: probe.via,
            request: Untrusted::new(format!("http://{}{}", probe.host, probe.path)),
            server: step.seen.header("server"),
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
    let controls = probes.iter().flat_map(|probe| &probe.evidence.controls);
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
    let mut of_route: Vec<Sign> = made_up
        .and_then(|made_up| same_for_made_up(answer, made_up))
        .into_iter()
        .collect();
    of_route.extend(same_for_others(answer, answers, &genuine));
    of_route.extend(proxy_software(answer, made_up, &genuine));
    let is_shared = !of_route.is_empty() && (answer.via.is_some() || is_for_others(&of_route));
    let own = same_server(answer, &genuine).filter(|_| !is_shared);
    if let Some(sign) = own {
        return told(Who::Server, vec![sign]);
    }
    of_route.extend(other_server(answer, &genuine));
    if !of_route.is_empty() {
        return told(Who::Route, of_route);
    }
    match made_up.and_then(|made_up| other_for_made_up(answer, made_up)) {
        Some(sign) => told(Who::Server, vec![sign]),
        None => Speaker::default(),
    }
}

fn told(who: Who, signs: Vec<Sign>) -> Speaker {
    Speaker { who, signs }
}

fn is_for_others(signs: &[Sign]) -> bool {
    let mut signs = signs.iter();
    signs.any(|sign| matches!(sign, Sign::OtherHosts { .. }))
}

/// That there is no such host or file a server says to everybody; behind a hop, only the hop can have said
/// it of a host that nobody has.
fn same_for_made_up(answer: &Answer<'_>, (host, seen): (&str, &Response)) -> Option<Sign> {
    let everyday = matches!(answer.seen.status, Some(400 | 404 | 410 | 421));
    let telling = answer.via.is_some() || !everyday;
    let same = answer.likeness.is_like(&Likeness::new(seen, host));
    let host = host.to_owned();
    (telling && same).then_some(Sign::MadeUpHost { host })
}

/// A proxy that says something else of a host that nobody has did not say this.
fn other_for_made_up(answer: &Answer<'_>, (host, seen): (&str, &Response)) -> Option<Sign> {
    let lacks = matches!(answer.seen.status, Some(404 | 410));
    let sign = Sign::OtherForMadeUpHost {
        host: host.to_owned(),
        status: seen.status?,
    };
    let server = answer.seen.header("server");
    let same = server.is_some() && server == seen.header("server");
    let other = seen.status != answer.seen.status && !same;
    (answer.via.is_some() && lacks && other).then_some(sign)
}

/// The same for hosts of other domains at other addresses. Two servers of one product lack a file in the
/// same words.
fn same_for_others(
    answer: &Answer<'_>,
    answers: &[Answer<'_>],
    genuine: &[&Genuine<'_>],
) -> Option<Sign> {
    let server = answer.seen.header("server");
    let everyday = matches!(answer.seen.status, Some(400 | 404 | 410 | 421));
    let usual = genuine.iter().any(|one| one.server == server);
    let others = answers.iter().filter(|other| {
        let apart = answer.via.is_some() || other.addresses.is_disjoint(&answer.addresses);
        let unrelated = zone_of(other.host) != zone_of(answer.host);
        other.via == answer.via && unrelated && apart && other.likeness.is_like(&answer.likeness)
    });
    let hosts: BTreeSet<&str> = others.map(|other| other.host).collect();
    if hosts.is_empty() || everyday && usual {
        return None;
    }
    let hosts = hosts.into_iter().take(MOST_HOSTS).map(str::to_owned);
    Some(Sign::OtherHosts {
        hosts: hosts.collect(),
    })
}

/// What a hop says of a host that nobody has names the hop's own software.
fn proxy_software(
    answer: &Answer<'_>,
    made_up: Option<(&str, &Response)>,
    genuine: &[&Genuine<'_>],
) -> Option<Sign> {
    answer.via?;
    let own = made_up?.1.header("server")?;
    let usual = genuine.iter().any(|one| one.server == Some(own));
    let same = answer.seen.header("server") == Some(own) && !usual;
    same.then(|| Sign::ProxySoftware {
        header: header(own),
    })
}

/// Only what a server of files can say counts as its own: the rest it does not say to GET.
fn same_server(answer: &Answer<'_>, genuine: &[&Genuine<'_>]) -> Option<Sign> {
    let server = answer.seen.header("server")?;
    let sayable = answer.seen.status.is_some_and(is_said_by_servers);
    let mut own = genuine.iter().filter(|one| one.host == answer.host);
    let one = own.find(|one| sayable && one.server.map(product) == Some(product(server)))?;
    Some(Sign::SameServer {
        request: one.request.clone(),
        header: header(server),
    })
}

fn other_server(answer: &Answer<'_>, genuine: &[&Genuine<'_>]) -> Option<Sign> {
    let own: Vec<&str> = genuine
        .iter()
        .filter(|one| one.host == answer.host)
        .filter_map(|one| one.server)
        .collect();
    let first = own.first()?;
    let server = answer.seen.header("server").map(product);
    let other = own.iter().all(|one| Some(product(one)) != server);
    other.then(|| Sign::OtherServer {
        genuine: header(first),
    })
}

/// The product in a `Server` header: versions and the names of nodes differ within one service.
fn product(server: &str) -> &str {
    let end = server.find(['/', ' ', '(']).unwrap_or(server.len());
    &server[..end]
}

fn header(server: &str) -> Untrusted {
    Untrusted::new(format!("Server: {server}"))
}
