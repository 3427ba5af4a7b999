use super::*;
use crate::catalogue::Scheme;
use crate::route::exception::Local;
use crate::route::{FlagWord, ProxySettings, Route, Scripts, Target, Why};

const PLACE: &str = "Internet Settings";

fn blob(version: u32, flags: u32, texts: [&str; 3]) -> Vec<u8> {
    let mut blob = Vec::new();
    for number in [version, 5, flags] {
        blob.extend(number.to_le_bytes());
    }
    for text in texts {
        blob.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
        blob.extend(text.bytes());
    }
    // What follows is not read.
    blob.extend([0xff; 32]);
    blob
}

fn account(connection: Option<Vec<u8>>) -> Account {
    Account {
        place: PLACE.to_owned(),
        connection,
        ..Account::default()
    }
}

fn route(system: Rules, url: &str) -> Route {
    let (scheme, rest) = url.split_once("://").unwrap();
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) if !port.contains(':') => (host, port.parse().ok()),
        _ => (rest, None),
    };
    let (scheme, usual) = match scheme {
        "http" => (Scheme::Http, 80),
        _ => (Scheme::Https, 443),
    };
    let settings = ProxySettings {
        flag: FlagWord::System,
        system: vec![system],
        local: Local {
            domain: Some("corp.example".to_owned()),
            ..Local::default()
        },
        ..ProxySettings::default()
    };
    let port = port.unwrap_or(usual);
    let target = Target { host, port, scheme };
    settings.choose(&target, &Scripts::default()).0
}

/// `detect` and `script` where these are tried before, then what the static settings say.
fn outcome(mut rules: Rules, url: &str) -> String {
    let first = [
        rules.detects.take().map(|_| "detect "),
        rules.script.take().map(|_| "script "),
    ];
    let route = route(rules, url);
    let refused = |why: &Why| matches!(why, Why::Unusable(_));
    let end = if route.passed_over.iter().any(|other| refused(&other.why)) {
        "refused".to_owned()
    } else {
        route.via.unwrap_or_else(|| "direct".to_owned())
    };
    first.into_iter().flatten().chain([end.as_str()]).collect()
}

/// The rows of a table: its lines without comments, split at `|`; the last columns are split off first, as
/// an entry may hold a `|` itself.
fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = table
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| {
        let mut end: Vec<&str> = line.rsplitn(4, '|').collect();
        let front = end.pop().unwrap();
        let mut row: Vec<&str> = front.splitn(5, '|').collect();
        row.extend(end.into_iter().rev());
        row.into_iter()
            .map(|cell| if cell.trim() == "-" { "" } else { cell })
            .collect()
    })
}

#[test]
fn every_row_of_the_table_goes_where_net_sends_it() {
    let mut wrong = Vec::new();
    let mut all = 0;
    for row in rows(include_str!("tests/blobs.txt")) {
        let [
            source,
            version,
            flags,
            server,
            overrides,
            script,
            url,
            expected,
        ] = row[..]
        else {
            panic!("{row:?}");
        };
        all += 1;
        let number = |text: &str| u32::from_str_radix(text.trim(), 16).unwrap();
        let texts = [server, overrides, script].map(str::trim_end);
        let account = account(Some(blob(number(version), number(flags), texts)));
        let got = outcome(account.rules(), url.trim());
        if got != expected.trim() {
            wrong.push(format!("{source}: {texts:?} {url}: {got}, not {expected}"));
        }
    }
    assert!(wrong.is_empty() && all > 100, "{all}\n{}", wrong.join("\n"));
}

#[test]
fn what_never_fits_and_what_net_leaves_out_is_remarked() {
    for (server, overrides, remark) in [
        (
            "http=a:1;socks=c:1080",
            "",
            "`socks=c:1080` is not used: .NET has no SOCKS",
        ),
        ("http=a:1;wais=c:1", "", "no request has the scheme `wais`"),
        ("a:1", "x.example:443", "leaves the usual port out"),
        ("a:1", "http://x.example:80", "leaves the usual port out"),
        ("a:1", "<-loopback>", ".NET does not know the word"),
        ("a:1", "x y", "separates entries by `;` alone"),
        ("a:1", "x,y", "separated by `;`"),
        ("a:1", "x/", "no paths and no networks"),
        ("a:1", ".x", "no host begins with a dot"),
        ("a:1", "2001:db8::1", "in brackets"),
    ] {
        let rules = account(Some(blob(0x46, 3, [server, overrides, ""]))).rules();
        let found = rules.remarks.iter().any(|own| own.contains(remark));
        assert!(found, "{server} {overrides}: {:?}", rules.remarks);
    }
    let fine = "x.example;*.y:8443;<local>;10.*;https://z;http://z:443;[2001:db8::1]:8443";
    let rules = account(Some(blob(0x46, 3, ["a:1", fine, ""]))).rules();
    assert_eq!(rules.remarks, Vec::<String>::new());
}

