//! Bytes of files, and files that name others.

use super::*;

fn from_bytes(bytes: &[u8]) -> Result<AgentConfig, AgentConfigError> {
    AgentConfig::read_bytes(&[(APP.to_owned(), bytes.to_vec())], &|_, _| None)
}

fn goes(config: AgentConfig) -> String {
    let (route, _) = choose(config, system(""), Scheme::Https, "a.example");
    route.via.unwrap_or_else(|| "direct".to_owned())
}

const FILE: &str = "<?xml version='1.0'?>\n<configuration><system.net><defaultProxy>\
    <proxy proxyaddress='http://own:8080'/></defaultProxy></system.net><!-- \u{e9}\u{20ac} --></configuration>";

fn utf16(text: &str, little: bool) -> Vec<u8> {
    let pair = |unit: u16| {
        if little {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        }
    };
    text.encode_utf16().flat_map(pair).collect()
}

/// `XmlTextReaderImpl.DetectEncoding` and `CheckEncoding`.
#[test]
fn a_file_is_read_in_the_encoding_of_its_mark_or_its_first_line() {
    let declared = |name: &str| FILE.replace("'1.0'", &format!("'1.0' encoding='{name}'"));
    let ascii = |name: &str| declared(name).replace(['\u{e9}', '\u{20ac}'], "");
    let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
    for (case, bytes) in [
        ("UTF-8", FILE.as_bytes().to_vec()),
        (
            "UTF-8 with a mark",
            marked(b"\xef\xbb\xbf", FILE.as_bytes().to_vec()),
        ),
        ("UTF-8 that says so", declared("UTF-8").into_bytes()),
        ("UTF-16 with a mark", marked(b"\xff\xfe", utf16(FILE, true))),
        (
            "UTF-16, the other order",
            marked(b"\xfe\xff", utf16(FILE, false)),
        ),
        ("UTF-16 without a mark", utf16(FILE, true)),
        ("UTF-16 without a mark, the other order", utf16(FILE, false)),
        (
            "UTF-16 that says so",
            marked(b"\xff\xfe", utf16(&declared("utf-16"), true)),
        ),
        ("windows-1252", ascii("windows-1252").into_bytes()),
        (
            "iso-8859-1",
            [ascii("iso-8859-1").as_bytes(), b"<!--\xe9-->"].concat(),
        ),
        (
            "us-ascii",
            [ascii("us-ascii").as_bytes(), b"<!--\xe9-->"].concat(),
        ),
        ("shift_jis", ascii("shift_jis").into_bytes()),
    ] {
        assert_eq!(
            from_bytes(&bytes).map(goes).as_deref(),
            Ok("http://own:8080"),
            "{case}"
        );
    }
}

#[test]
fn an_encoding_that_does_not_fit_the_bytes_is_refused_with_its_place() {
    let declared = |name: &str| FILE.replace("'1.0'", &format!("'1.0' encoding='{name}'"));
    for (case, bytes, says) in [
        (
            "not UTF-8",
            b"<configuration>\n<!-- \xe9 -->\n</configuration>".to_vec(),
            ":2:6: not readable: the byte 0xe9",
        ),
        (
            "UTF-16 by its word alone",
            declared("utf-16").into_bytes(),
            ":1:21: not readable: its first line says",
        ),
        (
            "UTF-8 by its word, but UTF-16",
            utf16(&declared("utf-8"), true),
            "not readable: the file is UTF-16",
        ),
        (
            "an odd byte",
            [utf16(FILE, true), vec![0x20]].concat(),
            "ends in the middle",
        ),
        (
            "nobody's encoding",
            declared("klingon-8").into_bytes(),
            "no encoding that .NET knows",
        ),
        ("nothing", Vec::new(), ":1:1: not well-formed XML"),
        ("zeros", vec![0; 100], "not well-formed XML"),
    ] {
        let why = from_bytes(&bytes).map(goes).unwrap_err().to_string();
        assert!(why.contains(says), "{case}: {why}");
    }
}

#[test]
fn a_file_cut_anywhere_doubled_or_huge_is_one_message() {
    for end in 0..FILE.len() {
        let why = from_bytes(&FILE.as_bytes()[..end]).unwrap_err().to_string();
        assert!(
            why.starts_with(&format!("{APP}:")) && !why.contains('\n'),
            "{end}: {why}"
        );
    }
    let doubled = from_bytes(&FILE.as_bytes().repeat(2))
        .unwrap_err()
        .to_string();
    assert!(doubled.contains("not well-formed XML"), "{doubled}");
    let huge = from_bytes(&b" ".repeat(10 << 20)).unwrap_err().to_string();
    assert!(huge.contains("longer than 1 MiB"), "{huge}");
}

