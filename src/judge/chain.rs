//! Whose certificates are these: name, time, strength and the way to an expected key, apart.

use super::{Case, Policy};
use crate::blob::Blob;
use crate::evidence::Attempt;
use crate::finding::Finding;

/// Stub.
pub fn judge(_case: &Case<'_>, _policy: &Policy<'_>) -> Vec<Finding> {
    Vec::new()
}
/// Stub.
pub fn is_genuine(_case: &Case<'_>, _policy: &Policy<'_>, _attempt: &Attempt) -> bool {
    false
}
/// Stub.
pub fn keys_named(_policy: &Policy<'_>, _issuer: &[u8]) -> Vec<Vec<u8>> {
    Vec::new()
}
/// Stub.
pub fn roots_that_complete(_chains: &[Vec<Blob>], _roots: &[Blob]) -> Vec<Blob> {
    Vec::new()
}
