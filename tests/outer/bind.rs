//! The names of a world, written as plain lines, and one BIND that knows them all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::net::{IpAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::net::{MUTE_RESOLVER, Namespace, RESOLVER};
use crate::process::{Server, run};

/// What every zone begins with.
pub(crate) const START_OF_AUTHORITY: &str = "$TTL 300\n@ SOA ns.root-servers.net. admin.root-servers.net. 1 3600 600 86400 60\n\
     @ NS ns.root-servers.net.\n";

/// What BIND logs once a policy zone is in force; it has answered without it until then.
pub(crate) const POLICY_IN_FORCE: &str = "rpz: policy: reload done";

/// One line: owner, TTL, type, value.
#[derive(Debug, Clone)]
struct Record {
    owner: String,
    ttl: u32,
    kind: String,
    value: String,
}

/// Everything the name server knows.
#[derive(Debug, Default)]
pub(crate) struct Names {
    records: Vec<Record>,
    broken: Vec<String>,
    mute: Vec<String>,
    /// The address that names get which do not exist.
    search_page: Option<IpAddr>,
    /// Lines of a policy zone (draft-vixie-dnsop-dns-rpz), owners relative to it.
    policy: String,
}

impl Names {
    /// Answers with this address where there is no such name.
    pub(crate) fn rewrite_to(&mut self, address: IpAddr) {
        self.search_page = Some(address);
    }

    /// Adds lines to the policy zone.
    pub(crate) fn forbid(&mut self, lines: &str) {
        for line in lines.lines() {
            self.policy.push_str(line.trim());
            self.policy.push('\n');
        }
    }

    /// Adds lines of `owner [TTL] type value`, names absolute, without a last dot.
    pub(crate) fn add(&mut self, lines: &str) {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let (owner, ttl, kind, value) = match words[..] {
                [owner, ttl, kind, value] => (owner, ttl.parse().ok(), kind, value),
                [owner, kind, value] => (owner, Some(300), kind, value),
                _ => panic!("not `owner [TTL] type value`: {line}"),
            };
            self.records.push(Record {
                owner: owner.to_owned(),
                ttl: ttl.unwrap_or_else(|| panic!("not a TTL: {line}")),
                kind: kind.to_owned(),
                value: value.to_owned(),
            });
        }
    }

    /// A zone that is configured and cannot be loaded: BIND answers SERVFAIL below it.
    pub(crate) fn break_zone(&mut self, zone: &str) {
        self.broken.push(zone.to_owned());
    }

    /// A zone whose only name server never answers: BIND says nothing until it gives up.
    pub(crate) fn mute_zone(&mut self, zone: &str) {
        self.mute.push(zone.to_owned());
    }

    /// Every address that some name has.
    pub(crate) fn addresses(&self) -> BTreeSet<IpAddr> {
        let values = self.records.iter().filter(|r| r.is_address());
        values.map(Record::address).collect()
    }

    /// The addresses a name leads to, along its aliases.
    pub(crate) fn addresses_of(&self, name: &str) -> Vec<IpAddr> {
        let mut name = name;
        // As many steps as there are records: a loop ends too.
        for _ in &self.records {
            let mut of_name = self.records.iter().filter(|record| record.owner == name);
            match of_name.clone().find(|record| record.kind == "CNAME") {
                Some(alias) => name = &alias.value,
                None => {
                    return of_name
                        .by_ref()
                        .filter(|r| r.is_address())
                        .map(Record::address)
                        .collect();
                }
            }
        }
        Vec::new()
    }

    fn zones(&self) -> BTreeMap<String, String> {
        let mut zones = BTreeMap::new();
        for record in &self.records {
            let text: &mut String = zones.entry(zone_of(&record.owner)).or_default();
            let dot = if record.is_address() { "" } else { "." };
            let Record {
                owner,
                ttl,
                kind,
                value,
            } = record;
            writeln!(text, "{owner}. {ttl} {kind} {value}{dot}").expect("a String takes all");
        }
        zones
    }

    fn root(&self) -> String {
        let mut text = format!("ns.root-servers.net. A {RESOLVER}\n");
        if let Some(address) = self.search_page {
            writeln!(text, "*. A {address}").expect("a String takes all");
        }
        for zone in &self.mute {
            writeln!(text, "{zone}. NS ns.{zone}.\nns.{zone}. A {MUTE_RESOLVER}")
                .expect("a String takes all");
        }
        text
    }
}

