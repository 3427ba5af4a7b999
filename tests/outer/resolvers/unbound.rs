//! unbound: it follows every alias itself, whatever its upstream has answered. `local-zone` blocks the name
//! that was asked and no alias; a response policy zone blocks both, but only until the alias is in the cache.

use std::process::Command;

use super::{INTERNAL, INTERNAL_ADDRESS, INTERNAL_HOST, Place, Policy, SINKHOLE};
use crate::bind::unconfined;

pub(super) fn with_local_zones(place: &Place<'_>, policy: Policy) -> Command {
    let zones = match policy {
        Policy::Denies(name) => format!("local-zone: \"{name}\" always_nxdomain\n"),
        Policy::Sinkholes(name) => format!(
            "local-zone: \"{name}\" redirect\n\
             local-data: \"{name} A {SINKHOLE}\"\n"
        ),
        _ => String::new(),
    };
    command(place, policy, &zones, "")
}

pub(super) fn with_policy_zone(place: &Place<'_>, policy: Policy) -> Command {
    let file = place.write("policy", &policy.zone());
    let clause = format!("rpz:\nname: \"policy.\"\nzonefile: \"{file}\"\n");
    command(place, policy, &clause, "forward-no-cache: yes\n")
}

/// unbound with these lines below its `server:`, and these where it names its upstream.
fn command(place: &Place<'_>, policy: Policy, lines: &str, forwarding: &str) -> Command {
    let rest = match policy.upstream() {
        Some(upstream) => {
            format!("forward-zone:\nname: \".\"\nforward-addr: {upstream}\n{forwarding}")
        }
        None => format!(
            "server:\n\
             local-zone: \".\" refuse\n\
             local-zone: \"{INTERNAL}\" static\n\
             local-data: \"{INTERNAL_HOST} A {INTERNAL_ADDRESS}\"\n"
        ),
    };
    let (folder, address) = (place.folder.display(), place.address);
    let text = format!(
        "server:\n\
         directory: \"{folder}\"\n\
         chroot: \"\"\n\
         username: \"\"\n\
         pidfile: \"\"\n\
         use-syslog: no\n\
         interface: {address}\n\
         access-control: 0.0.0.0/0 allow\n\
         module-config: \"respip iterator\"\n\
         rrset-roundrobin: yes\n\
         {lines}{rest}\
         remote-control:\n\
         control-enable: no\n"
    );
    let file = place.write("unbound.conf", &text);
    let mut command = place.command(unconfined("/usr/sbin/unbound", &place.folder));
    command.args(["-d", "-p", "-c", &file]);
    command
}
