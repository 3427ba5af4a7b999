//! The networks that a row's ranges stand for: its own CIDRs, and what Microsoft's address files say
//! of its service tags and its host. The names and numbers of these files are kept with them.

mod read;

use std::collections::BTreeMap;
use std::path::Path;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::{Catalogue, Cloud, Endpoint, HostPattern};

pub use read::{AddressFileError, MOST_BYTES as MOST_ADDRESS_BYTES};

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

/// Where the addresses of a row should lie, as far as that is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    /// All networks, aggregated; IPv4 first.
    pub networks: Vec<IpNet>,
    /// What they were called where they come from.
    pub names: Vec<String>,
    /// Service tags whose networks are not known.
    pub unknown: Vec<String>,
}

impl Expected {
    /// Is all known that the row names, and is there anything?
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.unknown.is_empty() && !self.networks.is_empty()
    }
}

impl Catalogue {
    /// Where the addresses of a row should lie.
    #[must_use]
    pub fn expected(&self, row: &Endpoint) -> Expected {
        let mut expected = Expected::default();
        for range in &row.ranges {
            match self.networks_of(range) {
                Some(networks) => {
                    expected.names.push(range.clone());
                    expected.networks.extend(networks);
                }
                None => expected.unknown.push(range.clone()),
            }
        }
        if let Some(listed) = self.addresses.as_ref().and_then(|a| a.rows.get(&row.id)) {
            expected.names.push(listed.called());
            expected.networks.extend(&listed.networks);
        }
        // What one name stands for is aggregated already.
        if expected.names.len() > 1 {
            expected.networks = aggregated(&expected.networks);
        }
        expected
    }

    fn networks_of(&self, range: &str) -> Option<Vec<IpNet>> {
        if let Ok(network) = range.parse::<IpNet>() {
            return Some(vec![network]);
        }
        let tags = &self.addresses.as_ref()?.tags;
        tags.get(range).filter(|known| !known.is_empty()).cloned()
    }

    /// Takes in a file of service tags on disk.
    pub fn load_service_tags(&mut self, file: &Path) -> Result<(), AddressFileError> {
        self.add_service_tags(&read::from_disk(file)?)
    }

    /// Takes in the list of Microsoft 365 on disk.
    pub fn load_m365(&mut self, file: &Path) -> Result<(), AddressFileError> {
        self.add_m365(&read::from_disk(file)?)
    }

    /// Takes in a file of service tags: the networks of the tags that rows name.
    pub fn add_service_tags(&mut self, bytes: &[u8]) -> Result<(), AddressFileError> {
        let file = read::service_tags(bytes)?;
        let named = self.rows.iter().flat_map(|row| &row.ranges);
        let named = named.filter(|range| range.parse::<IpNet>().is_err());
        let tags = named.map(|tag| (tag.clone(), aggregated(&file.networks(tag))));
        let tags: BTreeMap<_, _> = tags.filter(|(_, networks)| !networks.is_empty()).collect();
        let addresses = self.addresses.get_or_insert_default();
        addresses.forget(Kind::ServiceTags);
        addresses.tags = tags;
        addresses.files.push(file.about);
        Ok(())
    }

    /// Takes in the list of Microsoft 365: the networks of the sets that have a row's host and port.
    pub fn add_m365(&mut self, bytes: &[u8]) -> Result<(), AddressFileError> {
        let file = read::m365(bytes)?;
        let rows = self.rows.iter().filter_map(|row| {
            let listed = file.listed(&row.host, row.port)?;
            Some((row.id.clone(), listed))
        });
        let rows = rows.collect();
        let addresses = self.addresses.get_or_insert_default();
        addresses.forget(Kind::Microsoft365);
        addresses.rows = rows;
        addresses.files.push(file.about);
        Ok(())
    }
}

impl Addresses {
    /// A report's rows may come with an older file of the same kind.
    fn forget(&mut self, kind: Kind) {
        self.files.retain(|file| file.kind != kind);
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
        let marks = [
            (Cloud::Usgov, "gov"),
            (Cloud::China, "china"),
            (Cloud::Public, "public"),
        ];
        let said = marks.iter().find(|(_, mark)| word.contains(mark));
        said.is_some_and(|(said, _)| *said != cloud)
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

/// The fewest networks that hold the same addresses; IPv4 first, ascending.
fn aggregated(networks: &[IpNet]) -> Vec<IpNet> {
    let mut all = IpNet::aggregate(&networks.to_vec());
    all.sort_unstable();
    all
}

/// How closely a pattern of a list names a host: not at all, or by how many characters; the same
/// pattern names it most closely.
fn closeness(listed: &HostPattern, host: &HostPattern) -> Option<usize> {
    if listed == host {
        return Some(usize::MAX);
    }
    let same = host.is_wildcard() && host.suffix() == listed.suffix();
    let under = same || listed.covers(host.suffix());
    (listed.is_wildcard() && under).then(|| listed.suffix().len())
}

#[cfg(test)]
mod tests;
