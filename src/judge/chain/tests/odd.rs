//! Certificates that no authority should make, byte by byte, and chains of odd sizes.

use rcgen::{CustomExtension, KeyPair, SigningKey};

use super::pki::*;
use crate::finding::{Code, Finding};
use crate::text::bytes::Blob;

const UTC: u8 = 0x17;
const GENERALIZED: u8 = 0x18;
const UTF8: u8 = 0x0c;

/// A leaf whose every field can be wrong.
struct Raw {
    serial: Vec<u8>,
    dates: [(u8, &'static str); 2],
    /// The string type and bytes of the subject's common name.
    name: (u8, Vec<u8>),
    /// The last byte of `ecdsa-with-SHA256`, 1.2.840.10045.4.3.2.
    algorithm: u8,
}

impl Default for Raw {
    fn default() -> Self {
        Self {
            serial: vec![7],
            dates: [(UTC, "260101000000Z"), (UTC, "300101000000Z")],
            name: (UTF8, b"a server".to_vec()),
            algorithm: 2,
        }
    }
}

impl Raw {
    fn signed_by(&self, issuer: &Authority) -> Blob {
        let algorithm = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, self.algorithm];
        let algorithm = tlv(0x30, &[&algorithm]);
        let (_, authority) = x509_parser::parse_x509_certificate(&issuer.der).unwrap();
        let key = rcgen::PublicKeyData::subject_public_key_info(&KeyPair::generate().unwrap());
        let [from, until] = self.dates.map(|(kind, text)| tlv(kind, &[text.as_bytes()]));
        let data = tlv(
            0x30,
            &[
                &tlv(0xa0, &[&tlv(2, &[&[2]])]),
                &tlv(2, &[&self.serial]),
                &algorithm,
                authority.subject().as_raw(),
                &tlv(0x30, &[&from, &until]),
                &self.subject(),
                &key,
                &tlv(0xa3, &[&tlv(0x30, &[&names()])]),
            ],
        );
        let signature = issuer.key.sign(&data).unwrap();
        let signature = tlv(3, &[&[0], &signature]);
        tlv(0x30, &[&data, &algorithm, &signature]).into()
    }

    fn subject(&self) -> Vec<u8> {
        let (kind, text) = &self.name;
        let value = [&[6, 3, 0x55, 4, 3][..], &tlv(*kind, &[text])].concat();
        tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&value])])])
    }

    /// What is said of it under its genuine issuer.
    fn findings(&self) -> Vec<Finding> {
        let root = root("Root");
        let leaf = self.signed_by(&root);
        let world = World::expecting(vec![root.whole("Root")]);
        let findings = world.shown(&[&leaf, &root.der]).findings();
        for finding in &findings {
            assert!(!finding.in_words().is_empty() && finding.in_words().len() < 4096);
        }
        findings
    }

    fn codes(&self) -> Vec<Code> {
        self.findings().iter().map(Finding::code).collect()
    }
}

/// `subjectAltName` with the host.
fn names() -> Vec<u8> {
    let list = tlv(0x30, &[&tlv(0x82, &[HOST.as_bytes()])]);
    tlv(0x30, &[&[6, 3, 0x55, 0x1d, 0x11], &tlv(4, &[&list])])
}

#[test]
fn what_is_put_together_byte_by_byte_is_genuine_where_nothing_is_odd() {
    assert_eq!(Raw::default().codes(), []);
}

#[test]
fn serial_numbers_of_any_kind_change_nothing() {
    for serial in [
        vec![0x80],
        vec![0xff; 20],
        vec![0],
        vec![0, 0, 0, 1],
        vec![0x7f; 64],
        [vec![0x80], vec![0; 40]].concat(),
    ] {
        let raw = Raw {
            serial: serial.clone(),
            ..Raw::default()
        };
        let codes = raw.codes();
        let unread = codes == [Code::ChainIntercepted];
        assert!(codes.is_empty() || unread, "{serial:?}: {codes:?}");
    }
}

fn dated(from: (u8, &'static str), until: (u8, &'static str)) -> Vec<Finding> {
    let dates = [from, until];
    let raw = Raw {
        dates,
        ..Raw::default()
    };
    raw.findings()
}

#[test]
fn dates_from_the_ends_of_time_are_read_and_told() {
    let for_ever = (GENERALIZED, "99991231235959Z");
    assert_eq!(dated((UTC, "260101000000Z"), for_ever), []);
    assert_eq!(dated((UTC, "500101000000Z"), for_ever), []);
    assert_eq!(dated((GENERALIZED, "19000101000000Z"), for_ever), []);
    let past = dated((UTC, "500101000000Z"), (UTC, "691231235959Z"));
    assert_eq!(past[0].code(), Code::ChainExpired);
    let words = "valid from 1950-01-01T00:00:00Z to 1969-12-31T23:59:59Z";
    assert!(past[0].in_words().contains(words), "{}", past[0].in_words());
    let future = dated((GENERALIZED, "99990101000000Z"), for_ever);
    assert_eq!(future[0].code(), Code::ChainNotYetValid);
}

