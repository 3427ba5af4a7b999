//! Every format of one run, read by those it is for.

use std::path::Path;
use std::process::Command;

use crate::clearway::Outcome;
use crate::world::{Running, World, ordinary, page};

const ENDINGS: [&str; 7] = ["txt", "json", "xml", "html", "md", "prom", "csv"];

/// A page that would do harm wherever its title is taken for more than text.
const HOSTILE: &str = "<!DOCTYPE html><html><head><title>]]&gt;&lt;/failure&gt;&quot;, =cmd() `|` \
    @all</title></head><body>blocked</body></html>";

/// A run with failures of several kinds, saved in every format.
fn saved() -> (Running, Outcome) {
    let world: World = ordinary()
        .firewall("ip daddr 20.190.128.5 tcp dport 443 drop")
        .names("crl9.operator-pki.com A 152.199.19.169")
        .http(
            "crl9.operator-pki.com",
            page("/root.crl", "text/html", HOSTILE.into()),
            "crl",
        );
    let world = world.start();
    let files: Vec<String> = ENDINGS
        .iter()
        .map(|ending| format!("report.{ending}"))
        .collect();
    let saves = files.iter().flat_map(|file| ["--save", file]);
    let flags: Vec<&str> = saves.chain(["--timeout", "2s"]).collect();
    let outcome = world.check(&flags);
    (world, outcome)
}

/// What a program says of a file; it must be content.
fn content(program: &mut Command) {
    let output = program.output().expect("the program is installed");
    let said = [output.stdout, output.stderr].concat();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&said)
    );
}

fn repository(file: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

#[test]
fn those_who_read_the_formats_take_them() {
    let (world, outcome) = saved();
    outcome.ends(1, "fail");
    let file = |ending: &str| world.folder().join(format!("report.{ending}"));
    for ending in ENDINGS {
        let text = std::fs::read_to_string(file(ending)).expect("it was saved");
        assert!(text.contains("login.microsoftonline.com"), "{ending}");
    }
    let schema = repository("tests/junit.xsd");
    content(
        Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .arg(schema)
            .arg(file("xml")),
    );
    let metrics = std::fs::File::open(file("prom")).expect("it was saved");
    content(
        Command::new("promtool")
            .args(["check", "metrics"])
            .stdin(metrics),
    );
    in_a_ticket(&file("md"));
    in_a_table(&file("csv"));
    in_a_browser(&world, "report.html", "<details class=\"endpoint ");
    let copy = world.folder().join("copy.json");
    std::fs::copy(file("json"), copy).expect("the folder is writable");
    let compared = world.clearway(&["compare", "report.json", "copy.json", "--format", "html"]);
    std::fs::write(world.folder().join("compared.html"), compared.stdout).expect("it is writable");
    in_a_browser(&world, "compared.html", "<th scope=\"row\">");
}

/// GitHub's renderer makes no link, no picture and no emphasis of it, and shows the hostile title as it is.
fn in_a_ticket(file: &Path) {
    let mut renderer = Command::new("cmark-gfm");
    for extension in [
        "table",
        "autolink",
        "strikethrough",
        "tagfilter",
        "footnotes",
    ] {
        renderer.args(["--extension", extension]);
    }
    let output = renderer.arg("--unsafe").arg(file).output();
    let output = output.expect("cmark-gfm is installed");
    assert!(output.status.success(), "{output:?}");
    let page = String::from_utf8_lossy(&output.stdout);
    for bad in [
        "<a ",
        "<em>",
        "<del>",
        "<img",
        "<script",
        "<blockquote",
        "<ol",
        "<pre",
    ] {
        assert!(!page.contains(bad), "{bad} in {page}");
    }
    let title = "<code>]]&amp;gt;&amp;lt;/failure&amp;gt;&amp;quot;, =cmd() '|' @all</code>";
    assert!(page.contains(title), "{page}");
}

/// Python reads every row with a cell for each column.
fn in_a_table(file: &Path) {
    const READ: &str = "import csv, sys\n\
        rows = list(csv.reader(open(sys.argv[1], encoding='utf-8-sig', newline='')))\n\
        assert rows[0][0] == 'ticket' and len(rows) > 1, rows\n\
        assert {len(row) for row in rows} == {len(rows[0])}, rows\n";
    content(
        Command::new("/usr/bin/python3")
            .args(["-c", READ])
            .arg(file),
    );
}

/// A browser has the page as it is written, and complains of nothing; four endpoints are in it.
fn in_a_browser(world: &Running, file: &str, row: &str) {
    let mut browser = world.net.office.command("chromium");
    browser
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
        ])
        .arg(format!(
            "--user-data-dir={}",
            world.folder().join("browser").display()
        ))
        .args(["--timeout=10000", "--dump-dom"])
        .arg(format!("file://{}", world.folder().join(file).display()));
    let output = browser.output().expect("chromium is installed");
    let page = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(page.matches(row).count(), 4, "{page}");
    let said = String::from_utf8_lossy(&output.stderr);
    for bad in ["CONSOLE", "Content Security Policy", "Refused"] {
        assert!(!said.contains(bad), "{said}");
    }
}
