//! How long judging takes, by all roots and keys of the built-in file; and reading that file.

use std::hint::black_box;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use clearway::catalogue::{Catalogue, Key};
use clearway::evidence::tls::Proof;
use clearway::evidence::{
    Attempt, Connection, Ended, Evidence, Failure, FailureKind, Handshake, Step,
};
use clearway::finding::{Code, Finding};
use clearway::judge::{self, Case, Policy, Statements};
use clearway::plan::{Probe, Selection, plan};
use clearway::route::Route;
use clearway::signature::Signatures;
use clearway::text::bytes::{Blob, sha256_hex};
use divan::Bencher;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA384, PublicKeyData, RsaKeySize, SerialNumber, SigningKey,
};

const HOST: &str = "login.windows.net";
const ISSUING: &str = "Bench Issuing CA";
const ROW: &str = "login-windows";
/// 2026-11-22.
const NOW: i64 = 1_795_305_600;

fn main() {
    divan::main();
}

#[divan::bench]
fn parse_the_built_in_file() -> Catalogue {
    Catalogue::built_in()
}

#[divan::bench]
fn plan_the_built_in_file(bencher: Bencher<'_, '_>) {
    let catalogue = Catalogue::built_in();
    bencher.bench(|| plan(&catalogue, &Selection::default()));
}

/// Leaf, issuing CA and a root of the file, RSA as Microsoft's are: 2048, 4096 and 4096 bits. The
/// leaf is new each time, its CA known from the host before.
#[divan::bench]
fn judge_a_genuine_chain(bencher: Bencher<'_, '_>) {
    check(&evidence(1, &PKI.genuine.chain, &PKI.genuine.proof), None);
    bencher
        .with_inputs(|| {
            let (chain, proof) = PKI.genuine.renewed();
            evidence(1, &chain, &proof)
        })
        .bench_refs(|seen| judged(black_box(seen)));
}

/// All of it was judged before, as after a run when its report is judged again.
#[divan::bench]
fn judge_the_same_genuine_chain(bencher: Bencher<'_, '_>) {
    bench(
        bencher,
        &evidence(1, &PKI.genuine.chain, &PKI.genuine.proof),
        None,
    );
}

/// As most services send it: the same at eight addresses.
#[divan::bench]
fn judge_a_genuine_chain_at_eight_addresses(bencher: Bencher<'_, '_>) {
    bench(
        bencher,
        &evidence(8, &PKI.genuine.chain, &PKI.genuine.proof),
        None,
    );
}

/// Signed by nobody who is known: every key that could have signed it is tried.
#[divan::bench]
fn judge_an_intercepted_chain(bencher: Bencher<'_, '_>) {
    bench(
        bencher,
        &evidence(1, &PKI.foreign.chain, &PKI.foreign.proof),
        Some(Code::ChainIntercepted),
    );
}

/// Nothing to judge a chain by: the port is closed.
#[divan::bench]
fn judge_a_closed_port(bencher: Bencher<'_, '_>) {
    let mut seen = evidence(1, &PKI.foreign.chain, &PKI.foreign.proof);
    seen.attempts[0].handshake = None;
    seen.attempts[0].connect = Some(step(
        Connection::default(),
        Ended::Failed(Failure {
            kind: FailureKind::Refused,
            detail: "refused".to_owned(),
        }),
    ));
    bench(bencher, &seen, Some(Code::ConnectRefused));
}

fn bench(bencher: Bencher<'_, '_>, seen: &Evidence, expected: Option<Code>) {
    check(seen, expected);
    bencher.bench(|| judged(black_box(seen)));
}

fn check(seen: &Evidence, expected: Option<Code>) {
    let codes: Vec<_> = judged(seen).iter().map(Finding::code).collect();
    assert_eq!(codes, Vec::from_iter(expected), "it is judged otherwise");
}

fn judged(seen: &Evidence) -> Vec<Finding> {
    let policy = Policy {
        catalogue: &PKI.catalogue,
        local_roots: &[],
        statements: &Statements::default(),
        signatures: &SIGNATURES,
    };
    let case = Case {
        probe: &PKI.probe,
        endpoint: PKI.catalogue.endpoint(ROW).expect("a row of the file"),
        route: &Route::default(),
        evidence: seen,
    };
    judge::judge(&case, &policy).findings
}

