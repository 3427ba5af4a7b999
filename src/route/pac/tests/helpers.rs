//! What the functions of scripts give, held against the suites of Chromium, Firefox and pacparser.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::*;

/// The value of an expression: a text in quotes, or what was thrown.
fn value(expression: &str, now_unix: i64) -> String {
    let script = format!(
        "function FindProxyForURL(url, host) {{ const value = ({expression});\n\
         return typeof value === 'string' ? JSON.stringify(value) : String(value) }}"
    );
    let asks: Arc<dyn Asks> = Arc::new(Names);
    match said(&script, &TARGET, &asks, now_unix) {
        Ok(text) => text,
        Err(why) => format!("throws {why}"),
    }
}

fn fits(value: &str, wanted: &str) -> bool {
    match (
        value.strip_prefix("throws "),
        wanted.strip_prefix("throws "),
    ) {
        (Some(thrown), Some(words)) => thrown.starts_with(&format!("line 1: {words}")),
        _ => value == wanted,
    }
}

#[test]
fn helpers_give_what_they_give_in_the_suites_of_others() {
    let (mut now, mut section) = (NOW, "");
    let (mut rows, mut differ) = (0, Vec::new());
    for row in include_str!("helpers.txt").lines() {
        if row.starts_with('#') {
            section = row;
        } else if let Some(clock) = row.strip_prefix("@ ") {
            now = OffsetDateTime::parse(clock, &Rfc3339)
                .expect(row)
                .unix_timestamp();
        } else if let Some((expression, wanted)) = row.rsplit_once(" => ") {
            rows += 1;
            let value = value(expression, now);
            if !fits(&value, wanted) {
                differ.push(format!("{section}\n  {row}\n  but {value}"));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(rows > 500, "{rows} rows");
}

/// As in a browser, a pattern can be slow to match; here it ends with the run.
#[test]
fn a_pattern_that_never_ends_is_too_slow() {
    for call in [
        "shExpMatch('a'.repeat(30000), '*a*a*a*a*a*a*a*b')",
        "shExpMatch('a'.repeat(64), '(a+)+b')",
    ] {
        let script =
            format!("function FindProxyForURL() {{ return {call} ? 'DIRECT' : 'PROXY a' }}");
        let why = run(&script).unwrap_err();
        assert!(why.too_slow, "{call}: {why}");
    }
}
