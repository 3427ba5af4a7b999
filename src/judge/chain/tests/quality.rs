//! Name, dates and strength of chains.

use rcgen::{KeyPair, date_time_ymd};

use super::pki::*;
use crate::finding::{Code, Owner, Severity};
use crate::text::bytes::Blob;

const DAY: i64 = 86_400;

fn leaf_until(year: i32) -> (World, Blob) {
    let root = root("Root");
    let leaf = root.leaf_of(|leaf| leaf.not_after = date_time_ymd(year, 1, 1));
    let world = World::expecting(vec![root.whole("Root")]).trusting(&root.der);
    (world, leaf)
}

#[test]
fn a_wrong_name_shows_what_was_asked_and_what_was_presented() {
    let (world, leaf) = leaf_until(2029);
    let world = world.asking("other.example.com").shown(&[&leaf]);
    let finding = world.finding();
    assert_eq!(finding.code(), Code::ChainWrongName);
    assert_eq!(finding.evidence(), ["It is for `login.example.com`"]);
    assert!(world.is_genuine());
}

#[test]
fn names_beyond_ten_are_counted() {
    let root = root("Root");
    let names: Vec<String> = (0..14).map(|n| format!("n{n}.example")).collect();
    let many = rcgen::CertificateParams::new(names)
        .unwrap()
        .subject_alt_names;
    let leaf = root.leaf_of(|leaf| leaf.subject_alt_names = many);
    let world = World::expecting(vec![root.whole("Root")]).trusting(&root.der);
    let cause = world.shown(&[&leaf]).finding().in_words();
    assert!(cause.ends_with("`n9.example` and 4 more"), "{cause}");
}

#[test]
fn wildcards_and_addresses_are_names_and_the_subject_is_none() {
    let root = root("Root");
    let world = |names: &[&str], host: &str| {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let names = rcgen::CertificateParams::new(names)
            .unwrap()
            .subject_alt_names;
        let leaf = root.leaf_of(|leaf| {
            leaf.subject_alt_names = names;
            leaf.distinguished_name
                .push(rcgen::DnType::CommonName, host);
        });
        World::expecting(vec![root.whole("Root")])
            .trusting(&root.der)
            .asking(host)
            .shown(&[&leaf])
            .codes()
    };
    assert_eq!(world(&["*.example.com"], "a.example.com"), []);
    assert_eq!(
        world(&["*.example.com"], "a.b.example.com"),
        [Code::ChainWrongName]
    );
    assert_eq!(world(&["192.0.2.7"], "192.0.2.7"), []);
    assert_eq!(world(&["2001:db8::1"], "2001:db8::1"), []);
    assert_eq!(world(&["192.0.2.8"], "192.0.2.7"), [Code::ChainWrongName]);
    assert_eq!(world(&[], "a.example.com"), [Code::ChainWrongName]);
}

#[test]
fn an_expired_genuine_leaf_is_not_interception() {
    let (world, leaf) = leaf_until(2027);
    let finding = world.shown(&[&leaf]).finding();
    assert_eq!(finding.code(), Code::ChainExpired);
    assert_eq!(
        finding.evidence(),
        [
            "`CN=a server,O=Example` is valid from 2026-01-01T00:00:00Z to 2027-01-01T00:00:00Z",
            "This machine's clock says 2027-01-15T08:00:01Z; the server sent no date"
        ]
    );
}

#[test]
fn the_servers_date_tells_a_wrong_clock_from_a_wrong_certificate() {
    let (world, leaf) = leaf_until(2027);
    let world = world.shown(&[&leaf]).dated("Sun, 22 Nov 2026 08:00:00 GMT");
    let finding = world.finding();
    assert_eq!(finding.owner(), Owner::Host);
    assert!(
        finding
            .in_words()
            .contains("`Sun, 22 Nov 2026 08:00:00 GMT`"),
        "{}",
        finding.in_words()
    );
    let (world, leaf) = leaf_until(2027);
    let world = world.shown(&[&leaf]).dated("Fri, 15 Jan 2027 08:00:00 GMT");
    assert_eq!(world.finding().owner(), Owner::Service);
}

#[test]
fn a_clock_that_is_behind_finds_certificates_not_yet_valid() {
    let (world, leaf) = leaf_until(2029);
    let world = world.at(NOW - 2 * 366 * DAY).shown(&[&leaf]);
    let finding = world.dated("Fri, 15 Jan 2027 08:00:00 GMT").finding();
    assert_eq!(
        (finding.code(), finding.owner()),
        (Code::ChainNotYetValid, Owner::Host)
    );
}

