//! Where text begins, and how much of a list is named.

/// Where the text of a finding begins.
pub(super) const COLUMN: usize = 13;
/// Where the text of the last lines begins.
pub(super) const FOOT: usize = 11;
/// How many hosts one finding names.
pub(super) const MOST_PLACES: usize = 6;
/// How many addresses or names it names for each.
pub(super) const MOST_ADDRESSES: usize = 4;
