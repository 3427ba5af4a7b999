//! Tables: every shape in which genuine chains come, and every way to forge one.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rcgen::{CertificateParams, KeyIdMethod, KeyPair, SerialNumber, date_time_ymd};

use super::pki::*;
use crate::catalogue::Key;
use crate::finding::{Code, Severity};
use crate::text::bytes::Blob;

/// A service whose authority is signed by a new root and an old one.
struct Service {
    old: Authority,
    new: Authority,
    issuing: Authority,
    /// The issuing authority under the old root, and the same when that was in time no more.
    issuing_by_old: Blob,
    expired_by_old: Blob,
    leaf: Blob,
}

impl Service {
    fn of(algorithm: &'static rcgen::SignatureAlgorithm) -> Self {
        let old = root_with("Service Old Root", key_for(algorithm));
        let new = root_with("Service Root", key_for(algorithm));
        let issuing = new.sign_ca(detailed("Service Issuing", 11), key_for(algorithm));
        let mut expired = detailed("Service Issuing", 12);
        expired.not_before = date_time_ymd(2020, 1, 1);
        expired.not_after = date_time_ymd(2021, 1, 1);
        let leaf = issuing.sign(&server(HOST), &key_for(algorithm));
        Self {
            issuing_by_old: old.cross(&issuing),
            expired_by_old: old.sign(&expired, &issuing.key),
            leaf,
            old,
            new,
            issuing,
        }
    }

    fn keys(&self) -> Vec<Key> {
        vec![self.new.whole("Service Root")]
    }
}

/// An authority with all that a forger could copy.
fn detailed(name: &str, serial: u64) -> CertificateParams {
    let mut params = ca(name);
    params.serial_number = Some(SerialNumber::from(serial));
    params
}

const ALGORITHMS: [&rcgen::SignatureAlgorithm; 5] = [
    &rcgen::PKCS_ECDSA_P256_SHA256,
    &rcgen::PKCS_ECDSA_P384_SHA384,
    &rcgen::PKCS_ECDSA_P521_SHA512,
    &rcgen::PKCS_ED25519,
    &rcgen::PKCS_RSA_SHA256,
];

/// A shape in which a genuine chain comes, and what is said of it.
struct Shape<'a> {
    name: &'static str,
    keys: Vec<Key>,
    chain: Vec<&'a Blob>,
    codes: &'static [Code],
}

fn quiet<'a>(name: &'static str, keys: &[Key], chain: &[&'a Blob]) -> Shape<'a> {
    Shape {
        name,
        keys: keys.to_vec(),
        chain: chain.to_vec(),
        codes: &[],
    }
}

#[test]
fn every_genuine_shape_is_genuine_by_every_kind_of_key() {
    for algorithm in ALGORITHMS {
        let service = Service::of(algorithm);
        let cross = service.old.cross(&service.new);
        let noise = root("Somebody else").der;
        let tables = [
            plain(&service, &noise),
            crossed(&service, &cross),
            lacking(&service),
        ];
        for shape in tables.into_iter().flatten() {
            let world = World::expecting(shape.keys).shown(&shape.chain);
            assert_eq!(world.codes(), shape.codes, "{}", shape.name);
            assert!(world.is_genuine(), "{}", shape.name);
        }
    }
}

fn plain<'a>(service: &'a Service, noise: &'a Blob) -> Vec<Shape<'a>> {
    let (leaf, issuer, root) = (&service.leaf, &service.issuing.der, &service.new.der);
    let keys = service.keys();
    vec![
        quiet("in order", &keys, &[leaf, issuer]),
        quiet("with the root", &keys, &[leaf, issuer, root]),
        quiet("out of order", &keys, &[leaf, root, issuer]),
        quiet("doubled", &keys, &[leaf, leaf, issuer, leaf, issuer]),
        quiet("with a stranger", &keys, &[leaf, noise, issuer]),
    ]
}

fn crossed<'a>(service: &'a Service, cross: &'a Blob) -> Vec<Shape<'a>> {
    let (leaf, issuer) = (&service.leaf, &service.issuing.der);
    let (by_old, expired) = (&service.issuing_by_old, &service.expired_by_old);
    let (old_root, new_root) = (&service.old.der, &service.new.der);
    let new = service.keys();
    let old = [service.old.whole("Service Old Root")];
    let both = [&new[..], &old].concat();
    vec![
        quiet("cross-signed root", &old, &[leaf, issuer, cross]),
        quiet("needless cross-sign", &new, &[leaf, issuer, cross]),
        quiet("cross-signed issuer", &old, &[leaf, by_old]),
        quiet("the cross-sign left out", &both, &[leaf, issuer]),
        quiet("expired before live", &both, &[leaf, expired, issuer]),
        quiet("expired after live", &both, &[leaf, issuer, expired]),
        quiet(
            "two paths",
            &both,
            &[leaf, by_old, issuer, old_root, new_root],
        ),
    ]
}

fn lacking(service: &Service) -> Vec<Shape<'_>> {
    let (leaf, issuer) = (&service.leaf, &service.issuing.der);
    let by_old = &service.issuing_by_old;
    let worn = legacy(service.old.whole("Service Old Root"));
    let issuing = service.issuing.whole("Service Issuing");
    let both = [vec![worn.clone()], service.keys()].concat();
    vec![
        Shape {
            codes: &[Code::ChainIncomplete],
            ..quiet("the issuer not sent", &[issuing], &[leaf])
        },
        Shape {
            codes: &[Code::ChainLegacy],
            ..quiet("only an old key", &[worn], &[leaf, by_old])
        },
        quiet(
            "an old key beside a live one",
            &both,
            &[leaf, by_old, issuer],
        ),
    ]
}

