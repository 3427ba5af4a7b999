//! `ProxyServer`: one proxy for all, or one for each scheme, as .NET reads it and as `WinHTTP` does.
//!
//! .NET (microsoft/referencesource, `_WebProxyDataBuilder.cs`) splits at `;` alone and refuses the whole
//! value where one part is wrong, and with it every request. `WinHTTP` splits at blanks too and takes
//! what it understands.

use std::collections::BTreeMap;

use crate::catalogue::Scheme;
use crate::route::rules::HopRule;
use crate::route::{Hop, HopError, HopScheme};

/// What a value names.
#[derive(Debug, Clone, Default)]
pub(super) struct Servers {
    pub(super) hops: Vec<HopRule>,
    /// What a reader of the value should know.
    pub(super) remarks: Vec<String>,
}

/// As .NET reads it.
pub(super) fn dotnet(text: &str) -> Servers {
    let text = text.trim();
    if text.is_empty() {
        return Servers::default();
    }
    if !text.contains('=') {
        return Servers::from(rule(None, uri(text)));
    }
    match pairs(text) {
        Ok(pairs) => each_scheme(&pairs),
        Err(reason) => Servers::from(rule(None, Err(refused(text, &reason)))),
    }
}

impl From<HopRule> for Servers {
    fn from(rule: HopRule) -> Self {
        Self {
            hops: vec![rule],
            remarks: Vec::new(),
        }
    }
}

fn rule(scheme: Option<Scheme>, hop: Result<Hop, HopError>) -> HopRule {
    HopRule { scheme, hop }
}

/// `ParseProtocolProxies`: what is named twice counts as it stands last.
fn pairs(text: &str) -> Result<BTreeMap<String, &str>, String> {
    let mut pairs = BTreeMap::new();
    for part in text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let sides: Vec<&str> = part.split('=').map(str::trim).collect();
        let [scheme, place] = sides[..] else {
            return Err(misread(part));
        };
        if scheme.is_empty() || place.is_empty() {
            return Err(misread(part));
        }
        // Where one of them is no address, .NET refuses all.
        if let Err(why) = parsed(place) {
            return Err(format!("in `{}`, {why}", shown(part)));
        }
        pairs.insert(scheme.to_ascii_lowercase(), place);
    }
    Ok(pairs)
}

fn misread(part: &str) -> String {
    let shown = shown(part);
    let blank = part.contains(char::is_whitespace);
    let hint = if blank {
        ", with `;` and no blank between them"
    } else {
        ""
    };
    format!(
        "`{shown}` is no `SCHEME=HOST:PORT`; .NET needs that of every part{hint}, and refuses all otherwise"
    )
}

fn each_scheme(pairs: &BTreeMap<String, &str>) -> Servers {
    let mut servers = Servers::default();
    for (kind, place) in pairs {
        let scheme = match kind.as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            other => {
                servers.remarks.extend(unused(other, place));
                continue;
            }
        };
        servers.hops.push(rule(Some(scheme), uri(place)));
    }
    servers
}

fn unused(kind: &str, place: &str) -> Option<String> {
    let shown = shown(place);
    match kind {
        "socks" => Some(format!(
            "`socks={shown}` is not used: .NET has no SOCKS; programs that use WinINET take it where a scheme \
             has no proxy of its own"
        )),
        "ftp" | "gopher" => None,
        other if !is_word(other) => Some(format!("`{shown}` is not used")),
        other => Some(format!(
            "`{other}={shown}` is not used: no request has the scheme `{other}`"
        )),
    }
}

/// `ParseProxyUri`, and what a request then does with it (`ServicePointManager.cs`): plain HTTP alone.
fn uri(place: &str) -> Result<Hop, HopError> {
    let hop = parsed(place).map_err(|why| refused(place, &why.to_string()))?;
    let scheme = place.split_once("://").map_or("http", |(scheme, _)| scheme);
    if !scheme.eq_ignore_ascii_case("http") {
        let why = "unsupported proxy scheme; only `http://` proxies are known, and requests fail";
        return Err(refused(place, why));
    }
    Ok(hop)
}

/// Reads host and port; what else an address has, .NET does not use for a proxy.
fn parsed(place: &str) -> Result<Hop, HopError> {
    let rest = place.split_once("://").map_or(place, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest[..end].rsplit('@').next().unwrap_or_default();
    Hop::at(HopScheme::Http, authority, 80)
}

fn refused(value: &str, reason: &str) -> HopError {
    HopError::Refused {
        said: shown(value),
        reason: reason.to_owned(),
    }
}

/// Without what may be a password: anything in front of the last `@`.
pub(super) fn shown(text: &str) -> String {
    match text.rfind('@') {
        Some(at) => format!("…{}", &text[at..]),
        None => text.to_owned(),
    }
}

/// A scheme's name, which holds no password.
fn is_word(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// As `WinHTTP` reads it (`WINHTTP_PROXY_INFO`): split at `;` and blanks.
pub(super) fn winhttp(text: &str) -> Vec<HopRule> {
    let parts = text.split(|c: char| c == ';' || c.is_whitespace());
    let mut rules: Vec<HopRule> = parts
        .filter(|part| !part.is_empty())
        .filter_map(winhttp_part)
        .collect();
    // What is for one scheme goes before what is for all.
    rules.sort_by_key(|rule| rule.scheme.is_none());
    rules
}

fn winhttp_part(part: &str) -> Option<HopRule> {
    let (kind, place) = part.split_once('=').unwrap_or(("", part));
    let scheme = match kind.to_ascii_lowercase().as_str() {
        "" => None,
        "http" => Some(Scheme::Http),
        "https" => Some(Scheme::Https),
        // For protocols that nobody speaks here.
        _ => return None,
    };
    Some(rule(scheme, uri(place)))
}
