//! The command line as a user meets it: exit codes, errors, and that the README tells the truth.

#[path = "cli/manual.rs"]
mod manual;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

#[path = "cli/compare.rs"]
mod compare;

fn clearway(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("CLEARWAY_PROXY_PASSWORD")
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("errors are UTF-8")
}

fn repository(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

fn readme() -> String {
    fs::read_to_string(repository("README.md")).expect("there is a README")
}

/// Exit 2, nothing on standard output, and one message that says this.
#[track_caller]
fn refuses(arguments: &[&str], says: &str) {
    let output = clearway(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
    assert_eq!(stdout(&output), "", "{arguments:?}");
    assert!(
        stderr(&output).contains(says),
        "{arguments:?}: {}",
        stderr(&output)
    );
    assert_eq!(
        stderr(&output).matches("error: ").count(),
        1,
        "{}",
        stderr(&output)
    );
}

/// The text between two marks of the README, or with `UPDATE=1` put there.
fn block(name: &str, wanted: &str) -> String {
    let text = readme();
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->"),
    );
    let from = text.find(&begin).expect("the README has the mark") + begin.len();
    let to = from
        + text[from..]
            .find(&end)
            .expect("the README has the end mark");
    if std::env::var_os("UPDATE").is_some() {
        let new = format!("{}{wanted}{}", &text[..from], &text[to..]);
        fs::write(repository("README.md"), new).expect("the README is writable");
        return wanted.to_owned();
    }
    text[from..to].to_owned()
}

#[test]
fn the_readme_s_run_is_what_the_program_writes() {
    let output = clearway(&["judge", "tests/readme/report.json"]);
    assert_eq!(output.status.code(), Some(1));
    let shown = format!("```text\n{}```\n", stdout(&output));
    assert_eq!(block("a run", &shown), shown);
}

#[test]
fn the_readme_s_run_that_passes_is_what_the_program_writes() {
    let output = clearway(&["judge", "tests/readme/passes.json"]);
    assert_eq!(output.status.code(), Some(0));
    let shown = format!("```text\n{}```\n", stdout(&output));
    assert_eq!(block("a run that passes", &shown), shown);
}

/// One page, read in half a minute.
#[test]
fn the_readme_is_short_and_its_links_lead_somewhere() {
    let text = readme();
    assert!(text.len() < 9_000, "{} bytes", text.len());
    let links = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let links: Vec<&str> = links.collect();
    assert!(links.len() > 8, "{links:?}");
    for link in links {
        assert!(repository(link).exists(), "{link}");
    }
}

#[test]
fn every_command_of_the_readme_exists() {
    let text = readme();
    let named = text
        .match_indices("`clearway ")
        .map(|(at, _)| &text[at + 10..]);
    let named: Vec<&str> = named
        .filter_map(|rest| rest.split([' ', '`']).next())
        .collect();
    assert!(
        named.contains(&"check") && named.contains(&"judge"),
        "{named:?}"
    );
    for command in named {
        let output = clearway(&[command, "--help"]);
        assert_eq!(output.status.code(), Some(0), "clearway {command}");
    }
}

#[test]
fn every_flag_of_the_readme_exists() {
    let help = [
        "check", "routes", "list", "rules", "judge", "verify", "compare", "explain",
    ]
    .map(|command| stdout(&clearway(&[command, "--help"])));
    let help = help.concat();
    let text = readme();
    let commands = text
        .lines()
        .filter(|line| line.starts_with("clearway ") || line.contains("`--"));
    let words = commands.flat_map(|line| line.split([' ', '`', '(', ')', ',', ';', '.', '=']));
    let flags = words.filter(|word| word.starts_with("--") && word.len() > 2);
    let unknown: Vec<&str> = flags
        .filter(|flag| !help.contains(*flag) && !cargo_s_own(flag))
        .collect();
    assert_eq!(unknown, [""; 0]);
}

/// Flags of cargo, not ours.
fn cargo_s_own(flag: &str) -> bool {
    ["--release", "--path", "--all-targets", "--"].contains(&flag)
}

fn vector(name: &str) -> String {
    format!("tests/proof/{name}.zip")
}

/// Verifies a vector by the lab's root; its exit code and what it said.
fn verified(name: &str, flags: &[&str]) -> (Option<i32>, String) {
    let (file, roots) = (vector(name), ["--roots", "tests/proof/roots.pem"]);
    let arguments = [&["verify", &file][..], &roots, flags].concat();
    let output = clearway(&arguments);
    assert_eq!(stderr(&output), "", "{output:?}");
    (output.status.code(), stdout(&output))
}

#[test]
fn a_bundle_is_verified_by_its_challenge_and_by_the_keys_that_are_given() {
    for (name, challenge, exit, says) in [
        (
            "genuine-tls13",
            "audit 7",
            0,
            "PROVEN  1 of 1 required TLS probe",
        ),
        ("genuine-tls12", "61756469742037", 0, "proven end to end"),
        ("genuine-retry", "audit 8", 1, "answers another challenge"),
        ("intercepted", "audit 7", 1, "proven intercepted"),
    ] {
        let (code, text) = verified(name, &["--challenge", challenge]);
        assert_eq!(code, Some(exit), "{name}: {text}");
        assert!(text.contains(says), "{name}: {text}");
        assert!(text.contains("shows not"), "{text}");
    }
    let (code, text) = verified("genuine-tls13", &["--format", "json"]);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("\"freshness\": \"challenge-not-given\""),
        "{text}"
    );
    // The keys that are compiled in know nothing of the lab.
    let output = clearway(&["verify", &vector("genuine-tls13")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stdout(&output).contains("has no such endpoint"),
        "{output:?}"
    );
}

#[test]
fn what_is_no_bundle_is_refused_with_its_place() {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let file = folder.path().join("bad.zip");
    let path = file.to_str().expect("the path is UTF-8");
    let mut bytes = fs::read(repository(&vector("genuine-tls13"))).expect("it is there");
    bytes[40] ^= 1;
    fs::write(&file, bytes).expect("the folder is writable");
    refuses(&["verify", path], "no bundle: byte ");
    fs::write(&file, b"PK\x03\x04").expect("the folder is writable");
    refuses(
        &["verify", path],
        "no bundle: byte 0: an entry is cut short",
    );
    refuses(
        &["verify", "no-such-file.zip"],
        "no-such-file.zip: cannot be read",
    );
    let bundle = vector("genuine-tls13");
    refuses(
        &["verify", &bundle, "--roots", "Cargo.toml"],
        "holds no certificate",
    );
    refuses(
        &["verify", &bundle, "--challenge", ""],
        "give the auditor's challenge",
    );
    refuses(&["check", "--challenge", "x"], "--proof");
    let twice = ["check", "--proof", "a.zip", "--pcap", "a.zip"];
    refuses(&twice, "are the same file");
}

#[test]
fn the_readme_s_other_console_blocks_run() {
    let text = readme();
    let blocks = text
        .split("```console\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next());
    let commands: Vec<&str> = blocks
        .flat_map(str::lines)
        .filter_map(|l| l.strip_prefix("$ "))
        .collect();
    // The first is run by the outer tier, the last is what runs these tests, cargo knows the second.
    let expected = [
        "cargo run --release -- check",
        "cargo install --path .",
        "tests/run",
    ];
    assert_eq!(commands, expected);
    assert!(repository("tests/run").exists());
}

#[test]
fn help_fits_eighty_columns() {
    for command in [
        &["--help"][..],
        &["check", "--help"],
        &["routes", "--help"],
        &["list", "--help"],
        &["verify", "--help"],
        &["rules", "--help"],
        &["compare", "--help"],
    ] {
        let text = stdout(&clearway(command));
        let wide: Vec<&str> = text
            .lines()
            .filter(|line| line.chars().count() > 80)
            .collect();
        assert_eq!(wide, [""; 0], "{command:?}");
    }
}

/// Whoever writes another verifier finds every field of a bundle in the help and in the manual.
#[test]
fn every_field_of_a_bundle_is_named_in_the_help_and_in_the_manual() {
    let help = stdout(&clearway(&["verify", "--help"]));
    let page = stdout(&clearway(&["help", "proof"]));
    let bundle = fs::read(repository(&vector("genuine-tls13"))).expect("it is there");
    let text = String::from_utf8_lossy(&bundle);
    let lines = text.lines().map(str::trim_start);
    let keys = lines.filter_map(|line| line.strip_prefix('"')?.split_once("\": "));
    let keys: BTreeSet<&str> = keys.map(|(key, _)| key).collect();
    assert!(keys.contains("server_secret"));
    for key in keys {
        assert!(help.contains(key) && page.contains(key), "`{key}`");
    }
}

#[test]
fn wrong_flags_are_refused_before_anything_is_sent() {
    refuses(&["check", "--timeout", "5x"], "write `5s`, `500ms` or `2m`");
    refuses(&["check", "--deadline", "0s"], "greater than zero");
    refuses(
        &["check", "--resolver", "dns.example"],
        "no address of a name server",
    );
    refuses(&["check", "--only", "nonsense"], "nonsense");
    refuses(&["check", "--tenant", "contoso"], "contoso");
    refuses(&["check", "--cloud", "moon"], "public");
    refuses(&["check", "--format", "yaml"], "json");
    refuses(&["check", "--save", "report.doc"], ".json");
    refuses(
        &["check", "--save", "/no/such/folder/r.json"],
        "/no/such/folder/r.json",
    );
    refuses(
        &["check", "--endpoints", "/no/such/file.toml"],
        "/no/such/file.toml",
    );
    refuses(&["judge", "/no/such/report.json"], "/no/such/report.json");
    refuses(&["explain", "chain.nonsense"], "chain.nonsense");
    refuses(&["man", "chek"], "`check`");
    refuses(&["completions", "tcsh"], "bash");
}

/// The flags whose values are a fixed list, each with its list.
const WORDS: [(&str, &str); 4] = [
    ("--format", "human json junit html markdown prometheus csv"),
    ("--direct", "must-fail must-pass"),
    ("--color", "auto always never"),
    ("--cloud", "public usgov china"),
];

#[test]
fn completions_and_help_offer_the_values_of_a_flag() {
    let shells = ["bash", "zsh", "fish"].map(|shell| stdout(&clearway(&["completions", shell])));
    let help = stdout(&clearway(&["check", "--help"]));
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for (flag, words) in WORDS {
        assert!(shells[0].contains(&format!("\"{words}\"")), "{flag}");
        for shell in &shells {
            assert!(words.split(' ').all(|word| shell.contains(word)), "{flag}");
        }
        let listed = format!("[possible values: {}]", words.replace(' ', ", "));
        let described = words
            .split(' ')
            .all(|word| help.contains(&format!("- {word}: ")));
        assert!(help.contains(&listed) || described, "{flag}: {help}");
    }
}

#[test]
fn a_value_is_taken_in_any_case_and_a_wrong_one_is_answered_with_the_list() {
    for (flag, words) in WORDS {
        for word in words.split(' ') {
            let word = word.to_uppercase();
            let refused = clearway(&["check", "--endpoints", "no/such.toml", flag, &word]);
            assert!(stderr(&refused).contains("no/such.toml"), "{flag} {word}");
        }
        let refused = stderr(&clearway(&["check", flag, "nonsense"]));
        assert!(
            refused.contains("nonsense") && refused.contains(flag),
            "{refused}"
        );
        assert!(
            words.split(' ').all(|word| refused.contains(word)),
            "{refused}"
        );
    }
}

#[test]
fn a_log_is_written_only_where_it_is_asked_for_and_to_standard_error() {
    let nowhere = [
        "check",
        "--only",
        "login-windows",
        "--resolver",
        "127.0.0.1:9",
    ];
    let flags = [
        "--proxy",
        "http://127.0.0.1:9",
        "--timeout",
        "300ms",
        "--quiet",
    ];
    let asked: Vec<&str> = nowhere.iter().chain(&flags).copied().collect();
    let run = |more: &[&str], level: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clearway"));
        command.args(&asked).args(more).env("CLEARWAY_LOG", level);
        let output = command.output().expect("it runs");
        assert_eq!(stdout(&output), "");
        stderr(&output)
    };
    assert_eq!(run(&[], "off"), "");
    for log in [run(&["-v"], "off"), run(&[], "INFO")] {
        assert!(
            log.contains("login.windows.net:443") && !log.contains("attempt{"),
            "{log}"
        );
    }
    for log in [run(&["-vv"], ""), run(&[], "debug")] {
        assert!(
            log.contains("attempt{to=127.0.0.1:9}: connecting: failed: "),
            "{log}"
        );
    }
    let refused = run(&[], "loud");
    assert!(
        refused.contains("`CLEARWAY_LOG=loud`: unknown level; write `info`"),
        "{refused}"
    );
}

#[test]
fn a_word_of_proxy_is_taken_in_any_case_and_is_no_host() {
    for word in ["direct", "DIRECT", "Direct"] {
        let routes = routes(&["--proxy", word]);
        let via = routes.pointer("/endpoints/0/samples/0/route/via");
        assert_eq!(via, Some(&Value::Null), "{word}");
    }
    let named = routes(&["--proxy", "http://direct"]);
    let via = named.pointer("/endpoints/0/samples/0/route/via");
    assert_eq!(via, Some(&"http://direct:80".into()));
    for asked in [["explain", "CHAIN.WEAK"], ["man", "Check"]] {
        assert!(clearway(&asked).status.success(), "{asked:?}");
    }
}

#[test]
fn a_route_that_cannot_be_meant_is_refused_with_what_to_write() {
    for (arguments, says) in [
        (
            ["--proxy", "none"],
            "`--proxy none`: for no proxy write `direct`",
        ),
        (["--proxy", "None"], "write `direct`"),
        (
            ["--system-proxy", "none"],
            "`--system-proxy none`: for no proxy write `direct`",
        ),
        (
            ["--proxy", "http://fd00::1:3128"],
            "write `http://[fd00::1]:3128`",
        ),
        (["--proxy", "fd00::1"], "write `http://[fd00::1]:3128`"),
        (
            ["--no-proxy", "a.example,10.0.0.0/99"],
            "the entry `10.0.0.0/99`: ",
        ),
        (["--no-proxy", "10.0.0.0/99"], "write it as `10.0.0.0/8`"),
        (
            ["--no-proxy", "a.example;b.example"],
            "separate entries with commas",
        ),
        (
            ["--no-proxy", "a.example,*"],
            "only where it is the whole list",
        ),
        (["--no-proxy", "192.168.*"], "`192.168.0.0/16`"),
    ] {
        refuses(&["check", arguments[0], arguments[1]], says);
    }
    let named = routes(&["--proxy", "http://none"]);
    let via = named.pointer("/endpoints/0/samples/0/route/via");
    assert_eq!(via, Some(&"http://none:80".into()));
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_is_told_and_not_taken_for_unset() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let program = |arguments: &[&str], name: &str, value: &[u8]| {
        Command::new(env!("CARGO_BIN_EXE_clearway"))
            .args(arguments)
            .env_clear()
            .env(name, OsStr::from_bytes(value))
            .stdin(std::process::Stdio::null())
            .output()
            .expect("the program starts")
    };
    let arguments = ["routes", "--format", "json", "--only", "login*"];
    let output = program(&arguments, "HTTPS_PROXY", b"http://anna:geh\xe9im@p:1");
    let said = stdout(&output);
    assert!(
        said.contains("it is not UTF-8") && said.contains("http://p:1"),
        "{said}"
    );
    assert!(!said.contains("geh"), "{said}");
    let arguments = ["check", "--proxy-user", "anna"];
    let output = program(&arguments, "CLEARWAY_PROXY_PASSWORD", b"geh\xe9im");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = stderr(&output);
    assert!(
        said.contains("`CLEARWAY_PROXY_PASSWORD`: it is not UTF-8"),
        "{said}"
    );
}

#[test]
fn a_secret_on_the_command_line_is_refused_and_not_repeated() {
    for wrong in [
        "http://anna:geheim@proxy:3128",
        "ftp://anna:geheim@proxy",
        "http://anna:geheim@:1",
    ] {
        let output = clearway(&["check", "--proxy", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
        let said = stderr(&output) + &stdout(&output);
        assert!(
            !said.contains("geheim") && said.contains("--proxy"),
            "{said}"
        );
    }
    refuses(&["check", "--proxy-user", "anna:geheim"], "--proxy-user");
    let said = stderr(&clearway(&["check", "--proxy-user", "anna:geheim"]));
    assert!(!said.contains("geheim"), "{said}");
    refuses(
        &["check", "--proxy-user", "anna"],
        "CLEARWAY_PROXY_PASSWORD",
    );
}

/// What `clearway routes` says with these flags; the environment says nothing.
fn routes(arguments: &[&str]) -> Value {
    let fixed = ["routes", "--format", "json", "--only", "login*"];
    let output = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(fixed.iter().chain(arguments))
        .env_clear()
        .output()
        .expect("the program starts");
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|why| panic!("{why}: {output:?}"))
}

#[test]
fn routes_says_who_chose_the_way_and_sends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let pac = folder.path().join("proxy.pac");
    fs::write(
        &pac,
        "function FindProxyForURL(url, host) { return 'PROXY p:1; DIRECT' }",
    )
    .unwrap();
    let config = folder.path().join("agent.exe.config");
    fs::write(
        &config,
        "<configuration><system.net><defaultProxy><proxy proxyaddress='http://own:8080'/>\
         </defaultProxy></system.net></configuration>",
    )
    .unwrap();
    let (pac, config) = (pac.to_str().unwrap(), config.to_str().unwrap());
    let all = routes(&["--pac", pac, "--agent-config", config]);
    let sample = &all["endpoints"][0]["samples"][0];
    assert_eq!(sample["route"]["source"], "agent-config", "{all:#}");
    assert_eq!(sample["route"]["via"], "http://own:8080");
    assert_eq!(
        sample["route"]["passed_over"][0]["raw"],
        "http://p:1; direct"
    );
    assert_eq!(sample["findings"][0]["code"], "route.conflict");
    let scripted = routes(&["--pac", pac]);
    let route = &scripted["endpoints"][0]["samples"][0]["route"];
    assert_eq!(
        (&route["source"], &route["alternatives"][0]),
        (&"pac".into(), &"direct".into())
    );
    let off = routes(&["--pac", pac, "--proxy", "direct"]);
    let route = &off["endpoints"][0]["samples"][0]["route"];
    assert_eq!(
        (&route["source"], &route["via"]),
        (&"flag".into(), &Value::Null)
    );
}

/// The settings of an account that names a proxy for each scheme, as `reg export` writes them.
fn registry_export() -> Vec<u8> {
    // Version, counter, flags, and the length of the proxies.
    let head = [70, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 18, 0, 0, 0];
    let blob = [&head[..], b"http=a:1;https=b:2", &[0; 8]].concat();
    let blob: Vec<String> = blob.iter().map(|byte| format!("{byte:02x}")).collect();
    let text = format!(
        "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_USERS\\S-1-5-20\\Software\\Microsoft\\Windows\\\
         CurrentVersion\\Internet Settings\\Connections]\r\n\"DefaultConnectionSettings\"=hex:{}\r\n",
        blob.join(",\\\r\n  ")
    );
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

#[test]
fn exports_of_a_registry_stand_in_for_the_systems_settings() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.reg");
    fs::write(&file, registry_export()).unwrap();
    let name = file.to_str().unwrap();
    let all = routes(&["--system-settings", name, "--proxy", "system"]);
    let route = &all["endpoints"][0]["samples"][0]["route"];
    assert_eq!(route["via"], "http://b:2", "{all:#}");
    assert_eq!(route["source"], "system");
    assert_eq!(
        route["setting"],
        "Internet Settings of S-1-5-20 ProxyServer"
    );
}

#[test]
fn a_bad_export_of_a_registry_is_one_message_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.reg");
    let name = file.to_str().unwrap();
    let whole = registry_export();
    let cut = whole[..whole.len() - 12].to_vec();
    let no_mark = whole[2..].to_vec();
    for (bytes, place) in [
        (cut, format!("{name}:45:")),
        (no_mark, format!("{name}:1:")),
        (
            vec![b'x'; 10 << 20],
            format!("{name}:1: it is longer than 4 MiB"),
        ),
        (Vec::new(), format!("{name}:1:")),
    ] {
        fs::write(&file, bytes).unwrap();
        refuses(&["check", "--system-settings", name], &place);
        refuses(&["routes", "--system-settings", name], &place);
    }
    refuses(
        &["check", "--system-settings", "/no/such.reg"],
        "/no/such.reg",
    );
}

