//! Proofs of the lab's handshakes: what holds, what does not, and that no byte can be changed.

use std::fs;
use std::path::{Path, PathBuf};

use clearway::evidence::recording::Side;
use clearway::proof::{Bundle, Expected, Freshness, Outcome, Terms, Verification, Verified};
use clearway::proof::{capture, document, transcript, verify};
use clearway::report::command::verify;
use clearway::report::format::json;
use clearway::run;
use clearway::text::bytes::{Blob, hex};

use crate::lab::scenario::{Played, Scenario};
use crate::lab::{NOW, pki};

const HOST: &str = "login.operator.com";
const CHALLENGE: &str = "audit 7";

/// One host, behind which is this.
fn one(at: &str) -> Scenario {
    Scenario::read(&format!(
        "shows = 'A proof'\nchallenge = '{CHALLENGE}'\nzone = ['{HOST} 60 A 20.190.128.5']
         [[endpoint]]\nhost = '{HOST}'\n[at]\n'20.190.128.5' = {{ http = 'gives text', {at} }}
         [expect]\nverdict = 'pass'\n"
    ))
}

fn bundle_of(scenario: &Scenario) -> Bundle {
    let challenge = scenario.proof().expect("it is recorded");
    run::proof(&scenario.play().report, &challenge)
}

fn written(bundle: &Bundle) -> Vec<u8> {
    bundle.write().expect("it is small")
}

fn expected() -> Expected {
    Expected::of_pem(roots().as_bytes()).expect("the lab's root is PEM")
}

fn roots() -> String {
    let body = Blob::from(pki::ca("operator-root").as_ref()).to_base64();
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}

fn held(bytes: &[u8], challenge: Option<&str>) -> Verification {
    let expected = expected();
    let terms = Terms {
        expected: &expected,
        challenge: challenge.map(str::as_bytes),
        now_unix: NOW + 60,
    };
    verify(bytes, &terms).unwrap_or_else(|damage| panic!("{damage}"))
}

/// What is proven of the only probe.
#[track_caller]
fn only(bundle: &Bundle) -> Verified {
    let all = held(&written(bundle), Some(CHALLENGE));
    let [probe] = &all.probes[..] else {
        panic!("{all:#?}")
    };
    assert_eq!(all.proven, probe.outcome == Outcome::ProvenEndToEnd);
    probe.clone()
}

#[track_caller]
fn is_not_proven(bundle: &Bundle, why: &str) {
    let probe = only(bundle);
    assert_eq!(probe.outcome, Outcome::NotProven, "{probe:#?}");
    assert!(probe.why.contains(why), "{}", probe.why);
}

type Change = fn(&mut document::Handshake);

/// Changes the only handshake of a bundle.
fn changed(bundle: &Bundle, change: impl FnOnce(&mut document::Handshake)) -> Bundle {
    let mut bundle = bundle.clone();
    let attempt = &mut bundle.document.probes[0].attempts[0];
    change(attempt.handshake.as_mut().expect("it was recorded"));
    bundle
}

#[test]
fn handshakes_of_every_kind_are_proven_end_to_end() {
    for at in [
        "tls = 'genuine'",
        "tls = 'genuine', tls12 = true",
        "tls = 'genuine', with = { key = 'rsa' }",
        "tls = 'genuine', with = { key = 'rsa' }, tls12 = true",
        "tls = 'genuine', with = { key = 'p384' }",
        "tls = 'genuine', with = { key = 'p384' }, tls12 = true",
        "tls = 'genuine', with = { key = 'p521' }",
        "tls = 'genuine', with = { key = 'ed25519' }",
        "tls = 'genuine', with = { key = 'ed25519' }, tls12 = true",
        // Asks for another hello.
        "tls = 'genuine', with = { group = 'secp384r1' }",
        "tls = 'genuine', with = { group = 'X25519MLKEM768' }",
        "tls = 'genuine', wants-certificate = true",
        "tls = 'sixty'",
    ] {
        let probe = only(&bundle_of(&one(at)));
        assert_eq!(probe.outcome, Outcome::ProvenEndToEnd, "{at}: {probe:#?}");
        let version = if at.contains("tls12") { 0x0303 } else { 0x0304 };
        assert_eq!(probe.attempts[0].version, Some(version), "{at}");
    }
}

