//! `[[endpoint]]`: one host and port.

use ipnet::IpNet;
use toml::Spanned;

use super::mistake::{Checked, Mistake, Mistakes};
use super::value::{identifier, needed, one, perhaps, word};
use super::{raw, sample};
use crate::catalogue::{Cloud, Endpoint, HostPattern, PatternError, Sample, Scheme, WEB_PKI};

/// The ids of all sets of a file; none where one of them cannot be read, since that may be any.
pub(super) type IssuerIds<'a> = Option<Vec<&'a str>>;

pub(super) fn checked(
    table: &Spanned<raw::Endpoint>,
    issuers: &IssuerIds<'_>,
    found: &mut Mistakes,
) -> Option<Endpoint> {
    let raw = table.get_ref();
    let id = needed(table, "id", raw.id.as_ref()).and_then(identifier);
    let id = found.keep(id);
    let host = found.keep(needed(table, "host", raw.host.as_ref()).and_then(pattern));
    let port = found.keep(needed(table, "port", raw.port.as_ref()).and_then(port));
    let scheme = needed(table, "scheme", raw.scheme.as_ref()).and_then(|text| one("scheme", text));
    let scheme = found.keep(scheme);
    let need = found.keep(word("need", raw.need.as_ref()));
    let products = found.keep_all(raw.products.iter().map(identifier));
    let private_link = found.keep(word("private_link", raw.private_link.as_ref()));
    let clouds = clouds(raw.clouds.as_ref(), found);
    let phase = raw.phase.as_ref().map(|phase| one("phase", phase));
    let phase = phase.and_then(|phase| found.keep(phase));
    let purpose = found.keep(perhaps("purpose", raw.purpose.as_ref()));
    let inspection = found.keep(word("inspection", raw.inspection.as_ref()));
    let ranges = found.keep_all(raw.ranges.iter().map(range));
    let source = found.keep(perhaps("source", raw.source.as_ref()));
    let sets = own_issuers(table, scheme, issuers, found);
    let samples = samples(raw, host.as_ref(), scheme, found);
    Some(Endpoint {
        id: id?,
        host: host?,
        port: port?,
        scheme: scheme?,
        need: need?,
        products,
        private_link: private_link?,
        clouds,
        phase,
        purpose: purpose?,
        issuers: sets,
        inspection: inspection?,
        ranges,
        source: source?,
        samples,
    })
}

fn pattern(text: &Spanned<String>) -> Checked<HostPattern> {
    let parsed = text.get_ref().parse();
    parsed.map_err(|why: PatternError| Mistake::at(text, why.to_string()))
}

fn port(port: &Spanned<i64>) -> Checked<u16> {
    match u16::try_from(*port.get_ref()) {
        Ok(port) if port != 0 => Ok(port),
        _ => {
            let what = format!("port `{}`; expected one from 1 to 65535", port.get_ref());
            Err(Mistake::at(port, what))
        }
    }
}

fn clouds(clouds: Option<&Spanned<Vec<Spanned<String>>>>, found: &mut Mistakes) -> Vec<Cloud> {
    let Some(clouds) = clouds else {
        return vec![Cloud::default()];
    };
    if clouds.get_ref().is_empty() {
        found.add(Mistake::at(clouds, "`clouds` is empty"));
    }
    found.keep_all(clouds.get_ref().iter().map(|cloud| one("cloud", cloud)))
}

fn own_issuers(
    table: &Spanned<raw::Endpoint>,
    scheme: Option<Scheme>,
    issuers: &IssuerIds<'_>,
    found: &mut Mistakes,
) -> Vec<String> {
    let raw = table.get_ref();
    match (scheme, raw.issuers.first()) {
        (Some(Scheme::Http), Some(first)) => {
            let what = "`issuers` on scheme `http`: there is no certificate to compare";
            found.add(Mistake::at(first, what));
        }
        (Some(scheme @ (Scheme::Https | Scheme::Tls)), None) => {
            found.add(Mistake::of_row(table, raw.id.as_ref(), "endpoint", |row| {
                format!("{row} has scheme `{scheme}` and no `issuers`")
            }));
        }
        _ => {}
    }
    if scheme == Some(Scheme::Http) {
        return Vec::new();
    }
    found.keep_all(raw.issuers.iter().map(|id| known(id, issuers)))
}

fn known(id: &Spanned<String>, issuers: &IssuerIds<'_>) -> Checked<String> {
    let name = id.get_ref();
    let Some(ids) = issuers else {
        return Ok(name.clone());
    };
    if name == WEB_PKI || ids.contains(&name.as_str()) {
        return Ok(name.clone());
    }
    let ids: Vec<_> = ids.iter().map(|id| format!("`{id}`")).collect();
    let defined = if ids.is_empty() {
        "none".to_owned()
    } else {
        ids.join(", ")
    };
    let what = format!("unknown issuer id `{name}`; the file defines {defined}");
    Err(Mistake::at(id, what))
}

/// A service tag (`AzureCloud.westeurope`) or a network.
fn range(range: &Spanned<String>) -> Checked<String> {
    let text = range.get_ref();
    if let Ok(network) = text.parse::<IpNet>() {
        if network != network.trunc() {
            let what = format!("`{text}` is an address inside `{}`", network.trunc());
            return Err(Mistake::at(range, what));
        }
        return Ok(text.clone());
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(fits) {
        return Ok(text.clone());
    }
    let what = format!("`{text}` is neither a service tag nor a network such as `10.0.0.0/8`");
    Err(Mistake::at(range, what))
}

/// What a sample may ask for depends on its endpoint's host and scheme.
fn samples(
    raw: &raw::Endpoint,
    host: Option<&HostPattern>,
    scheme: Option<Scheme>,
    found: &mut Mistakes,
) -> Vec<Sample> {
    let Some((host, scheme)) = host.zip(scheme) else {
        return Vec::new();
    };
    let samples = raw.sample.iter();
    samples
        .filter_map(|raw| sample::checked(raw, (host, scheme), found))
        .collect()
}
