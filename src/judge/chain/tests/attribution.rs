//! Who may be behind a foreign chain: marks, the box's own words, and timestamps as a hint.

use rcgen::{CustomExtension, DistinguishedName, DnType, KeyPair};

use super::pki::*;
use crate::evidence::{Connection, Ended, Response, Shape, Step, Tunnel};
use crate::finding::Code;
use crate::text::bytes::Blob;

fn called(organisation: &str, name: &str) -> Authority {
    let mut params = ca(name);
    params.distinguished_name = DistinguishedName::new();
    let both = [
        (DnType::OrganizationName, organisation),
        (DnType::CommonName, name),
    ];
    for (kind, value) in both {
        params.distinguished_name.push(kind, value);
    }
    let key = KeyPair::generate().unwrap();
    let der = Blob::from(&**params.self_signed(&key).unwrap().der());
    Authority { params, key, der }
}

fn expecting() -> World {
    World::expecting(vec![root("Service Root").whole("Service Root")])
}

#[test]
fn a_known_mark_is_told_with_how_sure_it_is() {
    let box_ca = called("Zscaler Inc.", "Zscaler Root CA");
    let finding = expecting().shown(&[&box_ca.leaf(), &box_ca.der]).finding();
    assert_eq!(finding.code(), Code::ChainIntercepted);
    for part in [
        "`CN=Zscaler Root CA,O=Zscaler Inc.`",
        &box_ca.hash_only("").spki_sha256,
        "It is probably Zscaler (confidence high): the issuer's organisation `Zscaler Inc.` matches \
         `Zscaler Inc\\.`",
        "No root of this machine is known to complete the chain",
        "no embedded SCTs",
    ] {
        assert!(
            finding.in_words().contains(part),
            "{part}: {}",
            finding.in_words()
        );
    }
    assert!(!finding.in_words().contains("this is Zscaler"));
}

#[test]
fn a_mark_above_the_issuer_is_found_and_said_to_be_there() {
    let box_ca = called("Zscaler Inc.", "Zscaler Root CA");
    let issuing = box_ca.ca("Contoso Issuing CA 3");
    let finding = expecting()
        .shown(&[&issuing.leaf(), &issuing.der])
        .finding();
    let words = "a higher certificate's organisation `Zscaler Inc.` matches";
    assert!(finding.in_words().contains(words), "{}", finding.in_words());
}