#[test]
fn a_handshake_through_a_hop_is_proven_and_the_hop_s_own_words_are_not_on_the_tape() {
    let scenario = Scenario::read(&format!(
        "shows = 'A proof'\nchallenge = '{CHALLENGE}'\nproxy = 'http://20.0.0.1:3128'
         zone = ['{HOST} 60 A 20.190.128.5']
         [[endpoint]]\nhost = '{HOST}'\n
         [at]\n'20.0.0.1:3128' = {{ proxy = 'obeys' }}
         '20.190.128.5' = {{ tls = 'genuine', http = 'gives text' }}
         [expect]\nverdict = 'pass'\n"
    ));
    let bundle = bundle_of(&scenario);
    let probe = only(&bundle);
    assert_eq!(probe.outcome, Outcome::ProvenEndToEnd, "{probe:#?}");
    assert_eq!(probe.via.as_deref(), Some("http://20.0.0.1:3128"));
    let handshake = bundle.document.probes[0].attempts[0].handshake.clone();
    let sent = bundle.file(&handshake.expect("it was recorded").client);
    assert_eq!(sent[..2], [22, 3], "a tape begins with a TLS record");
}

/// The bundle of a scenario that has a file of its own.
fn bundle_of_file(name: &str) -> Bundle {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/scenarios/{name}.toml"));
    let text = fs::read_to_string(file).expect("the scenario is there");
    let mut scenario = Scenario::read(&text);
    scenario.challenge = Some(CHALLENGE.to_owned());
    bundle_of(&scenario)
}

#[test]
fn a_link_that_was_fetched_completes_a_chain_and_anchors_none() {
    let outcome = |name: &str| {
        let bundle = bundle_of_file(name);
        assert!(!bundle.document.probes[0].fetched.is_empty(), "{name}");
        only(&bundle).outcome
    };
    let genuine = outcome("chain-completed-from-its-own-address");
    assert_eq!(genuine, Outcome::ProvenEndToEnd);
    let corporate = outcome("chain-address-of-a-corporate-ca");
    assert_eq!(corporate, Outcome::ProvenIntercepted);
}

/// As for a report: names under a wildcard come and go, and one that passes is needed.
#[test]
fn a_sample_that_does_not_exist_any_more_counts_only_where_no_other_is_proven() {
    let all = |name: &str| held(&written(&bundle_of_file(name)), Some(CHALLENGE));
    let one_gone = all("wildcard-one-sample-gone");
    assert!(one_gone.proven, "{one_gone:#?}");
    let excused = one_gone.probes.iter().filter(|probe| probe.excused);
    assert_eq!(excused.count(), 1);
    let all_gone = all("wildcard-all-samples-gone");
    assert!(!all_gone.proven && all_gone.probes.iter().all(|probe| !probe.excused));
    assert!(!all("wildcard-one-sample-blocked").proven);
}

#[test]
fn a_box_on_the_way_is_proven_to_be_one() {
    for kind in ["corporate", "impostor", "self-signed"] {
        let probe = only(&bundle_of(&one(&format!("tls = '{kind}'"))));
        assert_eq!(probe.outcome, Outcome::ProvenIntercepted, "{kind}");
        assert!(probe.why.contains("chain."), "{}", probe.why);
    }
}

#[test]
fn what_no_expected_key_can_have_signed_is_not_proven() {
    let bundle = |at: &str| bundle_of(&one(at));
    is_not_proven(&bundle("tls = 'stolen'"), "did not sign this handshake");
    is_not_proven(&bundle("tls = 'expired'"), "chain.expired");
    is_not_proven(&bundle("tls = 'other-name'"), "chain.wrong-name");
    is_not_proven(&bundle("tls = 'revoked'"), "chain.revoked");
    is_not_proven(&bundle("tls = 'revoked', tls12 = true"), "chain.revoked");
    is_not_proven(&bundle("tls = 'cut'"), "shaking hands");
    is_not_proven(&bundle("tls = 'alert 40'"), "shaking hands");
}

