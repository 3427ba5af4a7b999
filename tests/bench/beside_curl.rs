//! `clearway check` beside `curl -Z`, on the same real servers, in a network of its own: 35 endpoints
//! 80 ms away, and 2,000 near ones. Needs what the outer tier needs: root, BIND, nginx, curl.
//!
//! Both ask every host for `/` over TLS. clearway also asks for both families of every name, link by
//! link, tries every address and judges every chain; curl takes the first address that opens.

#![expect(clippy::print_stdout, reason = "a measurement is there to be read")]
#![cfg(target_os = "linux")]

// The outer tier's world, as far as a measurement needs one.
#[path = "../outer/bind.rs"]
mod bind;
#[expect(dead_code, reason = "the tests have rows of more kinds")]
#[path = "../outer/datafile.rs"]
mod datafile;
#[expect(dead_code, reason = "the tests count packets")]
#[path = "../outer/net.rs"]
mod net;
#[expect(dead_code, reason = "the tests have bad chains")]
#[path = "../outer/pki.rs"]
mod pki;
#[path = "../outer/process.rs"]
mod process;
#[path = "../outer/relay.rs"]
mod relay;
#[path = "../outer/web.rs"]
mod web;
#[expect(dead_code, reason = "the tests have worse worlds")]
#[path = "../outer/world.rs"]
mod world;

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

use world::{Running, World};

/// Times each is run; the quickest counts, since everything else on the machine only adds to it.
const RUNS: usize = 3;

fn main() {
    // nginx listens and answers in one process; where the limit stays low, it will say so.
    let _ = clearway::machine::raise_descriptor_limit();
    start();
    far(35);
    every_address(46, 8);
    many(2_000);
    for (what, rule) in DROPS {
        dropping(what, rule);
    }
}

/// What a firewall drops, as a line of nftables.
const DROPS: [(&str, &str); 4] = [
    ("port 80", "tcp dport 80 drop"),
    ("port 443", "tcp dport 443 drop"),
    ("IPv6", "meta nfproto ipv6 drop"),
    ("everything", "drop"),
];

/// How long the program takes to say anything.
fn start() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clearway"));
    let help = (0..20).map(|_| measure(command.arg("--help")).wall).min();
    println!(
        "--help: {:.1} ms (aim: 5)",
        millis(help.unwrap_or_default())
    );
}

/// As many endpoints, two aliases and two addresses each, 80 ms there and back.
fn far(hosts: usize) {
    let mut world = World::new().delay(Duration::from_millis(40));
    for n in 0..hosts {
        world = world.names(&format!(
            "{0} CNAME edge{n}.traffic.net
             edge{n}.traffic.net CNAME edge{n}.place.org
             edge{n}.place.org A 20.190.{n}.1
             edge{n}.place.org A 20.190.{n}.2",
            host(n)
        ));
    }
    let world = (0..hosts)
        .fold(world, |world, n| world.https(&host(n)))
        .start();
    compare(&world, &urls(hosts), (hosts, 2 * hosts), "50", 1.5);
}

/// As many endpoints 80 ms away with as many addresses each; curl is given every address.
fn every_address(hosts: usize, addresses: usize) {
    let mut world = World::new().delay(Duration::from_millis(40));
    let address = |n: usize, nth: usize| format!("20.190.{n}.{}", nth + 1);
    for n in 0..hosts {
        let records = (0..addresses).map(|nth| format!("{} A {}", host(n), address(n, nth)));
        let records: Vec<_> = records.collect();
        world = world.names(&records.join("\n"));
    }
    let world = (0..hosts)
        .fold(world, |world, n| world.https(&host(n)))
        .start();
    let each = (0..hosts).flat_map(|n| (0..addresses).map(move |nth| (n, nth)));
    let urls = each.map(|(n, nth)| {
        let (host, port) = (host(n), 10_000 + n * addresses + nth);
        let to = address(n, nth);
        format!("connect-to = \"{host}:{port}:{to}:443\"\nurl = \"https://{host}:{port}/\"\n")
            + "output = /dev/null\n"
    });
    let urls: Vec<_> = urls.collect();
    compare(&world, &urls, (hosts, hosts * addresses), "300", 0.8);
}

