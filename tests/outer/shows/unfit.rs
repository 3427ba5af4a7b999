//! The root's key and the issuing authority's key are expected, and the issuing certificate is such as clients
//! refuse: OpenSSL says which.

use std::process::Command;

use rcgen::{
    BasicConstraints, CertificateParams, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    NameConstraints, date_time_ymd,
};

use crate::findings::all;
use crate::pki::{Authority, Chain};
use crate::world::World;

const HOST: &str = "www.operator.com";

/// The usual chain, with this issuing certificate.
fn issued(change: impl FnOnce(&mut CertificateParams)) -> (World, Chain) {
    let mut world = World::new();
    world.pki.issuing = world.pki.root.intermediate_with("Issuing", change);
    let chain = world.pki.genuine(HOST);
    (world, chain)
}

/// What OpenSSL says of the chain, for a server of this name under the world's root: nothing where it is sound.
fn openssl_says(root: &Authority, chain: &Chain) -> String {
    let folder = tempfile::tempdir().expect("a folder for this test");
    let file = |name: &str, pem: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, pem).expect("the folder is ours");
        path
    };
    let root = file("root.pem", &root.pem());
    let chain = file("chain.pem", &chain.certificates);
    let verified = Command::new("openssl")
        .args(["verify", "-purpose", "sslserver", "-verify_hostname", HOST])
        .arg("-CAfile")
        .arg(root)
        .arg("-untrusted")
        .args([&chain, &chain])
        .output()
        .expect("openssl is installed");
    if verified.status.success() {
        String::new()
    } else {
        String::from_utf8_lossy(&verified.stderr).into_owned()
    }
}

/// Fails unless OpenSSL says this of the chain and clearway finds exactly this.
#[track_caller]
fn both_say((world, chain): (World, Chain), openssl: &str, wanted: &[&str]) {
    let said = openssl_says(&world.pki.root, &chain);
    let is_sound = said.is_empty();
    assert!(
        is_sound == openssl.is_empty() && said.contains(openssl),
        "{said}"
    );
    let world = world
        .knowing_the_issuing_key()
        .names(&format!("{HOST} 60 A 20.190.128.5"))
        .https_with(HOST, chain);
    let outcome = world.start().check(&[]);
    let report = outcome.report();
    let found = all(&report).into_iter();
    let found: Vec<_> = found
        .map(|one| format!("{} {}", one.severity, one.code))
        .collect();
    assert_eq!(found, wanted, "OpenSSL says: {said}");
}

#[test]
fn a_sound_chain_is_sound_to_both() {
    both_say(issued(|_| {}), "", &[]);
}

#[test]
fn an_expired_issuing_certificate_is_a_warning_where_its_key_is_expected() {
    let expired = issued(|issuing| {
        issuing.not_before = date_time_ymd(2020, 1, 1);
        issuing.not_after = date_time_ymd(2025, 1, 1);
    });
    both_say(expired, "certificate has expired", &["warn chain.expired"]);
}

#[test]
fn an_issuing_certificate_of_no_authority_is_unfit() {
    let no_authority = issued(|issuing| issuing.is_ca = IsCa::ExplicitNoCa);
    both_say(
        no_authority,
        "invalid CA certificate",
        &["fail chain.unfit"],
    );
}

#[test]
fn an_issuing_certificate_for_clients_alone_is_unfit() {
    let clients = issued(|issuing| {
        issuing.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    both_say(clients, "purpose", &["fail chain.unfit"]);
}

#[test]
fn an_issuing_certificate_for_other_names_is_unfit() {
    let elsewhere = issued(|issuing| {
        issuing.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName("elsewhere.example".to_owned())],
            excluded_subtrees: Vec::new(),
        });
    });
    both_say(
        elsewhere,
        "permitted subtree violation",
        &["fail chain.unfit"],
    );
}

#[test]
fn an_authority_below_one_that_allows_none_is_unfit() {
    let (world, _) = issued(|issuing| issuing.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let issuing = &world.pki.issuing;
    let below = issuing.intermediate("Below");
    let chain = below.chain(HOST, &[below.pem(), issuing.pem()]);
    both_say(
        (world, chain),
        "path length constraint exceeded",
        &["fail chain.unfit"],
    );
}
