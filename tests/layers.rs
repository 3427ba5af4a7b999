//! Who may name whom, where sockets are opened, and who raises which codes: the map of `src/lib.rs`
//! as a test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clearway::finding::Code;

/// A module, and the modules it may name beside itself.
const MAY_NAME: [(&str, &[&str]); 18] = [
    ("blob", &[]),
    ("shown", &[]),
    ("address", &[]),
    ("finding", &[]),
    ("net", &[]),
    ("machine", &["blob"]),
    ("catalogue", &["blob", "shown"]),
    ("plan", &["blob", "shown", "catalogue"]),
    ("route", &["blob", "shown", "catalogue", "plan", "net"]),
    ("evidence", &["blob", "plan", "route"]),
    ("signature", &["blob", "evidence"]),
    (
        "observe",
        &[
            "address",
            "blob",
            "catalogue",
            "plan",
            "route",
            "net",
            "evidence",
            "signature",
        ],
    ),
    (
        "judge",
        &[
            "address",
            "blob",
            "catalogue",
            "plan",
            "route",
            "evidence",
            "finding",
            "signature",
        ],
    ),
    (
        "report",
        &[
            "blob",
            "shown",
            "catalogue",
            "plan",
            "route",
            "evidence",
            "finding",
        ],
    ),
    (
        "run",
        &[
            "blob",
            "shown",
            "catalogue",
            "plan",
            "route",
            "net",
            "machine",
            "evidence",
            "observe",
            "signature",
            "finding",
            "judge",
            "report",
        ],
    ),
    (
        "cli",
        &[
            "blob",
            "shown",
            "catalogue",
            "plan",
            "route",
            "net",
            "machine",
            "evidence",
            "observe",
            "finding",
            "report",
            "run",
        ],
    ),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// What only `src/net` may say: it is the one door.
const DOOR: [&str; 5] = [
    "TcpStream",
    "TcpSocket",
    "TcpListener",
    "UdpSocket",
    "UnixStream",
];

/// What the judge may not say: the same evidence gets the same verdict for ever.
const NOT_PURE: [&str; 8] = [
    "async",
    "await",
    "tokio",
    "SystemTime",
    "Instant::now",
    "now_utc",
    "std::fs",
    "std::env",
];

#[test]
fn modules_name_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for file in files() {
        let (_, allowed) = MAY_NAME
            .iter()
            .find(|(module, _)| *module == file.module)
            .unwrap_or_else(|| panic!("the table does not know `{}`", file.module));
        let foreign = named(&file.code).into_iter();
        let foreign = foreign.filter(|name| *name != file.module && !allowed.contains(&&**name));
        wrong.extend(foreign.map(|name| format!("{} names crate::{name}", file.path)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_table_is_about_modules_that_exist() {
    let there: BTreeSet<String> = files().into_iter().map(|file| file.module).collect();
    let table: BTreeSet<String> = MAY_NAME
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert_eq!(table, there);
}

#[test]
fn only_net_opens_sockets() {
    let outside = files().into_iter().filter(|file| file.module != "net");
    let wrong: Vec<_> = outside.flat_map(|file| file.words(&DOOR)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_judge_has_no_clock_no_network_and_no_async() {
    let own = files().into_iter().filter(|file| file.module == "judge");
    let wrong: Vec<_> = own.flat_map(|file| file.words(&NOT_PURE)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_map_in_lib_names_every_module_with_a_word_on_it() {
    let lib = fs::read_to_string(source().join("lib.rs")).expect("it is there");
    let lines = lib.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let mut mapped = BTreeSet::new();
    for line in lines {
        let (module, word) = line.split_once("; // ").unwrap_or((line, ""));
        assert!(!word.trim().is_empty(), "`{module}` has no word in the map");
        mapped.insert(module.to_owned());
    }
    let there = files().into_iter().map(|file| file.module);
    let there: BTreeSet<_> = there.filter(|m| m != "lib" && m != "main").collect();
    assert_eq!(mapped, there);
}

#[test]
fn every_stage_has_its_file_in_the_judge() {
    let judge = source().join("judge");
    for code in Code::ALL {
        let stage = code.stage().id();
        assert!(code.id().starts_with(&format!("{stage}.")), "{code}");
        let own = judge.join(format!("{stage}.rs")).exists();
        let folder = judge.join(stage).join("mod.rs").exists();
        assert!(
            own || folder || ["run", "hold"].contains(&stage),
            "{code} has no file"
        );
    }
}

/// `mod.rs` and `together.rs` may name any code, to weigh it or to tell it of the whole run; the
/// only ones that they raise about a probe are the tool's own.
#[test]
fn a_code_is_raised_by_the_file_of_its_stage() {
    let mut wrong = Vec::new();
    for file in files().into_iter().filter(|file| file.module == "judge") {
        let whole = file.stage == "mod" || file.stage == "together";
        let lead = if whole {
            "Finding::new(Code::"
        } else {
            "Code::"
        };
        for code in codes(&file.code, lead) {
            let stage = code.stage().id();
            let fits = if whole {
                ["run", "hold"].contains(&stage)
            } else {
                stage == file.stage
            };
            if !fits {
                wrong.push(format!("{} raises {code}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// One source file, without comments.
struct Source {
    path: String,
    /// The first segment under `src`.
    module: String,
    /// The second one, for the judge's files.
    stage: String,
    code: String,
}

impl Source {
    fn read(path: &Path) -> Self {
        let inside = path.strip_prefix(source()).expect("it lies in src");
        let segments: Vec<String> = inside
            .iter()
            .map(|part| part.to_string_lossy().trim_end_matches(".rs").to_owned())
            .collect();
        let text = fs::read_to_string(path).expect("it can be read");
        Self {
            path: inside.display().to_string(),
            module: segments[0].clone(),
            stage: segments.get(1).cloned().unwrap_or_default(),
            code: without_comments(&text),
        }
    }

    /// Which of these words it says.
    fn words(&self, forbidden: &[&str]) -> Vec<String> {
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
fn says(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .any(|(at, _)| !code[..at].ends_with(part) && !code[at + word.len()..].starts_with(part))
}

/// The first segment behind every `crate::`, in groups too.
fn named(code: &str) -> BTreeSet<String> {
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

fn codes(text: &str, lead: &str) -> Vec<Code> {
    let found = text.match_indices(lead).filter_map(|(at, _)| {
        let name = first(&text[at + lead.len()..])?;
        Code::ALL
            .iter()
            .copied()
            .find(|code| format!("{code:?}") == name)
    });
    found.collect()
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files() -> Vec<Source> {
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

#[test]
fn names_are_found_in_every_form_they_are_written_in() {
    let code = "use crate::{a, b::{x, y}, c}; crate::d::f(); use crate::e;";
    let all: Vec<_> = named(code).into_iter().collect();
    assert_eq!(all, ["a", "b", "c", "d", "e"]);
    assert!(says("let x = TcpStream::connect", "TcpStream"));
    assert!(!says("let asynchronous = 1", "async"));
}
