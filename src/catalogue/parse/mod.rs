//! The text of `endpoints.toml` → [`Catalogue`], or its first mistake with the line.

mod account;
mod endpoint;
mod files;
mod issuer;
mod mistake;
mod raw;
mod sample;
mod value;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::Spanned;

pub use self::files::{MOST_BYTES, Reader};
pub use self::issuer::CertificateError;

use self::files::{Beside, bounded, from_disk};
use self::mistake::{Checked, Mistake};
use self::value::{date, one, perhaps, said, word};
use crate::catalogue::{Catalogue, Endpoint, Issuer, TlsVersion};
use crate::text;
use crate::text::bytes::sha256_hex;
use crate::text::escape::escape;
use crate::text::file::NotText;

/// The number of the file's format that is understood.
const FORMAT: i64 = 1;

const BUILT_IN: &str = include_str!("../../../endpoints.toml");

/// What is wrong with a data file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {what}", escape(&file.display().to_string()), .line.map(|n| format!(":{n}")).unwrap_or_default())]
pub struct CatalogueError {
    /// The file, as it was named.
    pub file: PathBuf,
    /// The line, from 1; absent where the whole file is meant.
    pub line: Option<usize>,
    /// What is wrong and what was expected: one line, safe to show.
    pub what: String,
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
        let unreadable = |error| whole(file, &format!("cannot be read: {error}"));
        let open = File::open(file).map_err(unreadable)?;
        Self::read(open, file)
    }

    /// What is no file, such as standard input; certificates that it names lie beside `file`, as its name in
    /// errors says.
    pub fn read(from: impl io::Read, file: &Path) -> Result<Self, CatalogueError> {
        let bytes = bounded(from);
        let bytes = bytes.map_err(|error| whole(file, &format!("cannot be read: {error}")))?;
        Self::parse(&bytes, file, &from_disk)
    }

    /// The bytes of a file. `file` names it in errors, and certificates it names are looked up
    /// beside it with `read`.
    ///
    /// Host names are lowered and lose one last dot; hashes are lowered; base64 may be wrapped.
    pub fn parse(bytes: &[u8], file: &Path, read: Reader<'_>) -> Result<Self, CatalogueError> {
        if bytes.len() > MOST_BYTES {
            return Err(whole(file, "is larger than 16 MiB"));
        }
        let beside = Beside { file, read };
        let text = text_of(bytes, file)?;
        catalogue(&text, sha256_hex(bytes), &beside).map_err(|mistake| CatalogueError {
            file: file.to_owned(),
            line: mistake.at.map(|at| line(text.as_bytes(), at.start)),
            what: escape(&mistake.what),
        })
    }
}

fn whole(file: &Path, what: &str) -> CatalogueError {
    CatalogueError {
        file: file.to_owned(),
        line: None,
        what: escape(what),
    }
}

/// What serde and toml say, in the words of TOML.
fn reworded(message: &str) -> String {
    let words = [
        ("unknown field `", "unknown key `"),
        ("missing field `", "missing key `"),
        ("invalid type: map", "invalid type: table or date"),
        ("` as i128, ", "`, "),
        (", expected one of ", "; expected one of "),
        (", expected i64", ", expected a whole number"),
        (", expected a sequence", ", expected a list"),
    ];
    words
        .iter()
        .fold(message.to_owned(), |text, (theirs, ours)| {
            text.replacen(theirs, ours, 1)
        })
}

fn text_of<'a>(bytes: &'a [u8], file: &Path) -> Result<Cow<'a, str>, CatalogueError> {
    text::file::text(bytes).map_err(|why| CatalogueError {
        line: match why {
            NotText::NotUtf8 { at } => Some(line(bytes, at)),
            _ => None,
        },
        ..whole(file, &why.to_string())
    })
}

/// The number of the line that holds a byte.
fn line(bytes: &[u8], at: usize) -> usize {
    1 + bytes.iter().take(at).filter(|&&byte| byte == b'\n').count()
}

fn catalogue(text: &str, sha256: String, beside: &Beside<'_>) -> Checked<Catalogue> {
    check_format(text)?;
    let file: raw::File = from_toml(text)?;
    unique("issuer", text, file.issuer.iter().map(|set| &set.id))?;
    unique("endpoint", text, file.endpoint.iter().map(|row| &row.id))?;
    let issuers = file.issuer.iter().map(|set| issuer::checked(set, beside));
    let issuers = issuers.collect::<Checked<Vec<Issuer>>>()?;
    let rows = file
        .endpoint
        .iter()
        .map(|row| endpoint::checked(row, &issuers));
    let rows = rows.collect::<Checked<Vec<Endpoint>>>()?;
    if rows.is_empty() {
        return Err(Mistake {
            at: Some(text.len()..text.len()),
            what: "the file has no `[[endpoint]]`".to_owned(),
        });
    }
    Ok(Catalogue {
        dated: file
            .dated
            .as_ref()
            .map_or_else(|| Ok(String::new()), date)?,
        sha256,
        product: perhaps("product", file.product.as_ref())?,
        accounts: file
            .account
            .as_ref()
            .map_or_else(|| Ok(Vec::new()), account::checked)?,
        proxy_login: word("proxy_login", file.proxy_login.as_ref())?,
        revocation: word("revocation", file.revocation.as_ref())?,
        tls: file.tls.as_ref().map_or_else(|| Ok(Vec::new()), versions)?,
        not_measured: (file.not_measured.iter())
            .map(|text| said("not_measured", text))
            .collect::<Checked<_>>()?,
        rows,
        addresses: None,
        issuers,
    })
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

fn from_toml<T: DeserializeOwned>(text: &str) -> Checked<T> {
    toml::from_str(text).map_err(|error| {
        let at = error.span();
        let key = at
            .clone()
            .and_then(|at| text.get(at))
            .filter(|key| !key.contains('\n'));
        let what = match (error.message(), key) {
            ("duplicate key", Some(key)) => format!("duplicate key `{key}`"),
            (message, _) => reworded(message),
        };
        Mistake { at, what }
    })
}

/// Before all else: a file of another format may have other keys, and none of them is a mistake.
fn check_format(text: &str) -> Checked<()> {
    let raw: raw::Format = from_toml(text)?;
    match raw.format {
        Some(format) if *format.get_ref() == FORMAT => Ok(()),
        Some(format) => Err(Mistake::at(
            &format,
            format!("unknown format `{}`; expected `{FORMAT}`", format.get_ref()),
        )),
        None => Err(Mistake {
            at: Some(0..0),
            what: format!("missing key `format`; expected `format = {FORMAT}`"),
        }),
    }
}

fn unique<'a>(
    what: &str,
    text: &str,
    ids: impl Iterator<Item = &'a Spanned<String>>,
) -> Checked<()> {
    let mut seen = HashMap::new();
    for id in ids {
        if let Some(first) = seen.insert(id.get_ref().as_str(), id.span().start) {
            let first = line(text.as_bytes(), first);
            let id_text = id.get_ref();
            let what = format!("duplicate {what} id `{id_text}`; the first is in line {first}");
            return Err(Mistake::at(id, what));
        }
    }
    Ok(())
}
