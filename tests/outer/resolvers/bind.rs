//! BIND as an office has it: it forwards, and a response policy zone blocks. Without a way out it has a
//! root of its own, in which no public name exists.

use std::process::Command;

use super::{INTERNAL, Place, Policy, internal_zone};
use crate::bind::{START_OF_AUTHORITY, options, primary, unconfined};

pub(super) fn command(place: &Place<'_>, policy: Policy) -> Command {
    place.write("policy", &policy.zone());
    let mut zones = primary("policy", "policy");
    let mut lines = "response-policy { zone \"policy\"; };".to_owned();
    if let Some(upstream) = policy.upstream() {
        lines += &format!(" forward only; forwarders {{ {upstream}; }};");
    } else {
        let server = place.address;
        let root = format!("$ORIGIN .\n{START_OF_AUTHORITY}ns.root-servers.net. A {server}\n");
        place.write("root", &root);
        place.write("internal", &internal_zone());
        zones += &(primary(".", "root") + &primary(INTERNAL, "internal"));
    }
    let text = options(place.address, &place.folder, &lines) + &zones;
    let file = place.write("named.conf", &text);
    let mut command = place.command(unconfined("/usr/sbin/named", &place.folder));
    command.args(["-g", "-n", "1", "-c", &file]);
    command
}
