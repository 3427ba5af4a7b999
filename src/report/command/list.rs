//! What will be checked, as `clearway list` shows it. No packet was sent for any of it.

use std::fmt::Write as _;

use serde_json::{Value, json};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::catalogue::{Catalogue, Content, Endpoint, Method, Phase, Sure};
use crate::plan::{Plan, Probe};
use crate::report::view::old_data;
use crate::text::escape::escape;

/// The narrowest text that is written.
const NARROWEST: usize = 40;

/// The list for people, no line wider than `width` where words allow it. `today` is a day or a moment,
/// RFC 3339.
#[must_use]
pub fn human(catalogue: &Catalogue, plan: &Plan, width: usize, today: &str) -> String {
    let width = width.max(NARROWEST);
    let rows = chosen(catalogue, plan);
    let columns = ListColumns::new(&rows, width);
    let mut text = head(catalogue, plan, width);
    if let Some(old) = old_data(catalogue, today) {
        push(
            &mut text,
            width,
            "",
            "",
            &format!("Warning: {}", escape(&old)),
        );
    }
    for phase in phases() {
        let mut of_phase = rows.iter().filter(|row| row.phase == phase).peekable();
        if of_phase.peek().is_some() {
            push(&mut text, width, "\n", "", &when(phase));
        }
        for row in of_phase {
            text.push('\n');
            text.push_str(&columns.line(row));
            if !row.purpose.is_empty() {
                push(&mut text, width, "    ", "    ", &escape(&row.purpose));
            }
            push_samples(&mut text, width, row, plan);
        }
    }
    text
}

/// The list for programs. `today` is a day or a moment, RFC 3339.
#[must_use]
pub fn json(catalogue: &Catalogue, plan: &Plan, today: &str) -> Value {
    let rows = chosen(catalogue, plan);
    json!({
        "format": crate::report::model::FORMAT,
        "warning": old_data(catalogue, today),
        "endpoints_file": {
            "dated": catalogue.dated,
            "sha256": catalogue.sha256,
            "product": catalogue.product,
        },
        "endpoints": rows.iter().map(|row| endpoint(row, plan)).collect::<Vec<_>>(),
    })
}

fn endpoint(row: &Endpoint, plan: &Plan) -> Value {
    json!({
        "id": row.id,
        "host": row.host,
        "port": row.port,
        "scheme": row.scheme,
        "need": row.need,
        "for": row.products,
        "phase": row.phase,
        "purpose": row.purpose,
        "source": row.source,
        "issuers": row.issuers,
        "inspection": row.inspection,
        "ranges": row.ranges,
        "samples": plan.probes_of(&row.id).collect::<Vec<_>>(),
        "left_out": plan.left_out_of(&row.id).collect::<Vec<_>>(),
    })
}

fn chosen<'a>(catalogue: &'a Catalogue, plan: &Plan) -> Vec<&'a Endpoint> {
    plan.endpoints
        .iter()
        .filter_map(|id| catalogue.endpoint(id))
        .collect()
}

fn phases() -> impl Iterator<Item = Option<Phase>> {
    Phase::ALL.iter().copied().map(Some).chain([None])
}

fn when(phase: Option<Phase>) -> String {
    let why = match phase {
        Some(Phase::Runtime) => "While the agent works",
        Some(Phase::Registration) => "While the agent is installed and registered",
        Some(Phase::Revocation) => "While certificates are checked",
        Some(Phase::Update) => "While the agent updates itself",
        None => return "At other times".to_owned(),
    };
    phase.map_or_else(String::new, |phase| format!("{why} ({phase})"))
}

