//! The file as TOML gives it: every value with its place. Which keys must be there is checked later.

use serde::Deserialize;
use toml::Spanned;

use super::account::Accounts;

type Text = Spanned<String>;

/// All that is asked of a file of any format.
#[derive(Deserialize)]
pub(super) struct Format {
    pub(super) format: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct File {
    #[serde(rename = "format")]
    _format: Spanned<i64>,
    pub(super) dated: Option<Text>,
    pub(super) product: Option<Text>,
    pub(super) account: Option<Spanned<Accounts>>,
    pub(super) proxy_login: Option<Text>,
    pub(super) revocation: Option<Text>,
    pub(super) tls: Option<Spanned<Vec<Text>>>,
    #[serde(default)]
    pub(super) not_measured: Vec<Text>,
    #[serde(default)]
    pub(super) issuer: Vec<Spanned<Issuer>>,
    #[serde(default)]
    pub(super) endpoint: Vec<Spanned<Endpoint>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct Issuer {
    pub(super) id: Option<Text>,
    pub(super) name: Option<Text>,
    #[serde(default)]
    pub(super) key: Vec<Spanned<Key>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct Key {
    pub(super) name: Option<Text>,
    pub(super) spki_sha256: Option<Text>,
    pub(super) status: Option<Text>,
    #[serde(rename = "public_key")]
    pub(super) public: Option<Text>,
    pub(super) certificate: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct Endpoint {
    pub(super) id: Option<Text>,
    pub(super) host: Option<Text>,
    pub(super) port: Option<Spanned<i64>>,
    pub(super) scheme: Option<Text>,
    pub(super) need: Option<Text>,
    #[serde(default, rename = "for")]
    pub(super) products: Vec<Text>,
    pub(super) private_link: Option<Text>,
    pub(super) clouds: Option<Spanned<Vec<Text>>>,
    pub(super) phase: Option<Text>,
    pub(super) purpose: Option<Text>,
    #[serde(default)]
    pub(super) issuers: Vec<Text>,
    pub(super) inspection: Option<Text>,
    #[serde(default)]
    pub(super) ranges: Vec<Text>,
    pub(super) source: Option<Text>,
    #[serde(default)]
    pub(super) sample: Vec<Spanned<Sample>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct Sample {
    pub(super) host: Option<Text>,
    #[serde(default, rename = "for")]
    pub(super) products: Vec<Text>,
    pub(super) path: Option<Text>,
    pub(super) method: Option<Text>,
    pub(super) content: Option<Text>,
    pub(super) request: Option<Text>,
    pub(super) upgrade: Option<Text>,
    pub(super) sure: Option<Text>,
}
