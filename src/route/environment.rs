//! `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in both cases.

use super::Bypass;
use crate::catalogue::Scheme;

/// The variables that are set and not empty, by their names.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment {
    set: Vec<(String, String)>,
}

/// Names alone: values may hold secrets.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.set.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Environment {
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

    /// The variables that name a hop for a scheme, the first to be heeded first: lower case before
    /// upper, the scheme's own before the one for all (as curl and most libraries have it).
    pub(super) fn words(&self, scheme: Scheme) -> impl Iterator<Item = (&str, &str)> {
        let own = match scheme {
            Scheme::Https | Scheme::Tls => ["https_proxy", "HTTPS_PROXY"],
            Scheme::Http => ["http_proxy", "HTTP_PROXY"],
        };
        let names = own.into_iter().chain(["all_proxy", "ALL_PROXY"]);
        names.filter_map(|name| self.value(name).map(|value| (name, value)))
    }

    /// The exceptions, and the variable that has them: lower case before upper here too.
    pub(super) fn bypass(&self) -> Option<(&'static str, Bypass)> {
        let mut names = ["no_proxy", "NO_PROXY"].into_iter();
        names.find_map(|name| Some((name, Bypass::of(self.value(name)?))))
    }

    fn value(&self, name: &str) -> Option<&str> {
        let mut all = self.set.iter();
        all.find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}
