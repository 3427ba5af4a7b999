//! The bundle: one file, written in one way, read to the last byte.

use super::fault::Fault;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Damage;
use super::document::{Document, FORMAT};
use super::zip::{self, Files};
use crate::text::bytes::{Blob, sha256_hex};

const MANIFEST: &str = "manifest.json";
const PROOF: &str = "proof.json";

/// The largest bundle that is read.
pub const MOST_BYTES: usize = 256 * 1024 * 1024;
/// The records of one side, in bytes: no recorded handshake has more.
const MOST_RECORDS: usize = 512 * 1024;
/// Walks of one probe, and certificates fetched for it: far more than any run makes.
const MOST_OF_ONE_PROBE: usize = 1024;

/// A bundle: what it says, and the files that it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// The file `proof.json`: what was measured and by whom.
    pub document: Document,
    files: Files,
}

/// Digests of all other files.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: u32,
    files: Vec<Listed>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    name: String,
    bytes: usize,
    sha256: String,
}

impl Bundle {
    /// An empty bundle; files are added before the document that names them is complete.
    #[must_use]
    pub fn new(document: Document) -> Self {
        let files = Files::new();
        Self { document, files }
    }

    /// Adds a certificate or an OCSP answer, named by its digest; gives the name.
    pub fn add_der(&mut self, der: &Blob) -> String {
        let name = format!("der/{}.der", sha256_hex(der));
        self.files.insert(name.clone(), der.clone());
        name
    }

    /// Adds the records of one side of the handshake of this number; gives the name.
    pub fn add_records(&mut self, number: usize, side: &str, records: Blob) -> String {
        let name = format!("records/{number:05}-{side}.bin");
        self.files.insert(name.clone(), records);
        name
    }

    /// A file that the document names.
    #[must_use]
    pub fn file(&self, name: &str) -> Blob {
        self.files.get(name).cloned().unwrap_or_default()
    }

    /// Its bytes: the same bundle always makes the same.
    ///
    /// # Errors
    /// There is more than fits into one file; the reason.
    pub fn write(&self) -> Result<Vec<u8>, Fault> {
        let mut files = self.files.clone();
        files.insert(PROOF.to_owned(), json(&self.document));
        files.insert(MANIFEST.to_owned(), json(&manifest(&files)));
        zip::write(&files)
    }

    /// Reads a bundle, and rebuilds it to see that it is one.
    ///
    /// # Errors
    /// It is none: where, and why.
    pub fn read(bytes: &[u8]) -> Result<Self, Damage> {
        if bytes.len() > MOST_BYTES {
            return Err(Damage::at(MOST_BYTES, "a bundle has 256 MiB at most"));
        }
        let mut files = zip::read(bytes)?;
        let inside = |name: &str, why: String| Damage::at(position(bytes, name), why);
        let listed = taken(&mut files, MANIFEST)?;
        let manifest = manifest(&files);
        if json(&manifest) != listed {
            let why = wrong(&manifest, &listed);
            return Err(inside(MANIFEST, format!("`{MANIFEST}`: {why}")));
        }
        let text = taken(&mut files, PROOF)?;
        let document = document(&text).map_err(|why| inside(PROOF, format!("`{PROOF}`: {why}")))?;
        let bundle = Self { document, files };
        let whole = bundle.is_whole();
        whole.map_err(|why| inside(PROOF, why.to_string()))?;
        let again = bundle
            .write()
            .map_err(|why| Damage::at(0, why.to_string()))?;
        match zip::differs(bytes, &again) {
            None => Ok(bundle),
            Some(at) => Err(Damage::at(at, "written again it is not the same")),
        }
    }

    /// Are there all the files that the document names, and no others?
    fn is_whole(&self) -> Result<(), Fault> {
        let named: BTreeSet<&str> = self.document.files().collect();
        if let Some(missing) = named.iter().find(|name| !self.files.contains_key(**name)) {
            let missing: String = missing.chars().take(100).collect();
            return Err(Fault::FileMissing(missing.escape_default().to_string()));
        }
        let mut unnamed = self.files.keys();
        if let Some(extra) = unnamed.find(|name| !named.contains(name.as_str())) {
            return Err(Fault::FileUnnamed(extra.clone()));
        }
        self.is_bounded()
    }

    /// Does verifying it cost no more than its size lets expect?
    fn is_bounded(&self) -> Result<(), Fault> {
        let mut known = BTreeSet::new();
        for probe in &self.document.probes {
            if probe.attempts.len().max(probe.fetched.len()) > MOST_OF_ONE_PROBE {
                return Err(Fault::TooManyWalks(MOST_OF_ONE_PROBE));
            }
            let walks = probe.attempts.iter();
            for handshake in walks.filter_map(|walk| walk.handshake.as_ref()) {
                for name in [&handshake.client, &handshake.server] {
                    if !known.insert(name) {
                        return Err(Fault::SharedRecords(name.clone()));
                    }
                    let records = self.files.get(name);
                    if records.is_some_and(|records| records.len() > MOST_RECORDS) {
                        return Err(Fault::LargeRecords(name.clone()));
                    }
                }
            }
        }
        Ok(())
    }
}

fn taken(files: &mut Files, name: &str) -> Result<Blob, Damage> {
    let found = files.remove(name);
    found.ok_or_else(|| Damage::at(0, format!("there is no `{name}` in it")))
}

fn manifest(files: &Files) -> Manifest {
    let files = files.iter().map(|(name, content)| Listed {
        name: name.clone(),
        bytes: content.len(),
        sha256: sha256_hex(content),
    });
    Manifest {
        format: FORMAT,
        files: files.collect(),
    }
}

/// What is wrong with a manifest.
fn wrong(own: &Manifest, listed: &[u8]) -> String {
    let Ok(listed) = serde_json::from_slice::<Manifest>(listed) else {
        return "it is no list of files and digests".to_owned();
    };
    if listed.format != FORMAT {
        return other_format(listed.format).to_string();
    }
    let changed = own.files.iter().find(|file| !listed.files.contains(file));
    match changed {
        Some(file) => format!(
            "the SHA-256 of `{}` is not the one that is listed",
            file.name
        ),
        None if own != &listed => "it lists a file that is missing".to_owned(),
        None => "it is not written as manifests are".to_owned(),
    }
}

fn other_format(found: u32) -> Fault {
    let read = FORMAT;
    Fault::Format { found, read }
}

fn document(text: &[u8]) -> Result<Document, Fault> {
    #[derive(Deserialize)]
    struct Numbered {
        format: u32,
    }
    let number = serde_json::from_slice::<Numbered>(text);
    if let Some(other) = number.ok().filter(|number| number.format != FORMAT) {
        return Err(other_format(other.format));
    }
    let document: Document =
        serde_json::from_slice(text).map_err(|why| Fault::Document(shown(&why)))?;
    if *json(&document) != *text {
        return Err(Fault::OtherForm);
    }
    Ok(document)
}

/// The reader's words, which repeat foreign text.
fn shown(why: &serde_json::Error) -> String {
    let words: String = why.to_string().chars().take(300).collect();
    crate::text::escape::escape(&words)
}

/// JSON in the one way a bundle has it: two spaces, fields in their order, a line's end at the end.
fn json(value: &impl Serialize) -> Blob {
    let mut text = serde_json::to_vec_pretty(value).expect("plain data becomes JSON");
    text.push(b'\n');
    text.into()
}

/// Where a file of a sound archive begins.
fn position(archive: &[u8], name: &str) -> usize {
    let mut found = archive.windows(name.len());
    found
        .position(|bytes| bytes == name.as_bytes())
        .unwrap_or(0)
        + name.len()
}
