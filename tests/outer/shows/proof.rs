//! `--proof`, `--pcap` and `verify`: a verifier in another language says the same of every bundle,
//! and Wireshark reads what was written for it.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use rcgen::{
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_ED25519,
    PKCS_RSA_SHA256,
};
use serde_json::Value;

use crate::pki::Chain;
use crate::process::run;
use crate::products;
use crate::squid::{self, SQUID};
use crate::world::{Running, World, ordinary};

const CHALLENGE: &str = "audit 7";
/// The same in hex.
const CHALLENGE_HEX: &str = "61756469742037";
const RECORDED: [&str; 4] = ["--proof", "run.zip", "--challenge", CHALLENGE];

/// What both verifiers say of the bundle of a world: `OUTCOME HOST:PORT`, and the exit code.
#[track_caller]
fn verified(world: &Running, bundle: &str, challenge: (&str, &str)) -> (Vec<String>, i32) {
    let (text, hex) = challenge;
    let ours = world.clearway(&[
        "verify",
        bundle,
        "--challenge",
        text,
        "--roots",
        "root.pem",
        "--format",
        "json",
    ]);
    let said: Value = serde_json::from_str(&ours.stdout).unwrap_or_default();
    let probes = said["probes"].as_array().cloned().unwrap_or_default();
    let line = |probe: &Value| {
        let text = |key: &str| probe[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}:{}", text("outcome"), text("host"), probe["port"])
    };
    let said: Vec<String> = probes.iter().map(line).collect();
    let theirs = Command::new("/usr/bin/python3")
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/outer/verify.py"
        ))
        .args([bundle, "root.pem", hex])
        .current_dir(world.folder())
        .output()
        .expect("Python is installed");
    let lines = String::from_utf8_lossy(&theirs.stdout);
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines, said, "{theirs:?}\n{ours:#?}");
    assert_eq!(
        theirs.status.code(),
        Some(ours.exit),
        "{theirs:?}\n{ours:#?}"
    );
    (said, ours.exit)
}

#[track_caller]
fn is_verified(world: &Running, exit: i32, lines: &[&str]) {
    let said = verified(world, "run.zip", (CHALLENGE, CHALLENGE_HEX));
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    assert_eq!(said, (lines, exit));
}

/// Servers with every kind of key, of either version, and one that asks for another hello.
fn every_kind() -> (World, Vec<String>) {
    let kinds = [
        ("rsa", &PKCS_RSA_SHA256, ""),
        ("rsa-old", &PKCS_RSA_SHA256, "ssl_protocols TLSv1.2;"),
        ("p256", &PKCS_ECDSA_P256_SHA256, ""),
        (
            "p256-old",
            &PKCS_ECDSA_P256_SHA256,
            "ssl_protocols TLSv1.2;",
        ),
        ("p384", &PKCS_ECDSA_P384_SHA384, ""),
        (
            "p384-old",
            &PKCS_ECDSA_P384_SHA384,
            "ssl_protocols TLSv1.2;",
        ),
        ("p521", &PKCS_ECDSA_P521_SHA512, ""),
        ("ed25519", &PKCS_ED25519, ""),
        ("ed25519-old", &PKCS_ED25519, "ssl_protocols TLSv1.2;"),
        (
            "retry",
            &PKCS_ECDSA_P256_SHA256,
            "ssl_ecdh_curve secp384r1;",
        ),
        (
            "chacha",
            &PKCS_RSA_SHA256,
            "ssl_conf_command Ciphersuites TLS_CHACHA20_POLY1305_SHA256;",
        ),
        (
            "aes128",
            &PKCS_RSA_SHA256,
            "ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;",
        ),
    ];
    let mut world = World::new().names("p256.contoso.net AAAA 2603:1006:2000::10");
    let mut proven = Vec::new();
    for (number, (name, kind, settings)) in kinds.into_iter().enumerate() {
        let host = format!("{name}.contoso.net");
        world = world.names(&format!("{host} A 20.190.140.{number}"));
        let issuing = &world.pki.issuing;
        let chain = issuing.chain_with(&host, &[issuing.pem()], kind);
        world = world.https_with(&host, chain).set(settings);
        proven.push(format!("proven-end-to-end {host}:443"));
    }
    (world, proven)
}

