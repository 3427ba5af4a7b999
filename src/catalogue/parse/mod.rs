//! The text of `endpoints.toml` → [`Catalogue`], or all its mistakes, each with its line.

mod account;
mod endpoint;
mod files;
mod issuer;
mod mistake;
mod raw;
mod sample;
mod structure;
mod value;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;

use toml::Spanned;

pub use self::files::{MOST_BYTES, Reader};
pub use self::issuer::CertificateError;

use self::endpoint::IssuerIds;
use self::files::{Beside, bounded, from_disk};
use self::mistake::{Checked, MOST, Mistake, Mistakes};
use self::value::{date, one, perhaps, said, word};
use crate::catalogue::{Catalogue, TlsVersion};
use crate::text;
use crate::text::bytes::sha256_hex;
use crate::text::escape::escape;
use crate::text::file::NotText;

const BUILT_IN: &str = include_str!("../../../endpoints.toml");

/// What is wrong with a data file, and where: one line for each mistake, safe to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .mistakes.join("\n"))]
pub struct CatalogueError {
    /// The file's name as it was given, the line, from 1, unless the whole file is meant, and what is wrong.
    pub mistakes: Vec<String>,
}

impl CatalogueError {
    /// About the whole file.
    fn whole(file: &Path, what: &str) -> Self {
        Self {
            mistakes: vec![told(file, None, what)],
        }
    }

    fn of(file: &Path, text: &str, mistakes: Vec<Mistake>) -> Self {
        let has_more = mistakes.len() > MOST;
        let listed = mistakes.into_iter().take(MOST).map(|mistake| {
            let line = mistake.at.map(|at| line(text.as_bytes(), at.start));
            told(file, line, &mistake.what)
        });
        let mut mistakes: Vec<_> = listed.collect();
        if has_more {
            let what = format!("only {MOST} of its mistakes are listed");
            mistakes.push(told(file, None, &what));
        }
        Self { mistakes }
    }
}

fn told(file: &Path, line: Option<usize>, what: &str) -> String {
    let line = line.map(|number| format!(":{number}")).unwrap_or_default();
    let file = escape(&file.display().to_string());
    format!("{file}{line}: {}", escape(what))
}

impl Catalogue {
    /// The file that is compiled in.
    #[must_use]
    pub fn built_in() -> Self {
        let none = |_: &Path| Err(io::ErrorKind::NotFound.into());
        Self::parse(BUILT_IN.as_bytes(), Path::new("endpoints.toml"), &none)
            .expect("tests/catalogue.rs parses the built-in file")
    }

    /// A file on disk.
    pub fn load(file: &Path) -> Result<Self, CatalogueError> {
        let unreadable = |error| CatalogueError::whole(file, &format!("cannot be read: {error}"));
        let open = File::open(file).map_err(unreadable)?;
        Self::read(open, file)
    }

    /// What is no file, such as standard input; certificates that it names lie beside `file`, as its name in
    /// errors says.
    pub fn read(from: impl io::Read, file: &Path) -> Result<Self, CatalogueError> {
        let bytes = bounded(from);
        let bytes = bytes
            .map_err(|error| CatalogueError::whole(file, &format!("cannot be read: {error}")))?;
        Self::parse(&bytes, file, &from_disk)
    }

    /// The bytes of a file. `file` names it in errors, and certificates it names are looked up
    /// beside it with `read`.
    ///
    /// Host names are lowered and lose one last dot; hashes are lowered; base64 may be wrapped.
    pub fn parse(bytes: &[u8], file: &Path, read: Reader<'_>) -> Result<Self, CatalogueError> {
        if bytes.len() > MOST_BYTES {
            return Err(CatalogueError::whole(file, "is larger than 16 MiB"));
        }
        let beside = Beside { file, read };
        let text = text_of(bytes, file)?;
        catalogue(&text, sha256_hex(bytes), &beside)
            .map_err(|mistakes| CatalogueError::of(file, &text, mistakes))
    }
}

fn text_of<'a>(bytes: &'a [u8], file: &Path) -> Result<Cow<'a, str>, CatalogueError> {
    text::file::text(bytes).map_err(|why| {
        let line = match why {
            NotText::NotUtf8 { at } => Some(line(bytes, at)),
            _ => None,
        };
        CatalogueError {
            mistakes: vec![told(file, line, &why.to_string())],
        }
    })
}

