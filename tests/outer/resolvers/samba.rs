//! Samba as a domain controller of Active Directory, of which only the DNS server and what manages it run. It
//! forwards what lies in no zone of its own; a zone with the blocked name blocks it, mostly by accident.

use std::process::Command;

use super::{INTERNAL, INTERNAL_ADDRESS, Place, Policy, SINKHOLE};
use crate::process::run;

const PASSWORD: &str = "Contoso-2026";

/// Runs Samba's programs with a `/run` and a folder of logs in a mount namespace of their own.
const ALONE: &str = "set -e
    mount -t tmpfs tmpfs /run
    mkdir /run/samba
    mount -t tmpfs tmpfs /var/log/samba
    exec \"$0\" \"$@\"";

/// Creates the domain, which takes some seconds, and returns the command of its controller.
pub(super) fn command(place: &Place<'_>, policy: Policy) -> Command {
    let address = place.address;
    let set = |name: &str, value: &str| format!("--option={name} = {value}");
    run(alone(place, "samba-tool")
        .args(["domain", "provision", "--realm", INTERNAL])
        .args(["--domain=CORP", "--host-name=dc1", "--host-ip", address])
        .args(["--server-role=dc", "--dns-backend=SAMBA_INTERNAL"])
        .args(["--adminpass", PASSWORD])
        .arg(set("interfaces", &format!("{address}/32")))
        .arg(set("bind interfaces only", "yes"))
        .arg("--targetdir")
        .arg(&place.folder));
    let mut command = alone(place, "samba");
    command
        .args(["--interactive", "--debug-stdout", "--model=single"])
        .arg(configuration(place))
        .arg(set("server services", "rpc dns"))
        .arg(set("pid directory", "/run/samba"))
        .arg(set("ncalrpc dir", "/run/samba/ncalrpc"))
        .arg(set("dns forwarder", policy.upstream().unwrap_or_default()));
    command
}

/// Adds the zones and names of this policy to the controller, which must run.
pub(super) fn apply(place: &Place<'_>, policy: Policy) {
    let dns = |action: &str, words: &[&str]| {
        run(alone(place, "samba-tool")
            .args(["dns", action, place.address])
            .args(words)
            .arg(format!("--user=administrator%{PASSWORD}"))
            .arg(configuration(place)));
    };
    match policy {
        Policy::Open | Policy::UpstreamDead => {}
        Policy::Denies(name) => dns("zonecreate", &[name]),
        Policy::Sinkholes(name) => {
            dns("zonecreate", &[name]);
            dns("add", &[name, "@", "A", SINKHOLE]);
        }
        Policy::InternalOnly => dns("add", &[INTERNAL, "www", "A", INTERNAL_ADDRESS]),
    }
}

fn alone(place: &Place<'_>, program: &str) -> Command {
    let mut command = place.command("unshare");
    command.args(["--mount", "sh", "-c", ALONE, program]);
    command
}

fn configuration(place: &Place<'_>) -> String {
    format!("--configfile={}/etc/smb.conf", place.folder.display())
}
