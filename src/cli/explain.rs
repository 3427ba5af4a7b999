//! `clearway explain`: what a finding means.

use super::exit::PASSES;
use super::flags::{Explain, PlainFormat};
use super::output::print;
use super::problem::Problem;
use super::terminal::terminal_width;
use crate::finding::Code;
use crate::report::command::explain::{code, code_json, codes, codes_json};
use crate::text::escape::escape;

/// How alike a code must be to have been meant (Jaro-Winkler, 0 to 1).
const ALIKE: f64 = 0.85;

pub(super) fn explain(flags: &Explain) -> Result<u8, Problem> {
    let width = terminal_width();
    let asked = flags
        .code
        .as_deref()
        .map_or(Ok(Code::ALL.to_vec()), meant)?;
    let text = match (asked.as_slice(), flags.format) {
        ([known], PlainFormat::Human) => code(*known, width),
        ([known], PlainFormat::Json) => code_json(*known),
        (several, PlainFormat::Human) => codes(several, width),
        (several, PlainFormat::Json) => codes_json(several),
    };
    print(&text)?;
    Ok(PASSES)
}

/// The code of this name, or all that begin so, in any case.
fn meant(text: &str) -> Result<Vec<Code>, Problem> {
    let wanted = text.trim().to_ascii_lowercase();
    if let Ok(known) = wanted.parse() {
        return Ok(vec![known]);
    }
    let all = Code::ALL.iter().copied();
    let begin: Vec<Code> = all.filter(|code| code.id().starts_with(&wanted)).collect();
    if begin.is_empty() || wanted.is_empty() {
        return Err(Problem::new(format!(
            "there is no finding code `{}`; {}",
            escape(text),
            near(&wanted)
        )));
    }
    Ok(begin)
}

/// What was probably meant: by the whole code, or by what stands behind its stage.
fn near(wanted: &str) -> String {
    let likeness = |code: &Code| {
        let behind = code.id().split_once('.').map_or("", |(_, name)| name);
        let of = |name| strsim::jaro_winkler(wanted, name);
        of(code.id()).max(of(behind))
    };
    let all = Code::ALL.iter().map(|code| (likeness(code), code.id()));
    let mut close: Vec<_> = all.filter(|(like, _)| *like >= ALIKE).collect();
    close.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    close.truncate(3);
    if close.is_empty() {
        return "`clearway explain` lists them all".to_owned();
    }
    let names: Vec<_> = close.iter().map(|(_, id)| format!("`{id}`")).collect();
    format!("did you mean {}?", names.join(" or "))
}