#[test]
fn a_span_that_ends_before_it_begins_is_never_in_time() {
    let around = dated((UTC, "300101000000Z"), (UTC, "260101000000Z"));
    assert_eq!(around[0].code(), Code::ChainNotYetValid);
    let behind = dated((UTC, "260101000000Z"), (UTC, "250101000000Z"));
    assert_eq!(behind[0].code(), Code::ChainExpired);
}

#[test]
fn dates_that_are_none_make_a_certificate_unreadable_and_say_so() {
    for text in [
        "2601010000Z",
        "261301000000Z",
        "260101000000+0100",
        "hello",
        "",
    ] {
        let found = dated((UTC, text), (UTC, "300101000000Z"));
        // What the parser reads all the same is judged by its dates; nothing else may come of it.
        let fine = found.is_empty()
            || [
                Code::ChainIntercepted,
                Code::ChainExpired,
                Code::ChainNotYetValid,
            ]
            .contains(&found[0].code());
        assert!(fine, "{text}: {found:?}");
        if found
            .first()
            .is_some_and(|f| f.code() == Code::ChainIntercepted)
        {
            assert!(found[0].in_words().contains("cannot be read as X.509"));
        }
    }
}

#[test]
fn names_with_controls_are_carried_as_they_are_and_bounded() {
    for (kind, bytes) in [
        (UTF8, b"a\0b\x1b[2J\r\n\x7f".to_vec()),
        (UTF8, "\u{202e}\u{200b}".as_bytes().to_vec()),
        (UTF8, vec![0xff, 0xfe]),
        (0x13, b"\xe9\x00".to_vec()),
        (0x1e, vec![0, 0x41, 0xd8]),
        (0x14, vec![0x9b; 5000]),
        (0x04, vec![1, 2, 3]),
    ] {
        let raw = Raw {
            name: (kind, bytes),
            dates: [(UTC, "200101000000Z"), (UTC, "210101000000Z")],
            ..Raw::default()
        };
        let codes = raw.codes();
        let read = codes == [Code::ChainExpired];
        assert!(read || codes[0] == Code::ChainIntercepted, "{codes:?}");
    }
}

#[test]
fn an_unknown_algorithm_is_not_checkable_and_says_which() {
    let raw = Raw {
        algorithm: 0x63,
        ..Raw::default()
    };
    let found = raw.findings();
    assert_eq!(found[0].code(), Code::ChainUnchecked);
    assert!(
        found[0].in_words().contains("1.2.840.10045.4.3.99"),
        "{}",
        found[0].in_words()
    );
    assert!(
        !found[0].in_words().contains("did not sign"),
        "{}",
        found[0].in_words()
    );
}

#[test]
fn a_leaf_cut_anywhere_is_unreadable_and_says_why() {
    let root = root("Root");
    let leaf = root.leaf();
    for length in (0..leaf.len()).step_by(5) {
        let cut = Blob::from(&leaf[..length]);
        let world = World::expecting(vec![root.whole("Root")]).shown(&[&cut, &root.der]);
        let finding = world.finding();
        assert_eq!(finding.code(), Code::ChainIntercepted);
        assert!(
            finding.in_words().contains("cannot be read as X.509"),
            "{length}"
        );
    }
}

#[test]
fn sixty_certificates_are_read() {
    let root = root("Root");
    let issuing = root.ca("Issuing");
    let leaf = issuing.leaf();
    let noise: Vec<Blob> = (0..58)
        .map(|n| issuing.ca(&format!("Noise {n}")).der)
        .collect();
    let mut chain = vec![&leaf];
    chain.extend(&noise);
    chain.push(&issuing.der);
    assert_eq!(chain.len(), 60);
    let genuine = World::expecting(vec![root.whole("Root")]).shown(&chain);
    assert_eq!(genuine.codes(), []);
    let other = super::pki::root("Other root");
    let foreign = World::expecting(vec![other.whole("Other root")]).shown(&chain);
    assert_eq!(foreign.finding().code(), Code::ChainIntercepted);
}

/// More than a handshake brings; a saved report may hold it.
#[test]
fn a_certificate_of_300_kilobytes_is_read() {
    let root = root("Root");
    let big = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999, 1], vec![5; 300_000]);
    let leaf = root.leaf_of(|leaf| leaf.custom_extensions.push(big));
    assert!(leaf.len() > 300_000);
    let world = || World::expecting(vec![root.whole("Root")]);
    assert_eq!(world().shown(&[&leaf, &root.der]).codes(), []);
    let other = super::pki::root("Other root");
    let foreign = World::expecting(vec![other.whole("Other root")]).shown(&[&leaf, &root.der]);
    assert_eq!(foreign.finding().code(), Code::ChainIntercepted);
    let junk = Blob::from(vec![0x30; 300_000]);
    assert_eq!(
        world().shown(&[&junk]).finding().code(),
        Code::ChainIntercepted
    );
}

#[test]
fn no_certificate_at_all_is_not_judged_as_a_chain() {
    let root = root("Root");
    let world = World::expecting(vec![root.whole("Root")]).shown(&[]);
    assert_eq!(world.findings(), []);
    assert!(!world.is_genuine());
}