fn head(catalogue: &Catalogue, plan: &Plan, width: usize) -> String {
    let mut text = String::new();
    if !catalogue.product.is_empty() {
        push(&mut text, width, "", "", &escape(&catalogue.product));
    }
    let left_out = match plan.left_out.len() {
        0 => String::new(),
        some => format!(", {some} left out"),
    };
    let counts = format!(
        "{}, {}{left_out}{}",
        counted(plan.endpoints.len(), "endpoint"),
        counted(plan.probes.len(), "sample"),
        match catalogue.dated.as_str() {
            "" => String::new(),
            dated => format!("; facts of {}", escape(dated)),
        },
    );
    push(&mut text, width, "", "", &counts);
    text
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Widths of the columns; none where a row does not fit and is written as a sentence.
struct ListColumns {
    widths: Option<[usize; 3]>,
    width: usize,
}

impl ListColumns {
    fn new(rows: &[&Endpoint], width: usize) -> Self {
        let widest = |cell: usize| rows.iter().map(|row| cells(row)[cell].len()).max();
        let widths = [0, 1, 2].map(|cell| widest(cell).unwrap_or(0));
        // Two blanks before each column, and the longest word of the last one.
        let whole = widths.iter().sum::<usize>() + 4 * 2 + "required".len();
        let widths = Some(widths).filter(|_| whole <= width);
        Self { widths, width }
    }

    fn line(&self, row: &Endpoint) -> String {
        let [id, host, port] = cells(row);
        let need = row.need;
        if let Some([a, b, c]) = self.widths {
            return format!("  {id:a$}  {host:b$}  {port:>c$}  {need}\n");
        }
        let mut text = String::new();
        let sentence = format!("{id}  {host}:{port}  {need}");
        push(&mut text, self.width, "  ", "    ", &sentence);
        text
    }
}

/// Ids, hosts and ports hold no character that would have to be escaped.
fn cells(row: &Endpoint) -> [String; 3] {
    [row.id.clone(), row.host.to_string(), row.port.to_string()]
}

fn push_samples(text: &mut String, width: usize, row: &Endpoint, plan: &Plan) {
    for probe in plan.probes_of(&row.id) {
        push(text, width, "      ", "        ", &asked(probe));
    }
    let mut why = None;
    for left_out in plan.left_out_of(&row.id) {
        if why.replace(&left_out.why) != Some(&left_out.why) {
            let line = format!("left out: {}", escape(&left_out.why));
            push(text, width, "    ", "    ", &line);
        }
        push(text, width, "      ", "        ", &escape(&left_out.host));
    }
}

/// `POST /ocsp (ocsp, may be gone)`: what is usual, and the host of a plain row, is not repeated.
fn asked(probe: &Probe) -> String {
    let mut text = String::new();
    if probe.method != Method::Get {
        text.push_str(probe.method.word());
        text.push(' ');
    }
    if probe.wildcard {
        text.push_str(&escape(&probe.host));
    }
    if !probe.wildcard || probe.path != "/" {
        text.push_str(&escape(&probe.path));
    }
    let content = Some(probe.content.word()).filter(|_| probe.content != Content::Any);
    let doubt = Some("may be gone").filter(|_| probe.sure == Sure::Low);
    let remarks: Vec<_> = content.into_iter().chain(doubt).collect();
    if !remarks.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(text, " ({})", remarks.join(", "));
    }
    text
}

