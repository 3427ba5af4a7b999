//! Two network namespaces of the test's own: an office and an internet, with a link between them
//! and a firewall where the internet begins. Gone when dropped, with everything in them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, Once, PoisonError};
use std::thread;
use std::time::Duration;

use nix::sched::{CloneFlags, setns};

use crate::process::{feed, run};
use crate::relay;

/// Where BIND listens.
pub(crate) const RESOLVER: &str = "10.20.0.53";
/// A name server that never answers.
pub(crate) const MUTE_RESOLVER: &str = "10.20.0.99";

const NAMESPACES: &str = "/run/netns";
const OVERLAYS: &str = "/etc/netns";

/// One network namespace.
pub(crate) struct Namespace {
    name: String,
}

impl Namespace {
    /// A new one, with its loopback up and nothing else.
    pub(crate) fn new(label: &str) -> Self {
        static ORPHANS: Once = Once::new();
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        ORPHANS.call_once(remove_orphans);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("clearway-{}-{number}-{label}", std::process::id());
        add(&name);
        let namespace = Self { name };
        namespace.ip("link set lo up");
        namespace
    }

    /// What `ip netns` calls it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// A command that will run in here. It dies with the thread that starts it, so a killed test
    /// leaves nothing behind: start it on the test's own thread.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "ip", "netns", "exec"]);
        command.arg(&self.name).arg(program);
        command
    }

    /// Carries out lines of `ip -batch`.
    pub(crate) fn ip(&self, lines: &str) {
        feed(
            Command::new("ip").args(["-n", &self.name, "-batch", "-"]),
            lines,
        );
    }

    /// Gives programs run in here this text as `/etc/<file>`.
    pub(crate) fn etc(&self, file: &str, text: &str) {
        let folder = Path::new(OVERLAYS).join(&self.name);
        fs::create_dir_all(&folder).expect("root may write below /etc/netns");
        fs::write(folder.join(file), text).expect("root may write below /etc/netns");
    }

    /// Runs `work` on a thread of its own that stands in here.
    pub(crate) fn enter<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let door = File::open(Path::new(NAMESPACES).join(&self.name));
        let door = door.expect("the namespace exists");
        let work = move || {
            setns(&door, CloneFlags::CLONE_NEWNET).expect("root may enter a namespace");
            work()
        };
        thread::scope(|scope| scope.spawn(work).join())
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        remove(&self.name);
    }
}

/// Adds a namespace. The first `ip netns add` of a machine mounts `/run/netns` over itself; two at
/// once would mount twice, so they go one by one.
fn add(name: &str) {
    static ONE_BY_ONE: Mutex<()> = Mutex::new(());
    let _guard = ONE_BY_ONE.lock().unwrap_or_else(PoisonError::into_inner);
    run(Command::new("ip").args(["netns", "add", name]));
}

fn remove(name: &str) {
    // Runs while a test may already be failing: nothing here may panic.
    let _ = Command::new("ip").args(["netns", "del", name]).output();
    let _ = fs::remove_dir_all(Path::new(OVERLAYS).join(name));
}

/// Removes what test processes that were killed have left.
fn remove_orphans() {
    let names = |folder: &str| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect()
    };
    for path in [names(NAMESPACES), names(OVERLAYS)].concat() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some(rest) = name.strip_prefix("clearway-") else {
            continue;
        };
        let owner = rest.split('-').next().unwrap_or_default();
        if !Path::new("/proc").join(owner).exists() {
            remove(&name);
        }
    }
}

/// How the office is joined to the internet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Link {
    /// How long a packet takes, one way.
    pub(crate) delay: Option<Duration>,
    /// Leaves the office without an IPv6 address and route.
    pub(crate) without_ipv6: bool,
}

/// The office, the internet, and the link between them.
pub(crate) struct Net {
    pub(crate) office: Namespace,
    pub(crate) internet: Namespace,
}

impl Net {
    /// Builds both; `public` are the addresses that exist on the internet, `firewall` lines of
    /// nftables for what comes from the office, by whatever address.
    pub(crate) fn new(link: &Link, public: &BTreeSet<IpAddr>, firewall: &[String]) -> Self {
        let net = Self {
            office: Namespace::new("office"),
            internet: Namespace::new("internet"),
        };
        match link.delay {
            Some(delay) => relay::join(&net.office, &net.internet, delay),
            None => veth(&net),
        }
        net.address_internet(public);
        net.address_office(link.without_ipv6);
        net.raise_firewall(firewall);
        net.office
            .etc("resolv.conf", &format!("nameserver {RESOLVER}\n"));
        net.office
            .etc("hosts", "127.0.0.1 localhost\n::1 localhost\n");
        net.office.etc("nsswitch.conf", "hosts: files dns\n");
        // Proxies of this machine's own settings must not matter; only what is there can be hidden.
        if Path::new("/etc/environment").exists() {
            net.office.etc("environment", "");
        }
        net
    }

    fn address_internet(&self, public: &BTreeSet<IpAddr>) {
        let fixed = format!(
            "link set eth0 up\n\
             addr add 10.20.0.1/24 dev eth0\n\
             addr add {RESOLVER}/24 dev eth0\n\
             addr add {MUTE_RESOLVER}/32 dev lo\n\
             addr add 2602:fe90:20::1/64 dev eth0 nodad\n"
        );
        let line = |address: &IpAddr| {
            let length = if address.is_ipv4() { 32 } else { 128 };
            format!("addr add {address}/{length} dev lo\n")
        };
        let lines: Vec<String> = public.iter().map(line).collect();
        self.internet.ip(&(fixed + &lines.concat()));
        // The kernel sends only a few ICMP errors a second; a test wants every one.
        self.internet.enter(|| {
            for limit in ["ipv4/icmp_ratelimit", "ipv6/icmp/ratelimit"] {
                let path = Path::new("/proc/sys/net").join(limit);
                fs::write(path, "0").expect("root may set what belongs to the namespace");
            }
        });
    }

    fn address_office(&self, without_ipv6: bool) {
        self.office.ip("link set eth0 up\n\
             addr add 10.20.0.5/24 dev eth0\n\
             route add default via 10.20.0.1\n");
        if !without_ipv6 {
            self.office
                .ip("addr add 2602:fe90:20::5/64 dev eth0 nodad\n\
                 route add ::/0 via 2602:fe90:20::1\n");
        }
    }

    fn raise_firewall(&self, rules: &[String]) {
        let rules = rules.join("\n");
        let table = format!(
            "table inet world {{
               counter asked {{ }}
               chain from_office {{
                 meta l4proto {{ tcp, udp }} counter name asked
                 {rules}
               }}
               chain inbound {{
                 type filter hook input priority 0; policy accept;
                 iifname \"eth0\" jump from_office
                 ip daddr {MUTE_RESOLVER} drop
               }}
             }}"
        );
        feed(self.internet.command("nft").args(["-f", "-"]), &table);
    }

    /// How many TCP and UDP packets have come from the office so far.
    pub(crate) fn packets_from_office(&self) -> u64 {
        let counter = ["list", "counter", "inet", "world", "asked"];
        let text = run(self.internet.command("nft").args(counter));
        let mut words = text.split_whitespace();
        words.find(|word| *word == "packets");
        let count = words.next().and_then(|word| word.parse().ok());
        count.expect("nft names the packets of a counter")
    }
}

fn veth(net: &Net) {
    let ends = [&*net.office.name, &*net.internet.name];
    run(Command::new("ip")
        .args(["link", "add", "eth0", "netns", ends[0], "type", "veth"])
        .args(["peer", "name", "eth0", "netns", ends[1]]));
}