/// A certificate with every field of another one, but with a key of its own, signed by `signer`.
fn forged(of: &Authority, signer: Option<&Authority>) -> Authority {
    let mut params = of.params.clone();
    params.key_identifier_method = KeyIdMethod::PreSpecified(of.params.key_identifier(&of.key));
    let key = KeyPair::generate().unwrap();
    if let Some(signer) = signer {
        return signer.sign_ca(params, key);
    }
    let der = Blob::from(&**params.self_signed(&key).unwrap().der());
    Authority { params, key, der }
}

/// Forgeries at the leaf, the issuer and the root, with all names, serial numbers, key identifiers
/// and extensions copied, sent with genuine certificates and without.
fn forgeries(service: &Service) -> Vec<(&'static str, Authority, Vec<Blob>)> {
    let Service {
        old, new, issuing, ..
    } = service;
    let mut all = Vec::new();
    let false_root = || forged(new, None);
    let false_issuing = || {
        let root = false_root();
        let issuing = forged(issuing, Some(&root));
        (root, issuing)
    };
    let corp = || {
        let root = root("Corp Root");
        let issuing = forged(issuing, Some(&root));
        (root, issuing)
    };
    let (top, middle) = false_issuing();
    all.push(("leaf alone", vec![middle.leaf()], top));
    let (top, middle) = false_issuing();
    let chain = vec![middle.leaf(), issuing.der.clone(), new.der.clone()];
    all.push(("leaf under the genuine chain", chain, top));
    let (top, middle) = false_issuing();
    let chain = vec![middle.leaf(), middle.der.clone(), new.der.clone()];
    all.push(("issuer under the genuine root", chain, top));
    let (top, middle) = false_issuing();
    let chain = vec![middle.leaf(), middle.der.clone(), top.der.clone()];
    all.push(("all of it", chain, top));
    let (top, middle) = false_issuing();
    let chain = vec![
        middle.leaf(),
        issuing.der.clone(),
        middle.der.clone(),
        old.der.clone(),
        new.der.clone(),
        top.der.clone(),
    ];
    all.push(("both at once", chain, top));
    let (top, middle) = corp();
    let chain = vec![middle.leaf(), middle.der.clone(), top.der.clone()];
    all.push(("issuer under a corporate root", chain, top));
    let (top, middle) = corp();
    let chain = vec![middle.leaf(), middle.der.clone()];
    all.push(("issuer under a corporate root not sent", chain, top));
    let top = root("Corp Root");
    let chain = vec![top.leaf(), top.der.clone(), issuing.der.clone()];
    all.push(("a corporate root alone", chain, top));
    let top = root(HOST);
    all.push(("self-signed", vec![top.der.clone()], top));
    all.into_iter()
        .map(|(name, chain, top)| (name, top, chain))
        .collect()
}

