//! What every part of the page needs: the report, the numbers to link to, and what was said so far.

use super::anchors::Anchors;
use super::said::Said;
use crate::report::view::View;

/// The page in the making.
pub(super) struct Context<'v> {
    pub(super) view: &'v View<'v>,
    pub(super) anchors: Anchors,
    pub(super) said: Said,
}

impl<'v> Context<'v> {
    pub(super) fn new(view: &'v View<'v>) -> Self {
        Self {
            view,
            anchors: Anchors::new(view),
            said: Said::default(),
        }
    }
}