#[test]
fn an_address_that_could_not_be_reached_leaves_the_probe_unproven() {
    let with = |second: &str| {
        Scenario::read(&format!(
            "shows = 'A proof'\nchallenge = '{CHALLENGE}'
             zone = ['{HOST} 60 A 20.190.128.5', '{HOST} 60 {second}']
             [[endpoint]]\nhost = '{HOST}'\n
             [at]\n'20.190.128.5' = {{ tls = 'genuine', http = 'gives text' }}
             '20.190.128.6' = 'refused'\n'[2a01:111::6]:443' = 'refused'
             [expect]\nverdict = 'fail'\n"
        ))
    };
    let bundle = bundle_of(&with("A 20.190.128.6"));
    is_not_proven(&bundle, "20.190.128.6:443: connecting");
    // As for a report, an IPv6 address does not count while IPv4 works.
    let probe = only(&bundle_of(&with("AAAA 2a01:111::6")));
    assert_eq!(probe.outcome, Outcome::ProvenEndToEnd, "{probe:#?}");
}

#[test]
fn a_bundle_that_answers_another_challenge_proves_nothing() {
    let bytes = written(&bundle_of(&one("tls = 'genuine'")));
    let other = held(&bytes, Some("audit 8"));
    assert_eq!(other.freshness, Freshness::OtherChallenge);
    assert!(!other.proven && other.probes[0].why.contains("another challenge"));
    let none = held(&bytes, None);
    assert!(none.proven);
    assert_eq!(none.freshness, Freshness::ChallengeNotGiven);
}

/// Whoever writes the new challenge into an old bundle has not changed what the servers signed.
#[test]
fn a_challenge_that_was_written_in_afterwards_is_seen() {
    let mut bundle = bundle_of(&one("tls = 'genuine'"));
    bundle.document.run.challenge = Some(b"audit 8".as_slice().into());
    let all = held(&written(&bundle), Some("audit 8"));
    assert!(!all.proven);
    assert!(all.probes[0].why.contains("client random"), "{all:#?}");
}

#[test]
fn what_does_not_fit_the_records_is_seen() {
    let bundle = bundle_of(&one("tls = 'genuine'"));
    let other = bundle_of(&one("tls = 'corporate'"));
    let foreign = other.document.probes[0].attempts[0].handshake.clone();
    let foreign = foreign.expect("it was recorded");
    let mut swapped = bundle.clone();
    let names: Vec<String> = foreign
        .chain
        .iter()
        .map(|name| other.file(name))
        .collect::<Vec<_>>()
        .iter()
        .map(|der| swapped.add_der(der))
        .collect();
    let own = swapped.document.probes[0].attempts[0].handshake.as_mut();
    own.expect("it was recorded").chain = names;
    drop_unnamed(&mut swapped);
    is_not_proven(&swapped, "the chain of certificates");

    let changes: [(&str, Change); 5] = [
        ("the signed message", |h| {
            h.message.as_mut().unwrap().0[0] ^= 1;
        }),
        ("the signature", |h| h.signature.as_mut().unwrap().0[8] ^= 1),
        ("the signature", |h| h.scheme = Some(0x0804)),
        ("client random", |h| h.salt.0[0] ^= 1),
        ("cannot be read with the secret", |h| {
            h.server_secret.as_mut().unwrap().0[0] ^= 1;
        }),
    ];
    for (why, change) in changes {
        is_not_proven(&changed(&bundle, change), why);
    }
    is_not_proven(&changed(&bundle, |h| h.server_secret = None), "secret");
}

/// A bundle holds no file that nothing names.
fn drop_unnamed(bundle: &mut Bundle) {
    let mut kept = Bundle::new(bundle.document.clone());
    for attempt in bundle
        .document
        .probes
        .iter()
        .flat_map(|probe| &probe.attempts)
    {
        let handshake = attempt.handshake.as_ref().expect("it was recorded");
        for name in &handshake.chain {
            kept.add_der(&bundle.file(name));
        }
        kept.add_records(1, "client", bundle.file(&handshake.client));
        kept.add_records(1, "server", bundle.file(&handshake.server));
    }
    *bundle = kept;
}

