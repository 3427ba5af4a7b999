//! Wrong inputs are answered with what to do, files are read as others write them, and no output destroys
//! what was given or measured.

use std::fs;
use std::process::{Command, Output, Stdio};

const PASSWORD: &str = "CLEARWAY_PROXY_PASSWORD";

/// The program, without a proxy in its environment.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clearway"));
    command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null());
    for name in [
        PASSWORD,
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        command.env_remove(name);
    }
    command
}

fn clearway(arguments: &[&str]) -> Output {
    program(arguments).output().expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("errors are UTF-8")
}

/// Exit 2, nothing on standard output, and one message that says this.
#[track_caller]
fn is_refused(output: &Output, says: &str) {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(stdout(output), "");
    let said = stderr(output);
    assert!(said.contains(says), "{says}: {said}");
    assert_eq!(said.matches("error: ").count(), 1, "{said}");
}

#[track_caller]
fn refuses(arguments: &[&str], says: &str) {
    is_refused(&clearway(arguments), says);
}

#[test]
fn a_deadline_shorter_than_one_step_is_refused() {
    let flags = ["check", "--timeout", "30s", "--deadline", "5s"];
    refuses(&flags, "`--deadline 5s` is shorter than `--timeout 30s`");
    refuses(&["check", "--timeout", "3m"], "`--deadline 2m`");
}

#[test]
fn the_direct_route_is_not_compared_with_itself() {
    for flag in [
        &["--compare-direct"][..],
        &["--direct", "must-fail"],
        &["--direct", "must-pass"],
    ] {
        let through = [&["check", "--proxy", "direct"], flag].concat();
        refuses(
            &through,
            &format!("`{}`: every endpoint goes", flag.join(" ")),
        );
        let around = ["--proxy", "http://127.0.0.1:1", "--no-proxy", "*"];
        refuses(
            &[&["check"], &around[..], flag].concat(),
            "every endpoint goes direct (`--no-proxy *`)",
        );
    }
}

#[test]
fn a_password_without_a_user_is_refused() {
    let file = ["check", "--proxy-password-file", "secret.txt"];
    refuses(&file, "`--proxy-password-file secret.txt` gives a password");
    for command in ["check", "routes"] {
        let output = program(&[command]).env(PASSWORD, "geheim").output();
        let output = output.expect("the program starts");
        is_refused(&output, "the variable `CLEARWAY_PROXY_PASSWORD` gives");
        assert!(!stderr(&output).contains("geheim"));
    }
    let output = program(&["routes"]).env(PASSWORD, "").output();
    let output = output.expect("the program starts");
    assert_eq!(output.status.code(), Some(0), "an empty one: {output:?}");
}

/// A folder with a report that passes to judge, and its own name for each file in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let report = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readme/report.json");
        fs::copy(report, folder.path().join("r.json")).expect("a copy");
        Self(folder)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let file = self.0.path().join(name);
        fs::write(&file, bytes).expect("the folder is writable");
        file.display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = program(arguments);
        command
            .current_dir(self.0.path())
            .output()
            .expect("it starts")
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.path().join(name)).expect("it is there")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("a folder");
        let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).display().to_string())
            .collect();
        names.sort();
        names
    }
}

#[test]
fn no_output_of_a_check_overwrites_what_it_reads() {
    let folder = Folder::new();
    for flag in [
        "--endpoints",
        "--agent-config",
        "--pac",
        "--system-settings",
        "--service-tags",
        "--m365",
        "--from",
        "--proxy-password-file",
    ] {
        for output in ["--save", "--proof", "--pcap"] {
            folder.write("given.json", "what was given");
            let arguments = ["check", flag, "given.json", output, "./given.json"];
            let says = format!("`{output} ./given.json` is the same file as `{flag} given.json`");
            is_refused(&folder.run(&arguments), &says);
            assert_eq!(folder.read("given.json"), b"what was given");
        }
    }
}

