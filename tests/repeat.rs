//! `check` from end to end, on this machine alone: rounds until one passes, and a run without the machine
//! that made it.

#[path = "lab/program.rs"]
mod program;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use program::{clearway, refuses, stderr, stdout};

const ROW: &str = r#"
format = 1
dated = "2026-11-22"
product = "Test"
[[endpoint]]
id = "local"
host = "localhost"
port = 80
scheme = "http"
purpose = "Test"
source = "A test"
"#;

/// A proxy on this machine and a data file with one host behind it.
struct Site {
    folder: TempDir,
    proxy: String,
}

impl Site {
    /// The proxy hangs up on so many requests before it answers.
    fn new(refusals: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("own.toml"), ROW).expect("it is writable");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let asked = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let asked = Arc::clone(&asked);
                std::thread::spawn(move || answer(stream, &asked, refusals));
            }
        });
        Self {
            folder,
            proxy: format!("http://{address}"),
        }
    }

    fn file(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        path.to_str().expect("a plain name").to_owned()
    }

    fn arguments(&self, more: &[&str]) -> Vec<String> {
        let own = self.file("own.toml");
        let all = [
            "check",
            "--endpoints",
            &own,
            "--proxy",
            &self.proxy,
            "--resolver",
            "127.0.0.1:1",
        ];
        all.iter().chain(more).map(ToString::to_string).collect()
    }

    fn check(&self, more: &[&str]) -> Output {
        let all = self.arguments(more);
        clearway(&all.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

fn answer(mut stream: TcpStream, asked: &AtomicUsize, refusals: usize) {
    let mut head = [0; 4096];
    let length = stream.read(&mut head).unwrap_or_default();
    let line = String::from_utf8_lossy(&head[..length]);
    let line = line.lines().next().unwrap_or_default().to_owned();
    if asked.fetch_add(1, Ordering::SeqCst) < refusals {
        return;
    }
    let (body, size) = (format!("this is {line}"), line.len() + 8);
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {size}\r\n\r\n{body}"
    );
}

/// Enough for every request of a long test.
const ALWAYS: usize = usize::MAX;

fn rounds(output: &Output) -> Vec<String> {
    let lines = stderr(output);
    let lines = lines.lines().filter(|line| line.contains("  round "));
    lines.map(str::to_owned).collect()
}

#[test]
fn rounds_go_on_until_one_passes_and_the_report_is_of_the_last() {
    let site = Site::new(1);
    let saved = site.file("last.json");
    let output = site.check(&["--until-pass=100ms", "--save", &saved]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let rounds = rounds(&output);
    let (last, before) = rounds.split_last().expect("a line for each round");
    assert!(!before.is_empty(), "{rounds:?}");
    for (number, line) in (1..).zip(before) {
        assert!(
            line.contains(&format!("  round {number}: FAIL  Proxy `")),
            "{line}"
        );
        assert!(line.ends_with("; next round in 100ms"), "{line}");
    }
    assert!(last.contains(": PASS  1 of 1 required endpoint"), "{last}");
    assert!(!last.contains("next round"), "{last}");
    assert!(stdout(&output).starts_with("PASS  "), "{}", stdout(&output));
    let report: Value =
        serde_json::from_str(&fs::read_to_string(saved).expect("it was saved")).expect("JSON");
    assert_eq!(report["verdict"], "pass");
    assert!(
        last.starts_with(report["run"]["started"].as_str().expect("a time")),
        "{last}"
    );
}

#[test]
fn rounds_end_when_the_time_is_over() {
    let site = Site::new(ALWAYS);
    let output = site.check(&["--until-pass=200ms", "--give-up-after", "3s"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("FAIL  "), "{}", stdout(&output));
    let rounds = rounds(&output);
    assert!(
        rounds
            .last()
            .is_some_and(|last| !last.contains("next round")),
        "{rounds:?}"
    );
    let short = site.check(&["--until-pass", "--give-up-after", "1s", "--quiet"]);
    assert_eq!(short.status.code(), Some(1));
    assert_eq!(
        (stdout(&short), stderr(&short)),
        (String::new(), String::new())
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_while_it_waits_ends_with_the_last_report() {
    let site = Site::new(ALWAYS);
    let mut program = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(site.arguments(&["--until-pass=1h"]))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut told = program.stderr.take().expect("it is piped");
    let mut line = Vec::new();
    while !line.ends_with(b"next round in 1h\n") {
        let mut byte = [0];
        assert_eq!(told.read(&mut byte).expect("it can be read"), 1, "{line:?}");
        line.extend(byte);
    }
    std::thread::sleep(Duration::from_millis(100));
    let id = program.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status();
    assert!(sent.expect("there is a `kill`").success());
    let output = program.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130));
    assert!(stdout(&output).starts_with("FAIL  "), "{}", stdout(&output));
}

#[test]
fn flags_for_rounds_say_what_is_wrong_with_them() {
    refuses(&["check", "--give-up-after", "5m"], "--until-pass");
    refuses(&["check", "--until-pass=0"], "it must be greater than zero");
    refuses(
        &["check", "--until-pass=5x"],
        "unknown unit `x`; write `5s`, `500ms` or `2m`",
    );
    refuses(
        &["check", "--until-pass", "--give-up-after", "soon"],
        "it has no number; write `5s`, `500ms` or `2m`",
    );
}

#[test]
fn a_label_is_stored_and_shown() {
    let site = Site::new(0);
    let saved = site.file("a.json");
    let output = site.check(&["--label", "site A", "--save", &saved]);
    assert!(
        stdout(&output).contains("\nlabel      site A\n"),
        "{}",
        stdout(&output)
    );
    let report = fs::read_to_string(saved).expect("it was saved");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["run"]["label"], "site A");
}

/// What a run says of this machine.
fn said_of_this_machine(host: &Value) -> Vec<String> {
    let interfaces = host["interfaces"].as_array().expect("a list");
    let addresses = interfaces
        .iter()
        .flat_map(|one| one["addresses"].as_array().expect("a list"));
    let addresses = addresses.chain(host["source_addresses"].as_array().expect("a list"));
    let addresses = addresses.map(|one| one.as_str().expect("an address").to_owned());
    let addresses = addresses.filter(|one| !["127.0.0.1", "::1"].contains(&&**one));
    let name = host["name"].as_str().map(|name| format!("\"{name}\""));
    addresses.chain(name).collect()
}

#[test]
fn a_redacted_run_says_nothing_of_this_machine_in_any_format() {
    let site = Site::new(0);
    let formats = ["txt", "json", "xml", "html", "md", "prom", "csv"];
    let saves: Vec<String> = formats
        .map(|ending| site.file(&format!("clean.{ending}")))
        .to_vec();
    let mut flags = vec!["--redact", "--quiet"];
    flags.extend(saves.iter().flat_map(|file| ["--save", file]));
    let plain: Value =
        serde_json::from_str(&stdout(&site.check(&["--format", "json"]))).expect("JSON");
    let secrets = said_of_this_machine(&plain["run"]["host"]);
    assert_eq!(site.check(&flags).status.code(), Some(0));
    for file in &saves {
        let text = fs::read_to_string(file).expect("it was saved");
        for secret in &secrets {
            assert!(!text.contains(secret), "{file}: {secret}: {text}");
        }
    }
    let report = fs::read_to_string(&saves[1]).expect("it was saved");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let host = &report["run"]["host"];
    assert_eq!(report["run"]["redacted"], true);
    assert_eq!((&host["name"], &host["user"]), (&Value::Null, &Value::Null));
    assert_eq!(host["interfaces"], Value::Array(Vec::new()));
    let probe = &report["endpoints"][0]["probes"][0];
    assert_eq!(probe["route"]["via"], site.proxy);
    assert!(Path::new(&saves[3]).exists());
}
