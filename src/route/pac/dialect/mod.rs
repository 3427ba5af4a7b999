//! What a script uses that Windows' script engine does not know.
//!
//! `WinHTTP` runs scripts in `jscript.dll` (`JScript` 5.8: ECMAScript 3 and, where the host asks for it, a little
//! of 5), from Windows 11 24H2 on in `jscript9legacy.dll` (ECMAScript 5). What is later than ECMAScript 5 is
//! counted on in neither. What lies between is not accused: which engine will run is not known here.
//! The language is read by a parser, whether a line is ever run or not: the engine refuses the whole
//! script. The library is read by running the script without its later names: only where that changes
//! the answer for this target, the script depends on them.

mod known;
mod library;
mod regex;
mod syntax;

pub(in crate::route) use library::{Question, library, may_use_later_names};
pub(in crate::route) use syntax::syntax;

#[cfg(test)]
mod tests;
