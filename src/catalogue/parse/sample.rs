//! `[[endpoint.sample]]`: one concrete thing to ask.

use toml::Spanned;
use x509_cert::der::Decode;
use x509_ocsp::OcspRequest;

use super::mistake::{Checked, Mistake, Mistakes};
use super::raw;
use super::value::{base64, identifier, one, word};
use crate::catalogue::host::{check_name, lowered};
use crate::catalogue::{Content, HostPattern, Method, Sample, Scheme, TENANT, Upgrade};
use crate::text::bytes::Blob;

pub(super) fn checked(
    table: &Spanned<raw::Sample>,
    (pattern, scheme): (&HostPattern, Scheme),
    found: &mut Mistakes,
) -> Option<Sample> {
    let raw = table.get_ref();
    let host = found.keep(own_host(table, pattern));
    let products = found.keep_all(raw.products.iter().map(identifier));
    let path = raw.path.as_ref().map_or_else(|| Ok("/".to_owned()), path);
    let path = found.keep(path);
    let method = found.keep(word("method", raw.method.as_ref()));
    let content = found.keep(word("content", raw.content.as_ref()));
    let sure = found.keep(word("sure", raw.sure.as_ref()));
    // What is asked for must be known before it can be out of place.
    let asked = method.zip(content)?;
    found.keep(check_content(raw, asked, scheme));
    let request = found.keep(request(raw.request.as_ref(), asked.1));
    let upgrade = raw.upgrade.as_ref();
    let upgrade = upgrade.map(|text| upgrade_for(text, asked, scheme));
    let upgrade = upgrade.and_then(|upgrade| found.keep(upgrade));
    Some(Sample {
        host: host?,
        products,
        path: path?,
        method: asked.0,
        content: asked.1,
        request: request?,
        upgrade,
        sure: sure?,
    })
}

/// Asked for within TLS, and with nothing else wanted of the answer.
fn upgrade_for(
    text: &Spanned<String>,
    (method, content): (Method, Content),
    scheme: Scheme,
) -> Checked<Upgrade> {
    let upgrade = one("upgrade", text)?;
    if scheme != Scheme::Https {
        let what =
            format!("upgrade `{upgrade}` on scheme `{scheme}`; it is asked for on `https` only");
        return Err(Mistake::at(text, what));
    }
    if method != Method::Get || content != Content::Any {
        let what = format!("upgrade `{upgrade}` takes method `GET` and content `any` only");
        return Err(Mistake::at(text, what));
    }
    Ok(upgrade)
}

/// Can this content be had at all?
fn check_content(
    raw: &raw::Sample,
    (method, content): (Method, Content),
    scheme: Scheme,
) -> Checked<()> {
    let Some(place) = raw.content.as_ref().filter(|_| content != Content::Any) else {
        return Ok(());
    };
    if scheme == Scheme::Tls {
        let what = format!("content `{content}` on scheme `tls`: nothing is asked there");
        return Err(Mistake::at(place, what));
    }
    if method == Method::Head {
        let what = format!("content `{content}` with method `HEAD`: the answer has no content");
        return Err(Mistake::at(place, what));
    }
    Ok(())
}

fn own_host(sample: &Spanned<raw::Sample>, pattern: &HostPattern) -> Checked<Option<String>> {
    let Some(raw) = &sample.get_ref().host else {
        if pattern.is_wildcard() {
            let what = format!("a sample of `{pattern}` has no `host`: a wildcard cannot be asked");
            return Err(Mistake::lacking(sample, what));
        }
        return Ok(None);
    };
    let host = lowered(raw.get_ref());
    // Any one label will do: what `<tenant>` stands for is not known here.
    let name = host.replace(TENANT, "tenant");
    check_name(&name)
        .map_err(|why| Mistake::at(raw, format!("`{}` is no host name: {why}", raw.get_ref())))?;
    if !pattern.is_wildcard() && host != pattern.suffix() {
        let what = format!("sample host `{host}` is not the endpoint's `{pattern}`");
        return Err(Mistake::at(raw, what));
    }
    if !pattern.covers(&name) {
        let what = format!("sample host `{host}` does not lie under `{pattern}`");
        return Err(Mistake::at(raw, what));
    }
    Ok(Some(host).filter(|_| pattern.is_wildcard()))
}

fn path(path: &Spanned<String>) -> Checked<String> {
    let text = path.get_ref();
    let wrong = |why: &str| Err(Mistake::at(path, format!("path `{text}` {why}")));
    if !text.starts_with('/') {
        return wrong("does not start with `/`");
    }
    if !text.chars().all(|c| c.is_ascii_graphic()) {
        return wrong("holds a character that must be percent-encoded");
    }
    Ok(text.clone())
}

fn request(text: Option<&Spanned<String>>, content: Content) -> Checked<Option<Blob>> {
    let Some(text) = text else {
        return Ok(None);
    };
    if content != Content::Ocsp {
        let what = format!("`request` with content `{content}`; expected content `ocsp`");
        return Err(Mistake::at(text, what));
    }
    let request = base64("request", text)?;
    match OcspRequest::from_der(&request) {
        Ok(_) => Ok(Some(request)),
        Err(_) => Err(Mistake::at(
            text,
            "`request` is no OCSP request (DER in base64)",
        )),
    }
}
