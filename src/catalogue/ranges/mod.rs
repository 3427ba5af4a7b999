//! The networks that a row's ranges stand for: its own CIDRs, and what Microsoft's address files say
//! of its service tags and its host. The names and numbers of these files are kept with them.

pub(super) mod addresses;
mod nearest;
mod read;

use std::collections::BTreeMap;
use std::path::Path;

use ipnet::IpNet;

use self::nearest::aggregated;
use super::{Catalogue, Endpoint};

pub use addresses::{AddressFile, Addresses, Kind, Listed};
pub use read::{AddressFileError, MOST_BYTES as MOST_ADDRESS_BYTES};

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

#[cfg(test)]
mod tests;
