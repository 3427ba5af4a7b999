//! The program's own source, as far as the map is about it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One source file, without comments.
pub(crate) struct Source {
    pub(crate) path: String,
    /// The first segment under `src`.
    pub(crate) module: String,
    /// The second one, for the judge's files.
    pub(crate) stage: String,
    pub(crate) code: String,
}

impl Source {
    fn read(path: &Path) -> Self {
        let inside = path.strip_prefix(source()).expect("it lies in src");
        let text = fs::read_to_string(path).expect("it can be read");
        Self::new(&inside.display().to_string(), &text)
    }

    /// A file by its path under `src`.
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let mut segments = path.split('/').map(|part| part.trim_end_matches(".rs"));
        let mut segment = || segments.next().unwrap_or_default().to_owned();
        Self {
            path: path.to_owned(),
            module: segment(),
            stage: segment(),
            code: without_comments(text),
        }
    }

    /// Which of these words it says.
    pub(crate) fn words(&self, forbidden: &[&str]) -> Vec<String> {
        let said = forbidden.iter().filter(|word| says(&self.code, word));
        said.map(|word| format!("{} says {word}", self.path))
            .collect()
    }
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| match line.find("//") {
        // In a URL inside a string it is no comment.
        Some(at) if !line[..at].ends_with(':') => &line[..at],
        _ => line,
    });
    // On one line, so that what is wrapped is still found.
    lines
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ")
        .replace("( ", "(")
}

/// Is the word there, and not as a part of another?
pub(crate) fn says(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .any(|(at, _)| !code[..at].ends_with(part) && !code[at + word.len()..].starts_with(part))
}

/// The first segment behind every `crate::`, in groups too.
pub(crate) fn named(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, lead) in code.match_indices("crate::") {
        let rest = code[at + lead.len()..].trim_start();
        match rest.strip_prefix('{') {
            Some(group) => names.extend(firsts(group)),
            None => names.extend(first(rest)),
        }
    }
    names
}

/// The first segments of a group, up to its closing brace.
fn firsts(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names: Vec<String> = first(group.trim_start()).into_iter().collect();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.extend(first(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    names
}

fn first(path: &str) -> Option<String> {
    let end = path.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let name = &path[..end.unwrap_or(path.len())];
    // A type at the crate's root would begin with a capital; there is none.
    (!name.is_empty()).then(|| name.to_owned())
}

pub(crate) fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

pub(crate) fn files() -> Vec<Source> {
    let mut folders = vec![source()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it is a folder") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(Source::read(&path));
            }
        }
    }
    assert!(files.len() > 50, "the sources are missing");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
