//! Where reports go: standard output and files. What was measured is never lost.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::flags::OutputFlags;
use super::problem::Problem;
use super::rescue::rescue;
use super::saved::named;
use super::terminal::style;
use crate::catalogue::Catalogue;
use crate::report::{Format, Report, Style, old_data, write as text_of};
use crate::text::escape::escape;

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
    let format = Format::from_path(path).ok_or_else(|| {
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

/// Prints a report and saves it. A report that cannot be saved goes to a file in the temporary folder.
pub(super) fn deliver(report: &Report, out: &OutputFlags, saves: &[Save]) -> Result<(), Problem> {
    let printed = if out.quiet {
        Ok(())
    } else {
        // Tables and metrics have no place for a sentence.
        if matches!(out.format, Format::Csv | Format::Prometheus) {
            warn_of_old_data(&report.endpoints_file, &report.run.started);
        }
        let style = Style {
            whole: out.whole,
            ..style(out.color)
        };
        print(&text_of(report, out.format, &style))
    };
    let style = Style {
        whole: out.whole,
        ..Style::default()
    };
    let problems = saves.iter().filter_map(|save| save.keep(report, &style));
    let problems: Vec<String> = problems.collect();
    printed?;
    if problems.is_empty() {
        return Ok(());
    }
    Err(Problem::new(problems.join("; ")))
}

impl Save {
    /// Saves a report; what went wrong, and where the report is instead.
    fn keep(&self, report: &Report, style: &Style) -> Option<String> {
        let text = text_of(report, self.format, style);
        let why = write(&self.file, &text).err()?;
        let instead = rescue("report", text.as_bytes(), self.format.ending());
        Some(format!("`--save {}`: {why}; {instead}", named(&self.path)))
    }
}

/// Says on standard error that a data file is old, where it is.
pub(super) fn warn_of_old_data(file: &Catalogue, today: &str) {
    if let Some(old) = old_data(file, today) {
        let _ = writeln!(io::stderr(), "warning: {}", escape(&old));
    }
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
    print_bytes(text.as_bytes())
}

pub(super) fn print_bytes(bytes: &[u8]) -> Result<(), Problem> {
    let mut stdout = io::stdout().lock();
    let printed = stdout.write_all(bytes).and_then(|()| stdout.flush());
    match printed {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => Err(Problem::new(format!(
            "standard output cannot be written: {why}"
        ))),
        _ => Ok(()),
    }
}