#[test]
fn entities_and_deep_nesting_are_one_message() {
    let laughs =
        (1..20).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10)));
    let laughs = laughs.collect::<Vec<_>>().concat();
    let bomb = format!("<!DOCTYPE x [<!ENTITY l0 'lol'>{laughs}]><configuration a='&l19;'/>");
    let why = from_bytes(bomb.as_bytes()).unwrap_err().to_string();
    assert!(why.contains("not well-formed XML"), "{why}");
    let deep = |open: &str, close: &str| {
        format!(
            "<configuration>{}{}</configuration>",
            open.repeat(40_000),
            close.repeat(40_000)
        )
    };
    for text in [
        deep("<a>", "</a>"),
        deep("<system.net>", "</system.net>"),
        deep("<location>", "</location>"),
        format!(
            "<configuration><configSections>{}{}</configSections></configuration>",
            "<sectionGroup name='a'>".repeat(9_000),
            "</sectionGroup>".repeat(9_000)
        ),
    ] {
        // Taken or refused, but not a crash.
        if let Err(why) = from_bytes(text.as_bytes()) {
            assert!(!why.to_string().contains('\n'), "{why}");
        }
    }
}

/// A file and what lies beside it.
fn beside(
    section: &str,
    named: &'static str,
    text: &'static str,
) -> Result<AgentConfig, AgentConfigError> {
    let file = (
        "folder/agent.exe.config".to_owned(),
        config(section).into_bytes(),
    );
    AgentConfig::read_bytes(&[file], &|of, name| {
        assert_eq!(of, "folder/agent.exe.config");
        (name == named).then(|| text.as_bytes().to_vec())
    })
}

/// `BaseConfigurationRecord.LoadConfigSource`.
#[test]
fn a_section_in_a_file_beside_is_read_there() {
    let section = "<defaultProxy configSource='proxy.config'/>";
    let text = "<!-- x -->\n<defaultProxy>\n<proxy proxyaddress='http://own:8080'/></defaultProxy>";
    let config = beside(section, "proxy.config", text).unwrap();
    let (route, _) = choose(config, system(""), Scheme::Https, "a.example");
    assert_eq!(route.via.as_deref(), Some("http://own:8080"));
    assert_eq!(
        route.setting.as_deref(),
        Some("folder/proxy.config:3 proxyaddress")
    );
    for (text, says) in [
        (
            "<proxy/>",
            "folder/proxy.config:1:1: the outermost element has to be `defaultProxy`",
        ),
        ("<defaultProxy>", "folder/proxy.config:1:"),
        (
            "<defaultProxy enabled='1'/>",
            "folder/proxy.config:1:15: `enabled` has to be",
        ),
        ("", "not well-formed XML"),
    ] {
        let why = beside(section, "proxy.config", text)
            .unwrap_err()
            .to_string();
        assert!(why.contains(says), "{text}: {why}");
    }
}

#[test]
fn a_section_that_cannot_be_read_here_is_unusable_and_says_why() {
    for (section, says) in [
        (
            "<defaultProxy configSource='gone.config'/>",
            "not readable here",
        ),
        (
            "<defaultProxy configProtectionProvider='RsaProtectedConfigurationProvider'><EncryptedData/></defaultProxy>",
            "encrypted, and not readable here",
        ),
        (
            "<defaultProxy configBuilders='Env'><proxy/></defaultProxy>",
            "cannot be asked here",
        ),
        (
            "<defaultProxy><module type='Corp.Proxy, Corp'/></defaultProxy>",
            "cannot be asked here",
        ),
    ] {
        let config = beside(section, "proxy.config", "").unwrap();
        let (route, _) = choose(config, system(""), Scheme::Https, "a.example");
        let told = route
            .passed_over
            .iter()
            .any(|other| matches!(&other.why, Why::Unusable(why) if why.contains(says)));
        assert!(told, "{section}: {route:?}");
    }
}

/// `BaseConfigurationRecord.GetSectionLockedMode`; locks inside the section are not handed down, because
/// `DefaultProxySection.Reset` takes nothing over.
#[test]
fn machine_config_locks_the_section_by_a_location_and_not_by_lock_item() {
    let section = "<system.net><defaultProxy lockItem='true'><proxy proxyaddress='http://machine:1'/></defaultProxy></system.net>";
    let own = config("<defaultProxy><proxy proxyaddress='http://own:8080'/></defaultProxy>");
    let both = |machine: String| {
        let files = [
            (APP.to_owned(), own.clone()),
            ("machine.config".to_owned(), machine),
        ];
        AgentConfig::read(&files)
            .map(goes)
            .map_err(|why| why.to_string())
    };
    let located = |lock: &str| {
        both(format!(
            "<configuration><location {lock}>{section}</location></configuration>"
        ))
    };
    assert_eq!(
        both(format!("<configuration>{section}</configuration>")).as_deref(),
        Ok("http://own:8080")
    );
    assert_eq!(
        located("allowOverride='true'").as_deref(),
        Ok("http://own:8080")
    );
    assert_eq!(
        located("path='x' allowOverride='false'").as_deref(),
        Ok("http://own:8080")
    );
    for lock in ["allowOverride='false'", "overrideMode='Deny'"] {
        let why = located(lock).unwrap_err();
        assert!(
            why.starts_with(&format!("{APP}:4:1: machine.config locks")),
            "{why}"
        );
    }
    let why = located("inheritInChildApplications='false'").unwrap_err();
    assert!(why.starts_with("machine.config:1:26: "), "{why}");
}
