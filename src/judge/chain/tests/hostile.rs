//! What a stranger can send: garbage, floods, and names made to confuse.

use proptest::prelude::*;
use rcgen::KeyPair;

use super::pki::*;
use crate::finding::Code;
use crate::text::bytes::Blob;

#[test]
fn a_leaf_that_cannot_be_read_fails_and_says_so() {
    let root = root("Root");
    for garbage in [&b""[..], b"junk", &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]] {
        let world = World::expecting(vec![root.whole("Root")]);
        let world = world.shown(&[&Blob::from(garbage), &root.der]);
        let finding = world.finding();
        assert_eq!(finding.code(), Code::ChainIntercepted);
        assert!(
            finding.in_words().contains("cannot be read as X.509"),
            "{}",
            finding.in_words()
        );
        assert!(!world.is_genuine());
    }
}

#[test]
fn bytes_after_a_certificate_make_it_unreadable() {
    let root = root("Root");
    let leaf: Blob = [&root.leaf()[..], b"!"].concat().into();
    assert!(
        !World::expecting(vec![root.whole("Root")])
            .shown(&[&leaf])
            .is_genuine()
    );
}

#[test]
fn garbage_between_genuine_certificates_is_passed_over() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let world = World::expecting(vec![root.whole("Root")]);
    let world = world.shown(&[&issuing.leaf(), &Blob::from(&b"junk"[..]), &issuing.der]);
    assert_eq!(world.codes(), []);
}

#[test]
fn a_web_of_cross_signs_ends_and_says_that_it_ended_early() {
    let many: Vec<Authority> = (0..12).map(|n| root(&format!("Web {n}"))).collect();
    let mut chain = vec![many[0].leaf()];
    for signer in &many {
        chain.extend(many.iter().map(|other| signer.cross(other)));
    }
    let chain: Vec<&Blob> = chain.iter().collect();
    let finding = World::expecting(vec![root("Root").whole("Root")])
        .shown(&chain)
        .finding();
    assert_eq!(finding.code(), Code::ChainIntercepted);
    assert!(
        finding
            .in_words()
            .contains("More certificates were presented than are looked at"),
        "{}",
        finding.in_words()
    );
}

#[test]
fn a_loop_of_two_cas_ends() {
    let (one, two) = (root("One"), root("Two"));
    let chain = [&one.leaf(), &two.cross(&one), &one.cross(&two)];
    let finding = World::expecting(vec![root("Root").whole("Root")])
        .shown(&chain)
        .finding();
    assert_eq!(finding.code(), Code::ChainIntercepted);
}

#[test]
fn texts_of_strangers_are_bounded() {
    let mut params = ca("x");
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, "y".repeat(50_000));
    let key = KeyPair::generate().unwrap();
    let der = Blob::from(&**params.self_signed(&key).unwrap().der());
    let corp = Authority { params, key, der };
    let world = World::expecting(vec![root("Root").whole("Root")]);
    let finding = world.shown(&[&corp.leaf(), &corp.der]).finding();
    assert!(
        finding.in_words().len() < 4096,
        "{}",
        finding.in_words().len()
    );
}

#[test]
fn a_changed_byte_anywhere_never_makes_a_foreign_chain_genuine() {
    let corp = root("Root");
    let leaf = corp.leaf();
    let key = root("Root").whole("Root");
    for at in 0..leaf.len() {
        let mut bytes = leaf.to_vec();
        bytes[at] ^= 0x01;
        let world = World::expecting(vec![key.clone()]).shown(&[&bytes.into(), &corp.der]);
        assert!(!world.is_genuine(), "byte {at}");
    }
}

/// Does a server pass that shows a chain in which these bits are changed, where only the root is listed?
/// A bit is a certificate's place in the chain and the bit's own place in it.
fn passes_with(root: &Authority, chain: &[Blob], bits: &[(usize, usize)]) -> bool {
    let mut changed: Vec<Vec<u8>> = chain.iter().map(|one| one.to_vec()).collect();
    for &(which, bit) in bits {
        changed[which][bit / 8] ^= 1 << (bit % 8);
    }
    let changed: Vec<Blob> = changed.into_iter().map(Blob::from).collect();
    let shown: Vec<&Blob> = changed.iter().collect();
    let world = World::expecting(vec![root.whole("Root")]).trusting(&root.der);
    world.shown(&shown).codes().is_empty()
}

#[test]
fn a_genuine_chain_with_any_bit_changed_does_not_pass() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let chain = [issuing.leaf(), issuing.der];
    assert!(passes_with(&root, &chain, &[]));
    for (which, one) in chain.iter().enumerate() {
        for bit in 0..one.len() * 8 {
            assert!(
                !passes_with(&root, &chain, &[(which, bit)]),
                "bit {bit} of {which}"
            );
        }
    }
}

#[test]
fn a_genuine_chain_with_several_bits_changed_does_not_pass() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let chain = [issuing.leaf(), issuing.der];
    let bits = chain.clone().map(|one| one.len() * 8);
    let bit = (0_usize..2).prop_flat_map(|which| (Just(which), 0..bits[which]));
    let changes = prop::collection::btree_set(bit, 2..6);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(4_000));
    runner
        .run(&changes, |changes| {
            let changes: Vec<_> = changes.into_iter().collect();
            prop_assert!(!passes_with(&root, &chain, &changes));
            Ok(())
        })
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn judging_never_panics_and_is_deterministic(
        picks in prop::collection::vec((0_usize..6, any::<prop::sample::Index>(), any::<u8>()), 1..8),
        junk in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let root = root("Root");
        let issuing = root.ca("Issuing");
        let real = [
            issuing.leaf(),
            issuing.der.clone(),
            root.der.clone(),
            pem!("pss-odd-leaf"),
            pem!("microsoft_azure_rsa_tls_issuing_ca_04_xsign"),
            Blob::from(junk),
        ];
        let chain: Vec<Blob> = picks
            .iter()
            .map(|(which, at, flip)| {
                let mut der = real[*which].to_vec();
                if !der.is_empty() {
                    let at = at.index(der.len());
                    der[at] ^= flip;
                }
                der.into()
            })
            .collect();
        let chain: Vec<&Blob> = chain.iter().collect();
        let world = World::expecting(vec![root.whole("Root")]).trusting(&root.der).shown(&chain);
        prop_assert_eq!(world.findings(), world.findings());
        let intercepting = |code: &Code| {
            [Code::ChainIntercepted, Code::ChainImpostor, Code::ChainSelfSigned,
                Code::ChainUnexpectedIssuer].contains(code)
        };
        prop_assert_eq!(world.is_genuine(), !world.codes().iter().any(intercepting));
    }
}
