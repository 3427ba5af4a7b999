//! Names alone. Firewalls fetch such lists as external dynamic lists or threat feeds; not all of them
//! take comments in lists of names, so there are none.

use std::collections::BTreeSet;

use super::rule::RuleSet;
use crate::catalogue::HostPattern;

/// Each name once, in the order of the file; a wildcard as `*.example.com`.
pub(super) fn write(rules: &RuleSet<'_>) -> String {
    let mut known = BTreeSet::new();
    let names = rules.all.iter().map(|rule| &rule.row.host);
    let names = names.filter(|name| known.insert(*name));
    let lines: Vec<_> = names.map(|name| format!("{name}\n")).collect();
    lines.concat()
}

/// The patterns that no other one covers, a wildcard's own suffix counted in: each once, sorted.
pub(super) fn outermost<'a>(all: impl Iterator<Item = &'a HostPattern>) -> Vec<&'a HostPattern> {
    let all: BTreeSet<&HostPattern> = all.collect();
    let covers = |wide: &HostPattern, name: &HostPattern| {
        let under = wide.covers(name.suffix());
        let same = wide.suffix() == name.suffix() && !name.is_wildcard();
        wide.is_wildcard() && (under || same)
    };
    let free = |name: &&&HostPattern| !all.iter().any(|wide| covers(wide, name));
    all.iter().filter(free).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_leading_dot_covers_is_left_out() {
        let names = [
            "*.example.net",
            "example.net",
            "a.b.example.net",
            "*.b.example.net",
            "example.com",
        ];
        let names = names.map(|name| name.parse::<HostPattern>().unwrap());
        let left: Vec<_> = outermost(names.iter())
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(left, ["example.com", "*.example.net"]);
    }
}
