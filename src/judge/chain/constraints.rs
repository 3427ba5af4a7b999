//! Name constraints of a CA against the names of a leaf (RFC 5280, 4.2.1.10): DNS names and
//! addresses, the kinds that a server is asked by.

use x509_parser::extensions::{GeneralName, GeneralSubtree, ParsedExtension};

use super::certificate::Certificate;
use super::names::bounded;

/// Why the leaf lies outside of what this CA may issue for, if it does.
pub(super) fn broken(issuer: &Certificate<'_>, leaf: &Certificate<'_>) -> Option<String> {
    const NAME_CONSTRAINTS: &str = "2.5.29.30";
    let constraints = match issuer.extension(NAME_CONSTRAINTS) {
        None => return None,
        Some(ParsedExtension::NameConstraints(constraints)) => constraints,
        Some(_) => return Some("has name constraints that cannot be read".to_owned()),
    };
    let permitted = constraints
        .permitted_subtrees
        .as_deref()
        .unwrap_or_default();
    let excluded = constraints.excluded_subtrees.as_deref().unwrap_or_default();
    let mut names = leaf.alternative_names().iter();
    let outside = names.find(|name| !is_permitted(name, permitted) || is_in(name, excluded))?;
    let name = match outside {
        GeneralName::DNSName(name) => format!("`{}`", bounded(name)),
        _ => "this address".to_owned(),
    };
    Some(format!("may not issue for {name} by its name constraints"))
}

/// A kind of name that no permitted subtree speaks of is free.
fn is_permitted(name: &GeneralName<'_>, subtrees: &[GeneralSubtree<'_>]) -> bool {
    let mut same_kind = subtrees.iter().map(|tree| &tree.base).filter(|base| {
        matches!(
            (name, base),
            (GeneralName::DNSName(_), GeneralName::DNSName(_))
                | (GeneralName::IPAddress(_), GeneralName::IPAddress(_))
        )
    });
    match same_kind.next() {
        None => true,
        Some(first) => covers(first, name, false) || same_kind.any(|b| covers(b, name, false)),
    }
}

fn is_in(name: &GeneralName<'_>, excluded: &[GeneralSubtree<'_>]) -> bool {
    excluded.iter().any(|tree| covers(&tree.base, name, true))
}

/// Does a subtree cover a name? For an exclusion it is enough that a wildcard reaches into it.
fn covers(base: &GeneralName<'_>, name: &GeneralName<'_>, excludes: bool) -> bool {
    match (base, name) {
        (GeneralName::DNSName(base), GeneralName::DNSName(name)) => {
            covers_dns(base, name) || (excludes && reaches_into(name, base))
        }
        (GeneralName::IPAddress(base), GeneralName::IPAddress(ip)) => covers_ip(base, ip),
        _ => false,
    }
}

fn covers_dns(base: &str, name: &str) -> bool {
    let (base, name) = (base.to_ascii_lowercase(), name.to_ascii_lowercase());
    let (base, itself) = match base.strip_prefix('.') {
        Some(base) => (base, false),
        None => (base.as_str(), true),
    };
    match name.strip_suffix(base) {
        Some("") => itself,
        Some(head) => base.is_empty() || head.ends_with('.'),
        None => false,
    }
}

fn reaches_into(wildcard: &str, base: &str) -> bool {
    let base = base.trim_start_matches('.');
    wildcard.strip_prefix("*.").is_some_and(|suffix| {
        base.split_once('.')
            .is_some_and(|(_, b)| b.eq_ignore_ascii_case(suffix))
    })
}

/// Address and mask, side by side.
fn covers_ip(base: &[u8], ip: &[u8]) -> bool {
    if base.len() != ip.len() * 2 {
        return false;
    }
    let (net, mask) = base.split_at(ip.len());
    ip.iter()
        .zip(net)
        .zip(mask)
        .all(|((ip, net), mask)| ip & mask == net & mask)
}