/// A device on the path makes its certificates while the handshake lasts.
#[test]
fn a_certificate_that_is_valid_from_the_second_of_its_handshake_is_in_time() {
    let root = root("Root");
    let made = |at: i64| {
        let from = time::OffsetDateTime::from_unix_timestamp(at).unwrap();
        let leaf = root.leaf_of(|leaf| leaf.not_before = from);
        let world = World::expecting(vec![root.whole("Root")]).trusting(&root.der);
        world.shown(&[&leaf]).codes()
    };
    assert_eq!(made(NOW + 1), []);
    assert_eq!(made(NOW + 2), [Code::ChainNotYetValid]);
}

#[test]
fn an_expired_link_counts_only_where_no_other_path_is_in_time() {
    let (old, new) = (root("Old root"), root("New root"));
    let mut params = ca("Issuing");
    let key = KeyPair::generate().unwrap();
    let issuing = new.sign_ca(params.clone(), key);
    params.not_after = date_time_ymd(2027, 1, 1);
    let expired = old.sign(&params, &issuing.key);
    let both = || World::expecting(vec![old.whole("Old root"), new.whole("New root")]);
    let leaf = issuing.leaf();
    assert_eq!(both().shown(&[&leaf, &expired, &issuing.der]).codes(), []);
    let finding = both().shown(&[&leaf, &expired]).finding();
    assert_eq!(finding.code(), Code::ChainExpired);
    assert!(
        finding.in_words().contains("`CN=Issuing,O=Example`"),
        "{}",
        finding.in_words()
    );
    // Clients fetch a newer certificate of a CA whose key is listed.
    let listed = World::expecting(vec![issuing.whole("Issuing")]);
    let finding = listed.shown(&[&leaf, &expired]).finding();
    let renewable = (Code::ChainExpired, Severity::Warn);
    assert_eq!((finding.code(), finding.severity), renewable);
}

fn openssl(leaf: &Blob, root: &Blob) -> World {
    World::expecting(vec![whole(root, "Root")])
        .trusting(root)
        .asking("host.example")
        .shown(&[leaf])
}

#[test]
fn sha1_and_short_rsa_are_weak_and_genuine() {
    for (leaf, root, words) in [
        (
            pem!("sha1-leaf"),
            pem!("rsa-root"),
            "The signature on `CN=sha1` uses SHA-1",
        ),
        (
            pem!("ecdsa-sha1-leaf"),
            pem!("p256-root"),
            "The signature on `CN=ecdsa-sha1`",
        ),
        (
            pem!("rsa-1024-leaf"),
            pem!("rsa-root"),
            "`CN=rsa-1024` has an RSA key of 1024 bits",
        ),
        (
            pem!("by-rsa-1024-leaf"),
            pem!("short-root"),
            "has an RSA key of 1024 bits",
        ),
    ] {
        let world = openssl(&leaf, &root);
        let finding = world.finding();
        assert_eq!(finding.code(), Code::ChainWeak);
        assert!(finding.in_words().contains(words), "{}", finding.in_words());
        assert!(world.is_genuine());
    }
}

#[test]
fn pss_and_mixed_curves_are_strong() {
    assert_eq!(
        openssl(&pem!("pss-digest-leaf"), &pem!("rsa-root")).codes(),
        []
    );
    assert_eq!(
        openssl(&pem!("pss-longest-leaf"), &pem!("rsa-root")).codes(),
        []
    );
    assert_eq!(
        openssl(&pem!("p256-sha512-leaf"), &pem!("p256-root")).codes(),
        []
    );
}

#[test]
fn a_root_of_version_1_anchors() {
    let world = openssl(&pem!("by-v1-leaf"), &pem!("v1-root"));
    assert_eq!(world.codes(), []);
    assert!(world.is_genuine());
}

#[test]
fn an_interceptors_weakness_is_said_too() {
    let world = World::expecting(vec![root("Root").whole("Root")]).asking("host.example");
    let world = world.shown(&[&pem!("sha1-leaf"), &pem!("rsa-root")]);
    assert_eq!(world.codes(), [Code::ChainIntercepted, Code::ChainWeak]);
}
