//! What the targets share: a network in memory whose every answer a stranger wrote, and the
//! promises that hold whatever he wrote.

pub mod handshake;
mod promise;
mod stranger;
pub mod tree;

use std::sync::LazyLock;

use clearway::catalogue::{Catalogue, Content, Endpoint};
use clearway::evidence::Evidence;
use clearway::judge::{self, Case, Policy, Statements};
use clearway::plan::{Plan, Probe, Selection, plan};
use clearway::route::Route;
use clearway::signature::Signatures;
use clearway::text::bytes::Blob;

pub use promise::harmless;
pub use stranger::Stranger;

/// The moment of every run: 2026-11-22.
pub const NOW: i64 = 1_795_305_600;

/// The file that is compiled in.
pub static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);

static STATEMENTS: LazyLock<Statements> = LazyLock::new(Statements::default);

static SIGNATURES: LazyLock<Signatures> = LazyLock::new(Signatures::default);

static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    plan(&CATALOGUE, &Selection::default()).expect("the built-in file is planned")
});

/// A row of the built-in file.
pub fn row(id: &str) -> &'static Endpoint {
    CATALOGUE.endpoint(id).expect("a row of the built-in file")
}

/// A question about that row.
pub fn probe(id: &str, content: Content) -> Probe {
    let probe = PLAN.probes_of(id).next().expect("the row is asked");
    Probe {
        content,
        ..probe.clone()
    }
}

/// What is judged by: the built-in file, and what this machine trusts.
pub fn policy(local_roots: &[Blob]) -> Policy<'_> {
    Policy {
        catalogue: &CATALOGUE,
        local_roots,
        statements: &STATEMENTS,
        signatures: &SIGNATURES,
    }
}

/// Judges what was seen of one probe: the same when it was saved and read, and twice the same.
/// Whatever stands last in a chain is a root that this machine trusts.
pub fn judge(probe: &Probe, via: Option<&str>, evidence: &Evidence) {
    let json = serde_json::to_string(evidence).expect("evidence is JSON");
    let read = serde_json::from_str(&json).expect("what was written can be read");
    assert_eq!(*evidence, read, "other evidence was read than was written");
    let attempts = evidence.attempts.iter();
    let roots = attempts.filter_map(|attempt| attempt.handshake.as_ref()?.seen.chain.last());
    let roots: Vec<_> = roots.cloned().collect();
    let route = Route {
        via: via.map(str::to_owned),
        ..Route::default()
    };
    let case = Case {
        probe,
        endpoint: row(&probe.endpoint),
        route: &route,
        evidence,
    };
    let verdict = judge::judge(&case, &policy(&roots));
    // Signatures are slow to check; some of the inputs are enough.
    if json.len() % 8 == 0 {
        let again = judge::judge(&case, &policy(&roots));
        assert_eq!(verdict, again, "the same evidence, two verdicts");
    }
}