/// The number of the line that holds a byte.
fn line(bytes: &[u8], at: usize) -> usize {
    1 + bytes.iter().take(at).filter(|&&byte| byte == b'\n').count()
}

fn catalogue(text: &str, sha256: String, beside: &Beside<'_>) -> Result<Catalogue, Vec<Mistake>> {
    let mut found = Mistakes::default();
    let file = structure::read(text, &mut found);
    let catalogue = file.map(|file| checked(&file, (text, sha256), beside, &mut found));
    let mistakes = found.into_sorted();
    catalogue.filter(|_| mistakes.is_empty()).ok_or(mistakes)
}

/// What is right of a file; the rest is among the mistakes.
fn checked(
    file: &Spanned<raw::File>,
    (text, sha256): (&str, String),
    beside: &Beside<'_>,
    found: &mut Mistakes,
) -> Catalogue {
    let raw = file.get_ref();
    let sets = raw.issuer.iter().map(|set| set.get_ref().id.as_ref());
    unique("issuer", text, sets.clone(), found);
    let rows = raw.endpoint.iter().map(|row| row.get_ref().id.as_ref());
    unique("endpoint", text, rows, found);
    let ids: IssuerIds<'_> = sets.map(|id| Some(id?.get_ref().as_str())).collect();
    // A list that could not be read may define any.
    let ids = ids.filter(|ids| !(ids.is_empty() && found.is_patched(file)));
    let issuers = raw.issuer.iter();
    let issuers = issuers.filter_map(|set| issuer::checked(set, beside, found));
    let issuers = issuers.collect();
    let rows = raw.endpoint.iter();
    let rows = rows.filter_map(|row| endpoint::checked(row, &ids, found));
    let rows = rows.collect();
    if raw.endpoint.is_empty() {
        let end = Spanned::new(text.len()..text.len(), ());
        let what = "the file has no `[[endpoint]]`";
        found.add(Mistake::lacking(file, what).told_at(&end));
    }
    let accounts = raw.account.as_ref();
    let dated = raw.dated.as_ref().and_then(|text| found.keep(date(text)));
    let product = found.keep(perhaps("product", raw.product.as_ref()));
    let proxy_login = found.keep(word("proxy_login", raw.proxy_login.as_ref()));
    let revocation = found.keep(word("revocation", raw.revocation.as_ref()));
    let tls = raw.tls.as_ref().and_then(|list| found.keep(versions(list)));
    let not_measured = raw
        .not_measured
        .iter()
        .map(|text| said("not_measured", text));
    Catalogue {
        dated: dated.unwrap_or_default(),
        sha256,
        product: product.unwrap_or_default(),
        accounts: accounts.map_or_else(Vec::new, |raw| account::checked(raw, found)),
        proxy_login: proxy_login.unwrap_or_default(),
        revocation: revocation.unwrap_or_default(),
        tls: tls.unwrap_or_default(),
        not_measured: found.keep_all(not_measured),
        rows,
        addresses: None,
        issuers,
    }
}

/// At least one version, each once.
fn versions(list: &Spanned<Vec<Spanned<String>>>) -> Checked<Vec<TlsVersion>> {
    let mut versions = Vec::new();
    for text in list.get_ref() {
        let version = one("TLS version", text)?;
        if versions.contains(&version) {
            let what = format!("`tls` names `{version}` twice");
            return Err(Mistake::at(text, what));
        }
        versions.push(version);
    }
    if versions.is_empty() {
        let what = "`tls` is empty; write `tls = [\"1.2\"]`, or leave the key out";
        return Err(Mistake::at(list, what.to_owned()));
    }
    Ok(versions)
}

fn unique<'a>(
    what: &str,
    text: &str,
    ids: impl Iterator<Item = Option<&'a Spanned<String>>>,
    found: &mut Mistakes,
) {
    let mut seen = HashMap::new();
    for id in ids.flatten() {
        if let Some(&first) = seen.get(id.get_ref().as_str()) {
            let first = line(text.as_bytes(), first);
            let id_text = id.get_ref();
            let what = format!("duplicate {what} id `{id_text}`; the first is in line {first}");
            found.add(Mistake::at(id, what));
        } else {
            seen.insert(id.get_ref().as_str(), id.span().start);
        }
    }
}