/// Adds wrapped lines: names are never broken at a hyphen.
fn push(text: &mut String, width: usize, first: &str, next: &str, words: &str) {
    let options = Options::new(width)
        .initial_indent(first.trim_start_matches('\n'))
        .subsequent_indent(next)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    text.extend(first.chars().filter(|&c| c == '\n'));
    for line in textwrap::wrap(words, options) {
        text.push_str(&line);
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::fixture;
    use crate::plan::{Selection, plan};

    const ROWS: &str = r#"
[[endpoint]]
id = "portal"
host = "portal.example.net"
port = 8443
scheme = "https"
need = "advised"
purpose = "Portal"
issuers = ["corp"]
source = "A page"

[[endpoint]]
id = "crl"
host = "crl.example.net"
port = 80
scheme = "http"
phase = "revocation"
purpose = "Lists of certificates that were taken back before their time, and answers about one"
source = "A page"
[[endpoint.sample]]
path = "/a.crl"
content = "crl"
sure = "low"
[[endpoint.sample]]
path = "/ocsp"
method = "POST"
content = "ocsp"

[[endpoint]]
id = "relay"
host = "*.example.net"
port = 443
scheme = "https"
phase = "runtime"
purpose = "Relay"
issuers = ["corp"]
ranges = ["AzureCloud"]
source = "Another page"
[[endpoint.sample]]
host = "<tenant>.example.net"
[[endpoint.sample]]
host = "<tenant>.b.example.net"
[[endpoint.sample]]
host = "a.example.net"
[[endpoint.sample]]
host = "b.example.net"
path = "/x"
"#;

    fn example() -> (Catalogue, Plan) {
        let catalogue = fixture::catalogue_for(r"An agent\u001b[2J", ROWS);
        let plan = plan(&catalogue, &Selection::default()).unwrap();
        (catalogue, plan)
    }

    fn built_in(width: usize) -> String {
        let catalogue = Catalogue::built_in();
        let plan = plan(&catalogue, &Selection::default()).unwrap();
        human(&catalogue, &plan, width, "2026-11-23")
    }

    #[test]
    fn the_list_reads_like_this() {
        let (catalogue, plan) = example();
        assert_eq!(
            human(&catalogue, &plan, 60, "2026-11-23"),
            r"An agent\u{1b}[2J
3 endpoints, 5 samples, 2 left out; facts of 2026-11-22

While the agent works (runtime)

  relay   *.example.net        443  required
    Relay
      a.example.net
      b.example.net/x
    left out: `<tenant>` is not known; add `--tenant GUID`
      <tenant>.example.net
      <tenant>.b.example.net

While certificates are checked (revocation)

  crl     crl.example.net       80  required
    Lists of certificates that were taken back before their
    time, and answers about one
      /a.crl (crl, may be gone)
      POST /ocsp (ocsp)

At other times

  portal  portal.example.net  8443  advised
    Portal
      /
"
        );
    }

    #[test]
    fn a_row_that_fits_no_column_is_written_as_a_sentence() {
        let (catalogue, plan) = example();
        let text = human(&catalogue, &plan, 0, "2026-11-23");
        assert!(
            text.contains("\n  portal  portal.example.net:8443\n    advised\n"),
            "{text}"
        );
    }

    #[test]
    fn the_built_in_list_fits_80_columns_and_uses_more_where_there_is_more() {
        let narrow = built_in(80);
        assert_eq!(narrow.lines().find(|line| line.chars().count() > 80), None);
        assert_eq!(narrow.lines().find(|line| line.ends_with(' ')), None);
        assert!(built_in(120).lines().count() < narrow.lines().count());
    }

    #[test]
    fn every_endpoint_of_the_plan_is_listed_once() {
        let catalogue = Catalogue::built_in();
        let plan = plan(&catalogue, &Selection::default()).unwrap();
        let text = human(&catalogue, &plan, 80, "2026-11-23");
        for id in &plan.endpoints {
            assert_eq!(text.matches(&format!("\n  {id} ")).count(), 1, "{id}");
        }
    }

    #[test]
    fn programs_get_the_rows_their_samples_and_what_is_left_out() {
        let (catalogue, plan) = example();
        let list = json(&catalogue, &plan, "2026-11-23");
        assert_eq!(list["format"], 1);
        let file = &list["endpoints_file"];
        assert_eq!(
            (&file["dated"], &file["sha256"]),
            (&json!("2026-11-22"), &json!(catalogue.sha256))
        );
        assert_eq!(list["endpoints"].as_array().unwrap().len(), 3);
        assert_eq!(
            list["endpoints"][2],
            json!({
                "id": "relay", "host": "*.example.net", "port": 443, "scheme": "https",
                "need": "required", "for": [], "phase": "runtime", "purpose": "Relay",
                "source": "Another page", "issuers": ["corp"], "inspection": "forbidden",
                "ranges": ["AzureCloud"],
                "samples": [
                    { "host": "a.example.net", "port": 443, "scheme": "https", "path": "/",
                      "method": "GET", "content": "any", "sure": "high", "wildcard": true },
                    { "host": "b.example.net", "port": 443, "scheme": "https", "path": "/x",
                      "method": "GET", "content": "any", "sure": "high", "wildcard": true },
                ],
                "left_out": [
                    { "host": "<tenant>.example.net",
                      "why": "`<tenant>` is not known; add `--tenant GUID`" },
                    { "host": "<tenant>.b.example.net",
                      "why": "`<tenant>` is not known; add `--tenant GUID`" },
                ],
            })
        );
    }
}