/// The programs on the agent's server and their proxies, as `routes` has them for the first host.
fn readers(all: &Value) -> Vec<(String, Value)> {
    let readers = &all["endpoints"][0]["samples"][0]["readers"];
    let readers = readers.as_array().expect("a list").iter();
    let via = |route: &Value| route.get("via").cloned();
    readers
        .map(|own| {
            let via = via(&own["route"]).unwrap_or_else(|| "not known".into());
            (own["reader"].as_str().expect("a name").to_owned(), via)
        })
        .collect()
}

#[test]
fn routes_shows_the_programs_on_the_agents_server_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let proxied = "<configuration><system.net><defaultProxy><proxy proxyaddress='http://own:1'/></defaultProxy>\
        </system.net></configuration>";
    let agent = file("AADConnectProvisioningAgent.exe.config", proxied.as_bytes());
    let updater = file("AzureADConnectAgentUpdater.exe.config", b"<configuration/>");
    let all = routes(&["--agent-config", &agent, "--agent-config", &updater]);
    let sample = &all["endpoints"][0]["samples"][0];
    assert_eq!(sample["route"]["via"], "http://own:1");
    let expected = |vias: [Value; 4]| {
        let names = ["agent", "updater", "installer", "revocation"].map(str::to_owned);
        names.into_iter().zip(vias).collect::<Vec<_>>()
    };
    let unknown = || Value::from("not known");
    assert_eq!(
        readers(&all),
        expected([
            Value::from("http://own:1"),
            Value::Null,
            unknown(),
            unknown()
        ])
    );
    let export = file("settings.reg", &registry_export());
    let all = routes(&[
        "--agent-config",
        &agent,
        "--agent-config",
        &updater,
        "--system-settings",
        &export,
    ]);
    assert_eq!(
        readers(&all),
        expected([
            Value::from("http://own:1"),
            Value::from("http://b:2"),
            unknown(),
            unknown()
        ])
    );
    refuses(
        &["routes", "--agent-config", &updater],
        "the file of the agent's updater",
    );
    let none = routes(&["--proxy", "direct"]);
    assert_eq!(readers(&none), vec![]);
}

