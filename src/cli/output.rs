//! Where reports go: standard output and files. What was measured is never lost.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use super::flags::{Colour, Out};
use super::{recognise, text_of};
use crate::catalogue::CatalogueError;
use crate::machine;
use crate::plan::PlanError;
use crate::report::format::json;
use crate::report::{Format, Report, Style};
use crate::text::escape::shown;

/// Why the tool could not do what was asked: one message.
#[derive(Debug)]
pub(super) struct Problem(String);

impl Problem {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<CatalogueError> for Problem {
    fn from(error: CatalogueError) -> Self {
        Self(error.to_string())
    }
}

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        Self(error.to_string())
    }
}

/// A file that a report will go to.
#[derive(Debug)]
pub(super) struct Save {
    path: PathBuf,
    format: Format,
    file: File,
}

/// Opens every file before the first packet is sent, so that a wrong path is known at once. What
/// stands in it stays until there is something to replace it.
pub(super) fn open_all(paths: &[PathBuf]) -> Result<Vec<Save>, Problem> {
    paths.iter().map(|path| open(path)).collect()
}

fn open(path: &Path) -> Result<Save, Problem> {
    let format = Format::of_file(path).ok_or_else(|| {
        let endings = Format::ALL
            .iter()
            .map(|format| format!("`.{}`", format.ending()));
        let endings = endings.collect::<Vec<_>>().join(", ");
        Problem::new(format!(
            "`--save {}`: the ending has to be one of {endings}",
            path.display()
        ))
    })?;
    let file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(path);
    let file = file.map_err(|why| {
        Problem::new(format!(
            "`--save {}`: cannot be written: {why}",
            path.display()
        ))
    })?;
    Ok(Save {
        path: path.to_owned(),
        format,
        file,
    })
}

/// Prints a report and saves it. A report that cannot be saved goes to standard output.
pub(super) fn deliver(report: &Report, out: &Out, saves: Vec<Save>) -> Result<(), Problem> {
    let printed = if out.quiet {
        Ok(())
    } else {
        print(&text_of(report, out.format, &style(out.color)))
    };
    let mut problems = Vec::new();
    for save in saves {
        let text = text_of(report, save.format, &Style::default());
        if let Err(why) = write(&save.file, &text) {
            problems.push(format!("`--save {}`: {why}", save.path.display()));
            if out.quiet || save.format != out.format {
                print(&text)?;
            }
        }
    }
    printed?;
    if problems.is_empty() {
        return Ok(());
    }
    let lost = problems.join("; ");
    Err(Problem::new(format!(
        "{lost}; the report stands on standard output instead"
    )))
}

/// Takes away what stood in a file. A pipe or a device has no length to set.
pub(super) fn emptied(file: &File) -> io::Result<()> {
    if file.metadata()?.is_file() {
        file.set_len(0)?;
    }
    Ok(())
}

fn write(mut file: &File, text: &str) -> io::Result<()> {
    emptied(file)?;
    file.write_all(text.as_bytes())?;
    file.flush()
}

/// Prints to standard output. Whoever closes the pipe has read enough.
pub(super) fn print(text: &str) -> Result<(), Problem> {
    let mut stdout = io::stdout().lock();
    let printed = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match printed {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => Err(Problem::new(format!(
            "standard output cannot be written: {why}"
        ))),
        _ => Ok(()),
    }
}

/// A saved report whose evidence is judged anew or whose rows are asked again: its own findings do not
/// count.
pub(super) fn report(path: &Path) -> Result<Report, Problem> {
    let text = read(path)?;
    json::read_to_judge(&text).map_err(|why| unreadable(path, &text, &why))
}

/// A saved report with its own findings.
pub(super) fn judged_report(path: &Path) -> Result<Report, Problem> {
    let text = read(path)?;
    json::read(&text).map_err(|why| match json::read_to_judge(&text) {
        Ok(_) => Problem::new(format!(
            "{0}: an earlier version wrote its findings; run `clearway judge {0} --format json` and \
             compare what that writes",
            named(path)
        )),
        Err(_) => unreadable(path, &text, &why),
    })
}

fn unreadable(path: &Path, text: &str, why: &json::ReportError) -> Problem {
    let name = named(path);
    Problem::new(match recognise::kind(text) {
        Some(kind) => format!(
            "{name}: this is {kind}; a report is what `clearway check --save FILE.json` wrote"
        ),
        None => format!("{name}: {why}"),
    })
}

/// A file, as it may stand in a message.
pub(super) fn named(path: &Path) -> String {
    shown(&path.display().to_string())
}

/// Reads a report's text.
fn read(path: &Path) -> Result<String, Problem> {
    let file = File::open(path)
        .map_err(|why| Problem::new(format!("{}: cannot be read: {why}", named(path))))?;
    let mut bytes = Vec::new();
    // One byte more than is read as a report tells that there is more.
    file.take(json::MOST_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|why| Problem::new(format!("{}: cannot be read: {why}", named(path))))?;
    String::from_utf8(bytes).map_err(|error| {
        let head = &error.as_bytes()[..error.as_bytes().len().min(64)];
        let kind = recognise::kind(&String::from_utf8_lossy(head));
        let kind = kind.unwrap_or("no text in UTF-8");
        Problem::new(format!(
            "{}: this is {kind}; a report is what `clearway check --save FILE.json` wrote",
            named(path)
        ))
    })
}

/// Columns of the terminal; 80 where there is none.
pub(super) fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0))
}

/// Columns of the terminal that standard error is; 80 where it is none.
pub(super) fn error_width() -> usize {
    terminal_size::terminal_size_of(io::stderr()).map_or(80, |(width, _)| usize::from(width.0))
}

/// How text for people looks on this terminal.
pub(super) fn style(colour: Colour) -> Style {
    let colour = match colour {
        Colour::Always => true,
        Colour::Never => false,
        // Also asks what NO_COLOR and its kin say.
        Colour::Auto => {
            io::stdout().is_terminal()
                && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
        }
    };
    Style {
        width: terminal_width(),
        colour,
        // A file or a pipe is read elsewhere, by something that knows Unicode.
        ascii: io::stdout().is_terminal() && !machine::speaks_unicode(),
    }
}