/// One attempt for each address, all of them shown these certificates.
fn evidence(addresses: u8, chain: &[Blob], proof: &Proof) -> Evidence {
    let attempts = (1..=addresses).map(|last| Attempt {
        connect: Some(step(Connection::default(), Ended::Completed)),
        handshake: Some(step(
            Handshake {
                chain: chain.to_vec(),
                proof: Some(proof.clone()),
                ..Handshake::default()
            },
            Ended::Completed,
        )),
        ..Attempt::new(([192, 0, 2, last], 443).into())
    });
    Evidence {
        started_unix: NOW,
        attempts: attempts.collect(),
        ..Evidence::default()
    }
}

fn step<T>(seen: T, ended: Ended) -> Step<T> {
    Step {
        at_ms: 0,
        took_ms: 1,
        seen,
        ended,
    }
}

/// As a run keeps them: every round comes back to them.
static SIGNATURES: LazyLock<Signatures> = LazyLock::new(Signatures::default);

static PKI: LazyLock<Pki> = LazyLock::new(Pki::new);

struct Pki {
    /// The built-in file, with one more key in each of its sets: this root's.
    catalogue: Catalogue,
    probe: Probe,
    genuine: Served,
    foreign: Served,
}

impl Pki {
    fn new() -> Self {
        let genuine = Served::under("Bench Root");
        let mut catalogue = Catalogue::built_in();
        for set in &mut catalogue.issuers {
            set.keys.push(genuine.root.clone());
        }
        let planned = plan(&catalogue, &Selection::default()).expect("the file is planned");
        let probe = planned.probes_of(ROW).next().expect("the row is asked");
        Self {
            probe: probe.clone(),
            catalogue,
            genuine,
            foreign: Served::under("Corp Root"),
        }
    }
}

/// What a server shows.
struct Served {
    /// A leaf and its issuing CA.
    chain: Vec<Blob>,
    proof: Proof,
    /// The key of the root above them.
    root: Key,
    issuing: KeyPair,
    own: KeyPair,
}

impl Served {
    fn under(name: &str) -> Self {
        let [above, issuing, own] =
            [RsaKeySize::_4096, RsaKeySize::_4096, RsaKeySize::_2048].map(|size| {
                KeyPair::generate_rsa_for(&PKCS_RSA_SHA384, size).expect("keys can be made")
            });
        let spki = above.subject_public_key_info();
        let root = serde_json::json!({
            "name": name,
            "spki_sha256": sha256_hex(&spki),
            "public_key": Blob::from(spki),
        });
        let between = ca(ISSUING).signed_by(&issuing, &Issuer::from_params(&ca(name), &above));
        Self {
            chain: vec![
                leaf(&own, &issuing),
                Blob::from(&**between.expect("they fit").der()),
            ],
            proof: proof(&own),
            root: serde_json::from_value(root).expect("it is a key"),
            issuing,
            own,
        }
    }

    /// Another leaf, and another handshake.
    fn renewed(&self) -> (Vec<Blob>, Proof) {
        let mut chain = self.chain.clone();
        chain[0] = leaf(&self.own, &self.issuing);
        (chain, proof(&self.own))
    }
}

fn leaf(own: &KeyPair, issuing: &KeyPair) -> Blob {
    let mut leaf = CertificateParams::new([HOST.to_owned()]).expect("the host is a name");
    leaf.not_before = rcgen::date_time_ymd(2026, 10, 1);
    leaf.not_after = rcgen::date_time_ymd(2027, 10, 1);
    leaf.serial_number = Some(SerialNumber::from(next()));
    let signed = leaf.signed_by(own, &Issuer::from_params(&ca(ISSUING), issuing));
    Blob::from(&**signed.expect("they fit").der())
}

/// A signature over a handshake that never was.
fn proof(own: &KeyPair) -> Proof {
    let message = Blob::from(next().to_be_bytes().repeat(18));
    Proof {
        scheme: 0x0501,
        signature: own.sign(&message).expect("RSA signs anything").into(),
        message,
    }
}

/// Never the same twice.
fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn ca(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.use_authority_key_identifier_extension = true;
    params
}
