//! Programs of the machine: run to their end, or kept as servers that never outlive their owner.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a server may take to answer for the first time; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks until there is an answer, and fails the test after [`PATIENCE`].
pub(crate) fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(
            began.elapsed() < PATIENCE,
            "{what}: not within {PATIENCE:?}"
        );
        thread::sleep(Duration::from_millis(5));
    }
}

/// Runs a command to its end with this input; its output, or a failed test with its complaint.
pub(crate) fn feed(command: &mut Command, input: &str) -> String {
    let shown = format!("{command:?}");
    let child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = child.unwrap_or_else(|error| panic!("{shown}: {error}; is it installed?"));
    let mut stdin = child.stdin.take().expect("stdin was piped");
    // A command that ends early closes its input; its own complaint says more than EPIPE would.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("a child can be waited for");
    assert!(
        output.status.success(),
        "{shown}: {}\n{}\ninput:\n{input}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> String {
    feed(command, "")
}

/// A program that runs as long as this value lives.
pub(crate) struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts it; what it prints goes to `log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let shown = format!("{command:?}");
        let file = File::create(log).expect("the world's folder is writable");
        let twin = file.try_clone().expect("a file can be opened twice");
        let child = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(twin)
            .spawn();
        Self {
            child: child.unwrap_or_else(|error| panic!("{shown}: {error}; is it installed?")),
            log: log.to_owned(),
        }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until `ask` has an answer; a server that has ended meanwhile fails the test with its log.
    pub(crate) fn ready(&mut self, what: &str, mut ask: impl FnMut() -> bool) {
        until(what, || {
            if let Ok(Some(status)) = self.child.try_wait() {
                let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                panic!(
                    "{what}: process {} ended at once, {status}\n{log}",
                    self.id()
                );
            }
            ask().then_some(())
        });
    }

    /// Waits until its log holds this text.
    pub(crate) fn logs(&mut self, text: &str) {
        let log = self.log.clone();
        self.ready(text, || {
            let log = std::fs::read_to_string(&log);
            log.is_ok_and(|log| log.contains(text))
        });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; both calls may fail then, and that is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