#[test]
fn values_beside_the_blob_do_not_count_and_are_remarked_where_they_differ() {
    let beside = |flags, texts| Account {
        enabled: Some(1),
        server: Some("a:1".to_owned()),
        overrides: Some("<local>".to_owned()),
        script: Some("http://w/p.pac?key".to_owned()),
        saved: Some(blob(0x46, 3, ["a:1", "<local>", ""])),
        ..account(Some(blob(0x46, flags, texts)))
    };
    let same = beside(3, ["a:1", "<local>", "http://w/p.pac?key"]);
    assert_eq!(same.rules().remarks, Vec::<String>::new());
    let other = beside(1, ["b:2", "", ""]).rules();
    assert_eq!(other.remarks.len(), 5, "{:?}", other.remarks);
    assert!(other.remarks[0].contains("ProxyEnable says on"));
    assert!(other.remarks[1].contains("ProxyServer says `a:1`"));
    assert!(!other.remarks.concat().contains("key"));
    assert_eq!(outcome(other, "https://x.example"), "direct");
}

#[test]
fn without_the_blob_net_detects_and_the_values_come_behind() {
    let none = account(None).rules();
    assert!(none.remarks[0].contains("is missing: .NET detects automatically"));
    assert_eq!(outcome(none, "https://x.example"), "detect direct");
    let values = Account {
        enabled: Some(1),
        server: Some("a:1".to_owned()),
        ..account(None)
    };
    assert_eq!(
        outcome(values.rules(), "https://x.example"),
        "detect http://a:1"
    );
    let off = Account {
        enabled: Some(0),
        ..values
    };
    assert_eq!(outcome(off.rules(), "https://x.example"), "detect direct");
}

/// Flags and texts of `WinHttpSettings`, target, where it goes (`WINHTTP_PROXY_INFO`: lists are separated by
/// `;` or blanks).
const WINHTTP: &[(u32, &str, &str, &str, &str)] = &[
    (1, "", "", "http://x.example", "direct"),
    (1, "a:1", "", "http://x.example", "direct"),
    (3, "a:1", "", "http://x.example", "http://a:1"),
    (2, "a:1", "", "http://x.example", "http://a:1"),
    (3, "a", "", "http://x.example", "http://a:80"),
    (
        3,
        "http=a:1;https=b:2",
        "",
        "http://x.example",
        "http://a:1",
    ),
    (
        3,
        "http=a:1 https=b:2",
        "",
        "https://x.example",
        "http://b:2",
    ),
    (3, "http://a:1", "", "https://x.example", "http://a:1"),
    (3, "http=http://a:1", "", "http://x.example", "http://a:1"),
    (3, "https=b:2", "", "http://x.example", "direct"),
    (3, "https=b:2 c:3", "", "http://x.example", "http://c:3"),
    (3, "socks=c:1080", "", "http://x.example", "direct"),
    (3, "a:1", "*.x.example y", "http://y", "direct"),
    (3, "a:1", "*.x.example;y", "http://a.x.example", "direct"),
    (3, "a:1", "<local>", "http://intranet", "direct"),
    (3, "a:1", "<local>", "http://x.example", "http://a:1"),
];

#[test]
fn winhttp_reads_its_own_value() {
    for (flags, server, overrides, url, expected) in WINHTTP {
        for version in [0x18, 0x28] {
            let settings = WindowsSettings {
                winhttp: Some(blob(version, *flags, [server, overrides, ""])),
                ..WindowsSettings::default()
            };
            let got = outcome(settings.winhttp().unwrap(), url);
            assert_eq!(got, *expected, "{server} {overrides} {url}");
        }
    }
    assert!(WindowsSettings::default().winhttp().is_none());
}