#[test]
fn settings_of_windows_that_are_not_known_here_are_not_assumed_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agent.exe.config");
    fs::write(&file, "<configuration/>").unwrap();
    let all = routes(&["--agent-config", file.to_str().unwrap()]);
    let setting = all["endpoints"][0]["samples"][0]["route"]["setting"].to_string();
    assert!(
        setting.contains("Internet Settings are not known here, assuming no proxy"),
        "{setting}"
    );
    let remarks = all["remarks"].to_string();
    assert!(
        remarks.contains("--system-settings EXPORT.reg"),
        "{remarks}"
    );
}

/// The section stands in a file beside the one that is given.
#[test]
fn routes_says_what_net_does_with_each_line_of_the_agent_s_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agent.exe.config");
    let section = "<defaultProxy>\n<proxy scriptLocation='http://w/p.pac' proxyaddress='http://own:1'/>\n\
        <bypasslist><add address='contoso.com:443'/></bypasslist>\n</defaultProxy>";
    let text = "<configuration><system.net><defaultProxy configSource='proxy.config'/></system.net></configuration>";
    fs::write(&file, text).unwrap();
    fs::write(folder.path().join("proxy.config"), section).unwrap();
    let all = routes(&["--agent-config", file.to_str().unwrap()]);
    let route = &all["endpoints"][0]["samples"][0]["route"];
    assert_eq!(route["via"], "http://own:1");
    let remarks = all["remarks"].to_string();
    for told in [
        "proxy.config:2 scriptLocation: dropped: `proxyaddress` of line 2 drops the script",
        "proxy.config:3 bypasslist `contoso.com:443`: never matches: the usual port",
    ] {
        assert!(remarks.contains(told), "{remarks}");
    }
    fs::remove_file(folder.path().join("proxy.config")).unwrap();
    let gone = routes(&["--agent-config", file.to_str().unwrap()]);
    assert!(gone.to_string().contains("not readable here"), "{gone:#}");
}