fn is_alarm(code: Code) -> bool {
    matches!(
        code,
        Code::ChainIntercepted | Code::ChainImpostor | Code::ChainSelfSigned
    )
}

#[test]
fn every_forgery_is_flagged_whatever_its_names_and_whatever_this_machine_trusts() {
    let service = Service::of(&rcgen::PKCS_ECDSA_P256_SHA256);
    let known = [
        service.keys(),
        vec![service.new.hash_only("Service Root")],
        vec![service.issuing.whole("Service Issuing")],
        [
            service.keys(),
            vec![service.issuing.hash_only("Service Issuing")],
        ]
        .concat(),
    ];
    for (name, top, chain) in forgeries(&service) {
        let chain: Vec<&Blob> = chain.iter().collect();
        for keys in &known {
            let world = || World::expecting(keys.clone()).shown(&chain);
            let worlds = [
                world(),
                world().trusting(&top.der),
                world()
                    .trusting(&service.new.der)
                    .trusting(&service.old.der),
            ];
            let said = worlds.map(|world| {
                assert!(!world.is_genuine(), "{name}");
                let findings = world.findings();
                let alarm = &findings[0];
                assert!(is_alarm(alarm.code()), "{name}: {}", alarm.code());
                assert_eq!(alarm.severity, Severity::Fail, "{name}");
                world.codes()
            });
            let different: BTreeSet<_> = said.into_iter().collect();
            assert_eq!(different.len(), 1, "{name}: {different:?}");
        }
    }
}

#[test]
fn genuine_shapes_are_so_on_every_machine() {
    let service = Service::of(&rcgen::PKCS_ECDSA_P256_SHA256);
    let corp = root("Corp Root");
    let chain = [&service.leaf, &service.issuing.der];
    let world = || World::expecting(service.keys()).shown(&chain);
    assert_eq!(world().codes(), []);
    assert_eq!(world().trusting(&corp.der).codes(), []);
    assert_eq!(world().trusting(&service.new.der).codes(), []);
}

/// Made once: keys are what takes time.
static SERVICE: std::sync::LazyLock<Service> =
    std::sync::LazyLock::new(|| Service::of(&rcgen::PKCS_ECDSA_P256_SHA256));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_order_and_no_company_makes_a_genuine_chain_foreign(
        order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let service = &*SERVICE;
        let noise = service.old.ca("Another");
        let corp = root("Service Issuing");
        let all = [&service.issuing.der, &service.new.der, &service.old.der,
            &service.issuing_by_old, &service.expired_by_old, &noise.der, &corp.der];
        let mut chain = vec![&service.leaf];
        chain.extend(order.iter().map(|&at| all[at]));
        let world = World::expecting(service.keys()).shown(&chain);
        prop_assert_eq!(world.codes(), []);
        prop_assert!(world.is_genuine());
    }

    #[test]
    fn no_order_and_no_company_makes_a_foreign_chain_genuine(
        order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle(),
        kept in 0_usize..7,
    ) {
        let service = &*SERVICE;
        let false_root = forged(&service.new, None);
        let middle = forged(&service.issuing, Some(&false_root));
        let all = [&service.issuing.der, &service.new.der, &service.old.der,
            &service.issuing_by_old, &middle.der, &false_root.der, &service.leaf];
        let leaf = middle.leaf();
        let mut chain = vec![&leaf];
        chain.extend(order.iter().take(kept).map(|&at| all[at]));
        let world = World::expecting(service.keys()).trusting(&false_root.der).shown(&chain);
        prop_assert!(!world.is_genuine());
        prop_assert!(is_alarm(world.findings()[0].code()));
    }
}
