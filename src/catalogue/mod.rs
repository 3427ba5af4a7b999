//! What must be reachable: `endpoints.toml`, parsed and checked, or an error with its line.

mod data_file;
mod endpoint;
#[cfg(test)]
pub(crate) mod fixture;
mod host;
mod issuer;
mod parse;
mod ranges;
mod untrusted;
mod words;

pub use data_file::{Account, Catalogue, is_for_checking_chains};
pub use endpoint::{Endpoint, Sample, TENANT, is_for};
pub use host::{HostPattern, NameError, PatternError};
pub use issuer::{Issuer, Key, WEB_PKI};
pub use parse::{CatalogueError, CertificateError, MOST_BYTES, Reader};
pub use ranges::{
    AddressFile, AddressFileError, Addresses, Expected, Kind, Listed, MOST_ADDRESS_BYTES,
};
pub use words::{
    Cloud, Content, Inspection, Method, Need, Phase, PrivateLink, ProxyLogin, Revocation, Scheme,
    Status, Sure, TlsVersion, Upgrade,
};
