//! How the program goes about it: whom it asks, when, and that nothing of it is lost. The lab's
//! diary is held against the evidence.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use clearway::evidence::dns::{RecordType, Transport};
use clearway::evidence::{Attempt, Control, Evidence, Handshake, Resolution, Step, Tunnel};
use clearway::report::format::json;

use crate::PLAYED;
use crate::lab::scenario::{Played, Scenario};

fn play(text: &str) -> Played {
    let head = "shows = ''\nexpect = { verdict = '' }\n";
    Scenario::read(&format!("{head}{text}")).play()
}

const LOGIN: &str = "[[endpoint]]\nhost = 'login.operator.com'\n";

impl Played {
    /// When something first happened.
    fn first(&self, what: &str) -> Option<Duration> {
        let mut entries = self.diary.iter();
        entries.find(|(_, entry)| entry == what).map(|(at, _)| *at)
    }

    fn count(&self, what: &str) -> usize {
        self.diary.iter().filter(|(_, entry)| entry == what).count()
    }

    fn evidences(&self) -> impl Iterator<Item = &Evidence> {
        let endpoints = self.report.endpoints.iter();
        endpoints.flat_map(|endpoint| endpoint.probes.iter().map(|probe| &probe.evidence))
    }
}

#[test]
fn connecting_begins_while_the_other_family_is_still_asked_for() {
    let played = play(&format!(
        "zone = ['login.operator.com 60 A 20.190.128.5']\n{LOGIN}
        [[server]]\nat = '9.9.9.9:53'\nsays = {{ 'AAAA login.operator.com' = 'silent' }}
        [at]\n'20.190.128.5' = 'refused'\n"
    ));
    assert_eq!(played.first("tcp 20.190.128.5:443"), Some(Duration::ZERO));
}

#[test]
fn connecting_begins_while_another_server_is_silent() {
    let played = play(&format!(
        "zone = ['login.operator.com 60 A 20.190.128.5']\n{LOGIN}
        [[server]]\nat = '9.9.9.9:53'\nudp = 'silent'\ntcp = 'silent'
        [[server]]\nat = '9.9.9.10:53'
        [at]\n'20.190.128.5' = 'refused'\n"
    ));
    assert_eq!(played.first("tcp 20.190.128.5:443"), Some(Duration::ZERO));
}

#[test]
fn a_slow_chain_is_connected_to_as_soon_as_its_end_is_known() {
    let played = play(&format!(
        "zone = ['login.operator.com 60 CNAME edge.net', 'edge.net 60 A 20.190.128.5']\n{LOGIN}
        [[server]]\nat = '9.9.9.9:53'\nsays = {{ 'edge.net' = 'after 700ms' }}
        [at]\n'20.190.128.5' = 'refused'\n"
    ));
    let after = Duration::from_millis(700);
    assert_eq!(played.first("tcp 20.190.128.5:443"), Some(after));
}

#[test]
fn every_link_is_asked_by_its_own_name_for_both_families() {
    let played = play(&format!(
        "zone = ['login.operator.com 60 CNAME a.net', 'a.net 60 CNAME b.net', 'b.net 60 A 20.190.128.5']
        {LOGIN}[at]\n'20.190.128.5' = 'refused'\n"
    ));
    for name in ["login.operator.com", "a.net", "b.net"] {
        for kind in ["A", "AAAA"] {
            assert_eq!(
                played.count(&format!("udp 9.9.9.9:53 {kind} {name}")),
                1,
                "{kind} {name}"
            );
        }
    }
}

#[test]
fn the_addresses_of_all_servers_and_of_the_system_are_tried_once_each() {
    let played = play(&format!(
        "zone = ['login.operator.com 60 A 20.190.128.1', 'login.operator.com 60 AAAA 2603::1']\n{LOGIN}
        [[server]]\nat = '9.9.9.9:53'
        [[server]]\nat = '9.9.9.10:53'\nzone = ['login.operator.com 60 A 20.190.128.2']
        [system]\n'login.operator.com' = {{ addresses = ['20.190.128.1', '20.190.128.3'] }}\n"
    ));
    for to in [
        "20.190.128.1:443",
        "20.190.128.2:443",
        "20.190.128.3:443",
        "[2603::1]:443",
    ] {
        assert_eq!(played.count(&format!("tcp {to}")), 1, "{to}");
    }
}

#[test]
fn probes_of_one_host_share_its_questions() {
    let played = play(&format!(
        "zone = ['login.operator.com 60 A 20.190.128.5']\n{LOGIN}
        [[endpoint]]\nhost = 'login.operator.com'\nport = 80\nscheme = 'http'\n
        [at]\n'20.190.128.5' = 'refused'\n'20.190.128.5:80' = 'refused'\n"
    ));
    for to in ["20.190.128.5:443", "20.190.128.5:80"] {
        assert!(played.count(&format!("tcp {to}")) > 0, "{to}");
    }
    let asked = "udp 9.9.9.9:53 A login.operator.com";
    assert_eq!(played.count(asked), 1);
}