fn exported(texts: &[&str]) -> Result<WindowsSettings, ExportError> {
    let mut exports = Exports::default();
    for (at, text) in texts.iter().enumerate() {
        let text = format!("Windows Registry Editor Version 5.00\r\n\r\n{text}");
        exports.add(&format!("{at}.reg"), text.as_bytes())?;
    }
    exports.settings()
}

fn hex(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(",\\\r\n  ")
}

/// The key of one account with a blob that names this proxy.
fn hive(root: &str, server: &str) -> String {
    let connections = format!(r"{root}\{SETTINGS}\Connections");
    let blob = hex(&blob(0x46, 3, [server, "", ""]));
    format!("[{connections}]\r\n\"DefaultConnectionSettings\"=hex:{blob}\r\n")
}

const PER_MACHINE: &str = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\\
    Internet Settings]\r\n\"ProxySettingsPerUser\"=dword:00000000\r\n";

fn first(settings: &WindowsSettings) -> String {
    let mut rules = settings.rules();
    outcome(rules.swap_remove(0), "https://x.example")
}

#[test]
fn an_export_speaks_for_the_account_that_services_run_as() {
    let user = hive("HKEY_CURRENT_USER", "user:1");
    let service = hive(r"HKEY_USERS\S-1-5-20", "service:2");
    let other = hive(r"HKEY_USERS\S-1-5-21-1-2-3-1104", "other:3");
    assert_eq!(first(&exported(&[&user]).unwrap()), "http://user:1");
    let both = exported(&[&user, &other, &service]).unwrap();
    assert_eq!(first(&both), "http://service:2");
    let remark = both.rules()[0].remarks.concat();
    assert!(remark.contains("of S-1-5-20 count here"), "{remark}");
    assert!(remark.contains("HKEY_CURRENT_USER"), "{remark}");
}

#[test]
fn a_policy_makes_the_machines_settings_count() {
    let user = hive("HKEY_CURRENT_USER", "user:1");
    let machine = hive("HKEY_LOCAL_MACHINE", "machine:2");
    let without = exported(&[&user, &machine]).unwrap();
    assert_eq!(first(&without), "http://user:1");
    let with = exported(&[&user, &machine, PER_MACHINE]).unwrap();
    assert_eq!(first(&with), "http://machine:2");
    let alone = exported(&[&user, PER_MACHINE]).unwrap();
    assert_eq!(
        first(&alone),
        "detect direct",
        "the machine has no settings"
    );
}

#[test]
fn detection_that_is_switched_off_for_winhttp_is_none() {
    let user = "[HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]\r\n";
    let off = "[HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\\WinHttp]\r\n\
        \"DisableWpad\"=dword:00000001\r\n";
    assert_eq!(first(&exported(&[user]).unwrap()), "detect direct");
    assert_eq!(first(&exported(&[user, off]).unwrap()), "direct");
}

#[test]
fn an_export_may_name_winhttp_and_the_domain() {
    let blob = hex(&blob(0x18, 3, ["w:1", "", ""]));
    let text = format!(
        "[HKEY_LOCAL_MACHINE\\{SETTINGS}\\Connections]\r\n\"WinHttpSettings\"=hex:{blob}\r\n\
         [HKEY_LOCAL_MACHINE\\{HOST}]\r\n\"NV Domain\"=\"old.example\"\r\n\"Domain\"=\"corp.example\"\r\n"
    );
    let settings = exported(&[&text]).unwrap();
    let winhttp = settings.winhttp().unwrap();
    assert_eq!(outcome(winhttp, "http://x.example"), "http://w:1");
    assert_eq!(settings.domain(), Some("corp.example"));
    assert!(settings.rules().is_empty(), "no account is known");
}

#[test]
fn an_export_without_settings_and_a_broken_one_say_so() {
    let none = exported(&["[HKEY_CURRENT_USER\\Software]\r\n"]).unwrap_err();
    assert!(
        none.to_string()
            .starts_with("0.reg: it has none of the keys about proxies")
    );
    let user = hive("HKEY_CURRENT_USER", "user:1");
    let broken = exported(&[&user, "[HKCU\\K]\r\n\"a\"=hex:4"]).unwrap();
    assert_eq!(first(&broken), "http://user:1");
    let broken = exported(&[&user, "[HKCU\\K]\r\n\"a\"=hex:4,"]).unwrap_err();
    assert!(
        broken.to_string().starts_with("1.reg:4: `hex:`"),
        "{broken}"
    );
}
