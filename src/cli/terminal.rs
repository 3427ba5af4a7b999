//! How wide the terminal is, and how text for people looks on it.

use std::io::{self, IsTerminal};

use super::flags::Colour;
use crate::machine;
use crate::report::Style;

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
        whole: false,
    }
}
