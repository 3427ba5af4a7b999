//! What one setting says about one target: a word, of which the first that speaks counts.

use super::{Construct, Fit, Hop, NextHop, Source, Why};

/// What one setting says about one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    pub(super) source: Source,
    pub(super) setting: String,
    pub(super) said: DirectiveValue,
    /// Did a script say it?
    pub(super) scripted: bool,
    /// What Windows' script engine does not know of that script.
    pub(super) unknown: Vec<Construct>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DirectiveValue {
    /// These ways, the first to be tried first.
    Hops(Vec<NextHop>),
    /// This hop, but for an exception.
    Bypassed(Hop, Fit),
    /// The direct way, where nothing else was said.
    Fallback,
    /// A part that cannot be used, and that programs skip: its value and what is wrong with it.
    Skipped(String, String),
    /// What decides and cannot be used: its value and what is wrong with it.
    Unusable(String, String),
    /// What makes every request of its program fail: its value and what is wrong with it.
    Fatal(String, String),
    /// A part of it that counts for nothing, and why.
    Ignored(String, Why),
    /// A script that failed.
    Failed(String, String),
    /// A script that nobody asks any more.
    Unasked(String),
}

impl Directive {
    /// This hop as the setting names it, with the credentials that it gives.
    pub(super) fn names(&self, hop: &Hop) -> Option<&Hop> {
        let named: Vec<&Hop> = match &self.said {
            DirectiveValue::Hops(ways) => ways.iter().flatten().collect(),
            DirectiveValue::Bypassed(hop, _) => vec![hop],
            DirectiveValue::Fallback
            | DirectiveValue::Skipped(..)
            | DirectiveValue::Unusable(..)
            | DirectiveValue::Fatal(..)
            | DirectiveValue::Ignored(..)
            | DirectiveValue::Failed(..)
            | DirectiveValue::Unasked(_) => Vec::new(),
        };
        named.into_iter().find(|own| own.is_at(hop))
    }
}
