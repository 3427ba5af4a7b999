//! `ProxyOverride`: which hosts need no proxy, as .NET reads it and as `WinHTTP` does.
//!
//! .NET (microsoft/referencesource, `_WebProxyDataBuilder.cs`) splits at `;` alone; an entry has to fit the
//! whole of `scheme://host`, behind which the port stands only where it is not the scheme's usual one.

use crate::route::exception::{Exception, Pattern};
use crate::route::rules::{Rules, Unusable, Weight};

/// No more entries are read; Windows' own window takes about 2,000 characters.
const MOST_ENTRIES: usize = 2048;
/// No more remarks are made about entries.
const MOST_REMARKS: usize = 16;

/// Adds the exceptions as .NET makes them, and says which of them never fit.
pub(super) fn dotnet(text: &str, setting: &str, rules: &mut Rules) {
    add(text.split(';'), setting, rules);
    let entries = text.split(';').map(str::trim).take(MOST_ENTRIES);
    let remarks = entries.filter_map(|entry| never(entry).map(|why| (entry, why)));
    let mut remarks: Vec<String> = remarks
        .take(MOST_REMARKS)
        .map(|(entry, why)| format!("{setting}: the entry `{entry}` never matches: {why}"))
        .collect();
    remarks.dedup();
    rules.remarks.extend(remarks);
}

/// Adds the exceptions as `WinHTTP` does, which splits at blanks too.
pub(super) fn winhttp(text: &str, setting: &str, rules: &mut Rules) {
    let entries = text.split(|c: char| c == ';' || c.is_whitespace());
    add(entries, setting, rules);
}

fn add<'t>(entries: impl Iterator<Item = &'t str>, setting: &str, rules: &mut Rules) {
    rules.exceptions.push(Exception::Loopback);
    let mut entries: Vec<&str> = entries
        .map(str::trim)
        .filter(|entry| !entry.is_empty())
        .collect();
    entries.dedup();
    if entries.len() > MOST_ENTRIES {
        rules.remarks.push(format!(
            "{setting}: {} entries; the first {MOST_ENTRIES} are read",
            entries.len()
        ));
    }
    for entry in entries.into_iter().take(MOST_ENTRIES) {
        if entry.eq_ignore_ascii_case("<local>") {
            let local = Exception::Local(format!("{setting} <local>"));
            rules.exceptions.push(local);
            continue;
        }
        match Pattern::wildcard(entry) {
            Ok(pattern) => {
                let exception = Exception::Pattern(setting.to_owned(), pattern);
                rules.exceptions.push(exception);
            }
            Err(_) => rules.unusable.push(Unusable {
                setting: setting.to_owned(),
                said: entry.to_owned(),
                reason: "it is too long".to_owned(),
                weight: Weight::Skipped,
            }),
        }
    }
}

/// Why .NET finds nothing that the entry fits.
fn never(entry: &str) -> Option<&'static str> {
    if entry.eq_ignore_ascii_case("<-loopback>") {
        return Some(
            ".NET does not know the word, and asks no proxy for this machine itself; WinINET would",
        );
    }
    let (scheme, rest) = match entry.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => (String::new(), entry),
    };
    if rest.contains(char::is_whitespace) {
        return Some(".NET separates entries by `;` alone; WinINET separates them by blanks too");
    }
    if rest.contains(',') {
        return Some("entries are separated by `;`");
    }
    if rest.contains('/') {
        return Some(
            "nothing stands behind the host and its port; there are no paths and no networks",
        );
    }
    if rest.starts_with('.') {
        return Some("no host begins with a dot; write `*` in front of it");
    }
    // With more than one colon it is an IPv6 address, which .NET matches in its brackets.
    let colons = rest.matches(':').count();
    if colons > 1 && !rest.contains(['[', '*']) {
        return Some(".NET writes IPv6 addresses in brackets");
    }
    let port = rest.rsplit_once(':').map(|(_, port)| port);
    usual_port(&scheme, port?)
}

fn usual_port(scheme: &str, port: &str) -> Option<&'static str> {
    let usual = match scheme {
        "https" => port == "443",
        "http" => port == "80",
        // It would fit a port of the other scheme, which nobody uses.
        _ => port == "443" || port == "80",
    };
    usual.then_some(".NET leaves the usual port out; WinINET would match it")
}
