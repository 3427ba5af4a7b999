//! What signatures lead to from one certificate: paths to known keys, and how far the rest goes.

use super::roots::Anchor;

/// A way from the leaf to a known key.
pub(super) struct Path<'c> {
    /// Certificates by index, the leaf first; the known key signed the last of them.
    pub(super) links: Vec<usize>,
    /// The known key.
    pub(super) anchor: &'c Anchor<'c>,
    /// Is it the leaf's own key, which nobody needs to have signed?
    pub(super) own: bool,
    /// Why clients refuse to build it: what its certificates may not be used for.
    pub(super) unfit: Vec<String>,
}

/// What a walk found.
#[derive(Default)]
pub(super) struct Walk<'c> {
    /// Every way to a known key.
    pub(super) paths: Vec<Path<'c>>,
    /// The longest chain of signatures, known or not.
    pub(super) longest: Vec<usize>,
    /// The shortest way to each certificate that signatures lead to.
    pub(super) reached: Vec<Vec<usize>>,
}

impl<'c> Walk<'c> {
    /// The ways to the endpoint's own keys.
    pub(super) fn expected(&self) -> impl Iterator<Item = &Path<'c>> {
        self.paths
            .iter()
            .filter(|path| path.anchor.expected.is_some())
    }

    /// The paths to known keys that are not expected.
    pub(super) fn unexpected(&self) -> impl Iterator<Item = &Path<'c>> {
        let other = |path: &&Path<'_>| path.anchor.expected.is_none() && path.anchor.is_known();
        self.paths.iter().filter(other)
    }

    /// A root of this machine alone that the chain leads to.
    pub(super) fn local(&self) -> Option<&'c Anchor<'c>> {
        self.paths
            .iter()
            .map(|path| path.anchor)
            .find(|anchor| anchor.local)
    }
}