#[test]
fn a_script_that_gives_no_answer_fails_routes() {
    let folder = tempfile::tempdir().unwrap();
    let pac = folder.path().join("proxy.pac");
    fs::write(&pac, "function FindProxyForURL() { while (1) {} }").unwrap();
    let began = std::time::Instant::now();
    let output = clearway(&["routes", "--pac", pac.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stdout(&output).contains("route.pac-failed"), "{output:?}");
    // Three times half a second, then it is not asked again.
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

#[test]
fn a_bad_file_of_a_flag_is_one_message_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agent.exe.config");
    fs::write(
        &file,
        "<configuration>\n<system.net>\n <defaultProxy>\n</configuration>\n",
    )
    .unwrap();
    let name = file.to_str().unwrap();
    refuses(&["check", "--agent-config", name], &format!("{name}:4:"));
    refuses(&["routes", "--agent-config", name], "not well-formed XML");
    refuses(
        &["check", "--agent-config", "/no/such.config"],
        "/no/such.config",
    );
    refuses(&["check", "--pac", "/no/such.pac"], "/no/such.pac");
    refuses(&["check", "--proxy", "gopher://proxy:70"], "socks5h");
    refuses(
        &["check", "--system-proxy", "gopher://proxy:70"],
        "`--system-proxy gopher://proxy:70`: unsupported proxy scheme `gopher`",
    );
    refuses(&["check", "--system-proxy", "env"], "the word `direct`");
    let secret = clearway(&["check", "--system-proxy", "http://anna:geheim@proxy:70"]);
    assert!(stderr(&secret).contains("Windows logs in to no proxy"));
    assert!(!stderr(&secret).contains("geheim"));
    refuses(
        &["check", "--print-agent-config", "--format", "json"],
        "--print-agent-config",
    );
    let secret = "http://anna:geheim@wpad/p.pac?key=geheim";
    let output = clearway(&["check", "--pac", secret]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!stderr(&output).contains("geheim"), "{output:?}");
}

#[test]
fn a_broken_data_file_is_one_message_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    fs::write(
        &file,
        "format = 1\ndated = \"2026-11-22\"\nproduct = \"x\"\nendpoits = []\n",
    )
    .unwrap();
    let file = file.to_str().unwrap();
    refuses(&["check", "--endpoints", file], &format!("{file}:4: "));
    refuses(&["list", "--endpoints", file], "endpoits");
}

