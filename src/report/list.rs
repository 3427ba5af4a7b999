//! What will be checked, as `clearway list` shows it. No packet was sent for any of it.

use std::fmt::Write as _;

use serde_json::{Value, json};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::catalogue::{Catalogue, Content, Endpoint, Method, Phase, Scheme, Sure};
use crate::plan::{Plan, Probe};
use crate::shown::shown;

/// The narrowest text that is written.
const NARROWEST: usize = 40;

/// The list for people, no line wider than `width` where words allow it.
#[must_use]
pub fn human(catalogue: &Catalogue, plan: &Plan, width: usize) -> String {
    let width = width.max(NARROWEST);
    let rows = chosen(catalogue, plan);
    let columns = Columns::of(&rows, width);
    let mut text = head(catalogue, plan, width);
    for phase in phases() {
        let mut of_phase = rows.iter().filter(|row| row.phase == phase).peekable();
        if of_phase.peek().is_some() {
            push(&mut text, width, "\n", "", &when(phase));
        }
        for row in of_phase {
            text.push('\n');
            text.push_str(&columns.line(row));
            push(&mut text, width, "    ", "    ", &shown(&row.purpose));
            push_samples(&mut text, width, row, plan);
        }
    }
    text
}

/// The list for programs.
#[must_use]
pub fn json(catalogue: &Catalogue, plan: &Plan) -> Value {
    let rows = chosen(catalogue, plan);
    json!({
        "format": super::FORMAT,
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
        Some(Phase::Runtime) => "while the agent works",
        Some(Phase::Registration) => "while the agent is installed and registered",
        Some(Phase::Revocation) => "while certificates are checked",
        Some(Phase::Update) => "while the agent updates itself",
        None => return "other".to_owned(),
    };
    phase.map_or_else(String::new, |phase| format!("{phase}: {why}"))
}

fn head(catalogue: &Catalogue, plan: &Plan, width: usize) -> String {
    let mut text = String::new();
    push(&mut text, width, "", "", &shown(&catalogue.product));
    let left_out = match plan.left_out.len() {
        0 => String::new(),
        some => format!(", {some} left out"),
    };
    let counts = format!(
        "{}, {}{left_out}; facts of {}",
        counted(plan.endpoints.len(), "endpoint"),
        counted(plan.probes.len(), "sample"),
        shown(&catalogue.dated),
    );
    push(&mut text, width, "", "", &counts);
    text
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// Widths of the columns; none where a row does not fit and is written as a sentence.
struct Columns {
    widths: Option<[usize; 3]>,
    width: usize,
}

impl Columns {
    fn of(rows: &[&Endpoint], width: usize) -> Self {
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
        push(text, width, "    - ", "      ", &asked(probe));
    }
    for left_out in plan.left_out_of(&row.id) {
        let line = format!("{} left out: {}", left_out.host, left_out.why);
        push(text, width, "    x ", "      ", &shown(&line));
    }
}

/// `POST http://host/path, wants ocsp, maybe gone`: what is usual is not said.
fn asked(probe: &Probe) -> String {
    let mut text = String::new();
    if probe.method != Method::Get {
        text.push_str(probe.method.word());
        text.push(' ');
    }
    text.push_str(&shown(&url(probe)));
    if probe.content != Content::Any {
        // Writing to a string cannot fail.
        let _ = write!(text, ", wants {}", probe.content);
    }
    match probe.sure {
        Sure::High => {}
        Sure::Medium => text.push_str(", seen once"),
        Sure::Low => text.push_str(", may be gone"),
    }
    text
}

fn url(probe: &Probe) -> String {
    let Probe {
        host,
        port,
        scheme,
        path,
        ..
    } = probe;
    match (scheme, port) {
        (Scheme::Tls, _) => format!("tls://{host}:{port}"),
        (Scheme::Https, 443) | (Scheme::Http, 80) => format!("{scheme}://{host}{path}"),
        _ => format!("{scheme}://{host}:{port}{path}"),
    }
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