#[test]
fn another_host_another_time_and_the_future_are_seen() {
    let bundle = bundle_of(&one("tls = 'genuine'"));
    let with = |change: fn(&mut document::Document)| {
        let mut bundle = bundle.clone();
        change(&mut bundle.document);
        bundle
    };
    is_not_proven(
        &with(|d| d.probes[0].host = "www.operator.com".to_owned()),
        "client random",
    );
    is_not_proven(
        &with(|d| d.probes[0].endpoint = "other".to_owned()),
        "client random",
    );
    is_not_proven(&with(|d| d.probes[0].port = 444), "client random");
    is_not_proven(&with(|d| d.run.id.0[0] ^= 1), "client random");
    is_not_proven(
        &with(|d| d.probes[0].attempts[0].time_unix_ms += 999_000),
        "outside of the run",
    );
    is_not_proven(
        &with(|d| d.run.started_unix += 10_000),
        "after this machine's clock",
    );
}

#[test]
fn a_bundle_without_probes_proves_nothing() {
    let mut bundle = bundle_of(&one("tls = 'genuine'"));
    bundle.document.probes.clear();
    let empty = Bundle::new(bundle.document);
    assert!(!held(&written(&empty), Some(CHALLENGE)).proven);
}

#[test]
fn no_bit_of_a_bundle_can_be_changed() {
    let good = written(&bundle_of(&one("tls = 'genuine'")));
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        let damage = Bundle::read(&bad).expect_err("one bit is another");
        assert!(
            damage.at <= good.len() && !damage.why.is_empty(),
            "{damage}"
        );
    }
    for length in (0..good.len()).step_by(97) {
        assert!(Bundle::read(&good[..length]).is_err());
    }
}

#[test]
fn a_file_too_few_and_a_file_too_many_are_refused_by_name() {
    let bundle = bundle_of(&one("tls = 'genuine'"));
    let missing = changed(&bundle, |h| h.chain.push("der/not-there.der".to_owned()));
    let why = Bundle::read(&written(&missing)).unwrap_err().why;
    assert!(why.contains("`der/not-there.der` is missing"), "{why}");
    let mut extra = bundle.clone();
    extra.add_records(77, "client", Blob::default());
    let why = Bundle::read(&written(&extra)).unwrap_err().why;
    assert!(
        why.contains("nothing names the file `records/00077-client.bin`"),
        "{why}"
    );
}

/// Few bytes must not cost much work.
#[test]
fn records_that_many_handshakes_share_and_walks_without_number_are_refused() {
    let good = bundle_of(&one("tls = 'genuine'"));
    let repeated = |many: usize| {
        let mut bundle = good.clone();
        let walk = bundle.document.probes[0].attempts[0].clone();
        bundle.document.probes[0].attempts = vec![walk; many];
        Bundle::read(&written(&bundle)).unwrap_err().why
    };
    assert!(repeated(2).contains("two handshakes have the records"));
    assert!(repeated(1025).contains("more than 1024 walks"));
    let mut large = good.clone();
    large.add_records(1, "server", vec![0; 600 * 1024].into());
    let why = Bundle::read(&written(&large)).unwrap_err().why;
    assert!(why.contains("larger than 512 KiB"), "{why}");
}

#[test]
fn a_report_is_the_same_with_a_proof_and_holds_nothing_of_it() {
    let scenario = one("tls = 'genuine'");
    let report = scenario.play().report;
    let text = json::write(&report);
    let recording = |report: &clearway::report::Report| {
        let attempt = report.endpoints[0].probes[0].evidence.attempts[0].clone();
        attempt.handshake.expect("it came so far").seen.recording
    };
    let taped = recording(&report).expect("it was recorded");
    let secret = taped.server_secret.expect("it is TLS 1.3");
    for form in [
        hex(secret.reveal()),
        Blob::from(secret.reveal()).to_base64(),
    ] {
        assert!(!text.contains(&form));
    }
    assert!(!format!("{report:?}").contains(&format!("{:?}", secret.reveal())));
    let read = json::read(&text).expect("it was written");
    assert_eq!(json::write(&read), text);
    assert!(recording(&read).is_none());
    let mut unrecorded = scenario;
    unrecorded.challenge = None;
    assert!(recording(&unrecorded.play().report).is_none());
}

