//! What takes a target off a source's hop: lists, patterns, and what is local.

use std::net::IpAddr;

use regex::{Regex, RegexBuilder};

use super::dotnet_pattern::{self, PatternError};
use super::{Bypass, Target, UnusableEntry};

/// One setting that takes targets off a hop.
#[derive(Debug, Clone)]
pub(super) enum Exception {
    /// A list as `NO_PROXY` has it, by the setting's name.
    List(String, Bypass),
    /// A pattern, by the setting's name.
    Pattern(String, Pattern),
    /// Local hosts, by the setting's name.
    Local(String),
    /// This machine itself, which .NET never asks a hop for.
    Loopback,
}

/// The exception that takes a target off a hop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fit {
    /// The setting and its entry, to be told.
    pub(super) setting: String,
    /// The entry alone.
    pub(super) entry: String,
    /// What else the entry fits, where that was hardly meant.
    pub(super) also: Option<String>,
}

/// What is local here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Local {
    /// This machine's own DNS domain.
    pub domain: Option<String>,
    /// This machine's own addresses.
    pub addresses: Vec<IpAddr>,
}

impl Exception {
    /// Does it take the target off the hop?
    pub(super) fn fit(&self, target: &Target<'_>, local: &Local) -> Option<Fit> {
        let fit = |setting: &str, entry: &str, also| {
            let setting = format!("{setting} {entry}");
            Some(Fit {
                setting: setting.trim_end().to_owned(),
                entry: entry.to_owned(),
                also,
            })
        };
        match self {
            Self::List(name, list) => fit(name, &list.entry_for(target)?, None),
            Self::Pattern(name, pattern) if pattern.fits(target) => {
                fit(name, &pattern.said, pattern.also_fits(target))
            }
            Self::Local(name) if local.holds(target.host) => fit(name, "", None),
            Self::Loopback if is_loopback(target.host) => fit("loopback", "", None),
            Self::Pattern(..) | Self::Local(_) | Self::Loopback => None,
        }
    }
}

impl Exception {
    /// Its entries that can fit nothing, behind the setting's name.
    pub(super) fn unusable(&self) -> Option<(&str, &[UnusableEntry])> {
        match self {
            Self::List(name, list) => Some((name, list.unusable())),
            Self::Pattern(..) | Self::Local(_) | Self::Loopback => None,
        }
    }
}

impl Local {
    /// As .NET has it (`WebProxy.IsLocal`): an own address, a host without a dot, or a host right in
    /// this machine's domain.
    fn holds(&self, host: &str) -> bool {
        if let Ok(address) = host.parse::<IpAddr>() {
            return address.is_loopback() || self.addresses.contains(&address);
        }
        let Some((_, rest)) = host.split_once('.') else {
            return true;
        };
        let domain = self.domain.as_deref();
        domain.is_some_and(|domain| domain.eq_ignore_ascii_case(rest))
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    matches!(host, "localhost" | "loopback") || address.is_ok_and(|address| address.is_loopback())
}

/// A regular expression on `scheme://host[:port]`, found anywhere in it, in any case.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    said: String,
    regex: Regex,
    /// Must it be spelled so that it fits no more than its writer meant?
    checked: bool,
}

/// What a pattern may grow to.
const MOST_BYTES: usize = 1 << 20;

impl Pattern {
    /// A .NET pattern (`RegexOptions.IgnoreCase | CultureInvariant`).
    pub(super) fn dotnet(said: &str) -> Result<Self, PatternError> {
        Self::compiled(said, &dotnet_pattern::translate(said)?, true)
    }

    /// An entry of the Internet Settings: `[scheme://]host[:port]` with `*` for anything, made into
    /// the pattern that .NET makes of it (`BypassStringEscape` of `_WebProxyDataBuilder`). What has more
    /// colons than that is a host as a whole.
    pub(super) fn wildcard(said: &str) -> Result<Self, PatternError> {
        let (scheme, rest) = match said.rfind("://") {
            Some(end) => said.split_at(end + 3),
            None => ("", said),
        };
        let (host, port) = rest.split_once(':').unwrap_or((rest, ""));
        let (scheme, host, port) = match port.len() {
            0 if !rest.contains(':') => (scheme, host, ""),
            1..=5 if port.bytes().all(|b| b.is_ascii_digit()) => (scheme, host, port),
            _ => ("", said, ""),
        };
        let scheme = match scheme {
            "" => "(?:.*://)?".to_owned(),
            scheme => escaped(scheme),
        };
        let port = match port {
            "" => "(?::[0-9]{1,5})?".to_owned(),
            port => format!(":{port}"),
        };
        let regex = format!("^{scheme}{}{port}$", escaped(host));
        Self::compiled(said, &regex, false)
    }

    fn compiled(said: &str, regex: &str, checked: bool) -> Result<Self, PatternError> {
        let built = RegexBuilder::new(regex)
            .case_insensitive(true)
            .size_limit(MOST_BYTES)
            .dfa_size_limit(MOST_BYTES)
            .build();
        Ok(Self {
            said: said.to_owned(),
            regex: built.map_err(|why| unusable(&why))?,
            checked,
        })
    }

