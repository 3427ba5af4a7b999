//! The rules for nftables, as commands that may be loaded again and again. A packet filter knows no
//! names: what has no network is said in a comment, and has to be opened elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ipnet::IpNet;

use super::rule::RuleSet;

const HOW: &str = "\
# An `accept` counts within its table alone: write your table's name in place of `clearway`, and let its
# chain `jump allow`. Loading this again replaces what it set before.
add table inet clearway
add chain inet clearway allow
flush chain inet clearway allow
";

/// How many networks stand on one line.
const A_LINE: usize = 8;

pub(super) fn write(rules: &RuleSet<'_>) -> String {
    let about = rules.about();
    let about = about.iter().map(|line| format!("# {line}\n"));
    let mut text: String = about.collect();
    for rule in &rules.all {
        if let Some(why) = rule.no_range() {
            let authority = rule.authority();
            writeln!(text, "# {authority}: {why}").expect("writing to a String cannot fail");
        }
    }
    text.push_str(HOW);
    for (port, networks) in by_port(rules) {
        let (v4, v6): (Vec<_>, Vec<_>) = networks
            .into_iter()
            .partition(|n| matches!(n, IpNet::V4(_)));
        text.push_str(&accepted(port, &V4, &v4));
        text.push_str(&accepted(port, &V6, &v6));
    }
    text
}

fn by_port(rules: &RuleSet<'_>) -> BTreeMap<u16, Vec<IpNet>> {
    let mut ports: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for rule in &rules.all {
        let known = ports.entry(rule.row.port).or_default();
        known.extend(&rule.expected.networks);
    }
    ports
}

/// The words for an address family.
struct Family {
    name: &'static str,
    kind: &'static str,
    header: &'static str,
}

const V4: Family = Family {
    name: "v4",
    kind: "ipv4_addr",
    header: "ip",
};
const V6: Family = Family {
    name: "v6",
    kind: "ipv6_addr",
    header: "ip6",
};

fn accepted(port: u16, family: &Family, networks: &[IpNet]) -> String {
    let mut networks = IpNet::aggregate(&networks.to_vec());
    if networks.is_empty() {
        return String::new();
    }
    networks.sort_unstable();
    let set = format!("tcp_{port}_{}", family.name);
    let lines = networks.chunks(A_LINE).map(|some| {
        let some: Vec<_> = some.iter().map(ToString::to_string).collect();
        format!("    {}", some.join(", "))
    });
    let elements = lines.collect::<Vec<_>>().join(",\n");
    let (kind, header) = (family.kind, family.header);
    format!(
        "\nadd set inet clearway {set} {{ type {kind}; flags interval; }}\n\
         flush set inet clearway {set}\n\
         add element inet clearway {set} {{\n{elements}\n}}\n\
         add rule inet clearway allow {header} daddr @{set} tcp dport {port} accept\n"
    )
}
