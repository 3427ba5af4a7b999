//! nscd: the C library asks it before it asks a server. It has no rule that blocks, but it remembers.

use std::fs;

use crate::clearway::Outcome;
use crate::process::{Server, run};
use crate::world::Running;

/// It remembers for ten minutes, whatever the hosts file or a server says by then.
const SETTINGS: &str = "enable-cache hosts yes\n\
    persistent hosts no\n\
    check-files hosts no\n\
    positive-time-to-live hosts 600\n\
    negative-time-to-live hosts 600\n";

/// Gives it a `/run` in a mount namespace of its own.
const ALONE: &str = "set -e
    mount -t tmpfs tmpfs /run
    mkdir /run/nscd
    exec nscd -F -f \"$0\"";

/// nscd of the office's machine.
pub(crate) struct Nscd {
    server: Server,
}

impl Nscd {
    /// Starts it.
    pub(crate) fn start(world: &Running) -> Self {
        let file = world.folder().join("nscd.conf");
        fs::write(&file, SETTINGS).expect("the world's folder is writable");
        let mut command = world.net.office.command("unshare");
        command.args(["--mount", "sh", "-c", ALONE]).arg(&file);
        let mut server = Server::start(&mut command, &world.folder().join("nscd.log"));
        let socket = format!("/proc/{}/root/run/nscd/socket", server.id());
        server.ready("nscd", || fs::exists(&socket).unwrap_or(false));
        Self { server }
    }

    /// Words before a command of the office that lets it find this nscd.
    fn beside(&self, world: &Running) -> [String; 3] {
        [
            "nsenter".to_owned(),
            format!("--mount=/proc/{}/ns/mnt", self.server.id()),
            format!("--wd={}", world.folder().display()),
        ]
    }

    /// Lets the office's machine look up this name, so that nscd remembers what it leads to.
    pub(crate) fn look_up(&self, world: &Running, name: &str) {
        let words = self.beside(world);
        let mut command = world.net.office.command(&words[0]);
        run(command.args(&words[1..]).args(["getent", "ahosts", name]));
    }

    /// Runs the usual check on its machine.
    pub(crate) fn check(&self, world: &Running, flags: &[&str]) -> Outcome {
        let words = self.beside(world);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        world.check_behind(&words, flags)
    }
}
