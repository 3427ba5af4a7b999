//! Genuine servers that ask for a certificate of the agent: in the handshake, or by a second one after the
//! request. What they do then is their own, and never a device that inspects TLS.

use crate::clearway::Outcome;
use crate::findings::{Seen, all};
use crate::hops::{start, write};
use crate::pki::Chain;
use crate::process::Server;
use crate::world::{Running, World};

const HOST: &str = "mutual.operator.com";
const AT: &str = "20.190.128.5:443";
const CODE: &str = "handshake.client-certificate";

/// A world with one row and no server for it, and the genuine chain of one.
fn world() -> (Running, Chain) {
    let world = World::new().names(&format!("{HOST} 60 A 20.190.128.5"));
    let chain = world.pki.genuine(HOST);
    (world.https_row(HOST).start(), chain)
}

/// Fails unless this is all that is found, at this severity.
#[track_caller]
fn finds(outcome: &Outcome, severity: &str) {
    assert_eq!(outcome.exit, 0, "{outcome:#?}");
    let found: Vec<(String, String)> = all(&outcome.report())
        .into_iter()
        .map(|Seen { code, severity, .. }| (code, severity))
        .collect();
    assert_eq!(
        found,
        [(CODE.to_owned(), severity.to_owned())],
        "{outcome:#?}"
    );
}

/// Asks everybody.
const ASKS: [&str; 3] = ["-Verify", "1", "-verify_return_error"];

fn openssl(world: &Running, chain: &Chain, more: &[&str]) -> Server {
    let leaf = write(world, "leaf.pem", &chain.certificates);
    let key = write(world, "leaf.key", &chain.key);
    let words = [
        "openssl",
        "s_server",
        "-accept",
        AT,
        "-cert",
        &leaf,
        "-cert_chain",
        &leaf,
        "-key",
        &key,
        "-www",
        "-quiet",
    ];
    start(world, &[&words, more].concat(), AT)
}

#[test]
fn openssl_over_tls_13_refuses_within_the_session() {
    let (world, chain) = world();
    let _server = openssl(&world, &chain, &[&["-tls1_3"], ASKS.as_slice()].concat());
    finds(&world.check(&[]), "note");
}

#[test]
fn openssl_over_tls_12_refuses_with_an_alert_that_anybody_could_send() {
    let (world, chain) = world();
    let _server = openssl(&world, &chain, &[&["-tls1_2"], ASKS.as_slice()].concat());
    finds(&world.check(&[]), "warn");
}

#[test]
fn haproxy_refuses_alike() {
    for (versions, severity) in [
        ("ssl-min-ver TLSv1.3", "note"),
        ("ssl-max-ver TLSv1.2", "warn"),
    ] {
        let (world, chain) = world();
        let pem = write(
            &world,
            "leaf.pem",
            &format!("{}{}", chain.certificates, chain.key),
        );
        let root = world.folder().join("root.pem").display().to_string();
        let text = format!(
            "defaults\n mode http\n timeout connect 5s\n timeout client 60s\n timeout server 60s\n\
             frontend tls\n bind {AT} ssl crt {pem} {versions} ca-file {root} verify required\n \
             http-request return status 200\n"
        );
        let file = write(&world, "haproxy.cfg", &text);
        let _server = start(&world, &["haproxy", "-db", "-f", &file], AT);
        finds(&world.check(&[]), severity);
    }
}

#[test]
fn nginx_says_so_in_its_response() {
    for versions in ["TLSv1.2", "TLSv1.3"] {
        let world = World::new()
            .names(&format!("{HOST} 60 A 20.190.128.5"))
            .https(HOST);
        let settings = format!(
            "ssl_protocols {versions}; ssl_verify_client on; ssl_client_certificate ../root.pem;"
        );
        finds(&world.set(&settings).start().check(&[]), "note");
    }
}

/// Asks in a second handshake, since only one folder is closed.
const FOLDER: &str = "<Location />\n SSLVerifyClient require\n SSLVerifyDepth 3\n</Location>";
/// Asks everybody.
const WHOLE: &str = "SSLVerifyClient require\nSSLVerifyDepth 3";

/// Apache, which asks as these lines say.
fn apache(world: &Running, chain: &Chain, (version, asks): (&str, &str)) -> Server {
    let leaf = write(world, "leaf.pem", &chain.certificates);
    let key = write(world, "leaf.key", &chain.key);
    let folder = world.folder().display();
    let modules = "/usr/lib/apache2/modules";
    let text = format!(
        "ServerRoot {folder}\nServerName {HOST}\nPidFile {folder}/apache.pid\nMutex posixsem\n\
         ErrorLog {folder}/apache-errors.log\nListen {AT} https\n\
         LoadModule mpm_event_module {modules}/mod_mpm_event.so\n\
         LoadModule authz_core_module {modules}/mod_authz_core.so\n\
         LoadModule socache_shmcb_module {modules}/mod_socache_shmcb.so\n\
         LoadModule ssl_module {modules}/mod_ssl.so\n\
         SSLEngine on\nSSLProtocol {version}\nSSLCertificateFile {leaf}\n\
         SSLCertificateKeyFile {key}\nSSLCACertificateFile {folder}/root.pem\n{asks}\n"
    );
    let file = write(world, "apache.conf", &text);
    start(world, &["apache2", "-X", "-f", &file], AT)
}

