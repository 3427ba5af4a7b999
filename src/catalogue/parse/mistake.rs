//! One mistake of a data file, and where it stands.

use std::ops::Range;

use toml::Spanned;

/// One mistake and the bytes it is about.
pub(super) struct Mistake {
    pub(super) at: Option<Range<usize>>,
    pub(super) what: String,
}

pub(super) type Checked<T> = Result<T, Mistake>;

impl Mistake {
    pub(super) fn at<T>(place: &Spanned<T>, what: impl Into<String>) -> Self {
        Self {
            at: Some(place.span()),
            what: what.into(),
        }
    }
}
