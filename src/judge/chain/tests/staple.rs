//! Stapled OCSP answers, made by openssl.

use super::pki::*;
use crate::finding::{Code, Owner, Severity};
use crate::text::bytes::Blob;

macro_rules! answer {
    ($name:literal) => {
        Blob::from(
            &include_bytes!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/certs/ocsp-",
                $name,
                ".der"
            ))[..],
        )
    };
}

fn stapling(staple: &Blob) -> World {
    let issuer = pem!("ocsp-issuer");
    let world = World::expecting(vec![whole(&issuer, "OCSP issuer")]);
    let world = world.shown(&[&pem!("ocsp-leaf"), &issuer]);
    world.answered(|attempt| {
        let handshake = attempt.handshake.as_mut().unwrap();
        handshake.seen.staple = staple.clone();
    })
}

#[test]
fn a_leaf_that_its_issuer_has_withdrawn_is_revoked() {
    for staple in [
        answer!("revoked"),
        answer!("revoked-sha256-id"),
        answer!("revoked-by-delegate"),
    ] {
        let world = stapling(&staple);
        let finding = world.finding();
        let (code, severity) = (finding.code(), finding.severity);
        assert_eq!((code, severity), (Code::ChainRevoked, Severity::Fail));
        assert_eq!(finding.owner(), Owner::Service);
        assert_eq!(
            finding.evidence(),
            [
                "`CN=host` was revoked 2025-01-02T03:04:05Z, reason `KeyCompromise`",
                "Its issuer says so in the OCSP response in the handshake, which it signed"
            ]
        );
        assert!(world.is_genuine());
    }
}

#[test]
fn no_other_answer_withdraws_it() {
    for staple in [
        answer!("good"),
        answer!("revoked-other"),
        answer!("revoked-by-powerless"),
        answer!("revoked-by-stranger"),
        Blob::from(&b"junk"[..]),
        Blob::default(),
    ] {
        assert_eq!(stapling(&staple).codes(), []);
    }
}

#[test]
fn an_issuer_that_was_not_sent_withdraws_as_well_and_a_strangers_chain_is_not_asked() {
    let issuer = pem!("ocsp-issuer");
    let staple = |world: World| {
        world.answered(|attempt| {
            let handshake = attempt.handshake.as_mut().unwrap();
            handshake.seen.staple = answer!("revoked");
        })
    };
    let world = World::expecting(vec![whole(&issuer, "OCSP issuer")]);
    let codes = staple(world.shown(&[&pem!("ocsp-leaf")])).codes();
    assert_eq!(codes, [Code::ChainIncomplete, Code::ChainRevoked]);
    let world = World::expecting(vec![root("Root").whole("Root")]);
    let codes = staple(world.shown(&[&pem!("ocsp-leaf"), &issuer])).codes();
    assert_eq!(codes, [Code::ChainIntercepted]);
}
