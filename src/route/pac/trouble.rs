//! Why a script gave no answer, and in which of its lines.

use std::fmt;

use rquickjs::{CaughtError, Ctx, Exception, Function, Value};

/// The name of the script in a trace, which no other code has.
pub(super) const FILE: &str = "proxy.pac";
/// In scripts up to this length, in bytes, a line is searched for where the engine names none.
const MOST_SEARCHED: usize = 64 << 10;
/// Reads a script without running it: why that fails, and where, as far as the engine says.
const READ: &str = "(text) => { try { Function(text) } catch (error) {\
     return error.message + String(error.stack).split('\\n')[0] } return '' }";
/// What is kept of a message.
const MOST_CHARS: usize = 200;

/// Why a script gave no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::route) struct Trouble {
    why: String,
    line: Option<u32>,
    pub(in crate::route) too_slow: bool,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}

impl From<rquickjs::Error> for Trouble {
    fn from(error: rquickjs::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl Trouble {
    pub(super) fn new(why: impl Into<String>) -> Self {
        let why: String = why.into();
        Self {
            why: why.chars().take(MOST_CHARS).collect(),
            line: None,
            too_slow: false,
        }
    }

    pub(super) fn with_too_slow(self) -> Self {
        Self {
            too_slow: true,
            ..self
        }
    }

    pub(super) fn line(&self) -> Option<u32> {
        self.line
    }

    pub(super) fn at(self, line: Option<u32>) -> Self {
        Self { line, ..self }
    }

    /// What was thrown. Getters of it may run, within the limits.
    pub(super) fn from_caught(caught: &CaughtError<'_>, script: &str) -> Self {
        match caught {
            CaughtError::Exception(exception) => {
                let words = exception.message().filter(|words| !words.is_empty());
                let why = words.unwrap_or_else(|| "an error without words".to_owned());
                let trace = exception.stack();
                let line = trace.and_then(|trace| line_of(&trace, script));
                Self::new(why).at(line.or_else(|| unread_line(exception.ctx(), script)))
            }
            CaughtError::Value(value) => Self::new(thrown_words(value)),
            CaughtError::Error(error) => Self::new(error.to_string()),
        }
    }
}

/// What was thrown instead of an error: it knows no line.
fn thrown_words(value: &Value<'_>) -> String {
    let text = value.as_string().and_then(|text| text.to_string().ok());
    let number = || value.as_number().map(|number| number.to_string());
    let message = || value.as_object()?.get::<_, String>("message").ok();
    text.or_else(number).or_else(message).map_or_else(
        || "something that is no error".to_owned(),
        |text| format!("it throws `{text}`"),
    )
}

/// The line of the script that runs just now.
pub(super) fn running_line(context: &Ctx<'_>, script: &str) -> Option<u32> {
    let exception = Exception::from_message(context.clone(), "").ok()?;
    line_of(&exception.stack()?, script)
}

/// The innermost line of the script in a trace such as `at f (proxy.pac:3:7)`. An error at the end
/// of a script may lie behind its last line, and a script can write its own trace.
fn line_of(trace: &str, script: &str) -> Option<u32> {
    let line = trace.lines().find_map(|frame| {
        let (lead, rest) = frame.rsplit_once(FILE)?;
        let (line, _) = rest.strip_prefix(':')?.split_once(':')?;
        lead.ends_with(['(', ' '])
            .then_some(line)?
            .parse::<u32>()
            .ok()
    })?;
    let lines = u32::try_from(script.lines().count()).unwrap_or(u32::MAX);
    Some(line.clamp(1, lines.max(1)))
}

/// The line at which a script cannot be read, where the engine names none, as with regular
/// expressions: the end of the shortest beginning that fails in the same way as the whole.
fn unread_line(context: &Ctx<'_>, script: &str) -> Option<u32> {
    if script.len() > MOST_SEARCHED {
        return None;
    }
    let read: Function<'_> = context.eval(READ).ok()?;
    let fault = |text: &str| read.call::<_, String>((text,)).ok();
    let whole = fault(script).filter(|fault| !fault.is_empty())?;
    let breaks = script.match_indices('\n').map(|(at, _)| at + 1);
    let ends: Vec<usize> = breaks.chain([script.len()]).collect();
    let read_well = ends.partition_point(|end| fault(&script[..*end]).as_ref() != Some(&whole));
    let line = (read_well < ends.len()).then_some(read_well + 1)?;
    u32::try_from(line).ok()
}
