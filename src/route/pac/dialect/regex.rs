//! What is later than ECMAScript 5 in a regular expression.

/// The first later flag, and later groups, of a pattern between its slashes.
pub(super) fn later_flag(flags: &str) -> Option<String> {
    let later = flags.chars().find(|flag| !"gim".contains(*flag))?;
    Some(format!("regular expression flag {later}"))
}

/// Groups that ECMAScript 5 does not know, each once.
pub(super) fn later_groups(pattern: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut in_class = false;
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let name = match first {
            '\\' => {
                rest = rest.get(1..).unwrap_or_default();
                None
            }
            '[' => {
                in_class = true;
                None
            }
            ']' => {
                in_class = false;
                None
            }
            '(' if !in_class => later_group(&rest[1..]),
            _ => None,
        };
        if let Some(name) = name.filter(|name| !found.contains(name)) {
            found.push(name);
        }
        let step = rest.chars().next().map_or(0, char::len_utf8);
        rest = &rest[step..];
    }
    found
}

/// What stands behind an opening bracket.
fn later_group(inside: &str) -> Option<&'static str> {
    let kind = inside.strip_prefix('?')?;
    if kind.starts_with([':', '=', '!']) {
        None
    } else if kind.starts_with("<=") || kind.starts_with("<!") {
        Some("lookbehind in regular expressions")
    } else if kind.starts_with('<') {
        Some("named groups in regular expressions")
    } else {
        Some("modifiers in regular expressions")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_classes_and_behind_a_backslash_open_no_group() {
        for (pattern, wanted) in [
            ("(a)(?:b)(?=c)(?!d)", &[][..]),
            (r"\(?<x>", &[]),
            (r"[(?<x]", &[]),
            (r"[\](?<x]", &[]),
            (r"\\(?<x>a)", &["named groups in regular expressions"]),
            ("(?<=a)b(?<!c)", &["lookbehind in regular expressions"]),
            ("(?i:a)", &["modifiers in regular expressions"]),
            ("\\é(", &[]),
            ("\\", &[]),
        ] {
            assert_eq!(later_groups(pattern), wanted, "{pattern}");
        }
    }
}
