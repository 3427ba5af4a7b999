//! The parts of a pattern.

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::route) enum PatternError {
    /// .NET refuses it.
    Broken(String),
    /// .NET knows it; we do not. The construct.
    Unknown(String),
}

/// A pattern longer than this is not looked at.
pub(super) const LONGEST: usize = 4096;
/// Groups in groups.
pub(super) const DEEPEST: usize = 100;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// One of these ASCII characters; none of them is nothing that fits.
    Set(u128),
    Begin,
    End,
    /// Between a word's character and another; or not there.
    Boundary(bool),
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    /// So often at least, and at most.
    Repeat(Box<Node>, u32, Option<u32>),
    /// What has no counterpart here.
    Unknown(&'static str),
}

impl Node {
    /// The first construct in it that has no counterpart here.
    pub(super) fn unknown(&self) -> Option<&'static str> {
        match self {
            Self::Unknown(construct) => Some(construct),
            Self::Sequence(all) | Self::Either(all) => all.iter().find_map(Self::unknown),
            Self::Repeat(one, ..) => one.unknown(),
            Self::Set(_) | Self::Begin | Self::End | Self::Boundary(_) => None,
        }
    }
}