#[test]
fn tls_12_leaves_no_secret_in_a_bundle() {
    let bundle = bundle_of(&one("tls = 'genuine', tls12 = true"));
    let handshake = bundle.document.probes[0].attempts[0].handshake.clone();
    let handshake = handshake.expect("it was recorded");
    assert_eq!(
        (handshake.client_secret, handshake.server_secret),
        (None, None)
    );
}

/// Nothing that a stranger could have sent breaks the readers.
#[test]
fn damaged_records_are_refused_and_break_nothing() {
    for at in ["tls = 'genuine'", "tls = 'genuine', tls12 = true"] {
        let Played { report, .. } = one(at).play();
        let attempt = &report.endpoints[0].probes[0].evidence.attempts[0];
        let recording = attempt
            .handshake
            .as_ref()
            .unwrap()
            .seen
            .recording
            .clone()
            .unwrap();
        let (client, server) = (recording.of(Side::Client), recording.of(Side::Server));
        let secret = recording
            .server_secret
            .as_ref()
            .map(|secret| secret.reveal().to_vec());
        let good = transcript::read(&client, &server, secret.as_deref()).unwrap();
        for place in 0..server.len() {
            let mut bad = server.to_vec();
            bad[place] ^= 0x55;
            // What lies behind the signature is not looked at.
            if let Ok(other) = transcript::read(&client, &bad, secret.as_deref()) {
                let same = other == good;
                assert!(same || other.message != good.message || at.contains("tls12"));
            }
            let _ = transcript::read(&bad, &client, secret.as_deref());
            let _ = transcript::read(&client, &server[..place], secret.as_deref());
        }
    }
}

#[test]
fn a_capture_holds_the_packets_the_secrets_and_the_words_that_mark_it() {
    let report = one("tls = 'genuine'").play().report;
    let pcap = run::capture(&report);
    assert_eq!(pcap[..4], [0x0a, 0x0d, 0x0d, 0x0a]);
    let text = String::from_utf8_lossy(&pcap);
    assert!(text.contains("no wire was listened to"));
    assert!(text.contains("SERVER_HANDSHAKE_TRAFFIC_SECRET ") && !text.contains("SECRET_0"));
    assert!(text.contains("login.operator.com:443"));
    assert!(capture::write(&[]).len().is_multiple_of(4));
}

/// The vectors of the specification: bundles that other verifiers can be tried on.
#[test]
fn the_vectors_are_verified_as_they_say() {
    for (name, at) in [
        ("genuine-tls13", "tls = 'genuine'"),
        ("genuine-tls12", "tls = 'genuine', tls12 = true"),
        (
            "genuine-retry",
            "tls = 'genuine', with = { group = 'secp384r1' }",
        ),
        ("intercepted", "tls = 'corporate'"),
    ] {
        let zip = vectors().join(format!("{name}.zip"));
        if !zip.exists() && std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(vectors()).unwrap();
            fs::write(vectors().join("roots.pem"), roots()).unwrap();
            fs::write(&zip, written(&bundle_of(&one(at)))).unwrap();
        }
        let all = held(
            &fs::read(&zip).expect("the vector is there"),
            Some(CHALLENGE),
        );
        let told = vectors().join(format!("{name}.json"));
        let text = verify::json(&all);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&told, &text).unwrap();
        }
        assert_eq!(
            fs::read_to_string(&told).expect("it is there"),
            text,
            "{name}"
        );
        let human = verify::human(&all, 80);
        assert!(
            human.lines().all(|line| line.chars().count() <= 110),
            "{human}"
        );
        assert!(human.contains("shows not"), "{human}");
    }
}

fn vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/proof")
}