#[test]
fn apache_asks_in_a_second_handshake_and_ends_the_session_itself() {
    let (world, chain) = world();
    let _server = apache(&world, &chain, ("TLSv1.2", FOLDER));
    let outcome = world.check(&[]);
    assert_eq!(outcome.exit, 0, "{outcome:#?}");
    let found = all(&outcome.report());
    assert!(found.iter().all(|one| one.code == CODE), "{outcome:#?}");
    assert_eq!(found.len(), 1, "{outcome:#?}");
    assert!(
        outcome.stdout.contains("\"by_renegotiation\": true"),
        "{outcome:#?}"
    );
}

#[test]
fn apache_over_tls_13_is_no_failure_either() {
    let (world, chain) = world();
    let _server = apache(&world, &chain, ("TLSv1.3", FOLDER));
    let outcome = world.check(&[]);
    assert_eq!(outcome.exit, 0, "{outcome:#?}");
    assert!(!outcome.stdout.contains("device"), "{outcome:#?}");
}

/// Over TLS 1.3 it refuses within the session, over TLS 1.2 alone with a bare alert: neither version is
/// blocked, and no name is filtered.
#[test]
fn a_server_of_both_versions_blocks_neither() {
    for settings in [
        "ssl_verify_client on; ssl_client_certificate ../root.pem;",
        "",
    ] {
        let world = World::new()
            .product(r#"tls = ["1.2"]"#)
            .names(&format!("{HOST} 60 A 20.190.128.5"));
        if settings.is_empty() {
            let chain = world.pki.genuine(HOST);
            let world = world.https_row(HOST).start();
            let _server = openssl(&world, &chain, &[&["-no_tls1_1"], ASKS.as_slice()].concat());
            finds(&world.check(&["--thorough"]), "note");
        } else {
            let world = world.https(HOST).set(settings).start();
            finds(&world.check(&["--thorough"]), "note");
        }
    }
}

fn gnutls(world: &Running, chain: &Chain, (version, asks): (&str, bool)) -> Server {
    let leaf = write(world, "leaf.pem", &chain.certificates);
    let key = write(world, "leaf.key", &chain.key);
    let root = world.folder().join("root.pem").display().to_string();
    let priority = format!("NORMAL:-VERS-ALL:+VERS-TLS{version}");
    let words = [
        "gnutls-serv",
        "--port",
        "443",
        "--x509certfile",
        &leaf,
        "--x509keyfile",
        &key,
        "--x509cafile",
        &root,
        if asks {
            "--require-client-cert"
        } else {
            "--disable-client-cert"
        },
        "--priority",
        &priority,
        "--http",
        "--quiet",
    ];
    start(world, &words, AT)
}

fn node(world: &Running, chain: &Chain, (version, asks): (&str, bool)) -> Server {
    let leaf = write(world, "leaf.pem", &chain.certificates);
    let key = write(world, "leaf.key", &chain.key);
    let (root, address) = (world.folder().join("root.pem"), AT.trim_end_matches(":443"));
    let program = format!(
        "const fs = require('fs'); require('https').createServer({{\
         cert: fs.readFileSync('{leaf}'), key: fs.readFileSync('{key}'), \
         ca: fs.readFileSync('{root}'), requestCert: {asks}, rejectUnauthorized: {asks}, \
         minVersion: 'TLSv{version}', maxVersion: 'TLSv{version}'}}, \
         (asked, answer) => answer.end('hello')).listen(443, '{address}');",
        root = root.display()
    );
    start(world, &["node", "-e", &program], AT)
}

/// Of this version alone, and whether they ask for a certificate.
const SERVERS: [(&str, Serve); 4] = [
    ("gnutls-serv", gnutls),
    ("node", node),
    ("apache", |world, chain, (version, asks)| {
        let asks = if asks { WHOLE } else { "" };
        apache(world, chain, (&format!("TLSv{version}"), asks))
    }),
    ("openssl", |world, chain, (version, asks)| {
        let version = format!("-tls{}", version.replace('.', "_"));
        let asks: &[&str] = if asks { &ASKS } else { &[] };
        openssl(world, chain, &[&[version.as_str()], asks].concat())
    }),
];

type Serve = fn(&Running, &Chain, (&str, bool)) -> Server;

/// Whatever a server makes of getting no certificate: a run and the proof of it agree that the chain is
/// genuine, and nobody is called a device on the route.
#[test]
fn a_run_and_its_proof_agree_on_every_server() {
    for (name, serve) in SERVERS {
        for version in ["1.2", "1.3"] {
            let (world, chain) = world();
            let _server = serve(&world, &chain, (version, true));
            let outcome = world.check(&["--proof", "run.zip"]);
            assert_eq!(outcome.exit, 0, "{name} {version}: {outcome:#?}");
            let found = all(&outcome.report());
            let own = found.iter().all(|one| one.code == CODE);
            assert!(own && found.len() == 1, "{name} {version}: {found:#?}");
            let verified = world.clearway(&["verify", "run.zip", "--roots", "root.pem"]);
            assert_eq!(verified.exit, 0, "{name} {version}: {verified:#?}");
        }
    }
}

#[test]
fn a_server_that_asks_for_nothing_is_no_finding_in_any_shape() {
    for (name, serve) in SERVERS {
        for version in ["1.2", "1.3"] {
            let (world, chain) = world();
            let _server = serve(&world, &chain, (version, false));
            let outcome = world.check(&["--thorough"]);
            assert_eq!(all(&outcome.report()), [], "{name} {version}: {outcome:#?}");
        }
    }
}
