//! The PowerDNS recursor: its policy zone covers every alias of a chain, and where it denies one, the answer
//! holds no alias at all.

use std::process::Command;

use super::{INTERNAL, Place, Policy, internal_zone};

pub(super) fn command(place: &Place<'_>, policy: Policy) -> Command {
    let zone = place.write("policy", &policy.zone());
    let rules = place.write("rules.lua", &format!("rpzFile('{zone}', {{}})\n"));
    let folder = place.folder.display();
    let mut command = place.command("pdns_recursor");
    command
        .args(["--daemon=no", "--disable-syslog=yes", "--write-pid=no"])
        .args(["--threads=1", "--setuid=", "--setgid="])
        .args(["--security-poll-suffix=", "--hint-file=no", "--dnssec=off"])
        // By default it asks no private address, and the upstream has one.
        .args(["--dont-query=", "--allow-from=0.0.0.0/0"])
        .arg(format!("--config-dir={folder}"))
        .arg(format!("--socket-dir={folder}"))
        .arg(format!("--local-address={}", place.address))
        .arg(format!("--lua-config-file={rules}"));
    if let Some(upstream) = policy.upstream() {
        command.arg(format!("--forward-zones-recurse=.={upstream}"));
    } else {
        let zone = place.write("internal", &internal_zone());
        command.arg(format!("--auth-zones={INTERNAL}={zone}"));
    }
    command
}