#[test]
fn a_question_without_an_answer_is_sent_four_times_with_and_without_edns() {
    let played = play(&format!(
        "zone = []\n{LOGIN}
        [[server]]\nat = '9.9.9.9:53'\nudp = 'silent'\ntcp = 'silent'\n"
    ));
    for way in ["udp", "plain-udp"] {
        assert_eq!(
            played.count(&format!("{way} 9.9.9.9:53 A login.operator.com")),
            2,
            "{way}"
        );
    }
    let questions = "both families, and the alias alone";
    assert_eq!(played.count("tcp 9.9.9.9:53"), 3, "{questions}");
}

#[test]
fn a_family_without_a_route_is_not_dialled() {
    let played = play(&format!(
        "zone = ['login.operator.com 60 AAAA 2603::1']\nwithout-ipv6 = true\n{LOGIN}"
    ));
    assert_eq!(played.count("tcp [2603::1]:443"), 0);
}

#[test]
fn three_attempts_are_three_connections_and_all_are_kept() {
    let played = play(&format!(
        "zone = ['login.operator.com 60 A 20.190.128.1']\n{LOGIN}
        [bounds]\nattempts = 3
        [at]\n'20.190.128.1' = 'refused'\n"
    ));
    assert_eq!(played.count("tcp 20.190.128.1:443"), 3);
    assert!(
        played
            .evidences()
            .all(|evidence| evidence.attempts.len() == 3)
    );
}

#[test]
fn addresses_over_the_bound_are_said_to_be_left_out() {
    let zone: Vec<String> = (0..300)
        .map(|at| format!("'login.operator.com 60 A 20.190.{}.{}'", at / 200, at % 200))
        .collect();
    let played = play(&format!("zone = [{}]\n{LOGIN}", zone.join(", ")));
    let evidence = played.evidences().next().expect("one probe");
    assert_eq!(
        (evidence.attempts.len(), evidence.left_out.len()),
        (256, 44)
    );
}

#[test]
fn probes_wait_for_their_turn_and_their_clock_begins_with_it() {
    let played = play(
        "zone = ['a.operator.com 60 A 20.190.128.1', 'b.operator.com 60 A 20.190.128.2']
        [[endpoint]]\nhost = 'a.operator.com'\n[[endpoint]]\nhost = 'b.operator.com'
        [bounds]\nparallel = 1\n",
    );
    let step = Duration::from_secs(10);
    assert_eq!(played.first("tcp 20.190.128.1:443"), Some(Duration::ZERO));
    assert_eq!(played.first("tcp 20.190.128.2:443"), Some(step));
    let began: Vec<i64> = played
        .evidences()
        .map(|evidence| evidence.started_unix)
        .collect();
    assert_eq!(began[1] - began[0], 10);
    for evidence in played.evidences() {
        let connect = evidence.attempts[0].connect.as_ref().expect("it was tried");
        assert_eq!((connect.at_ms, connect.took_ms), (0, 10_000));
    }
}

/// In every scenario: what reached a server stands in the evidence, and what the evidence says was
/// asked over UDP did reach it.
#[test]
fn no_question_is_lost_from_evidence_and_none_is_made_up() {
    for (name, (_, played)) in PLAYED.iter() {
        if played
            .evidences()
            .any(|evidence| evidence.crashed.is_some())
        {
            // What a broken probe saw is lost, by design.
            assert_eq!(name, "run-crashed");
            continue;
        }
        let added = played.report.revocation.iter().map(|probe| &probe.evidence);
        let resolutions = played.evidences().chain(added).flat_map(|evidence| {
            let own = [&evidence.resolve, &evidence.resolve_hop];
            own.into_iter()
                .flatten()
                .chain(beside(evidence))
                .chain(straight(evidence))
                .chain(by_system(evidence))
        });
        let recorded: BTreeSet<String> =
            resolutions.flat_map(|step| questions(&step.seen)).collect();
        let asked = played.diary.iter().map(|(_, entry)| entry.clone());
        let asked: BTreeSet<String> = asked
            .filter(|entry| entry.split(' ').count() == 4)
            .collect();
        let lost: Vec<_> = asked.difference(&recorded).collect();
        assert!(lost.is_empty(), "{name}: lost {lost:?}");
        let invented: Vec<_> = recorded
            .difference(&asked)
            .filter(|question| !question.starts_with("tcp"))
            .collect();
        assert!(invented.is_empty(), "{name}: made up {invented:?}");
    }
}

