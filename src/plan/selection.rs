//! What of a data file is wanted, and what is wrong with the wish.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Cloud, Need};

/// What of the catalogue is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The cloud.
    #[serde(default)]
    pub cloud: Cloud,
    /// Only endpoints whose id fits one of these; all where empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// No endpoint whose id fits one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<String>,
    /// Only what these products need; all where empty.
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// Only endpoints that matter at least this much: `advised` leaves out the optional ones; all where
    /// absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Need>,
    /// The tenant's GUID, for `<tenant>` in sample hosts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
}

/// Why there is nothing to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A pattern that no id of the file fits.
    #[error("`{flag} {pattern}` fits no endpoint; {hint}")]
    NoSuchEndpoint {
        /// The flag it came with.
        flag: &'static str,
        /// The id or glob, safe to show.
        pattern: String,
        /// What was probably meant, or what there is.
        hint: String,
    },
    /// A pattern that only fits ids of another cloud.
    #[error(
        "`--only {pattern}` fits no endpoint of the cloud `{cloud}`, but one of `{other}`; add `--cloud {other}`"
    )]
    OtherCloud {
        /// The id or glob, safe to show.
        pattern: String,
        /// The chosen cloud.
        cloud: Cloud,
        /// A cloud that it fits in.
        other: Cloud,
    },
    /// A product that no row, sample or account of the file names.
    #[error("`--for {product}` names no product of the file; {hint}")]
    NoSuchProduct {
        /// What was given, safe to show.
        product: String,
        /// What there is.
        hint: String,
    },
    /// The tenant is not told by a GUID.
    #[error("`--tenant {0}` is no GUID; expected `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` in hex")]
    NoGuid(String),
    /// The GUID of no tenant.
    #[error(
        "`--tenant`: this id has zeros only, which is no tenant; the portal shows the tenant's own"
    )]
    NilGuid,
    /// No endpoint is left.
    #[error("no endpoint is left to check: {0}")]
    Nothing(String),
}
