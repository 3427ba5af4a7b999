//! BIND as an office has it: it forwards, and a response policy zone blocks. Without an upstream it has a
//! root of its own, in which no public name exists.

use std::process::Command;

use super::{INTERNAL, Place, Policy, internal_zone};
use crate::bind::{START_OF_AUTHORITY, options, primary, unconfined};

pub(super) fn command(place: &Place<'_>, policy: Policy) -> Command {
    place.write("policy", &policy.zone());
    let mut zones = primary("policy", "policy");
    let forwarding = if let Some(upstream) = policy.upstream() {
        format!("forward only; forwarders {{ {upstream}; }};")
    } else {
        let server = place.address;
        let root = format!("$ORIGIN .\n{START_OF_AUTHORITY}ns.root-servers.net. A {server}\n");
        place.write("root", &root);
        place.write("internal", &internal_zone());
        zones += &(primary(".", "root") + &primary(INTERNAL, "internal"));
        String::new()
    };
    let lines = format!("response-policy {{ zone \"policy\"; }}; {forwarding}");
    let text = options(place.address, &place.folder, &lines) + &zones;
    let file = place.write("named.conf", &text);
    let mut command = place.command(unconfined("/usr/sbin/named", &place.folder));
    command.args(["-g", "-n", "1", "-c", &file]);
    command
}
