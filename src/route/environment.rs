//! `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in both cases.

use super::exception::Exception;
use super::rules::{HopRule, Named, Rules, Unusable, Weight};
use super::{Bypass, Hop, Source};
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
/// scheme's own before the one for all, as curl has it.
const HOPS: [(&str, Option<Scheme>); 6] = [
    ("https_proxy", Some(Scheme::Https)),
    ("HTTPS_PROXY", Some(Scheme::Https)),
    ("http_proxy", Some(Scheme::Http)),
    (UNREAD, Some(Scheme::Http)),
    ("all_proxy", None),
    ("ALL_PROXY", None),
];

/// Behind a web server this is the header `Proxy` of whoever asks it, so that curl does not read it
/// (lib/proxy.c). It is here to be compared with the other spelling.
const UNREAD: &str = "HTTP_PROXY";
const WHY_UNREAD: &str = "curl does not read this name in upper case, because web servers set it from \
     the `Proxy` header of a request; write `http_proxy`";

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

    /// From pairs of name and value; an empty value is as good as none. What was not UTF-8 is given
    /// with replacement characters, and is told.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let known = |name: &str| Self::NAMES.contains(&name);
        let set = pairs
            .into_iter()
            .filter(|(name, value)| known(name) && !value.is_empty());
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
            let hop = Hop::of_variable(self.value(name)?);
            // Only ever the second of two spellings.
            let is_unread = name == UNREAD && !self.names_hop("http_proxy");
            (!is_unread).then(|| Named {
                setting: named(name),
                is: HopRule { scheme, hop },
            })
        });
        // Lower case before upper here too.
        let mut names = ["no_proxy", "NO_PROXY"].into_iter();
        let list = names.find_map(|name| Some((named(name), Bypass::of(self.value(name)?))));
        let blank = list.as_ref().filter(|(_, list)| list.has_blank_for_comma());
        let blank = blank.map(|(name, _)| {
            format!(
                "{name}: entries are separated by blanks; curl 8.9 and later, Go, .NET and Python read \
                 none of them as meant, so separate them with commas"
            )
        });
        Rules {
            source,
            hops: hops.collect(),
            exceptions: list
                .into_iter()
                .map(|(name, list)| Exception::List(name, list))
                .collect(),
            unread: self.unread(named(UNREAD)).into_iter().collect(),
            remarks: blank.into_iter().collect(),
            ..Rules::default()
        }
    }

    fn names_hop(&self, name: &str) -> bool {
        self.value(name)
            .is_some_and(|value| Hop::of_variable(value).is_ok())
    }

    /// The variable that would name a hop if curl read it, and no other spelling does.
    fn unread(&self, setting: String) -> Option<(Scheme, Unusable)> {
        if self.value("http_proxy").is_some() {
            return None;
        }
        let said = match Hop::of_variable(self.value(UNREAD)?) {
            Ok(hop) => hop.to_string(),
            Err(why) => why.said(),
        };
        let reason = WHY_UNREAD.to_owned();
        Some((
            Scheme::Http,
            Unusable {
                setting,
                said,
                reason,
                weight: Weight::Skipped,
            },
        ))
    }

    fn value(&self, name: &str) -> Option<&str> {
        let mut all = self.set.iter();
        all.find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests;
