//! Scripts that came to harm: one message each, within the limits.

use super::*;

const SCRIPT: &str = include_str!("scripts/wrapped.pac");

/// Half a second to run, and what a slow machine makes of it.
const LIMIT: Duration = Duration::from_secs(4);

/// One message of one line or one answer, in time.
fn ends_well(script: &str) -> Result<Answer, Trouble> {
    let began = Instant::now();
    let ended = run(script);
    let start: String = script.chars().take(60).collect();
    assert!(began.elapsed() < LIMIT, "{:?}: {start:?}", began.elapsed());
    if let Err(why) = &ended {
        let (text, lines) = (why.to_string(), script.lines().count().max(1));
        assert!(!text.is_empty() && text.chars().count() < 230, "{text}");
        let line = text
            .strip_prefix("line ")
            .and_then(|rest| rest.split_once(':'));
        let line = line.map_or(1, |(line, _)| line.parse::<usize>().unwrap());
        assert!((1..=lines).contains(&line), "{text}: {start:?}");
    }
    ended
}

#[test]
fn a_script_that_breaks_off_anywhere_is_one_message() {
    for end in (0..SCRIPT.len()).step_by(7) {
        let ended = ends_well(&SCRIPT[..end]);
        assert!(ended.is_err(), "{end}: {ended:?}");
    }
    for from in (1..SCRIPT.len()).step_by(29) {
        let _ended = ends_well(&SCRIPT[from..]);
    }
}

#[test]
fn a_script_that_came_twice_is_as_good_as_once() {
    assert_eq!(ends_well(&SCRIPT.repeat(2)), run(SCRIPT));
    let modern = include_str!("scripts/modern.pac");
    let why = ends_well(&modern.repeat(2)).unwrap_err();
    assert!(why.to_string().contains("redefinition"), "{why}");
}

#[test]
fn a_script_in_the_wrong_encoding_is_one_message_or_works() {
    let latin = include_str!("scripts/umlauts.pac").as_bytes();
    let latin: String = latin.iter().map(|byte| char::from(*byte)).collect();
    let _ended = ends_well(&latin);
    let wide: String = SCRIPT.chars().flat_map(|c| [c, '\0']).collect();
    let why = ends_well(&wide).unwrap_err();
    assert!(
        why.to_string().starts_with("line 1: a NUL character"),
        "{why}"
    );
    let swapped: String = SCRIPT
        .encode_utf16()
        .filter_map(|unit| char::from_u32(u32::from(unit.swap_bytes())))
        .collect();
    assert!(ends_well(&swapped).is_err());
    let lossy = String::from_utf8_lossy(b"\xff\xfef\xfcnction FindProxyForURL() {}").into_owned();
    assert!(ends_well(&lossy).is_err());
}

/// A list of a mebibyte is read and searched within the limits.
#[test]
fn a_script_of_a_mebibyte_answers() {
    let entry = |n: usize| format!("\"host{n}.corp.example\": 1,\n");
    let entries: String = (0..36_000).map(entry).collect();
    let mut list = format!("var list = {{{entries}");
    assert!((1_000_000..1 << 20).contains(&list.len()), "{}", list.len());
    list.push_str(
        "};\nfunction FindProxyForURL(url, host) { return list[host] ? 'DIRECT' : 'PROXY a:1' }",
    );
    assert_eq!(ends_well(&list), Ok(Answer::read("PROXY a:1")));
    let comment = format!(
        "/*{}*/\nfunction FindProxyForURL() {{ return 'PROXY a:1' }}",
        "x".repeat(1 << 20)
    );
    assert_eq!(ends_well(&comment), Ok(Answer::read("PROXY a:1")));
    let condition =
        |n: usize| format!("  if (dnsDomainIs(host, \".d{n}.example\")) return \"DIRECT\";\n");
    let conditions: String = (0..10_000).map(condition).collect();
    let mut ifs = format!("function FindProxyForURL(url, host) {{\n{conditions}");
    ifs.push_str("  return \"PROXY a:1\";\n}\n");
    assert_eq!(ends_well(&ifs), Ok(Answer::read("PROXY a:1")));
}

/// Lists are written as one condition, or as one `else if` after the other.
#[test]
fn a_list_of_a_thousand_conditions_answers() {
    let condition = |n: usize| format!("shExpMatch(host, \"*.d{n}.example\")");
    let any: Vec<String> = (0..2000).map(condition).collect();
    let or = format!(
        "function FindProxyForURL(url, host) {{ if ({}) return 'DIRECT'; return 'PROXY a:1' }}",
        any.join(" ||\n")
    );
    assert_eq!(ends_well(&or), Ok(Answer::read("PROXY a:1")));
    let each = any
        .iter()
        .take(500)
        .map(|one| format!("if ({one}) return 'DIRECT';\n"));
    let else_if = format!(
        "function FindProxyForURL(url, host) {{ {} else return 'PROXY a:1' }}",
        each.collect::<Vec<_>>().join("else ")
    );
    assert_eq!(ends_well(&else_if), Ok(Answer::read("PROXY a:1")));
}

#[test]
fn deep_nesting_is_one_message() {
    let body = |inner: String| format!("function FindProxyForURL() {{ return {inner} }}");
    for depth in [100_000, 400_000] {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("{a:", "}"),
            ("!", ""),
            ("-", ""),
            ("f(", ")"),
        ] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            assert!(ends_well(&body(nested)).is_err(), "{open}");
            assert!(ends_well(&open.repeat(depth)).is_err(), "{open}");
        }
    }
    let blocks = format!("{}{}", "{".repeat(100_000), "}".repeat(100_000));
    assert!(ends_well(&blocks).is_err());
    let pattern = format!("/{}/", "(".repeat(100_000));
    assert!(ends_well(&body(pattern)).is_err());
    let pattern =
        body("shExpMatch('a', Array(100000).join('(') + Array(100000).join(')'))".to_owned());
    assert!(ends_well(&pattern).is_err());
}

#[test]
fn a_huge_answer_is_one_message() {
    let body = |text: &str| format!("function FindProxyForURL(url, host) {{ {text} }}");
    for (answer, wanted) in [
        ("return 'PROXY a:1;'.repeat(1e5)", "too long"),
        (
            "var s = 'x'; for (var i = 0; i < 22; i++) s += s; return s",
            "too long",
        ),
        ("return '\\ud800'", "half a character"),
        ("return new String('DIRECT')", "no text"),
        ("return ['DIRECT']", "no text"),
        ("return Symbol('x')", "no text"),
        ("return true", "no text"),
    ] {
        let why = ends_well(&body(answer)).unwrap_err();
        assert!(why.to_string().contains(wanted), "{answer}: {why}");
    }
    // Put together bit by bit, as scripts do it.
    let long =
        body("var s = ''; for (var i = 0; i < 900; i++) s += 'PROXY a' + i + ':1; '; return s");
    assert!(ends_well(&long).is_ok());
}
