//! TLS versions: servers that have only one of them, and devices that select by them. The data file
//! says that the agent's system may be limited to TLS 1.2.

use serde_json::Value;

use crate::findings::{Seen, all};
use crate::interceptor::{Act, Hello, Interceptor};
use crate::pki::Authority;
use crate::world::{World, ordinary};

/// The agent's system may be limited to this.
const LIMITED: &str = r#"tls = ["1.2"]"#;
const BLOCKED: &str = "handshake.version-blocked";

/// The findings at one host, with their severities.
fn found(report: &Value, place: &str) -> Vec<String> {
    let own = all(report).into_iter().filter(|one| one.place == place);
    own.map(|one| format!("{} {}", one.severity, one.code))
        .collect()
}

/// The findings of one code.
fn of(report: &Value, code: &str) -> Vec<Seen> {
    let own = all(report).into_iter();
    own.filter(|one| one.code == code).collect()
}

/// Three servers of nginx: TLS 1.3 only, TLS 1.2 only, both.
fn servers() -> World {
    World::new()
        .product(LIMITED)
        .names(
            "new.operator.com 60 A 20.190.128.5
             old.operator.com 60 A 20.190.128.6
             both.operator.com 60 A 20.190.128.7",
        )
        .https("new.operator.com")
        .set("ssl_protocols TLSv1.3;")
        .https("old.operator.com")
        .set("ssl_protocols TLSv1.2;")
        .https("both.operator.com")
        .set("ssl_protocols TLSv1.2 TLSv1.3;")
}

#[test]
fn a_server_without_tls_12_is_none_for_an_agent_without_tls_13() {
    let outcome = servers().start().check(&[]);
    assert_eq!(outcome.exit, 1, "{outcome:#?}");
    let report = outcome.report();
    assert_eq!(
        found(&report, "new.operator.com:443"),
        ["fail handshake.version-blocked"]
    );
    for place in ["old.operator.com:443", "both.operator.com:443"] {
        assert_eq!(found(&report, place), [""; 0], "{place}");
    }
}

/// What Windows Server 2016 does not know is not offered: neither `ChaCha20` nor RSA-PSS nor Ed25519.
#[test]
fn a_server_whose_suites_of_tls_12_schannel_lacks_is_told() {
    let world = World::new()
        .product(LIMITED)
        .names("new.operator.com 60 A 20.190.128.5")
        .https("new.operator.com")
        .set("ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE-ECDSA-CHACHA20-POLY1305;");
    let outcome = world.start().check(&[]);
    let found = found(&outcome.report(), "new.operator.com:443");
    assert_eq!(found, ["warn handshake.version-blocked"], "{outcome:#?}");
}

#[test]
fn a_server_that_signs_as_schannel_knows_it_passes() {
    for algorithms in ["ECDSA+SHA256", "ECDSA+SHA384", "ECDSA+SHA512"] {
        let settings =
            format!("ssl_protocols TLSv1.2; ssl_conf_command SignatureAlgorithms {algorithms};");
        let world = World::new()
            .product(LIMITED)
            .names("old.operator.com 60 A 20.190.128.5")
            .https("old.operator.com")
            .set(&settings);
        let outcome = world.start().check(&[]);
        let found = found(&outcome.report(), "old.operator.com:443");
        assert_eq!(found, [""; 0], "{algorithms}: {outcome:#?}");
    }
}

/// The ordinary world behind a box that decides by the hello.
fn behind(decide: impl Fn(&Hello) -> Act + Send + Sync + 'static) -> crate::clearway::Outcome {
    let world = ordinary().product(LIMITED).start();
    let nobody = Authority::root("Nobody asks this CA");
    let pem = nobody.pem();
    let mint = move |name: &str| nobody.chain(name, std::slice::from_ref(&pem));
    let device = Interceptor::start(&world, decide, mint);
    let outcome = world.check(&[]);
    drop(device);
    outcome
}

#[test]
fn a_device_that_ends_hellos_without_tls_13_fails_every_host_behind_it() {
    for act in [Act::Cut, Act::Swallow] {
        let outcome = behind(move |hello| if hello.tls13 { Act::Pass } else { act });
        assert_eq!(outcome.exit, 1, "{outcome:#?}");
        let found = of(&outcome.report(), BLOCKED);
        assert!(!found.is_empty(), "{outcome:#?}");
        assert!(found.iter().any(|one| one.severity == "fail"), "{found:#?}");
        assert!(
            outcome.stdout.contains("offer only TLS 1.2"),
            "{}",
            outcome.stdout
        );
    }
}

#[test]
fn a_device_that_ends_hellos_with_tls_13_is_named_by_that() {
    let outcome = behind(|hello| if hello.tls13 { Act::Cut } else { Act::Pass });
    assert_eq!(outcome.exit, 1, "{outcome:#?}");
    let report = outcome.report();
    let cut = of(&report, "handshake.cut");
    assert!(!cut.is_empty(), "{report:#?}");
    assert!(!of(&report, BLOCKED).is_empty(), "{report:#?}");
    for one in &cut {
        assert!(one.explained, "{one:#?}");
    }
}

#[test]
fn a_device_that_opens_tls_12_alone_is_seen_without_the_matrix() {
    let world = ordinary().product(LIMITED).start();
    let device_ca = Authority::root("Contoso Inspection CA");
    let pem = device_ca.pem();
    let mint = move |name: &str| device_ca.chain(name, std::slice::from_ref(&pem));
    let decide = |hello: &Hello| if hello.tls13 { Act::Pass } else { Act::Open };
    let device = Interceptor::start(&world, decide, mint);
    let outcome = world.check(&[]);
    drop(device);
    outcome.ends(1, "fail");
    let found = of(&outcome.report(), "chain.intercepted-sometimes");
    assert!(!found.is_empty(), "{outcome:#?}");
}

/// The second handshake of a host counts against a limit like any other connection.
#[test]
fn a_limit_of_connections_is_no_limit_of_versions() {
    let rule = "tcp dport 443 ct state new ct count over 4 reject with tcp reset";
    let hosts = (1..=8).map(|n| (format!("host{n}.operator.com"), format!("20.190.132.{n}")));
    let world = hosts.fold(World::new().product(LIMITED), |world, (host, address)| {
        world.names(&format!("{host} 60 A {address}")).https(&host)
    });
    let outcome = world.firewall(rule).start().check(&[]);
    assert_eq!(outcome.exit, 0, "{outcome:#?}");
    assert_eq!(of(&outcome.report(), BLOCKED), []);
}