/// In every scenario: no address is dialled more often than attempts are wanted.
#[test]
fn nothing_is_tried_again_in_silence() {
    for (name, (_, played)) in PLAYED.iter() {
        for evidence in played.evidences() {
            for attempt in &evidence.attempts {
                let kept = played
                    .evidences()
                    .flat_map(|e| e.attempts.iter().chain(alone(e)));
                let kept = kept.filter(|other| other.to == attempt.to);
                let matrix = played.evidences().filter_map(|e| e.matrix.as_ref());
                let cells = matrix
                    .flat_map(|matrix| &matrix.cells)
                    .map(|cell| &cell.attempt);
                let cells = cells.filter(|other| other.to == attempt.to);
                // One that was made for several samples is kept with each of them.
                let invented = played.evidences().flat_map(|e| &e.controls);
                let invented = invented.filter_map(|one| one.made_up_name().or(one.made_up_host()));
                let invented: BTreeMap<_, _> = invented.collect();
                let invented = invented.into_values().filter(|a| a.to == attempt.to);
                let added = played.report.revocation.iter();
                let added = added.flat_map(|probe| &probe.evidence.attempts);
                let added = added.filter(|other| other.to == attempt.to);
                let kept = kept.chain(cells).chain(invented).chain(added);
                let kept: usize = kept.map(connections).sum();
                let dialled = played.count(&format!("tcp {}", attempt.to));
                let held = played.evidences().flat_map(|e| &e.held);
                let kept = kept + held.filter(|held| held.to == attempt.to).count();
                assert_eq!(kept, dialled, "{name}: {}", attempt.to);
            }
        }
    }
}

/// The names that were resolved for the controls.
fn beside(evidence: &Evidence) -> impl Iterator<Item = &Step<Resolution>> {
    evidence
        .controls
        .iter()
        .filter_map(|control| match control {
            Control::Issuer { resolve, .. } => resolve.as_deref(),
            Control::MadeUpLookup { resolve, .. } | Control::TranslatorPrefix { resolve } => {
                Some(&**resolve)
            }
            _ => None,
        })
}

/// What was asked for the operating system's own route.
fn by_system(evidence: &Evidence) -> impl Iterator<Item = &Step<Resolution>> {
    let seen = evidence.by_system.as_ref();
    let seen = seen.and_then(|system| system.evidence.as_ref());
    seen.into_iter().flat_map(|seen| &seen.resolve)
}

/// The name as it was resolved for the direct way.
fn straight(evidence: &Evidence) -> Option<&Step<Resolution>> {
    let direct = evidence.direct.as_ref()?;
    direct.evidence.as_ref()?.resolve.as_ref()
}

/// The walks that were made once more at the same addresses, but for invented names.
fn alone(evidence: &Evidence) -> impl Iterator<Item = &Attempt> {
    evidence
        .controls
        .iter()
        .filter_map(|control| match control {
            Control::Retest { attempt }
            | Control::ServerName { attempt, .. }
            | Control::TlsVersion { attempt, .. }
            | Control::PlainPortTunnel { attempt }
            | Control::Http2 { attempt, .. }
            | Control::SmallPackets { attempt } => Some(&**attempt),
            _ => None,
        })
}

/// A hop that asked for credentials is asked again, over a connection of its own.
fn connections(attempt: &Attempt) -> usize {
    let tunnel = attempt.tunnel.as_ref();
    let earlier = |seen: &Tunnel| seen.challenge.as_deref().cloned();
    let first = tunnel.and_then(|step| earlier(&step.seen));
    let asked_again = std::iter::successors(first, earlier).count();
    let answered = tunnel.is_some_and(|step| step.seen.socks.is_none());
    let fetched_again = attempt.handshake.is_none() && attempt.fetch.is_some() && answered;
    1 + asked_again + usize::from(fetched_again)
}

fn questions(seen: &Resolution) -> impl Iterator<Item = String> {
    seen.questions.iter().map(|question| {
        let way = match question.transport {
            Transport::Udp => "udp",
            Transport::PlainUdp => "plain-udp",
            Transport::Tcp => "tcp",
        };
        let kind = match question.rtype {
            RecordType::A => "A",
            RecordType::Aaaa => "AAAA",
            RecordType::Cname => "CNAME",
        };
        format!("{way} {} {kind} {}", question.server, question.name)
    })
}