#[test]
fn a_report_that_is_none_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    fs::write(&file, "{\n  \"format\": 1,\n  oops\n}").unwrap();
    refuses(&["judge", file.to_str().unwrap()], "line 3");
}

const REPORT: &str = "tests/readme/report.json";

/// A file in a folder of its own, with this text.
fn file_with(text: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("file.json");
    fs::write(&file, text).expect("the folder is writable");
    let name = file.to_str().expect("its name is UTF-8").to_owned();
    (folder, name)
}

#[test]
fn address_files_that_are_none_are_refused_with_their_place() {
    let (_folder, tags) =
        file_with(b"{\n \"changeNumber\": 1, \"cloud\": \"Public\", \"values\": [");
    for command in ["rules", "check"] {
        refuses(
            &[command, "--service-tags", &tags],
            &format!("{tags}`: line 2, column "),
        );
        refuses(&[command, "--m365", &tags], "give it with `--service-tags`");
        refuses(
            &[command, "--m365", "/no/such.json"],
            "/no/such.json`: cannot be read",
        );
    }
    let (_folder, binary) = file_with(b"{\xff\xfe");
    refuses(
        &["rules", "--service-tags", &binary],
        "byte 1: is not UTF-8",
    );
}

#[test]
fn rules_hold_the_networks_of_the_service_tags() {
    let (_folder, tags) = file_with(
        br#"{"changeNumber": 402, "cloud": "Public", "values": [{"name": "ServiceBus",
            "properties": {"addressPrefixes": ["20.0.0.0/25", "20.0.0.128/25"]}}]}"#,
    );
    let said = |form: &str| {
        let flags = [
            "rules",
            "--only",
            "servicebus",
            "--service-tags",
            &tags,
            "--format",
            form,
        ];
        let output = clearway(&flags);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        stdout(&output)
    };
    for form in ["csv", "json", "nftables"] {
        assert!(said(form).contains("20.0.0.0/24"), "{form}");
    }
    assert!(said("table").contains("change number 402"));
    assert_eq!(said("fqdn-list"), "*.servicebus.windows.net\n");
}

