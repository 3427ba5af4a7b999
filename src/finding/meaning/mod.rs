//! What each code means, what usually causes it and what to do about it in general: the texts of
//! `clearway explain` and of the manual's table of codes. What one finding says is in [`super::text`].

mod chain;
mod connect;
mod fetch;
mod handshake;
mod host;
mod resolve;
mod route;
mod run;
mod tunnel;

/// The general words for one code.
#[derive(Debug, Clone, Copy)]
pub struct Meaning {
    /// What it means, in one sentence.
    pub meaning: &'static str,
    /// What usually causes it, in one to three sentences.
    pub causes: &'static str,
    /// What to do, as an instruction without a full stop.
    pub remedy: &'static str,
}

/// The facts of a code, explained in general.
pub trait Explained {
    /// Its words.
    const MEANING: Meaning;
}

macro_rules! explained {
    ($($facts:ty: $meaning:literal $causes:literal $remedy:literal;)*) => {$(
        impl $crate::finding::meaning::Explained for $facts {
            const MEANING: $crate::finding::meaning::Meaning = $crate::finding::meaning::Meaning {
                meaning: $meaning,
                causes: $causes,
                remedy: $remedy,
            };
        }
    )*};
}
use explained;