/// In every scenario: the report is as the schema says, and is read back the same.
#[test]
fn every_report_fits_the_schema_and_is_read_back_the_same() {
    let schema = serde_json::from_str(include_str!("../report.schema.json")).expect("it is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema can be used");
    for (name, (_, played)) in PLAYED.iter() {
        let mut report = played.report.clone();
        // The lab's data file is no file.
        report.endpoints_file.sha256 = "0".repeat(64);
        let text = json::write(&report);
        let value = serde_json::from_str(&text).expect("it is JSON");
        let wrong: Vec<String> = schema
            .iter_errors(&value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
        assert!(json::read(&text).expect("a report") == report, "{name}");
    }
}

#[test]
fn a_password_that_a_proxy_says_back_is_nowhere_in_the_report() {
    for how in ["says-back", "says-digest-back"] {
        let played = play(&format!(
            "zone = ['login.operator.com 60 A 20.190.128.5', 'crl.operator.com 60 A 20.190.128.8']
            proxy = 'http://user:correct-horse@10.0.0.8:3128'\n{LOGIN}
            [[endpoint]]\nid = 'crl'\nhost = 'crl.operator.com'\nport = 80\nscheme = 'http'
            [at]\n'10.0.0.8:3128' = {{ proxy = '{how}' }}\n"
        ));
        let said = json::write(&played.report);
        assert!(said.contains("Not for Proxy-Authorization: "), "{said}");
        let kept: Vec<&[u8]> = played
            .evidences()
            .flat_map(|seen| seen.attempts.iter().filter_map(words_of))
            .collect();
        assert_eq!(kept.len(), 2, "one answer each");
        for place in [said.as_bytes()].into_iter().chain(kept) {
            let text = String::from_utf8_lossy(place);
            for secret in ["correct-horse", "dXNlcjpjb3JyZWN0LWhvcnNl"] {
                assert!(!text.contains(secret), "{text}");
            }
            for (at, part) in text.match_indices("response=") {
                let rest = text[at + part.len()..].trim_start_matches(['\\', '"']);
                assert!(rest.starts_with("***"), "{text}");
            }
        }
    }
}

/// What an attempt through this hop saw, where the hop is like this.
fn through(proxy: &str, hop: &str) -> (Played, Attempt) {
    let played = play(&format!(
        "zone = ['login.operator.com 60 A 20.190.128.5', 'proxy.corp.example 60 A 10.0.0.8']
        proxy = '{proxy}'\nmachine-trusts = ['corporate-root']\n{LOGIN}
        [at]\n'10.0.0.8:1080' = {hop}
        '20.190.128.5' = {{ tls = 'genuine', http = 'gives text' }}\n"
    ));
    let attempt = played.evidences().next().expect("one probe").attempts[0].clone();
    (played, attempt)
}

#[test]
fn the_certificate_of_a_hop_is_its_own_and_not_the_targets() {
    let hop = "{ tls = 'corporate', proxy = 'obeys' }";
    let (_, attempt) = through("https://proxy.corp.example:1080", hop);
    let (own, target) = (attempt.hop_handshake.unwrap(), attempt.handshake.unwrap());
    let name = |step: &Step<Handshake>| step.seen.server_name.clone();
    assert_eq!(name(&own).as_deref(), Some("proxy.corp.example"));
    assert_eq!(name(&target).as_deref(), Some("login.operator.com"));
    let both = own
        .seen
        .chain
        .iter()
        .any(|der| target.seen.chain.contains(der));
    assert!(!both && !own.seen.chain.is_empty());
}

#[test]
fn a_hop_that_proves_nothing_is_told_nothing() {
    let hop = "{ tls = 'self-signed', proxy = 'wants user:right' }";
    let (played, attempt) = through("https://user:right@proxy.corp.example:1080", hop);
    assert_eq!(played.count("tcp 10.0.0.8:1080"), 1);
    assert!(attempt.hop_handshake.is_some_and(|step| !step.completed()));
    assert!(attempt.tunnel.is_none(), "nothing was asked");
}

#[test]
fn a_hop_of_socks5_or_4_is_given_an_address_and_one_of_5h_or_4a_the_name() {
    let asked = |proxy: &str| {
        let (_, attempt) = through(proxy, "{ socks = 'obeys' }");
        attempt.tunnel.expect("it was asked").seen.asked
    };
    let address = "20.190.128.5".parse().ok();
    assert_eq!(asked("socks5://proxy.corp.example:1080"), address);
    assert_eq!(asked("socks4://proxy.corp.example:1080"), address);
    assert_eq!(asked("socks5h://proxy.corp.example:1080"), None);
    assert_eq!(asked("socks4a://proxy.corp.example:1080"), None);
}

fn words_of(attempt: &Attempt) -> Option<&[u8]> {
    match (&attempt.fetch, &attempt.tunnel) {
        (Some(step), _) => Some(&step.seen.head),
        (None, Some(step)) => Some(&step.seen.body_head),
        (None, None) => None,
    }
}
