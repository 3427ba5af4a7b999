//! What every kind of facts can say of itself: its weight, its owner, and what it has in common with
//! others.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::meaning::Explained;
use super::text::Words;
use super::{Change, Code, Owner, Place, Severity};

/// The facts of one code.
pub trait Facts:
    Clone + PartialEq + Serialize + DeserializeOwned + JsonSchema + Words + Explained
{
    /// The code they belong to.
    const CODE: Code;

    /// The weight before the endpoint's need or a rule of the verdict lowers it.
    fn severity(&self) -> Severity {
        Self::CODE.severity()
    }

    /// The team that can fix it.
    fn owner(&self, _at: &Place<'_>) -> Owner {
        Self::CODE.owner()
    }

    /// The facts without what differs from one host to the next while the cause is the same: times,
    /// amounts of data, names. Findings that are equal then are one group.
    #[must_use]
    fn common(&self) -> Self {
        self.clone()
    }

    /// The kind of change that the usual owner is asked for.
    fn kind_of_change(&self) -> Change {
        Self::CODE.change()
    }

    /// The facts that decide what has to be changed. Findings that are equal then are one ticket.
    #[must_use]
    fn change(&self) -> Self {
        self.common()
    }
}
