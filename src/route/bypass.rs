//! Exceptions from a hop: `NO_PROXY` and `--no-proxy`.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Target;

/// A list of exceptions, in order.
///
/// Entries are separated by commas or spaces. `*` is everything; `example.com` is that name and
/// every name below it; `.example.com` and `*.example.com` are the names below it; an address or a
/// CIDR range stands for addresses, and so only for targets that are one. `:PORT` behind an entry
/// narrows it to that port.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bypass {
    entries: Vec<String>,
}

impl Bypass {
    /// Reads a list. There is no wrong entry, only one that fits nothing.
    #[must_use]
    pub fn of(list: &str) -> Self {
        let entries = list.split([',', ' ', '\t', ';']).map(str::trim);
        Self {
            entries: entries
                .filter(|entry| !entry.is_empty())
                .map(str::to_owned)
                .collect(),
        }
    }

    /// The first entry that names a target.
    pub(super) fn entry_for(&self, target: &Target<'_>) -> Option<String> {
        self.entries
            .iter()
            .find(|entry| fits(entry, target))
            .cloned()
    }
}

fn fits(entry: &str, target: &Target<'_>) -> bool {
    let entry = entry.to_ascii_lowercase();
    if entry == "*" {
        return true;
    }
    if let Ok(range) = entry.parse::<IpNet>() {
        return target
            .host
            .parse::<IpAddr>()
            .is_ok_and(|ip| range.contains(&ip));
    }
    if let Ok(own) = entry.trim_matches(['[', ']']).parse::<IpAddr>() {
        return target.host.parse::<IpAddr>().is_ok_and(|ip| ip == own);
    }
    let (name, port) = match entry.rsplit_once(':') {
        Some((name, port)) => (name, port.parse::<u16>().ok()),
        None => (entry.as_str(), Some(target.port)),
    };
    port == Some(target.port) && fits_name(name, target.host)
}

fn fits_name(entry: &str, host: &str) -> bool {
    let entry = entry.trim_end_matches('.');
    if let Ok(own) = entry.trim_matches(['[', ']']).parse::<IpAddr>() {
        return host.parse::<IpAddr>().is_ok_and(|ip| ip == own);
    }
    let below = |suffix: &str| {
        let head = host
            .strip_suffix(suffix)
            .and_then(|head| head.strip_suffix('.'));
        !suffix.is_empty() && head.is_some_and(|head| !head.is_empty())
    };
    match entry.strip_prefix("*.").or_else(|| entry.strip_prefix('.')) {
        Some(suffix) => below(suffix),
        None => host == entry || below(entry),
    }
}
