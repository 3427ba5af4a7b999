//! Regular expressions of .NET (`RegexParser` and `RegexCharClass` of referencesource, with
//! `RegexOptions.IgnoreCase | CultureInvariant`), as `WebProxy` holds them against
//! `scheme://host[:port]`. That text is ASCII, so that a class is the ASCII characters in it.
//! What has no counterpart in time linear to the text is named, and not guessed.

mod ascii;
mod class;
mod emit;
mod escape;
mod fits;
mod group;
mod node;
mod parse;
mod parser;
mod slots;

pub(super) use node::PatternError;

use node::{LONGEST, Node};

/// The pattern in the dialect of the regex crate, with the same meaning for ASCII texts of one line.
pub(super) fn translate(said: &str) -> Result<String, PatternError> {
    let node = read(said)?;
    match node.unknown() {
        Some(construct) => Err(PatternError::Unknown(construct.to_owned())),
        None => Ok(emit::regex(&node)),
    }
}

/// Why a pattern fits no host that an agent asks for, if none.
pub(super) fn never_fits(said: &str) -> Option<String> {
    let node = read(said).ok()?;
    match node.unknown() {
        Some(_) => None,
        None => fits::never(&node),
    }
}

fn read(said: &str) -> Result<Node, PatternError> {
    if said.len() > LONGEST {
        return Err(PatternError::Unknown(format!(
            "it is longer than {LONGEST} bytes"
        )));
    }
    parse::parse(said)
}

#[cfg(test)]
mod tests;