#[test]
fn a_name_without_a_mark_is_an_unknown_interceptor() {
    let corp = root("Contoso Issuing CA 3");
    let finding = expecting().shown(&[&corp.leaf(), &corp.der]).finding();
    assert!(
        finding
            .in_words()
            .contains("match no known inspection product"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn a_certificate_that_merely_lies_beside_attributes_nothing() {
    let corp = root("Contoso Issuing CA 3");
    let decoy = called("Zscaler Inc.", "Zscaler Root CA");
    let chain = [&corp.leaf(), &corp.der, &decoy.der];
    let finding = expecting().shown(&chain).finding();
    assert!(
        !finding.in_words().contains("Zscaler"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn an_impostor_is_attributed_too_where_a_mark_is_left() {
    let service = root("Service Root");
    let box_ca = called("Zscaler Inc.", "Zscaler Root CA");
    let forged = box_ca.sign_ca(ca("Service Root"), KeyPair::generate().unwrap());
    let world = World::expecting(vec![service.whole("Service Root")]);
    let finding = world.shown(&[&forged.leaf(), &forged.der]).finding();
    assert_eq!(finding.code(), Code::ChainImpostor);
    assert!(
        finding
            .in_words()
            .contains("probably Zscaler (confidence high)"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn what_is_self_signed_and_alone_is_attributed_by_a_mark_only() {
    let alone = |organisation: &str| {
        let mut params = server(HOST);
        let name = &mut params.distinguished_name;
        name.push(DnType::OrganizationName, organisation);
        let key = KeyPair::generate().unwrap();
        let leaf = Blob::from(&**params.self_signed(&key).unwrap().der());
        expecting().shown(&[&leaf]).finding()
    };
    let marked = alone("HTTPS Management Certificate for SonicWALL (self-signed)");
    assert_eq!(marked.code(), Code::ChainSelfSigned);
    assert!(
        marked.in_words().contains("SonicWall"),
        "{}",
        marked.in_words()
    );
    let plain = alone("Somebody");
    assert!(
        !plain.in_words().contains("inspection product"),
        "{}",
        plain.in_words()
    );
}

#[test]
fn a_genuine_or_unexpected_chain_is_never_attributed() {
    let named = called("Zscaler Inc.", "Zscaler Root CA");
    let chain = [&named.leaf(), &named.der];
    let genuine = World::expecting(vec![named.whole("x")]).shown(&chain);
    assert_eq!(genuine.codes(), []);
    let unexpected = expecting()
        .elsewhere(vec![named.whole("x")])
        .shown(&chain)
        .finding();
    assert_eq!(unexpected.code(), Code::ChainUnexpectedIssuer);
    assert!(
        !unexpected.in_words().contains("sure:"),
        "{}",
        unexpected.in_words()
    );
}

fn step<T>(seen: T) -> Step<T> {
    Step {
        at_ms: 0,
        took_ms: 1,
        seen,
        ended: Ended::Completed,
    }
}

fn head(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn the_boxs_own_words_stand_beside() {
    let corp = root("Contoso Issuing CA 3");
    let world = expecting().shown(&[&corp.leaf(), &corp.der]);
    let finding = world
        .answered(|attempt| {
            attempt.tunnel = Some(step(Tunnel {
                status: Some(200),
                headers: vec![head("Via", "1.1 gate (squid/5.7)"), head("Date", "now")],
                ..Tunnel::default()
            }));
            attempt.fetch = Some(step(Response {
                status: Some(403),
                headers: vec![head("Server", "box"), head("x-ms-request-id", "1")],
                shape: Shape::Html {
                    title: Some("Access denied".to_owned()),
                },
                ..Response::default()
            }));
        })
        .finding();
    let words = "The responder identifies itself as `Via: 1.1 gate (squid/5.7)`, `Server: box`, \
                 `Access denied`";
    assert!(
        finding.in_words().ends_with(words),
        "{}",
        finding.in_words()
    );
    assert!(
        finding
            .in_words()
            .contains("match no known inspection product"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn a_services_own_headers_are_not_taken_for_a_boxs() {
    let corp = root("Contoso Issuing CA 3");
    let world = expecting().shown(&[&corp.leaf(), &corp.der]);
    let finding = world
        .answered(|attempt| {
            attempt.fetch = Some(step(Response {
                status: Some(200),
                headers: vec![
                    head("Server", "Microsoft-IIS/10.0"),
                    head("X-Powered-By", "x"),
                ],
                ..Response::default()
            }));
        })
        .finding();
    assert!(
        !finding.in_words().contains("The responder"),
        "{}",
        finding.in_words()
    );
}

/// RFC 6962, 3.3: a list of timestamps, each of version 1, a log's id, milliseconds, no extensions,
/// and a signature.
fn timestamps(all: &[([u8; 32], u64)]) -> CustomExtension {
    const ID: [u64; 10] = [1, 3, 6, 1, 4, 1, 11129, 2, 4, 2];
    let sized = |bytes: &[u8]| {
        let length = u16::try_from(bytes.len()).unwrap().to_be_bytes();
        [&length[..], bytes].concat()
    };
    let each = all.iter().flat_map(|(log, at)| {
        let signature = [&[4, 3][..], &sized(&[1, 2, 3, 4])].concat();
        let sct = [&[0][..], log, &at.to_be_bytes(), &[0, 0], &signature].concat();
        sized(&sct)
    });
    let list = sized(&each.collect::<Vec<u8>>());
    CustomExtension::from_oid_content(&ID, tlv(4, &[&list]))
}

#[test]
fn embedded_timestamps_are_counted_and_shown_with_log_and_time() {
    let all = [
        ([0xab; 32], 1_790_000_000_000),
        ([0x12; 32], 1_790_000_001_999),
    ];
    let words = "2 embedded SCTs, not verified: log `abababab` at 2026-09-21T14:13:20Z, log \
                 `12121212` at 2026-09-21T14:13:21Z";
    let corp = root("Corp Root");
    let stamped = corp.leaf_of(|leaf| leaf.custom_extensions.push(timestamps(&all)));
    let foreign = expecting().shown(&[&stamped, &corp.der]).finding();
    assert_eq!(foreign.code(), Code::ChainIntercepted);
    assert!(foreign.in_words().contains(words), "{}", foreign.in_words());
    let unexpected = expecting().elsewhere(vec![corp.whole("x")]);
    let unexpected = unexpected.shown(&[&stamped, &corp.der]).finding();
    assert_eq!(unexpected.code(), Code::ChainUnexpectedIssuer);
    assert!(
        unexpected.in_words().contains(words),
        "{}",
        unexpected.in_words()
    );
}

#[test]
fn absurd_timestamps_are_shown_and_break_nothing() {
    let all = [([0xff; 32], u64::MAX), ([0; 32], 0)];
    let corp = root("Corp Root");
    let stamped = corp.leaf_of(|leaf| leaf.custom_extensions.push(timestamps(&all)));
    let finding = expecting().shown(&[&stamped, &corp.der]).finding();
    assert!(
        finding.in_words().contains("2 embedded SCTs"),
        "{}",
        finding.in_words()
    );
}

/// A public leaf of January 2023, as `x509-cert` keeps it among its examples.
#[test]
fn a_real_leafs_timestamps_are_read() {
    let leaf = pem!("stamped-leaf");
    let world = expecting().shown(&[&leaf]);
    let cause = &world.findings()[0].in_words();
    for part in ["3 embedded SCTs, not verified: log `", "` at 20"] {
        assert!(cause.contains(part), "{cause}");
    }
}

#[test]
fn that_tcp_is_answered_nearer_than_tls_is_a_hint() {
    let box_ca = called("Acme", "Acme Inspection");
    let told = |tcp_ms: u32, tls_ms: u32| {
        let mut world = expecting().shown(&[&box_ca.leaf(), &box_ca.der]);
        let attempt = &mut world.evidence.attempts[0];
        attempt.connect = Some(Step {
            at_ms: 0,
            took_ms: tcp_ms,
            seen: Connection::default(),
            ended: Ended::Completed,
        });
        attempt.handshake.as_mut().unwrap().took_ms = tls_ms;
        world
            .finding()
            .in_words()
            .contains("as where a device on the path answers TCP")
    };
    assert!(told(1, 84) && told(0, 21));
    assert!(!told(80, 170) && !told(1, 20) && !told(u32::MAX, 5));
}