#[test]
fn every_kind_of_key_and_version_is_proven_end_to_end_and_another_verifier_agrees() {
    let (world, proven) = every_kind();
    let world = world.start();
    let outcome = world.check(&[&RECORDED[..], &["--pcap", "run.pcapng"]].concat());
    outcome.ends(0, "pass");
    let proven: Vec<&str> = proven.iter().map(String::as_str).collect();
    is_verified(&world, 0, &proven);
    for file in ["run.zip", "run.pcapng"] {
        let about = fs::metadata(world.folder().join(file)).expect("it was written");
        assert_eq!(about.permissions().mode() & 0o777, 0o600, "{file}");
    }
    let by_file = world.clearway(&["verify", "run.zip", "--endpoints", "endpoints.toml"]);
    assert_eq!(by_file.exit, 0, "{by_file:#?}");
    assert!(
        by_file
            .stdout
            .contains("not compared, since none was given"),
        "{by_file:#?}"
    );
    // The data file that is compiled in expects none of these keys.
    let built_in = world.clearway(&["verify", "run.zip"]);
    assert_eq!(built_in.exit, 1, "{built_in:#?}");
    let shown = dissected(&world);
    for host in ["rsa", "p521", "ed25519", "retry", "chacha"] {
        let own = shown
            .iter()
            .filter(|line| line.1.contains(&format!("{host}.contoso.net")));
        assert!(own.count() >= 1, "{host}: {shown:#?}");
    }
    let types = |wanted: &str| shown.iter().filter(|line| line.0.contains(wanted)).count();
    // CertificateVerify is of TLS 1.3 only: eight of the twelve, one of
    // them over both families; TLS 1.2 has ServerKeyExchange.
    assert_eq!((types("15"), types("12")), (9, 4), "{shown:#?}");
    assert!(types("11") >= 13, "{shown:#?}");
}

/// The handshake messages that tshark reads, by frame: their types, and the server name of a hello.
fn dissected(world: &Running) -> Vec<(String, String)> {
    let text = run(Command::new("tshark").current_dir(world.folder()).args([
        "-r",
        "run.pcapng",
        "-Y",
        "tls.handshake",
        "-T",
        "fields",
        "-E",
        "separator=|",
        "-e",
        "tls.handshake.type",
        "-e",
        "tls.handshake.extensions_server_name",
    ]));
    let lines = text.lines().filter_map(|line| line.split_once('|'));
    lines
        .map(|(types, name)| (types.to_owned(), name.to_owned()))
        .collect()
}

#[test]
fn a_bundle_that_was_changed_or_answers_another_challenge_is_refused_by_both() {
    let world = ordinary().start();
    world.check(&RECORDED).ends(0, "pass");
    let login = "login.microsoftonline.com:443";
    let cdn = "aadcdn.msftauth.net:443";
    let proven = [login, cdn].map(|host| format!("proven-end-to-end {host}"));
    is_verified(&world, 0, &proven.each_ref().map(String::as_str));
    let other = verified(&world, "run.zip", ("audit 8", "61756469742038"));
    let unproven = [login, cdn].map(|host| format!("not-proven {host}"));
    assert_eq!(other, (unproven.to_vec(), 1));
    let good = fs::read(world.folder().join("run.zip")).expect("it was written");
    for part in 0..10 {
        let at = good.len() * part / 10 + 7;
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(world.folder().join("bad.zip"), bad).expect("the folder is writable");
        let said = verified(&world, "bad.zip", (CHALLENGE, CHALLENGE_HEX));
        assert_eq!(said, (Vec::new(), 2), "byte {at}");
    }
}

#[test]
fn handshakes_through_squid_are_proven_and_wireshark_reads_them() {
    let world = ordinary().names("proxy.contoso.com A 10.20.0.80").start();
    let _squid = squid::open().start(&world);
    let proxy = [
        "--proxy",
        "http://proxy.contoso.com:3128",
        "--pcap",
        "run.pcapng",
    ];
    world
        .check(&[&RECORDED[..], &proxy].concat())
        .ends(0, "pass");
    is_verified(
        &world,
        0,
        &[
            "proven-end-to-end login.microsoftonline.com:443",
            "proven-end-to-end aadcdn.msftauth.net:443",
        ],
    );
    let shown = dissected(&world);
    let verifies = shown.iter().filter(|(types, _)| types.contains("15"));
    assert_eq!(verifies.count(), 2, "{shown:#?}");
}

#[test]
fn squid_that_opens_tls_is_proven_to_do_so() {
    let world = ordinary().names("proxy.contoso.com A 10.20.0.80").start();
    let _squid = squid::open()
        .opening(&["aadcdn.msftauth.net"])
        .start(&world);
    let proxy = format!("http://{SQUID}");
    let outcome = world.check(&[&RECORDED[..], &["--proxy", &proxy]].concat());
    outcome.ends(1, "fail");
    is_verified(
        &world,
        1,
        &[
            "proven-end-to-end login.microsoftonline.com:443",
            "proven-intercepted aadcdn.msftauth.net:443",
        ],
    );
}

#[test]
fn mitmproxy_in_the_way_is_proven_to_be_there() {
    let world = ordinary();
    let corporate = world.pki.corporate.pem();
    let world = world.trusting(corporate).start();
    let _proxy = products::mitmproxy(&world, "ip daddr 13.107.6.10");
    let outcome = world.check(&RECORDED);
    outcome.ends(1, "fail");
    is_verified(
        &world,
        1,
        &[
            "proven-end-to-end login.microsoftonline.com:443",
            "proven-intercepted aadcdn.msftauth.net:443",
        ],
    );
}

