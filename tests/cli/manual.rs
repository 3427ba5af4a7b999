//! The manual tells the truth: what its pages tell to type does what they say.

use std::fs;
use std::path::Path;

use crate::{clearway, repository, stdout};

/// Commands that need no network, nor settings of this machine.
const OFFLINE: [&str; 8] = [
    "compare", "explain", "help", "judge", "list", "rules", "schema", "verify",
];

/// The files that the pages speak of, and what stands for them here.
const FILES: [(&str, &str); 10] = [
    ("report.json", "tests/readme/report.json"),
    ("jump1.json", "tests/readme/report.json"),
    ("jump2.json", "tests/readme/passes.json"),
    ("mine.json", "tests/readme/report.json"),
    ("service.json", "tests/readme/passes.json"),
    ("mine.toml", "endpoints.toml"),
    ("run.zip", "tests/proof/genuine-tls13.zip"),
    ("corp-root.pem", "tests/proof/roots.pem"),
    ("monday.json", "tests/readme/report.json"),
    ("tuesday.json", "tests/readme/passes.json"),
];

fn pages() -> Vec<(String, String)> {
    let folder = fs::read_dir(repository("src/cli/manual")).expect("the manual is there");
    let files = folder.filter_map(|entry| Some(entry.ok()?.path()));
    let pages = files.filter(|file| file.extension().is_some_and(|ending| ending == "md"));
    let named = |file: &Path| {
        file.file_stem()
            .map(|name| name.to_string_lossy().into_owned())
    };
    pages
        .map(|file| {
            let text = fs::read_to_string(&file).expect("a page is text");
            (named(&file).expect("a page has a name"), text)
        })
        .collect()
}

/// The words as a shell splits them, up to a pipe or a redirection.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    let spaced = parts.flat_map(|(at, part)| match at % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    spaced
        .take_while(|word| ![">", "|"].contains(&&**word))
        .collect()
}

#[test]
fn what_a_page_tells_to_type_works_where_it_needs_no_network() {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    for (name, file) in FILES {
        fs::copy(repository(file), folder.path().join(name)).expect("the file is there");
    }
    let tags = r#"{"changeNumber": 1, "cloud": "Public", "values": [{"name": "AzureCloud", "id": "AzureCloud",
        "properties": {"changeNumber": 1, "addressPrefixes": ["20.0.0.0/8"]}}]}"#;
    fs::write(folder.path().join("ServiceTags_Public.json"), tags).expect("it is writable");
    let mut ran = 0;
    for (page, text) in pages() {
        for line in text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("$ clearway "))
        {
            let words = words(line);
            if !OFFLINE.contains(&&*words[0]) {
                continue;
            }
            let output = std::process::Command::new(env!("CARGO_BIN_EXE_clearway"))
                .args(&words)
                .current_dir(folder.path())
                .output()
                .expect("the program starts");
            let code = output.status.code();
            assert!(
                code == Some(0) || code == Some(1),
                "{page}: {line}: {output:?}"
            );
            ran += 1;
        }
    }
    assert!(ran >= 15, "{ran}");
}

/// An unknown key is answered with the keys that there are: each of them has its row in the manual.
#[test]
fn every_key_of_the_data_file_stands_in_the_manual() {
    let page = fs::read_to_string(repository("src/cli/manual/endpoints.md")).expect("it is there");
    let endpoint = "[[endpoint]]\nid = 'a'\nhost = 'a.example'\nport = 443\nscheme = 'https'\n";
    let issuer = "[[issuer]]\nid = 'a'\n";
    let mut named = 0;
    for (heading, table) in [
        ("## Keys of the file", String::new()),
        (
            "## Keys of `[[account]]`",
            "[[account]]\nname = 'a'\n".into(),
        ),
        ("## Keys of `[[issuer]]`", issuer.into()),
        (
            "## Keys of `[[issuer]]`",
            format!("{issuer}[[issuer.key]]\n"),
        ),
        ("## Keys of `[[endpoint]]`", endpoint.into()),
        (
            "## Keys of `[[endpoint.sample]]`",
            format!("{endpoint}[[endpoint.sample]]\n"),
        ),
    ] {
        let rows = page.split(heading).nth(1).expect(heading);
        let rows = rows.split("\n## ").next().expect("there is one");
        for key in keys(&table) {
            assert!(rows.contains(&format!("\n| `{key}`")), "{heading}: `{key}`");
            named += 1;
        }
    }
    assert!(named > 40, "{named}");
}

/// The keys of a table of the data file, as the message about an unknown one lists them.
fn keys(table: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let file = folder.path().join("a.toml");
    fs::write(&file, format!("format = 1\n{table}nonsense = 1\n")).expect("it is writable");
    let path = file.to_str().expect("the path is UTF-8");
    let output = clearway(&["list", "--endpoints", path]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut lines = message.lines();
    let keys = lines.find_map(|line| line.split_once("expected one of "));
    let (_, keys) = keys.expect(&message);
    keys.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The file that the page shows is one that the program takes.
#[test]
fn the_data_file_of_the_manual_is_one() {
    let page = fs::read_to_string(repository("src/cli/manual/endpoints.md")).expect("it is there");
    let (_, file) = page.split_once("```toml\n").expect("it shows one");
    let (file, _) = file.split_once("```").expect("it ends");
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    fs::copy(
        repository("tests/proof/roots.pem"),
        folder.path().join("corp-root.pem"),
    )
    .expect("it is there");
    let path = folder.path().join("mine.toml");
    fs::write(&path, file).expect("it is writable");
    let output = clearway(&[
        "list",
        "--endpoints",
        path.to_str().expect("the path is UTF-8"),
    ]);
    assert!(output.status.success(), "{output:?}");
    assert!(
        stdout(&output).contains("eu.updates.example.com"),
        "{output:?}"
    );
}

#[test]
fn the_page_on_formats_names_every_format_and_its_ending() {
    let page = fs::read_to_string(repository("src/cli/manual/formats.md")).expect("it is there");
    for format in clearway::report::Format::ALL {
        let row = format!("| `{}` | `.{}` |", format.word(), format.ending());
        assert!(page.contains(&row), "{row}");
    }
}

#[test]
fn schema_prints_what_reports_are_held_against() {
    let output = clearway(&["schema"]);
    let schema = fs::read_to_string(repository("tests/report.schema.json")).expect("it is there");
    assert_eq!(stdout(&output), schema);
}

#[test]
fn help_and_man_answer_an_unknown_word_with_exit_code_2() {
    for command in ["help", "man"] {
        let output = clearway(&[command, "proxi"]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(stdout(&output), "");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("`proxy`"),
            "{output:?}"
        );
    }
}

#[test]
fn a_page_has_no_escape_sequences_in_a_pipe() {
    for words in [&["help"][..], &["help", "findings"], &["help", "check"]] {
        assert!(!stdout(&clearway(words)).contains('\u{1b}'), "{words:?}");
    }
}