/// A few endpoints behind a firewall that drops something, with steps of 10 s.
fn dropping(what: &str, rule: &str) {
    let mut world = World::new().firewall(rule);
    for n in 0..4 {
        world = world.names(&format!(
            "{0} CNAME edge{n}.place.org
             edge{n}.place.org A 20.190.{n}.1
             edge{n}.place.org A 20.190.{n}.2
             edge{n}.place.org AAAA 2603:1006:2000::{n}1",
            host(n)
        ));
    }
    let world = world.names("crl.operator.com A 20.190.9.1");
    let world = (0..4).fold(world, |world, n| world.https(&host(n)));
    let page = world::page("/list", "application/pkix-crl", b"no list".to_vec());
    let world = world.http("crl.operator.com", page, "any").start();
    let began = Instant::now();
    let status = clearway(&world).stdout(Stdio::null()).status();
    status.expect("it is built");
    let took = began.elapsed().as_secs_f64();
    println!("{what} dropped: {took:.1} s (at most 17, aim: 13)");
}

/// As many hosts next door, fifty to an address.
fn many(hosts: usize) {
    let world = (0..hosts).fold(World::new(), |world, n| {
        world
            .names(&format!("{} A 20.191.{}.1", host(n), n / 50))
            .https(&host(n))
    });
    compare(&world.start(), &urls(hosts), (hosts, hosts), "300", 1.0);
}

fn host(n: usize) -> String {
    format!("host{n}.operator.com")
}

/// One request for each host, as curl's configuration has it.
fn urls(hosts: usize) -> Vec<String> {
    let url = |n| format!("url = \"https://{}/\"\noutput = /dev/null\n", host(n));
    (0..hosts).map(url).collect()
}

/// The program as the office runs it.
fn clearway(world: &Running) -> Command {
    let mut command = world.net.office.command(env!("CARGO_BIN_EXE_clearway"));
    command.args(["check", "--endpoints", "endpoints.toml", "--quiet"]);
    command.env("SSL_CERT_FILE", world.folder().join("system.pem"));
    command.current_dir(world.folder());
    command
}

fn compare(
    world: &Running,
    urls: &[String],
    (hosts, handshakes): (usize, usize),
    parallel: &str,
    aim: f64,
) {
    fs::write(world.folder().join("urls"), urls.concat()).expect("the folder is writable");
    let clearway = || clearway(world);
    let ours = best(|| measure(&mut clearway()));
    let theirs = best(|| {
        let mut command = world.net.office.command("curl");
        command.args(["-Z", "--parallel-max", parallel, "--parallel-immediate"]);
        command.args([
            "--no-progress-meter",
            "--fail",
            "--http1.1",
            "--cacert",
            "root.pem",
        ]);
        measure(command.args(["-K", "urls"]).current_dir(world.folder()))
    });
    let ratio = ours.wall.as_secs_f64() / theirs.wall.as_secs_f64();
    let each = millis(ours.cpu) / f64::from(u32::try_from(handshakes).expect("a few thousand"));
    println!("{hosts} hosts, {handshakes} handshakes");
    println!(
        "  clearway  {:6.0} ms, {:5.0} ms of CPU",
        millis(ours.wall),
        millis(ours.cpu)
    );
    println!(
        "  curl -Z   {:6.0} ms, {:5.0} ms of CPU",
        millis(theirs.wall),
        millis(theirs.cpu)
    );
    println!("  ratio {ratio:.2} (aim: {aim}); all CPU, a handshake {each:.2} ms");
    let memory = peak_kib(&mut clearway()) / 1024;
    println!("  at most {memory} MiB of memory (aim: 64)");
}

/// What a command took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: Duration,
    cpu: Duration,
}

fn best(run: impl FnMut() -> Cost) -> Cost {
    let all = std::iter::repeat_with(run).take(RUNS);
    all.min_by_key(|cost| cost.wall).expect("it ran")
}

fn measure(command: &mut Command) -> Cost {
    let (began, used) = (Instant::now(), children());
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("it is installed");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?}: {}\n{complaint}",
        output.status
    );
    let wall = began.elapsed();
    let cpu = children().saturating_sub(used);
    Cost { wall, cpu }
}

/// The most memory that a command had, looked at often while it runs.
fn peak_kib(command: &mut Command) -> u64 {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
    let mut child = child.expect("it is installed");
    let mut peak = 0;
    while child
        .try_wait()
        .expect("a child can be waited for")
        .is_none()
    {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = kib.unwrap_or(peak);
        thread::sleep(Duration::from_millis(1));
    }
    peak
}

/// The CPU of all commands that have ended.
fn children() -> Duration {
    let used = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let micros = used.user_time().num_microseconds() + used.system_time().num_microseconds();
    Duration::from_micros(micros.unsigned_abs())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
