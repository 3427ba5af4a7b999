//! Runs the program in the office, and keeps what it said.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::net::Namespace;
use crate::process::until;
use crate::world::Running;

/// What most runs are asked.
const USUAL: [&str; 5] = ["check", "--endpoints", "endpoints.toml", "--format", "json"];

/// Names and values for the program's environment.
pub(crate) type Variables<'a> = &'a [(&'a str, &'a str)];

/// What one run of the program said.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

impl Outcome {
    /// Its report; the run must have had `--format json`.
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not a JSON report: {error}\n{self:#?}"))
    }
}

/// The program while it runs; ended with its owner.
pub(crate) struct Program {
    child: Child,
    began: Instant,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl Running {
    /// Runs `clearway check --endpoints <the world's> --format json` and these flags.
    pub(crate) fn check(&self, flags: &[&str]) -> Outcome {
        self.start_check(flags).wait()
    }

    /// The same with so many file descriptors and no more.
    pub(crate) fn check_with_descriptors(&self, limit: u32, flags: &[&str]) -> Outcome {
        let limit = format!("--nofile={limit}:{limit}");
        self.check_behind(&["prlimit", &limit], flags)
    }

    /// The same, started by this command.
    pub(crate) fn check_behind(&self, command: &[&str], flags: &[&str]) -> Outcome {
        let program = [env!("CARGO_BIN_EXE_clearway")];
        let words = [command, &program, USUAL.as_slice(), flags].concat();
        self.start(&self.net.office, &[], &words).wait()
    }

    /// The same with these variables in its environment.
    pub(crate) fn check_with(&self, variables: Variables<'_>, flags: &[&str]) -> Outcome {
        let arguments = [USUAL.as_slice(), flags].concat();
        self.start_clearway_with(&self.net.office, variables, &arguments)
            .wait()
    }

    /// Starts it.
    pub(crate) fn start_check(&self, flags: &[&str]) -> Program {
        self.start_clearway(&self.net.office, &[USUAL.as_slice(), flags].concat())
    }

    /// Runs it with exactly these arguments.
    pub(crate) fn clearway(&self, arguments: &[&str]) -> Outcome {
        self.start_clearway(&self.net.office, arguments).wait()
    }

    /// Runs it on a machine that has another name.
    pub(crate) fn on_a_machine_called(&self, name: &str, arguments: &[&str]) -> Outcome {
        let script = "hostname \"$0\" && exec \"$@\"";
        let renamed = ["unshare", "--uts", "sh", "-c", script, name];
        let program = [env!("CARGO_BIN_EXE_clearway")];
        let words = [renamed.as_slice(), &program, arguments].concat();
        self.start(&self.net.office, &[], &words).wait()
    }

    /// Starts it in a namespace.
    pub(crate) fn start_clearway(&self, within: &Namespace, arguments: &[&str]) -> Program {
        self.start_clearway_with(within, &[], arguments)
    }

    /// The same with these variables in its environment.
    pub(crate) fn start_clearway_with(
        &self,
        within: &Namespace,
        variables: Variables<'_>,
        arguments: &[&str],
    ) -> Program {
        let program = [env!("CARGO_BIN_EXE_clearway")];
        let words = [program.as_slice(), arguments].concat();
        self.start(within, variables, &words)
    }

    /// Starts a command in a namespace, with the world's folder as its own and nothing of the test's
    /// environment: proxies and certificates of the machine must not matter.
    fn start(&self, within: &Namespace, variables: Variables<'_>, words: &[&str]) -> Program {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = |what: &str| self.folder().join(format!("run-{number}.{what}"));
        let create = |what: &str| File::create(path(what)).expect("the folder is writable");
        let mut command = within.command(words[0]);
        let path_of_programs = std::env::var_os("PATH").unwrap_or_default();
        command
            .args(&words[1..])
            .current_dir(self.folder())
            .env_clear();
        command
            .env("PATH", path_of_programs)
            .env("HOME", self.folder());
        command.env("SSL_CERT_FILE", self.folder().join("system.pem"));
        command.envs(variables.iter().copied());
        command
            .stdin(Stdio::null())
            .stdout(create("out"))
            .stderr(create("err"));
        Program {
            began: Instant::now(),
            child: spawn(&mut command),
            stdout: path("out"),
            stderr: path("err"),
        }
    }
}

fn spawn(command: &mut Command) -> Child {
    command.spawn().expect("setpriv and ip are installed")
}

impl Program {
    /// Presses Ctrl-C.
    pub(crate) fn interrupt(&self) {
        let id = i32::try_from(self.child.id()).expect("a process id is positive");
        kill(Pid::from_raw(id), Signal::SIGINT).expect("the program still runs");
    }

    /// Waits for its end; a program that does not end fails the test.
    pub(crate) fn wait(mut self) -> Outcome {
        let status = until("clearway ends", || self.child.try_wait().ok().flatten());
        let took = self.began.elapsed();
        let read = |path| fs::read_to_string(path).expect("reports are UTF-8");
        Outcome {
            exit: status.code().unwrap_or(-1),
            stdout: read(&self.stdout),
            stderr: read(&self.stderr),
            took,
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // After `wait` there is nothing left to end, and that is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