impl Record {
    fn is_address(&self) -> bool {
        self.kind == "A" || self.kind == "AAAA"
    }

    fn address(&self) -> IpAddr {
        let value = &self.value;
        value
            .parse()
            .unwrap_or_else(|_| panic!("not an address: {value}"))
    }
}

/// A zone is what a name's last two labels say, so aliases cross zones as they do outside.
fn zone_of(name: &str) -> String {
    let mut labels: Vec<&str> = name.rsplit('.').take(2).collect();
    labels.reverse();
    labels.join(".")
}

/// Starts BIND on [`RESOLVER`], authoritative for every zone and for the root: what it does not
/// know does not exist, and it never has to ask anyone.
pub(crate) fn start(names: &Names, internet: &Namespace, folder: &Path) -> Server {
    start_at(RESOLVER, names, internet, folder)
}

/// The same on another address, which must exist.
pub(crate) fn start_at(
    address: &str,
    names: &Names,
    internet: &Namespace,
    folder: &Path,
) -> Server {
    let folder = folder.join(format!("bind-{address}"));
    fs::create_dir(&folder).expect("the world's folder is writable");
    let write = |file: &str, text: String| {
        fs::write(folder.join(file), text).expect("the world's folder is writable");
    };
    let mut zones = vec![primary(".", "root")];
    for (zone, text) in names.zones() {
        write(
            &zone,
            format!("$ORIGIN {zone}.\n{START_OF_AUTHORITY}{text}"),
        );
        zones.push(primary(&zone, &zone));
    }
    for zone in &names.broken {
        zones.push(primary(zone, "no such file"));
    }
    write(
        "root",
        format!("$ORIGIN .\n{START_OF_AUTHORITY}{}", names.root()),
    );
    let mut policy = "";
    if !names.policy.is_empty() {
        let text = format!("$ORIGIN policy.\n{START_OF_AUTHORITY}{}", names.policy);
        write("policy", text);
        zones.push(primary("policy", "policy"));
        policy = "response-policy { zone \"policy\"; } qname-wait-recurse no;";
    }
    write(
        "named.conf",
        options(address, &folder, policy) + &zones.concat(),
    );
    let mut command = internet.command(unconfined("/usr/sbin/named", &folder));
    command
        .args(["-g", "-n", "1", "-c"])
        .arg(folder.join("named.conf"));
    let mut server = Server::start(&mut command, &folder.join("log"));
    server.ready("BIND", || internet.enter(|| answers(address)));
    if !names.policy.is_empty() {
        server.logs(POLICY_IN_FORCE);
    }
    server
}

/// A copy of a program in this folder: a Debian profile of `AppArmor` lets the original read only its own folders.
pub(crate) fn unconfined(program: &str, folder: &Path) -> PathBuf {
    let program = Path::new(program);
    let copy = folder.join(program.file_name().expect("a program has a name"));
    // Copied by another process: were the copy open for writing in this one, a child that another
    // thread forks just then would keep it so, and it could not be run.
    run(Command::new("cp").arg(program).arg(&copy));
    copy
}

/// The options of a BIND on this address, with these lines among them.
pub(crate) fn options(address: &str, folder: &Path, lines: &str) -> String {
    let folder = folder.display();
    format!(
        "options {{
           directory \"{folder}\"; pid-file none; lock-file none; session-keyfile none;
           listen-on {{ {address}; }}; listen-on-v6 {{ none; }};
           recursion yes; allow-query {{ any; }}; allow-recursion {{ any; }};
           dnssec-validation no; empty-zones-enable no; check-names primary ignore;
           resolver-query-timeout 30000;
           {lines}
         }};
         controls {{ }};\n"
    )
}

/// A zone that a file of the folder holds.
pub(crate) fn primary(zone: &str, file: &str) -> String {
    format!("zone \"{zone}\" {{ type primary; file \"{file}\"; }};\n")
}

/// Does it answer a question for the root's SOA?
fn answers(address: &str) -> bool {
    let question = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x06\x00\x01";
    let socket = UdpSocket::bind("0.0.0.0:0").expect("a port is free");
    let wait = Some(Duration::from_millis(50));
    socket.set_read_timeout(wait).expect("the time is not zero");
    let sent = socket.send_to(question, (address, 53));
    let mut reply = [0; 512];
    // The low half of the fourth byte is the response code.
    sent.is_ok() && socket.recv(&mut reply).is_ok() && reply[3] % 16 == 0
}