#[test]
fn a_report_without_failures_leaves_nothing_to_test_again() {
    let text = fs::read_to_string(repository(REPORT)).unwrap();
    let mut good: Value = serde_json::from_str(&text).unwrap();
    for endpoint in good["endpoints"].as_array_mut().unwrap() {
        endpoint["verdict"] = "pass".into();
    }
    let (_folder, good) = file_with(good.to_string().as_bytes());
    refuses(
        &["check", "--from", &good, "--failed"],
        "nothing to test again",
    );
    refuses(&["check", "--failed"], "--from");
    refuses(&["check", "--from", REPORT, "--only", "a"], "--only");
    let mine = "endpoints.toml";
    let (_folder, other) = file_with(text.replace("\"crl3-digicert\"", "\"gone\"").as_bytes());
    refuses(
        &["check", "--from", &other, "--failed", "--endpoints", mine],
        "no endpoint `gone`",
    );
}

#[test]
fn the_rows_of_a_stranger_s_report_ask_nothing_that_no_data_file_could() {
    let text = fs::read_to_string(repository(REPORT)).unwrap();
    let mut bad: Value = serde_json::from_str(&text).unwrap();
    bad["endpoints_file"]["rows"][2]["sample"][0]["path"] = "/\r\nHost: inside".into();
    let (_folder, bad) = file_with(bad.to_string().as_bytes());
    refuses(
        &["check", "--from", &bad, "--failed"],
        "has the path `/\\u{d}\\u{a}Host: inside`",
    );
}

#[test]
fn list_and_explain_speak_json() {
    let list: Value =
        serde_json::from_str(&stdout(&clearway(&["list", "--format", "json"]))).unwrap();
    assert_eq!(list["format"], 1);
    let explained = stdout(&clearway(&[
        "explain",
        "chain.intercepted",
        "--format",
        "json",
    ]));
    let explained: Value = serde_json::from_str(&explained).unwrap();
    assert_eq!(explained["code"], "chain.intercepted");
    assert!(stdout(&clearway(&["explain"])).contains("tunnel.auth-required"));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_clearway"))
        .args(["explain"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (Some(0), String::new())
    );
}