    fn fits(&self, target: &Target<'_>) -> bool {
        self.regex.is_match(&target.url())
    }

    /// Another host that the pattern fits as well and that belongs to another owner: open at the end,
    /// or beginning in the middle of a name.
    fn also_fits(&self, target: &Target<'_>) -> Option<String> {
        if !self.checked {
            return None;
        }
        let longer = format!("{}.example", target.host);
        let other = Target {
            host: &longer,
            ..*target
        };
        if self.fits(&other) {
            return Some(other.url());
        }
        let url = target.url();
        let begin = self.regex.find(&url)?.start();
        let host = url.find("://")? + 3;
        let inside = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let within =
            begin > host && url[..begin].ends_with(inside) && url[begin..].starts_with(inside);
        within
            .then(|| format!("{}evil-{}", &url[..host], &url[begin..]))
            .filter(|other| self.regex.is_match(other))
    }
}

fn escaped(text: &str) -> String {
    regex::escape(text).replace(r"\*", ".*")
}

fn unusable(why: &regex::Error) -> PatternError {
    let words = why.to_string();
    let last = words.lines().last().unwrap_or_default();
    PatternError::Unknown(last.trim_start_matches("error: ").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Scheme;

    fn to(host: &str) -> Target<'_> {
        Target {
            host,
            port: 443,
            scheme: Scheme::Https,
        }
    }

    fn dotnet(said: &str, host: &str) -> Option<Fit> {
        let pattern = Pattern::dotnet(said).unwrap();
        Exception::Pattern("add".to_owned(), pattern).fit(&to(host), &Local::default())
    }

    #[test]
    fn a_pattern_is_found_anywhere_and_in_any_case() {
        assert!(dotnet("contoso", "login.CONTOSO.example").is_some());
        assert!(dotnet("^https://a", "a.example").is_some());
        assert!(dotnet("^a", "a.example").is_none());
        assert!(
            dotnet(":443", "a.example").is_none(),
            "the usual port is not in it"
        );
        let other = Target {
            port: 8443,
            ..to("a.example")
        };
        let pattern = Pattern::dotnet(":8443$").unwrap();
        assert!(pattern.fits(&other));
    }

    #[test]
    fn a_pattern_that_fits_more_than_was_meant_says_what_else() {
        let also = |said, host| dotnet(said, host).unwrap().also;
        assert_eq!(
            also("contoso", "login.contoso.com").as_deref(),
            Some("https://login.contoso.com.example")
        );
        assert_eq!(
            also(r"contoso\.com$", "login.mycontoso.com").as_deref(),
            Some("https://evil-contoso.com")
        );
        for safe in [
            r"\.contoso\.com$",
            r"[a-z]+\.contoso\.com$",
            r"^https://login\.contoso\.com$",
        ] {
            assert_eq!(also(safe, "login.contoso.com"), None, "{safe}");
        }
    }

    #[test]
    fn a_broken_pattern_is_told_from_one_that_only_net_knows() {
        for broken in ["*.contoso.com", "(a", "a)", "[a"] {
            let error = Pattern::dotnet(broken).unwrap_err();
            assert!(
                matches!(error, PatternError::Broken(_)),
                "{broken}: {error:?}"
            );
        }
        for unknown in [r"(?=a)b", r"(a)\1", r"(?<!x)y"] {
            let error = Pattern::dotnet(unknown).unwrap_err();
            assert!(
                matches!(error, PatternError::Unknown(_)),
                "{unknown}: {error:?}"
            );
        }
    }

    #[test]
    fn entries_of_the_internet_settings_are_wildcards_on_whole_hosts() {
        let fits = |said: &str, host: &str| Pattern::wildcard(said).unwrap().fits(&to(host));
        assert!(fits("*.contoso.com", "a.b.contoso.com") && !fits("*.contoso.com", "contoso.com"));
        assert!(fits("contoso.com", "CONTOSO.com") && !fits("contoso.com", "x.contoso.com"));
        assert!(fits("https://*", "a") && !fits("http://*", "a"));
        assert!(fits("10.*", "10.1.2.3") && !fits("10.*", "110.1.2.3"));
        assert!(!fits("a.example:80", "a.example") && !fits("a.b", "axb"));
    }

    #[test]
    fn local_is_a_bare_name_an_own_address_or_a_host_right_in_the_domain() {
        let local = Local {
            domain: Some("corp.example".to_owned()),
            addresses: vec!["10.0.0.7".parse().unwrap()],
        };
        for own in [
            "intranet",
            "www.Corp.Example",
            "10.0.0.7",
            "127.0.0.1",
            "::1",
        ] {
            assert!(local.holds(own), "{own}");
        }
        for other in [
            "a.www.corp.example",
            "corp.example.net",
            "10.0.0.8",
            "corp.example",
        ] {
            assert!(!local.holds(other), "{other}");
        }
    }
}
