//! `ssh -D`: a SOCKS proxy in an SSH client, before a server that opens what its `PermitOpen` lists. It closes
//! without a word whatever it does not open, for whatever reason.

use std::path::Path;
use std::process::Command;

use super::{ADDRESS, AT, Place, Setting};
use crate::process::{Server, run};

const SERVER: &str = "10.20.0.80:2222";

/// Where a system has the server.
const INSTALLED: &str = "/usr/sbin/sshd";
/// Where `tests/packages.sh` unpacks it: the package, installed, would open this machine from its next start.
const UNPACKED: &str = "/var/lib/clearway-outer/usr/sbin/sshd";

/// Gives the server a `/run` with the folder it gives root away in.
const ALONE: &str = "set -e
    mount -t tmpfs tmpfs /run
    mkdir /run/sshd
    exec \"$0\" \"$@\"";

pub(super) fn start(place: &Place<'_>, setting: Setting) -> Option<Vec<Server>> {
    let permitted = match setting {
        Setting::Open => "any".to_owned(),
        Setting::Lists(names) => {
            let places = names.iter().map(|name| format!("{name}:443 {name}:80"));
            places.collect::<Vec<_>>().join(" ")
        }
        _ => return None,
    };
    for key in ["host", "user"] {
        let mut keygen = Command::new("ssh-keygen");
        run(keygen.args(["-q", "-t", "ed25519", "-N", "", "-f", &place.path(key)]));
    }
    Some(vec![server(place, &permitted), client(place)])
}

fn server(place: &Place<'_>, permitted: &str) -> Server {
    let folder = place.folder.display();
    let text = format!(
        "ListenAddress {SERVER}\n\
         HostKey {folder}/host\n\
         AuthorizedKeysFile {folder}/user.pub\n\
         StrictModes no\n\
         PidFile none\n\
         UsePAM no\n\
         PermitRootLogin prohibit-password\n\
         PermitOpen {permitted}\n"
    );
    let file = place.write("sshd_config", &text);
    let internet = &place.world.net.internet;
    // Root logs in by key, whatever its password is on this machine; `sshd` is whom it gives root away to.
    internet.etc("shadow", "root:*:20000::::::\n");
    internet.etc(
        "passwd",
        "root:x:0:0::/root:/bin/sh\nsshd:x:4242:4242::/run/sshd:/bin/false\n",
    );
    let program = [INSTALLED, UNPACKED]
        .into_iter()
        .find(|path| Path::new(path).exists());
    let mut command = place.command("sh");
    command.args(["-c", ALONE, program.unwrap_or(INSTALLED)]);
    place.start(command.args(["-D", "-e", "-f", &file]), SERVER)
}

fn client(place: &Place<'_>) -> Server {
    let mut command = place.command("ssh");
    command
        .args(["-F", "none", "-N", "-D", AT])
        .args(["-i", &place.path("user"), "-p", "2222"])
        .args(["-o", "StrictHostKeyChecking=no"])
        .args(["-o", "UserKnownHostsFile=/dev/null"])
        .args(["-o", "ExitOnForwardFailure=yes"])
        .arg(format!("root@{ADDRESS}"));
    place.start(&mut command, AT)
}