/// A CA under the operator's root, and a leaf of this CA for this host, both as `openssl req` makes them with these flags.
fn made_by_openssl(world: &World, host: &str, (ca, leaf): (&str, &str)) -> Chain {
    let folder = tempfile::tempdir().expect("there is room");
    let root = &world.pki.root;
    for (file, text) in [("0.pem", root.pem()), ("0.key", root.key_pem())] {
        fs::write(folder.path().join(file), text).expect("the folder is writable");
    }
    for (number, name, flags) in [(1, "Operator Odd CA", ca), (2, host, leaf)] {
        let mut command = Command::new("openssl");
        let (above, own) = (number - 1, number);
        command
            .current_dir(folder.path())
            .args([
                "req",
                "-x509",
                "-nodes",
                "-days",
                "30",
                "-subj",
                &format!("/CN={name}"),
            ])
            .args([
                "-CA",
                &format!("{above}.pem"),
                "-CAkey",
                &format!("{above}.key"),
            ])
            .args([
                "-keyout",
                &format!("{own}.key"),
                "-out",
                &format!("{own}.pem"),
            ])
            .args(flags.split(' '));
        run(&mut command);
    }
    let read = |file: &str| fs::read_to_string(folder.path().join(file)).expect("it was written");
    Chain {
        certificates: read("2.pem") + &read("1.pem"),
        key: read("2.key"),
    }
}

const RSA: &str = "-newkey rsa:2048 -addext keyUsage=keyCertSign";
const BRAINPOOL: &str =
    "-newkey ec -pkeyopt ec_paramgen_curve:brainpoolP256r1 -addext keyUsage=keyCertSign";

/// Chains that are odd in one way: the first label of the host, the CA, the leaf, and what can be proven.
#[rustfmt::skip]
const ODD_CHAINS: [(&str, &str, &str, &str); 6] = [
    ("named", RSA, "-addext subjectAltName=DNS:HOST", "proven-end-to-end"),
    ("nameless", RSA, "-sha256", "not-proven"),
    ("address", RSA, "-addext subjectAltName=IP:20.190.140.2", "not-proven"),
    ("curve", BRAINPOOL, "-addext subjectAltName=DNS:HOST", "not-proven"),
    ("sha1", RSA, "-sha1 -addext subjectAltName=DNS:HOST", "not-proven"),
    (
        "pss",
        RSA,
        "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:-1 -addext subjectAltName=DNS:HOST",
        "proven-end-to-end",
    ),
];

/// Nothing of them is proven that is not, and no verifier trips over them.
#[test]
fn chains_without_names_by_weak_or_unknown_signatures_are_not_proven_and_another_verifier_agrees() {
    const LEAF: &str =
        "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -addext basicConstraints=CA:FALSE";
    let mut world = World::new();
    let mut lines = Vec::new();
    for (number, (name, ca, leaf, outcome)) in ODD_CHAINS.into_iter().enumerate() {
        let host = format!("{name}.contoso.net");
        let leaf = format!("{LEAF} {leaf}").replace("HOST", &host);
        let chain = made_by_openssl(&world, &host, (ca, &leaf));
        world = world.names(&format!("{host} A 20.190.140.{number}"));
        // A server that would not show SHA-1 by itself.
        let settings = "ssl_ciphers DEFAULT:@SECLEVEL=0;";
        world = world.https_with(&host, chain).set(settings);
        lines.push(format!("{outcome} {host}:443"));
    }
    let host = "foreign.contoso.net";
    let corporate = &world.pki.corporate;
    let chain = corporate.chain_without_names(host, &[corporate.pem()]);
    let world = world
        .names(&format!("{host} A 20.190.140.99"))
        .https_with(host, chain);
    lines.push(format!("proven-intercepted {host}:443"));
    let world = world.start();
    let outcome = world.check(&RECORDED);
    outcome.ends(1, "fail");
    outcome.finds(&[
        "nameless.contoso.net:443 chain.wrong-name fail 20.190.140.1:443",
        "address.contoso.net:443 chain.wrong-name fail 20.190.140.2:443",
        "curve.contoso.net:443 chain.unchecked unproven 20.190.140.3:443",
        "sha1.contoso.net:443 chain.weak fail 20.190.140.4:443",
        "foreign.contoso.net:443 chain.intercepted fail 20.190.140.99:443",
    ]);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    is_verified(&world, 1, &lines);
}

/// Proofs are only wanted where they are asked for: the report knows nothing of them.
#[test]
fn a_report_holds_no_secret_of_a_proof() {
    let world = ordinary().start();
    let outcome = world.check(&[&RECORDED[..], &["--save", "report.json"]].concat());
    let bundle = fs::read(world.folder().join("run.zip")).expect("it was written");
    let text = String::from_utf8_lossy(&bundle);
    let (_, secret) = text
        .split_once("\"server_secret\": \"")
        .expect("it is TLS 1.3");
    let secret = &secret[..64];
    let saved = fs::read_to_string(world.folder().join("report.json")).expect("it was saved");
    assert!(!saved.contains(secret) && !outcome.stdout.contains(secret));
    assert!(!saved.contains("salt") && !saved.contains("tape"));
}
