//! The whole data file, as it was read.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::endpoint::Endpoint;
use super::issuer::{Issuer, Key};
use super::ranges::addresses::Addresses;
use super::words::{Content, Phase, ProxyLogin, Revocation, TlsVersion};

/// The whole data file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// When its facts were last reviewed, `YYYY-MM-DD`.
    pub dated: String,
    /// SHA-256 of the file's bytes, hex.
    pub sha256: String,
    /// What the endpoints belong to.
    pub product: String,
    /// The accounts that its services run as: firewalls may tell accounts apart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<Account>,
    /// How the product can log in to a proxy.
    #[serde(default, skip_serializing_if = "is_default")]
    pub proxy_login: ProxyLogin,
    /// The TLS versions that the product's system may be limited to: each has to work by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tls: Vec<TlsVersion>,
    /// On which route revocation data is fetched.
    #[serde(default, skip_serializing_if = "is_default")]
    pub revocation: Revocation,
    /// What the product needs and nobody can measure from here: each report says it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_measured: Vec<String>,
    /// The endpoints, in the order of the file.
    pub rows: Vec<Endpoint>,
    /// The issuer sets, in the order of the file.
    pub issuers: Vec<Issuer>,
    /// What address files say of the rows, where some were given beside the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Addresses>,
}

/// An account that a service runs as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its name, with its domain.
    pub name: String,
    /// The products whose service it is; none where there is one product only.
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// How these products can log in to a proxy, where that is not as the file says for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_login: Option<ProxyLogin>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Is this what systems fetch by themselves while they check a chain: revocation data, missing
/// certificates, lists of roots?
#[must_use]
pub fn is_for_checking_chains(phase: Option<Phase>, content: Content) -> bool {
    phase == Some(Phase::Revocation)
        || matches!(
            content,
            Content::Crl | Content::Ocsp | Content::Cab | Content::Certificate
        )
}

impl Catalogue {
    /// The keys that a genuine chain of this endpoint may pass through.
    pub fn keys_of<'a>(&'a self, endpoint: &'a Endpoint) -> impl Iterator<Item = &'a Key> {
        let own = self
            .issuers
            .iter()
            .filter(|set| endpoint.issuers.contains(&set.id));
        own.flat_map(|set| &set.keys)
    }

    /// The products that rows, samples and accounts name.
    #[must_use]
    pub fn products(&self) -> BTreeSet<&str> {
        let rows = self.rows.iter();
        let of_rows = rows.flat_map(|row| {
            let samples = row.samples.iter().flat_map(|sample| &sample.products);
            row.products.iter().chain(samples)
        });
        let of_accounts = self.accounts.iter().flat_map(|account| &account.products);
        of_rows.chain(of_accounts).map(String::as_str).collect()
    }

    /// The row with this id.
    #[must_use]
    pub fn endpoint(&self, id: &str) -> Option<&Endpoint> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// The rows by their ids: among thousands, looking through all for each takes longer than judging.
    #[must_use]
    pub fn rows_by_id(&self) -> HashMap<&str, &Endpoint> {
        let rows = self.rows.iter().rev();
        rows.map(|row| (&*row.id, row)).collect()
    }
}
