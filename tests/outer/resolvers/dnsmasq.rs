//! dnsmasq: it looks at the name that was asked and passes aliases on. It has no cache here: an alias that
//! it has passed on before would be answered from there, and the rule against it would mean nothing.

use std::process::Command;

use super::{INTERNAL, INTERNAL_ADDRESS, INTERNAL_HOST, Place, Policy, SINKHOLE};

pub(super) fn command(place: &Place<'_>, policy: Policy) -> Command {
    let mut command = place.command("dnsmasq");
    command
        .args([
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--no-hosts",
        ])
        .args([
            "--no-resolv",
            "--user=root",
            "--pid-file=",
            "--cache-size=0",
        ])
        .args(["--bind-interfaces", "--listen-address", place.address]);
    match policy.upstream() {
        Some(upstream) => command.args(["--server", upstream]),
        None => command
            .arg(format!("--local=/{INTERNAL}/"))
            .arg(format!("--host-record={INTERNAL_HOST},{INTERNAL_ADDRESS}")),
    };
    match policy {
        Policy::Denies(name) => command.arg(format!("--address=/{name}/")),
        Policy::Sinkholes(name) => command.arg(format!("--address=/{name}/{SINKHOLE}")),
        _ => command.arg("--log-queries"),
    };
    command
}
