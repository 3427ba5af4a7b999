//! dnsdist, the balancer in front of resolvers: it looks at the name that was asked and passes on, byte for
//! byte, what a server behind it answers.

use std::process::Command;

use super::{INTERNAL_ADDRESS, INTERNAL_HOST, Place, Policy, SINKHOLE};

pub(super) fn command(place: &Place<'_>, policy: Policy) -> Command {
    let rule = |name: &str, action: &str| format!("addAction(QNameRule('{name}'), {action})\n");
    let spoof = |address: &str| format!("SpoofAction({{'{address}'}})");
    let rules = match policy {
        Policy::Denies(name) => rule(name, "RCodeAction(DNSRCode.NXDOMAIN)"),
        Policy::Sinkholes(name) => rule(name, &spoof(SINKHOLE)),
        Policy::InternalOnly => {
            rule(INTERNAL_HOST, &spoof(INTERNAL_ADDRESS))
                + "addAction(AllRule(), RCodeAction(DNSRCode.NXDOMAIN))\n"
        }
        Policy::Open | Policy::UpstreamDead => String::new(),
    };
    let servers: Vec<&str> = policy.upstream().into_iter().collect();
    with_rules(place, &servers, &rules)
}

/// It asks each of these servers in turn.
pub(super) fn taking_turns(place: &Place<'_>, servers: &[&str]) -> Command {
    with_rules(place, servers, "setServerPolicy(roundrobin)\n")
}

fn with_rules(place: &Place<'_>, servers: &[&str], rules: &str) -> Command {
    let server =
        |address: &&str| format!("newServer{{address = '{address}:53', healthCheckMode = 'up'}}\n");
    let servers: String = servers.iter().map(server).collect();
    let address = place.address;
    let text = format!(
        "setLocal('{address}:53')\n\
         setACL('0.0.0.0/0')\n\
         setSecurityPollSuffix('')\n\
         {servers}{rules}"
    );
    let file = place.write("dnsdist.conf", &text);
    let mut command = place.command("dnsdist");
    command.args(["--supervised", "--disable-syslog", "-C", &file]);
    command
}
