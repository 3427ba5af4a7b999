//! What address files say of the rows of a data file.

use std::collections::BTreeMap;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use crate::catalogue::words::Cloud;

/// What address files say of the rows of a data file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Addresses {
    /// The files.
    pub files: Vec<AddressFile>,
    /// The networks of each service tag that a row names, aggregated.
    #[serde(default)]
    pub tags: BTreeMap<String, Vec<IpNet>>,
    /// What the list of Microsoft 365 has for a row, by the row's id.
    #[serde(default)]
    pub rows: BTreeMap<String, Listed>,
}

/// One address file, as far as a report has to name it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AddressFile {
    /// Which of Microsoft's files it is.
    pub kind: Kind,
    /// The cloud that it says it is of, in its own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud: Option<String>,
    /// The number that grows with each change of its content.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_number: Option<u64>,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
}

/// Which of Microsoft's address files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The weekly file of service tags.
    ServiceTags,
    /// The endpoints web service of Microsoft 365.
    #[serde(rename = "m365")]
    Microsoft365,
}

/// Networks out of the list of Microsoft 365.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Listed {
    /// The ids of the endpoint sets.
    pub sets: Vec<u64>,
    /// Their networks, aggregated.
    pub networks: Vec<IpNet>,
}

impl Addresses {
    /// A report's rows may come with an older file of the same kind.
    pub(super) fn forget(&mut self, kind: Kind) {
        self.files.retain(|file| file.kind != kind);
    }
}

/// What Microsoft's word for a cloud contains.
fn mark(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Public => "public",
        Cloud::Usgov => "gov",
        Cloud::China => "china",
    }
}

impl AddressFile {
    /// Does it say that it is of another cloud? Microsoft's words are `Public`, `AzureGovernment` and
    /// the like; a word that is not known contradicts nothing.
    #[must_use]
    pub fn is_of_another(&self, cloud: Cloud) -> bool {
        let word = self
            .cloud
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let mut all = Cloud::ALL.iter();
        let said = all.find(|cloud| word.contains(mark(**cloud)));
        said.is_some_and(|said| *said != cloud)
    }

    /// What it is, for people. Holds foreign text.
    #[must_use]
    pub fn said(&self) -> String {
        let digest: String = self.sha256.chars().take(12).collect();
        match self.kind {
            Kind::ServiceTags => {
                let number = self.change_number.map_or_else(
                    || "without a change number".to_owned(),
                    |n| format!("change number {n}"),
                );
                let cloud = self.cloud.as_deref().unwrap_or("unnamed");
                format!("service tags of the cloud `{cloud}`, {number}, sha256 {digest}")
            }
            Kind::Microsoft365 => format!("Microsoft 365 endpoints, sha256 {digest}"),
        }
    }
}

impl Listed {
    /// `Microsoft 365 endpoint set 56`.
    #[must_use]
    pub fn called(&self) -> String {
        let sets: Vec<_> = self.sets.iter().map(ToString::to_string).collect();
        let plural = if sets.len() == 1 { "" } else { "s" };
        format!("Microsoft 365 endpoint set{plural} {}", sets.join(" "))
    }
}
