//! Exceptions from a hop: `NO_PROXY` and `--no-proxy`, read as curl reads them (lib/proxy.c,
//! `proxy_check_noproxy`), with ports and `*.` besides.

use std::net::IpAddr;
use std::sync::Arc;

use super::Target;
use super::bypass_entry::{Entry, EntryError};

/// A list of exceptions, in order.
///
/// Entries are separated by commas or blanks. `example.com` and `.example.com` are that name and every
/// name below it, in any case, with or without a dot at the end; an address or a CIDR range stands for
/// addresses, and so only for targets that are one. `*` is everything, where it is the whole list.
///
/// Beyond curl: `*.example.com` is the names below only, and `:PORT` behind an entry narrows it to
/// that port.
///
/// An entry that can fit nothing is ignored, as curl ignores it, and kept to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bypass {
    everything: bool,
    entries: Arc<[Entry]>,
    unusable: Arc<[UnusableEntry]>,
    by_blank: bool,
}

/// An entry that can fit nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableEntry {
    /// The entry, as far as it is told.
    pub entry: String,
    /// Why it can fit nothing, and what to write instead.
    pub error: EntryError,
}

/// No more unusable entries of one list are told: each is told for every target.
const MOST_TOLD: usize = 3;
/// No more characters of one are told.
const MOST_SHOWN: usize = 60;

impl Bypass {
    /// Reads a list as `NO_PROXY` has it.
    #[must_use]
    pub fn of(list: &str) -> Self {
        if list == "*" {
            return Self::everything();
        }
        let mut bypass = Self::read(list.split([',', ' ', '\t']));
        let mut parts = list.split(',').map(|part| part.trim_matches([' ', '\t']));
        bypass.by_blank = parts.any(|part| part.contains([' ', '\t']));
        bypass
    }

    /// Reads entries that were separated as their own setting has it.
    #[must_use]
    pub fn of_entries(entries: Vec<&str>) -> Self {
        let entries = entries.into_iter().filter(|entry| !entry.is_empty());
        let entries: Vec<&str> = entries.collect();
        if entries == ["*"] {
            return Self::everything();
        }
        Self::read(entries)
    }

    fn read<'a>(entries: impl IntoIterator<Item = &'a str>) -> Self {
        let mut good = Vec::new();
        let mut unusable = Vec::new();
        for entry in entries.into_iter().filter(|entry| !entry.is_empty()) {
            match Entry::read(entry) {
                Ok(entry) => good.push(entry),
                Err(error) if unusable.len() < MOST_TOLD => unusable.push(UnusableEntry {
                    entry: shown(entry),
                    error,
                }),
                Err(_) => {}
            }
        }
        Self {
            everything: false,
            entries: good.into(),
            unusable: unusable.into(),
            by_blank: false,
        }
    }

    /// The list that is `*` alone.
    fn everything() -> Self {
        Self {
            everything: true,
            ..Self::default()
        }
    }

    /// The entries that can fit nothing, at most 3.
    #[must_use]
    pub fn unusable(&self) -> &[UnusableEntry] {
        &self.unusable
    }

    /// Are entries separated by blanks alone somewhere? curl from 8.9.0 on reads nothing behind
    /// such a blank; earlier ones do.
    pub(super) fn has_blank_for_comma(&self) -> bool {
        self.by_blank
    }

    /// The first entry that names a target.
    pub(super) fn entry_for(&self, target: &Target<'_>) -> Option<String> {
        if self.everything {
            return Some("*".to_owned());
        }
        let host = target.host.strip_suffix('.').unwrap_or(target.host);
        let address = host.parse::<IpAddr>().ok();
        let mut entries = self.entries.iter();
        let found = entries.find(|entry| {
            entry.fits_port(target.port)
                && match address {
                    Some(address) => entry.fits_address(address),
                    None => entry.fits_name(host),
                }
        });
        found.map(|entry| entry.as_str().to_owned())
    }
}

/// Whatever stands before the last `@` may be a secret that was put in the wrong variable.
fn shown(entry: &str) -> String {
    let entry = entry.rsplit('@').next().unwrap_or_default();
    match entry.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &entry[..end]),
        None => entry.to_owned(),
    }
}

#[cfg(test)]
mod tests;