#[test]
fn no_output_overwrites_a_file_that_an_input_names() {
    let folder = Folder::new();
    let certificate = text_of("tests/proof/roots.pem");
    folder.write("root.json", &certificate);
    let data = "format = 1\n[[issuer]]\nid = 'a'\n[[issuer.key]]\ncertificate = 'root.json'\n";
    folder.write("data.toml", data);
    let section = "<defaultProxy><proxy proxyaddress='http://p:1'/></defaultProxy>";
    folder.write("section.json", section);
    folder.write(
        "agent.exe.config",
        "<configuration><system.net><defaultProxy configSource='section.json'/></system.net></configuration>",
    );
    for (given, named, output) in [
        (
            ["check", "--endpoints", "data.toml"],
            "certificate",
            "root.json",
        ),
        (
            ["check", "--agent-config", "agent.exe.config"],
            "configSource",
            "section.json",
        ),
    ] {
        for flag in ["--save", "--proof", "--pcap"] {
            let arguments = [&given[..], &[flag, output]].concat();
            let says = format!("`{flag} {output}` is the same file as `{named} {output}`");
            is_refused(&folder.run(&arguments), &says);
        }
    }
    let judge = [
        "judge",
        "r.json",
        "--endpoints",
        "data.toml",
        "--save",
        "root.json",
    ];
    is_refused(
        &folder.run(&judge),
        "is the same file as `certificate root.json`",
    );
    assert_eq!(folder.read("root.json"), certificate.as_bytes());
    assert_eq!(folder.read("section.json"), section.as_bytes());
}

#[test]
fn a_file_given_to_the_wrong_reader_is_told_what_it_is_and_who_reads_it() {
    let folder = Folder::new();
    let own = |name: &str| fs::read(name).expect("it is there");
    folder.write("zip", own("tests/proof/genuine-tls13.zip"));
    folder.write("report", own("tests/readme/report.json"));
    folder.write("rows", own("endpoints.toml"));
    folder.write("capture", b"\x0a\x0d\x0d\x0a\x1c\0\0\0\x4d\x3c\x2b\x1a");
    folder.write("tags", TAGS);
    folder.write("config", "<?xml version='1.0'?><configuration/>");
    folder.write("export", "Windows Registry Editor Version 5.00\r\n\r\n");
    let kinds = [
        ("zip", "`clearway verify` reads a bundle"),
        ("report", "`clearway judge` reads it"),
        ("rows", "give it with `--endpoints`"),
        ("capture", "this is a packet capture"),
        ("tags", "give it with `--service-tags`"),
        ("config", "give it with `--agent-config`"),
        ("export", "give it with `--system-settings`"),
    ];
    let readers: [(&str, &[&str]); 8] = [
        ("report", &["judge"]),
        ("report", &["compare", "report"]),
        ("report", &["check", "--from"]),
        ("zip", &["verify"]),
        ("rows", &["list", "--endpoints"]),
        ("tags", &["rules", "--service-tags"]),
        ("config", &["routes", "--agent-config"]),
        ("export", &["routes", "--system-settings"]),
    ];
    for (own, arguments) in readers {
        for (file, says) in kinds.iter().filter(|(file, _)| *file != own) {
            let output = folder.run(&[arguments, &[file]].concat());
            is_refused(&output, says);
            assert!(stderr(&output).contains(file), "{arguments:?} {file}");
        }
    }
}

/// Unpacked and packed again by another program, which compresses and dates its files.
#[test]
fn a_bundle_that_was_packed_again_is_told_as_that() {
    let folder = Folder::new();
    let bundle = fs::read("tests/proof/genuine-tls13.zip").expect("it is there");
    // Another time in the first file's header.
    let mut packed = bundle.clone();
    packed[12] ^= 1;
    folder.write("packed.zip", packed);
    let output = folder.run(&["verify", "packed.zip"]);
    is_refused(
        &output,
        "a bundle that was unpacked and packed again is refused",
    );
}

