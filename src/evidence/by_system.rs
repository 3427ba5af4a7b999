//! A target measured once more as the operating system itself would fetch it.

use serde::{Deserialize, Serialize};

use super::Evidence;
use crate::route::Route;

/// What was seen on the route that the operating system takes by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BySystem {
    /// That route.
    pub route: Route,
    /// Is it only assumed that the system's settings name no proxy?
    pub assumed: bool,
    /// What was seen; absent where it is the direct route that was measured beside the one that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}
