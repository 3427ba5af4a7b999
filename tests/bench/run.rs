//! A whole run in the lab: 40 hosts, and 2,000. The lab's servers work in the same process, so the
//! time is that of both ends.

#![expect(clippy::print_stdout, reason = "a measurement is there to be read")]

#[expect(
    dead_code,
    reason = "scenarios need more of the lab than a run of good hosts"
)]
#[path = "../lab/mod.rs"]
mod lab;

use std::time::Instant;

use clearway::finding::Verdict;
use lab::scenario::Scenario;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

fn main() {
    println!("hosts    wall     CPU  CPU a host  peak memory");
    for hosts in [40, 2_000] {
        let scenario = Scenario::read(&good(hosts));
        let (began, used) = (Instant::now(), cpu_ms());
        let played = scenario.play();
        let (wall, cpu) = (began.elapsed().as_millis(), cpu_ms() - used);
        assert_eq!(played.report.verdict, Verdict::Pass);
        let each = 1_000 * cpu / i64::from(hosts);
        println!(
            "{hosts:5} {wall:4} ms {cpu:4} ms {each:8} µs {:8} KiB",
            peak_kib()
        );
    }
}

/// That many hosts, all of them as they should be.
fn good(hosts: u16) -> String {
    let rows = (0..hosts).map(|n| format!("[[endpoint]]\nhost = 'host{n}.operator.com'\n"));
    format!(
        "shows = 'All is well'\n{}
         [[server]]\nat = '9.9.9.9:53'\ninstead = '20.190.128.5'
         [at]\n'20.190.128.5' = {{ tls = 'genuine', http = 'gives text' }}
         [expect]\nverdict = 'pass'\n",
        rows.collect::<String>()
    )
}

fn cpu_ms() -> i64 {
    let used = getrusage(UsageWho::RUSAGE_SELF).expect("the system counts");
    used.user_time().num_milliseconds() + used.system_time().num_milliseconds()
}

/// The most memory this process ever had.
fn peak_kib() -> i64 {
    getrusage(UsageWho::RUSAGE_SELF)
        .expect("the system counts")
        .max_rss()
}
