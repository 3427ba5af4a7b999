//! The reports that a command line names: files, and patterns that stand for files. Shells of Windows hand
//! patterns on as they are, others where they are quoted.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use glob::{GlobError, MatchOptions, PatternError, glob_with};

use super::problem::Problem;
use super::saved::named;

/// The reports that are named, in that order, and those that a pattern stands for by name.
#[derive(Debug)]
pub(super) struct ReportFiles {
    /// Each file once.
    pub(super) paths: Vec<PathBuf>,
    /// What was named once more.
    again: BTreeSet<PathBuf>,
}

impl ReportFiles {
    /// Finds them. What is a file's name is no pattern, whatever signs are in it.
    pub(super) fn find(words: &[PathBuf]) -> Result<Self, Problem> {
        let mut files = Self {
            paths: Vec::new(),
            again: BTreeSet::new(),
        };
        let mut known = BTreeSet::new();
        for word in words {
            for path in expanded(word)? {
                // Links and other spellings lead to one file. What is no file, such as a pipe, has its name alone.
                let file = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
                if known.insert(file) {
                    files.paths.push(path);
                } else {
                    files.again.insert(path);
                }
            }
        }
        Ok(files)
    }

    /// Which of them were named more than once, if any.
    pub(super) fn repeated(&self) -> Option<String> {
        let first = named(self.again.first()?);
        Some(match self.again.len() - 1 {
            0 => format!("`{first}` is named more than once and counts once"),
            more => format!("`{first}` and {more} more are named more than once and count once"),
        })
    }
}

fn expanded(word: &Path) -> Result<Vec<PathBuf>, Problem> {
    match word.to_str().filter(|text| text.contains(['*', '?', '['])) {
        Some(pattern) if fs::symlink_metadata(word).is_err() => fitting(pattern),
        _ => Ok(vec![word.to_owned()]),
    }
}

/// What a pattern stands for, as shells expand it: by name, without folders and hidden files.
fn fitting(pattern: &str) -> Result<Vec<PathBuf>, Problem> {
    let options = MatchOptions {
        case_sensitive: !cfg!(windows),
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let paths = glob_with(pattern, options).map_err(|why| no_pattern(pattern, &why))?;
    let paths: Result<Vec<_>, _> = paths.collect();
    let mut paths = paths.map_err(|why| unreadable(&why))?;
    paths.retain(|path| !path.is_dir());
    if paths.is_empty() {
        return Err(Problem::new(format!(
            "`{}`: no file fits this pattern{}; give the reports that `clearway check --save FILE.json` wrote",
            named(Path::new(pattern)),
            from_here(pattern)
        )));
    }
    Ok(paths)
}

/// From which folder a pattern was looked for.
fn from_here(pattern: &str) -> String {
    match std::env::current_dir() {
        Ok(folder) if Path::new(pattern).is_relative() => format!(" from {}", named(&folder)),
        _ => String::new(),
    }
}

fn no_pattern(pattern: &str, why: &PatternError) -> Problem {
    let name = named(Path::new(pattern));
    Problem::new(format!(
        "`{name}`: there is no such file, and it is no pattern: {} at character {}",
        why.msg,
        why.pos + 1
    ))
}

fn unreadable(why: &GlobError) -> Problem {
    let name = named(why.path());
    Problem::new(format!("{name}: cannot be read: {}", why.error()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            fs::write(folder.path().join(name), "{}").unwrap();
        }
        folder
    }

    fn found(folder: &tempfile::TempDir, words: &[&str]) -> Result<Vec<String>, String> {
        let words: Vec<_> = words.iter().map(|word| folder.path().join(word)).collect();
        let files = ReportFiles::find(&words).map_err(|problem| problem.to_string())?;
        let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        Ok(files.paths.iter().map(name).collect())
    }

    #[test]
    fn a_pattern_stands_for_the_files_that_fit_it_by_name() {
        let folder = folder(&["seg2.json", "seg1.json", "seg1.txt", ".seg0.json"]);
        fs::create_dir(folder.path().join("seg9.json")).unwrap();
        assert_eq!(
            found(&folder, &["seg*.json"]).unwrap(),
            ["seg1.json", "seg2.json"]
        );
        assert_eq!(found(&folder, &["seg[2-3].json"]).unwrap(), ["seg2.json"]);
        assert_eq!(found(&folder, &["*"]).unwrap().len(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_a_file_s_name_is_no_pattern() {
        let folder = folder(&["a*.json", "ab.json", "[x].json", "x.json"]);
        assert_eq!(found(&folder, &["a*.json"]).unwrap(), ["a*.json"]);
        assert_eq!(found(&folder, &["[x].json"]).unwrap(), ["[x].json"]);
    }

    #[test]
    fn a_file_counts_once_however_it_is_named() {
        let folder = folder(&["a.json", "b.json"]);
        let words = ["b.json", "*.json", "./a.json"];
        assert_eq!(found(&folder, &words).unwrap(), ["b.json", "a.json"]);
        let words = words.map(|word| folder.path().join(word));
        let again = ReportFiles::find(&words).unwrap().repeated().unwrap();
        assert!(
            again.ends_with("more are named more than once and count once"),
            "{again}"
        );
    }

    #[test]
    fn a_pattern_without_files_says_so_and_a_wrong_one_where() {
        let folder = folder(&["a.json"]);
        let said = |word| found(&folder, &[word]).unwrap_err();
        assert!(said("seg*.json").contains("no file fits this pattern"));
        assert!(
            said("seg[.json").contains("it is no pattern"),
            "{}",
            said("seg[.json")
        );
        assert_eq!(
            found(&folder, &["none.json"]).unwrap(),
            ["none.json"],
            "its reader says so"
        );
    }
}
