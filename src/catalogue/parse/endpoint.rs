//! `[[endpoint]]`: one host and port.

use ipnet::IpNet;
use toml::Spanned;

use super::mistake::{Checked, Mistake};
use super::value::{identifier, one, perhaps, word};
use super::{raw, sample};
use crate::catalogue::{
    Cloud, Endpoint, HostPattern, Issuer, PatternError, Sample, Scheme, WEB_PKI,
};

pub(super) fn checked(raw: &raw::Endpoint, issuers: &[Issuer]) -> Checked<Endpoint> {
    let host: HostPattern = raw
        .host
        .get_ref()
        .parse()
        .map_err(|why: PatternError| Mistake::at(&raw.host, why.to_string()))?;
    let scheme = one("scheme", &raw.scheme)?;
    Ok(Endpoint {
        id: identifier(&raw.id)?,
        port: port(&raw.port)?,
        scheme,
        need: word("need", raw.need.as_ref())?,
        products: raw
            .products
            .iter()
            .map(identifier)
            .collect::<Checked<_>>()?,
        private_link: word("private_link", raw.private_link.as_ref())?,
        clouds: clouds(raw.clouds.as_ref())?,
        phase: raw
            .phase
            .as_ref()
            .map(|phase| one("phase", phase))
            .transpose()?,
        purpose: perhaps("purpose", raw.purpose.as_ref())?,
        issuers: own_issuers(raw, scheme, issuers)?,
        inspection: word("inspection", raw.inspection.as_ref())?,
        ranges: raw.ranges.iter().map(range).collect::<Checked<_>>()?,
        source: perhaps("source", raw.source.as_ref())?,
        samples: samples(raw, &host, scheme)?,
        host,
    })
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

fn clouds(clouds: Option<&Spanned<Vec<Spanned<String>>>>) -> Checked<Vec<Cloud>> {
    let Some(clouds) = clouds else {
        return Ok(vec![Cloud::default()]);
    };
    if clouds.get_ref().is_empty() {
        return Err(Mistake::at(clouds, "`clouds` is empty"));
    }
    clouds
        .get_ref()
        .iter()
        .map(|cloud| one("cloud", cloud))
        .collect()
}

fn own_issuers(raw: &raw::Endpoint, scheme: Scheme, issuers: &[Issuer]) -> Checked<Vec<String>> {
    match (scheme, raw.issuers.first()) {
        (Scheme::Http, Some(first)) => {
            let what = "`issuers` on scheme `http`: there is no certificate to compare";
            Err(Mistake::at(first, what))
        }
        (Scheme::Https | Scheme::Tls, None) => {
            let id = raw.id.get_ref();
            let what = format!("endpoint `{id}` has scheme `{scheme}` and no `issuers`");
            Err(Mistake::at(&raw.id, what))
        }
        _ => raw.issuers.iter().map(|id| known(id, issuers)).collect(),
    }
}

fn known(id: &Spanned<String>, issuers: &[Issuer]) -> Checked<String> {
    if id.get_ref() == WEB_PKI || issuers.iter().any(|set| &set.id == id.get_ref()) {
        return Ok(id.get_ref().clone());
    }
    let ids: Vec<_> = issuers.iter().map(|set| format!("`{}`", set.id)).collect();
    let defined = if ids.is_empty() {
        "none".to_owned()
    } else {
        ids.join(", ")
    };
    let what = format!(
        "unknown issuer id `{}`; the file defines {defined}",
        id.get_ref()
    );
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

fn samples(raw: &raw::Endpoint, host: &HostPattern, scheme: Scheme) -> Checked<Vec<Sample>> {
    let samples = raw.sample.iter();
    samples
        .map(|raw| sample::checked(raw, host, scheme))
        .collect()
}
