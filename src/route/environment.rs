//! `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in both cases.

use super::exception::Exception;
use super::rules::{HopRule, Named, Rules};
use super::{Bypass, Source};
use crate::catalogue::Scheme;

/// The variables that are set and not empty, by their names.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ProxyVariables {
    set: Vec<(String, String)>,
}

/// Names alone: values may hold secrets.
impl std::fmt::Debug for ProxyVariables {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.set.iter().map(|(name, _)| name))
            .finish()
    }
}

/// The variables that name a hop, the first to be heeded first: lower case before upper, the
/// scheme's own before the one for all (as curl and most libraries have it).
const HOPS: [(&str, Option<Scheme>); 6] = [
    ("https_proxy", Some(Scheme::Https)),
    ("HTTPS_PROXY", Some(Scheme::Https)),
    ("http_proxy", Some(Scheme::Http)),
    ("HTTP_PROXY", Some(Scheme::Http)),
    ("all_proxy", None),
    ("ALL_PROXY", None),
];

impl ProxyVariables {
    /// The variables that concern the way out.
    pub const NAMES: [&str; 8] = [
        "https_proxy",
        "HTTPS_PROXY",
        "http_proxy",
        "HTTP_PROXY",
        "all_proxy",
        "ALL_PROXY",
        "no_proxy",
        "NO_PROXY",
    ];

    /// From pairs of name and value; an empty value is as good as none.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let known = |name: &str| Self::NAMES.contains(&name);
        let set = pairs
            .into_iter()
            .filter(|(name, value)| known(name) && !value.trim().is_empty());
        Self { set: set.collect() }
    }

    /// From the lines of `/etc/environment`: `NAME=VALUE`, perhaps quoted, perhaps behind `export`
    /// (`pam_env`(8)).
    #[must_use]
    pub fn of_file(text: &str) -> Self {
        let lines = text.lines().map(str::trim);
        Self::of(lines.filter_map(|line| {
            let line = line.strip_prefix("export ").unwrap_or(line);
            let (name, value) = line.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']);
            Some((name.trim().to_owned(), value.to_owned()))
        }))
    }

    /// What they say, by the name of the place they stand in; the process's own have none.
    #[must_use]
    pub fn rules(&self, source: Source, place: &str) -> Rules {
        let named = |name: &str| format!("{place} {name}").trim_start().to_owned();
        let hops = HOPS.into_iter().filter_map(|(name, scheme)| {
            let hop = self.value(name)?.parse();
            Some(Named {
                setting: named(name),
                is: HopRule { scheme, hop },
            })
        });
        // Lower case before upper here too.
        let mut names = ["no_proxy", "NO_PROXY"].into_iter();
        let exception = names.find_map(|name| {
            let list = Bypass::of(self.value(name)?);
            Some(Exception::List(named(name), list))
        });
        Rules {
            source,
            hops: hops.collect(),
            exceptions: exception.into_iter().collect(),
            ..Rules::default()
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        let mut all = self.set.iter();
        all.find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn etc_environment_is_lines_of_pairs_with_or_without_quotes() {
        let text = "# a comment\nPATH=/bin\nexport HTTPS_PROXY=\"http://a:1\"\nno_proxy = 'x'\n";
        let read = ProxyVariables::of_file(text);
        assert_eq!(read.value("HTTPS_PROXY"), Some("http://a:1"));
        assert_eq!(read.value("no_proxy"), Some("x"));
        let rules = read.rules(Source::System, "/etc/environment");
        assert_eq!(rules.hops[0].setting, "/etc/environment HTTPS_PROXY");
    }
}
