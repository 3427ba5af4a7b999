use regex::Regex;

use super::*;

/// Each pattern, and what .NET's own engine does with it.
const PATTERNS: &str = include_str!("patterns.tsv");

/// What the patterns are held against, in the order of the table's digits.
const TEXTS: [&str; 10] = [
    "https://login.contoso.com",
    "https://contoso.com",
    "http://contoso.com",
    "https://login.contoso.com:8443",
    "https://192.168.1.7",
    "http://10.1.2.3",
    "https://[::1]",
    "https://www.fabrikam.com",
    "https://oo.example",
    "https://intranet",
];

/// What the table calls an outcome; nothing where it is not known here.
fn outcome(said: &str) -> Option<String> {
    let regex = match translate(said) {
        Ok(regex) => Regex::new(&regex).unwrap_or_else(|why| panic!("{said}: {regex}: {why}")),
        Err(PatternError::Broken(_)) => return Some("refused".to_owned()),
        Err(PatternError::Unknown(_)) => return None,
    };
    let bit = |text: &&str| if regex.is_match(text) { '1' } else { '0' };
    Some(TEXTS.iter().map(bit).collect())
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = PATTERNS.lines().filter(|line| !line.starts_with("# "));
    lines.map(|line| line.rsplit_once('\t').expect("a row has two columns"))
}

#[test]
fn every_pattern_is_taken_or_refused_and_fits_as_with_net() {
    let mut wrong = Vec::new();
    for (pattern, expected) in rows() {
        match outcome(pattern) {
            Some(own) if own != expected => wrong.push(format!("{pattern}: {own}, not {expected}")),
            // What is not known here is at least known to be taken by .NET.
            None if expected == "refused" => wrong.push(format!("{pattern}: not refused")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(rows().count() >= 150);
}

#[test]
fn what_is_not_known_here_is_named() {
    for (pattern, construct) in [
        (r"(?=login)login", "a lookahead `(?=`"),
        (r"(?!login)contoso", "a lookahead `(?!`"),
        (r"(?<=login\.)contoso", "a lookbehind `(?<=`"),
        (r"(?<!x)contoso", "a lookbehind `(?<!`"),
        (r"(?>login)", "an atomic group `(?>`"),
        (r"(o)\1", "a backreference"),
        (r"(?<n>o)\k<n>", "a backreference"),
        (r"(l)?(?(1)ogin|x)", "a condition `(?(`"),
        (r"(?<b>l)(?<a-b>o)", "a balancing group `(?<a-b>`"),
    ] {
        assert_eq!(
            translate(pattern),
            Err(PatternError::Unknown(construct.to_owned())),
            "{pattern}"
        );
    }
    let known = rows()
        .filter(|(pattern, _)| outcome(pattern).is_some())
        .count();
    assert!(
        known + 12 >= rows().count(),
        "{known} of {}",
        rows().count()
    );
}

/// Entries that people write, and why none of them fits.
const NEVER: [(&str, &str); 22] = [
    // Microsoft's own example for `<bypasslist>` ends like this.
    (r"https://login.contoso.com/", "no `/` and no path"),
    (r"[a-z]+\.contoso\.com/", "no `/` and no path"),
    (r"contoso\.com/.*", "no `/` and no path"),
    (r"^https://login\.contoso\.com/path$", "no `/` and no path"),
    (r"contoso\.com:443", "the usual port"),
    (r"^https://login\.contoso\.com:443$", "the usual port"),
    (r"http://contoso\.com:80$", "the usual port"),
    (r"^login", "begins with `http://`"),
    (r"^login\.contoso\.com$", "begins with `http://`"),
    (r"\A10\.", "begins with `http://`"),
    (r"^.*login$x", "needs what no"),
    ("a;b", "needs what no"),
    (r".*\.contoso\.com,.*\.fabrikam\.com", "needs what no"),
    ("<local>", "needs what no"),
    (r"10\.0\.0\.0/8", "no `/` and no path"),
    (" contoso", "needs what no"),
    (r"contoso\.com ", "needs what no"),
    (r"\\\\server", "needs what no"),
    (r"ftp://contoso\.com", "needs what no"),
    (r"user@contoso\.com", "needs what no"),
    (r"^https:/contoso", "needs what no"),
    (r"a{2}\x00", "needs what no"),
];

#[test]
fn an_entry_that_fits_no_host_never_matches_and_says_why() {
    let wrong: Vec<_> = NEVER
        .iter()
        .filter(|(pattern, why)| {
            let said = never_fits(pattern).unwrap_or_default();
            !(said.starts_with("never matches: ") && said.contains(why))
        })
        .map(|(pattern, _)| (pattern, never_fits(pattern)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_entry_that_fits_some_host_is_not_called_so() {
    for pattern in [
        "contoso",
        "",
        ".*",
        "^https://",
        "^http",
        "://",
        r"contoso\.com$",
        r":8443$",
        r":\d+$",
        r"(:443)?$",
        r"^https://login\.contoso\.com(:443)?$",
        r"^(?:.*://)?(10\.[0-9]+)",
        r"\[::1\]",
        r"\bcontoso\b",
        "CONTOSO",
        r"^h.*m$",
        r"[^a-z]contoso",
        "a{2,300}",
        r"(?x) login \. contoso",
        "443$",
        r":8(080)?$",
        r"[\w.-]+",
        "com/?$",
    ] {
        assert_eq!(never_fits(pattern), None, "{pattern}");
    }
    let wrong: Vec<_> = rows()
        .filter(|(pattern, expected)| expected.contains('1') && never_fits(pattern).is_some())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_pattern_from_anywhere_takes_bounded_time_and_memory() {
    for hostile in [
        "(".repeat(4000),
        "[a-".repeat(1300),
        "(a".repeat(2000),
        "(?:a{1000}){1000}".to_owned(),
        "((a{1,300}){1,300}){1,300}".to_owned(),
        format!("{}{}", "(".repeat(90), ")*".repeat(90)),
        "\\".repeat(4001),
        "a|".repeat(2000),
        "[a-z]{1,300}".repeat(300),
        "x".repeat(5000),
        "(?".repeat(2000),
        "(?(".repeat(1300),
        "a{99999999999}".to_owned(),
        "\u{1f600}\u{0}[\u{1f600}-\u{1f601}]".to_owned(),
    ] {
        let _ = translate(&hostile);
        let _ = never_fits(&hostile);
    }
}
