//! Who may name whom, where sockets are opened, and who raises which codes: the map of `src/lib.rs`
//! as a test.

#[path = "layers/circles.rs"]
mod circles;
#[path = "layers/source.rs"]
mod source;

use std::collections::BTreeSet;
use std::fs;

use clearway::finding::Code;

use circles::Files;
use source::{files, named, says, source};

/// A module, and the modules it may name beside itself.
const MAY_NAME: [(&str, &[&str]); 18] = [
    ("text", &[]),
    ("address", &[]),
    ("finding", &["text", "catalogue"]),
    ("net", &[]),
    ("machine", &["text", "evidence"]),
    ("catalogue", &["text"]),
    ("plan", &["text", "catalogue"]),
    ("route", &["text", "catalogue", "plan", "net"]),
    ("evidence", &["text", "catalogue", "plan", "route"]),
    ("signature", &["text", "evidence"]),
    (
        "observe",
        &[
            "address",
            "text",
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
            "text",
            "catalogue",
            "plan",
            "route",
            "evidence",
            "finding",
            "signature",
        ],
    ),
    (
        "proof",
        &[
            "text",
            "catalogue",
            "plan",
            "route",
            "evidence",
            "signature",
            "finding",
            "judge",
        ],
    ),
    (
        "report",
        &[
            "text",
            "catalogue",
            "plan",
            "route",
            "evidence",
            "finding",
            "proof",
        ],
    ),
    (
        "run",
        &[
            "address",
            "text",
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
            "proof",
            "report",
        ],
    ),
    (
        "cli",
        &[
            "text",
            "catalogue",
            "plan",
            "route",
            "net",
            "machine",
            "evidence",
            "observe",
            "finding",
            "proof",
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

/// What the judge and the verifier may not say: the same evidence gets the same verdict for ever.
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
fn no_two_files_depend_on_each_other() {
    let circles = Files::read(&files()).circles();
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn a_circle_is_found_through_a_door_and_a_door_is_none() {
    let file = |path: &str, code: &str| source::Source::new(path, code);
    let door = "mod low; mod high; pub use self::low::Low; pub fn door() {}";
    let doors = [
        file("a/mod.rs", door),
        file("a/low.rs", "pub struct Low;"),
        file("a/high.rs", "use super::Low; fn high(_: Low) {}"),
    ];
    assert_eq!(Files::read(&doors).circles(), [[""; 0]; 0]);
    let circle = [
        file("a/mod.rs", door),
        file(
            "a/low.rs",
            "use crate::b; pub struct Low; fn low() { b::high() }",
        ),
        file(
            "b.rs",
            "use crate::a::{Low as Lower, other}; pub fn high() -> Lower { Lower }",
        ),
    ];
    assert_eq!(Files::read(&circle).circles(), [["a/low", "b"]]);
    let roof = [
        file(
            "a/mod.rs",
            "mod low; pub struct Roof; fn roof() { low::low() }",
        ),
        file("a/low.rs", "use super::Roof; pub fn low() -> Roof { Roof }"),
    ];
    assert_eq!(Files::read(&roof).circles(), [["a", "a/low"]]);
}

#[test]
fn only_net_opens_sockets() {
    let outside = files().into_iter().filter(|file| file.module != "net");
    let wrong: Vec<_> = outside.flat_map(|file| file.words(&DOOR)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_judge_and_the_verifier_have_no_clock_no_network_and_no_async() {
    let pure = ["judge", "proof"];
    let own = files()
        .into_iter()
        .filter(|file| pure.contains(&&*file.module));
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
        assert!(own || folder, "{code} has no file");
    }
}

/// A finding is raised where its facts are built. What this program could not do, any stage may say;
/// files that serve several stages build for those.
#[test]
fn a_stage_builds_its_own_facts() {
    let stages: BTreeSet<&str> = Code::ALL.iter().map(|code| code.stage().id()).collect();
    let mut wrong = Vec::new();
    for file in files().into_iter().filter(|file| file.module == "judge") {
        let built = stages.iter().filter(|stage| {
            let facts = format!("cause::{stage}");
            says(&file.code, &facts)
        });
        let strange = built.filter(|stage| {
            let own = **stage == file.stage || **stage == "run";
            !own && stages.contains(&*file.stage)
        });
        wrong.extend(strange.map(|stage| format!("{} builds facts of {stage}", file.path)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn names_are_found_in_every_form_they_are_written_in() {
    let code = "use crate::{a, b::{x, y}, c}; crate::d::f(); use crate::e;";
    let all: Vec<_> = named(code).into_iter().collect();
    assert_eq!(all, ["a", "b", "c", "d", "e"]);
    assert!(says("let x = TcpStream::connect", "TcpStream"));
    assert!(!says("let asynchronous = 1", "async"));
}
