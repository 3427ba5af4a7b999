//! What a proof costs: a run in the lab with one and without, and verifying it. The lab's servers work
//! in the same process; what they cost is in both runs and falls out of the difference.

#![expect(clippy::print_stdout, reason = "a measurement is there to be read")]

#[expect(
    dead_code,
    reason = "scenarios need more of the lab than a run of good hosts"
)]
#[path = "../lab/mod.rs"]
mod lab;

use clearway::proof::{Expected, Terms, verify};
use clearway::run;
use lab::scenario::Scenario;
use lab::{NOW, pki};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

const HOSTS: u16 = 500;

fn main() {
    let (plain, taped) = (scenario(""), scenario("challenge = 'audit 7'\n"));
    // The first run pays for what all share.
    let _ = plain.play();
    let (without, _) = timed(|| plain.play());
    let (with, played) = timed(|| taped.play());
    let challenge = taped.proof().expect("it is recorded");
    let (packing, bundle) = timed(|| run::proof(&played.report, &challenge).write());
    let bundle = bundle.expect("it fits into a bundle");
    let (drawing, capture) = timed(|| run::capture(&played.report));
    let expected = Expected::of_pem(roots().as_bytes()).expect("the lab's root is PEM");
    let terms = Terms {
        expected: &expected,
        challenge: Some(b"audit 7"),
        now_unix: NOW,
    };
    let (verifying, verified) = timed(|| verify(&bundle, &terms));
    assert!(verified.is_ok_and(|verified| verified.proven));

    println!("{HOSTS} hosts, each with a chain of two P-256 certificates, TLS 1.3; a probe:");
    let each = |us: i64| us / i64::from(HOSTS);
    println!(
        "run without a proof  {:6} µs of CPU, both ends",
        each(without)
    );
    println!("run with one         {:6} µs of CPU, both ends", each(with));
    println!("writing the bundle   {:6} µs of CPU", each(packing));
    println!("writing the capture  {:6} µs of CPU", each(drawing));
    println!("verifying            {:6} µs of CPU", each(verifying));
    println!(
        "in the bundle        {:6} bytes",
        bundle.len() / usize::from(HOSTS)
    );
    println!(
        "in the capture       {:6} bytes",
        capture.len() / usize::from(HOSTS)
    );
}

/// Hosts that are as they should be.
fn scenario(more: &str) -> Scenario {
    let rows = (0..HOSTS).map(|n| format!("[[endpoint]]\nhost = 'host{n}.operator.com'\n"));
    Scenario::read(&format!(
        "shows = 'All is well'\n{more}{}
         [[server]]\nat = '9.9.9.9:53'\ninstead = '20.190.128.5'
         [at]\n'20.190.128.5' = {{ tls = 'genuine', http = 'gives text' }}
         [expect]\nverdict = 'pass'\n",
        rows.collect::<String>()
    ))
}

fn roots() -> String {
    let body = clearway::text::bytes::Blob::from(pki::ca("operator-root").as_ref()).to_base64();
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}

/// The CPU time that work took, in microseconds.
fn timed<T>(work: impl FnOnce() -> T) -> (i64, T) {
    let began = cpu_us();
    let done = work();
    (cpu_us() - began, done)
}

fn cpu_us() -> i64 {
    let used = getrusage(UsageWho::RUSAGE_SELF).expect("the system counts");
    used.user_time().num_microseconds() + used.system_time().num_microseconds()
}
