//! systemd-resolved on the office's machine, without systemd and without a bus. It has no rule that blocks,
//! but a hosts file of its own, where 0.0.0.0 takes every address from a name.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{INTERNAL_ADDRESS, INTERNAL_HOST, Place, Policy};

/// Where a system has it.
const INSTALLED: &str = "/lib/systemd/systemd-resolved";
/// Where `tests/packages.sh` unpacks it: the package, installed, would replace the machine's own resolver.
const UNPACKED: &str = "/var/lib/clearway-outer";

/// Gives it a `/run`, a hosts file and its user, in a mount namespace of its own.
const ALONE: &str = "set -e
    mount -t tmpfs tmpfs /run
    mkdir -p /run/systemd/resolve /run/systemd/resolved.conf.d
    cp resolved.conf /run/systemd/resolved.conf.d
    mount --bind hosts /etc/hosts
    mount --bind passwd /etc/passwd
    exec \"$0\"";

pub(super) fn command(place: &Place<'_>, policy: Policy) -> Command {
    let blocked = match policy {
        Policy::Denies(name) => format!("0.0.0.0 {name}\n"),
        Policy::Sinkholes(name) => format!("127.0.0.1 {name}\n"),
        Policy::InternalOnly => format!("{INTERNAL_ADDRESS} {INTERNAL_HOST}\n"),
        Policy::Open | Policy::UpstreamDead => String::new(),
    };
    place.write("hosts", &format!("127.0.0.1 localhost\n{blocked}"));
    let upstream = policy.upstream().unwrap_or_default();
    let settings =
        format!("[Resolve]\nDNS={upstream}\nFallbackDNS=\nDNSSEC=no\nLLMNR=no\nMulticastDNS=no\n");
    place.write("resolved.conf", &settings);
    let known = fs::read_to_string("/etc/passwd").expect("everybody may read it");
    // It gives root away to this user; a second name of root spares the machine a new one.
    let user = "systemd-resolve:x:0:0::/:/bin/false\n";
    place.write("passwd", &format!("{user}{known}"));
    let mut command = place.command("unshare");
    command.args(["--mount", "sh", "-c", ALONE]);
    if Path::new(INSTALLED).exists() {
        command.arg(INSTALLED);
    } else {
        command
            .arg(format!("{UNPACKED}{INSTALLED}"))
            .env("LD_LIBRARY_PATH", format!("{UNPACKED}/libraries"));
    }
    command
}