#[test]
fn a_report_is_not_overwritten_by_its_own_judgement() {
    let folder = Folder::new();
    let before = folder.read("r.json");
    let output = folder.run(&["judge", "r.json", "--save", "r.json"]);
    is_refused(&output, "`--save r.json` is the same file as `r.json`");
    assert_eq!(folder.read("r.json"), before);
    let output = folder.run(&["judge", "r.json", "--quiet", "--save", "again.json"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn no_two_outputs_are_one_file_and_nothing_is_made_of_them() {
    let folder = Folder::new();
    for (one, other) in [
        (["--save", "new.json"], ["--save", "./new.json"]),
        (["--save", "new.json"], ["--proof", "new.json"]),
        (["--proof", "new"], ["--pcap", "new"]),
    ] {
        let output = folder.run(&[&["check"], &one[..], &other].concat());
        is_refused(&output, "are the same file; give each its own");
        assert_eq!(folder.names(), ["r.json"]);
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_known_behind_links() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    let place = |name: &str| folder.0.path().join(name);
    symlink("r.json", place("soft.json")).expect("a link");
    fs::hard_link(place("r.json"), place("hard.json")).expect("a link");
    symlink("nothing.json", place("dangling.json")).expect("a link");
    for link in ["soft.json", "hard.json"] {
        let output = folder.run(&["judge", "r.json", "--save", link]);
        is_refused(&output, "is the same file as `r.json`");
    }
    let output = folder.run(&[
        "judge",
        "r.json",
        "--save",
        "dangling.json",
        "--save",
        "nothing.json",
    ]);
    is_refused(&output, "`--save dangling.json` and `--save nothing.json`");
    assert!(!place("nothing.json").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_saved_at_the_end_is_kept_in_a_file_of_its_own() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = Folder::new();
    symlink("/dev/full", folder.0.path().join("full.json")).expect("a link");
    let kept_in = tempfile::tempdir().expect("a folder");
    let arguments = ["judge", "r.json", "--quiet", "--save", "full.json"];
    let mut command = program(&arguments);
    command.current_dir(folder.0.path());
    let output = command.env("TMPDIR", kept_in.path()).output();
    let output = output.expect("it starts");
    is_refused(&output, "`--save full.json`: No space left on device");
    let entry = fs::read_dir(kept_in.path()).expect("a folder").next();
    let kept = entry.expect("a file").expect("an entry").path();
    let said = stderr(&output);
    assert!(said.contains(&format!("`{}`", kept.display())), "{said}");
    let mode = fs::metadata(&kept)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let judged = folder.run(&["judge", &kept.display().to_string(), "--quiet"]);
    assert_eq!(judged.status.code(), Some(1), "it is whole: {judged:?}");
    let output = command.env("TMPDIR", "/no/such/folder").output();
    let output = output.expect("it starts");
    is_refused(&output, "nor can it be kept in the temporary folder");
}

#[test]
fn explain_takes_any_case_prefixes_and_near_misses() {
    let all = stdout(&clearway(&["explain", "chain"]));
    assert!(all.starts_with("chain: certificate chains"), "{all}");
    assert!(
        all.contains("chain.intercepted") && !all.contains("tunnel."),
        "{all}"
    );
    let one = stdout(&clearway(&["explain", "Tunnel.Auth-Req"]));
    assert_eq!(one, stdout(&clearway(&["explain", "tunnel.auth-required"])));
    let json = stdout(&clearway(&["explain", "TUNNEL.", "--format", "json"]));
    let rows: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let rows = rows.as_array().expect("a list");
    assert!(rows.len() > 3 && rows.iter().all(|row| row["stage"] == "tunnel"));
    refuses(&["explain", "chain.wekk"], "did you mean `chain.weak`");
    refuses(&["explain", "intercepted"], "`chain.intercepted`");
    refuses(&["explain", "zzzz"], "`clearway explain` lists them all");
    refuses(&["explain", "\u{1b}[2J"], "`\\u{1b}[2J`");
    refuses(&["explain", ""], "there is no finding code ``");
}

#[test]
fn a_tenant_is_taken_as_portals_and_scripts_write_it() {
    let hosts = |tenant: &str| stdout(&clearway(&["list", "--tenant", tenant]));
    let usual = hosts("0a1b2c3d-0000-4000-8000-00000000000f");
    assert!(
        usual.contains("0a1b2c3d-0000-4000-8000-00000000000f."),
        "{usual}"
    );
    for other in [
        "{0A1B2C3D-0000-4000-8000-00000000000F}",
        "0a1b2c3d00004000800000000000000f",
        "{0a1b2c3d00004000800000000000000f}",
        " 0a1b2c3d-0000-4000-8000-00000000000f\r\n",
    ] {
        assert_eq!(hosts(other), usual, "{other}");
    }
    for wrong in [
        "{0a1b2c3d-0000-4000-8000-00000000000f",
        "0a1b2c3d-0000-4000-8000-00000000000f}",
        "0a1b2c3d-00004000-8000-00000000000f",
        "contoso",
        "",
        "{}",
    ] {
        refuses(&["list", "--tenant", wrong], "GUID");
    }
    for nil in [
        "00000000-0000-0000-0000-000000000000",
        "{00000000000000000000000000000000}",
    ] {
        refuses(&["list", "--tenant", nil], "zeros only");
    }
}

/// A text in each way that Windows and others write it.
fn written(text: &str) -> [Vec<u8>; 5] {
    let units = |mark: [u8; 2], pair: fn(u16) -> [u8; 2]| {
        let all = text.encode_utf16().flat_map(pair);
        mark.into_iter().chain(all).collect()
    };
    [
        text.as_bytes().to_vec(),
        ["\u{feff}", text].concat().into_bytes(),
        text.replace('\n', "\r\n").into_bytes(),
        units([0xff, 0xfe], u16::to_le_bytes),
        units([0xfe, 0xff], u16::to_be_bytes),
    ]
}

fn text_of(file: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    fs::read_to_string(file).expect("it is there")
}

const TAGS: &str = r#"{"changeNumber": 402, "cloud": "Public", "values": [{"name": "ServiceBus",
    "properties": {"addressPrefixes": ["20.0.0.0/25", "20.0.0.128/25"]}}]}"#;

#[test]
fn every_text_is_read_however_it_was_written() {
    let folder = Folder::new();
    for (text, arguments) in [
        (text_of("endpoints.toml"), &["list", "--endpoints"][..]),
        (text_of("tests/readme/report.json"), &["judge"]),
        (
            TAGS.to_owned(),
            &[
                "rules",
                "--format",
                "csv",
                "--only",
                "servicebus",
                "--service-tags",
            ],
        ),
    ] {
        folder.write("plain", &text);
        let plain = stdout(&folder.run(&[arguments, &["plain"]].concat()));
        assert!(plain.len() > 50, "{arguments:?}: {plain}");
        for bytes in written(&text) {
            folder.write("plain", bytes);
            let output = folder.run(&[arguments, &["plain"]].concat());
            assert_eq!(stdout(&output), plain, "{output:?}");
        }
        let no_mark: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        folder.write("plain", no_mark);
        let says = "UTF-16";
        is_refused(&folder.run(&[arguments, &["plain"]].concat()), says);
    }
}

#[test]
fn roots_are_taken_as_pem_and_as_der_however_they_were_written() {
    let folder = Folder::new();
    let pem = text_of("tests/proof/roots.pem");
    let bundle = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/proof/genuine-tls13.zip");
    let verify = || folder.run(&["verify", bundle, "--roots", "roots"]);
    folder.write("roots", &pem);
    let plain = verify();
    assert_eq!(plain.status.code(), Some(0), "{plain:?}");
    for bytes in written(&pem) {
        folder.write("roots", bytes);
        assert_eq!(stdout(&verify()), stdout(&plain));
    }
    let (label, der) = pem_of(&pem);
    assert_eq!(label, 1, "one certificate is one DER file");
    folder.write("roots", der);
    assert_eq!(stdout(&verify()), stdout(&plain));
}

/// How many certificates there are, and the first one's DER.
fn pem_of(text: &str) -> (usize, Vec<u8>) {
    let certificates = x509_parser::pem::Pem::iter_from_buffer(text.as_bytes());
    let all: Vec<_> = certificates.map(|one| one.expect("PEM").contents).collect();
    (all.len(), all[0].clone())
}

/// What it does with this on standard input.
fn fed(arguments: &[&str], bytes: &[u8]) -> Output {
    use std::io::Write as _;
    let mut command = program(arguments);
    command.stdin(Stdio::piped());
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // Who refuses early reads no further.
    let _ = stdin.write_all(bytes);
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_dash_is_standard_input() {
    let report = text_of("tests/readme/report.json");
    let judged = stdout(&clearway(&["judge", "tests/readme/report.json"]));
    assert_eq!(stdout(&fed(&["judge", "-"], report.as_bytes())), judged);

    let roots = ["--roots", "tests/proof/roots.pem"];
    let bundle = "tests/proof/genuine-tls13.zip";
    let verified = stdout(&clearway(&[&["verify", bundle][..], &roots].concat()));
    let bytes = fs::read(bundle).expect("it is there");
    let output = fed(&[&["verify", "-"][..], &roots].concat(), &bytes);
    assert_eq!(stdout(&output), verified);

    let rows = text_of("endpoints.toml");
    let listed = stdout(&clearway(&["list", "--endpoints", "endpoints.toml"]));
    let output = fed(&["list", "--endpoints", "-"], rows.as_bytes());
    assert_eq!(stdout(&output), listed, "{output:?}");
}

/// A shell's `<(command)` is a pipe, which can be read once; a device may have no end.
#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_read_once_and_a_device_within_a_bound() {
    let rows = text_of("endpoints.toml");
    let judge = |file| ["judge", "tests/readme/report.json", "--endpoints", file];
    let plain = stdout(&clearway(&judge("endpoints.toml")));
    let output = fed(&judge("/dev/stdin"), rows.as_bytes());
    assert_eq!(
        stdout(&output),
        plain.replace("endpoints.toml", "/dev/stdin"),
        "{output:?}"
    );
    let saved = ["check", "--save", "/dev/null/x.json"];
    for flag in ["--endpoints", "--agent-config"] {
        let output = clearway(&[&saved[..], &[flag, "/dev/zero"]].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
    let output = fed(&judge("/dev/stdin"), b"{}");
    is_refused(&output, "/dev/stdin");
}

/// What was typed or pasted is repeated without what would steer a terminal.
#[test]
fn no_message_steers_a_terminal() {
    let hostile = "x\u{1b}]0;owned\u{7}\u{202e}\u{9b}31m";
    for arguments in [
        &["verify"][..],
        &["verify", "tests/proof/genuine-tls13.zip", "--roots"],
        &["judge"],
        &["compare", "tests/readme/report.json"],
        &["routes", "--proxy"],
        &["routes", "--pac"],
        &["routes", "--agent-config"],
        &["routes", "--system-settings"],
        &["check", "--proxy-user", "u", "--proxy-password-file"],
        &["check", "--system-proxy"],
        &["check", "--proof"],
        &["check", "--pcap"],
        &["check", "--save"],
        &["check", "--label"],
        &["check", "--timeout"],
        &["list", "--cloud"],
        &["list"],
        &[],
    ] {
        let value = match arguments.last() {
            Some(&("--proof" | "--pcap" | "--save")) => format!("/no/such/{hostile}"),
            Some(&("--proxy" | "--system-proxy")) => format!("http://{hostile}"),
            _ => hostile.to_owned(),
        };
        let output = clearway(&[arguments, &[&value]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        let said = stderr(&output);
        let steers = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!said.contains(steers), "{arguments:?}: {said:?}");
        assert!(said.contains("31m"), "it is named: {arguments:?}: {said:?}");
    }
}

#[test]
fn what_is_wrong_with_standard_input_is_said_of_it() {
    let output = fed(&["list", "--endpoints", "-"], b"format = 1\nnonsense\n");
    is_refused(&output, "standard input:2: ");
    is_refused(&fed(&["judge", "-"], b"{"), "standard input: ");
    is_refused(&fed(&["verify", "-"], b"PK"), "standard input: no bundle");
    let long = vec![b' '; (16 << 20) + 1];
    let output = fed(&["list", "--endpoints", "-"], &long);
    is_refused(&output, "standard input: is larger than 16 MiB");
    let output = fed(&["judge", "-", "--endpoints", "-"], b"{}");
    is_refused(&output, "`-` is given twice");
}

#[cfg(unix)]
#[test]
fn a_file_that_comes_by_standard_input_is_not_overwritten_either() {
    let folder = Folder::new();
    let before = folder.read("r.json");
    let mut command = program(&["judge", "-", "--save", "r.json"]);
    let file = fs::File::open(folder.0.path().join("r.json")).expect("it is there");
    let output = command.current_dir(folder.0.path()).stdin(file).output();
    let output = output.expect("it starts");
    is_refused(&output, "is the same file as `standard input`");
    assert_eq!(folder.read("r.json"), before);
}
