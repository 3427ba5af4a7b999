//! `account`: one as a text, or several as tables with the products that each belongs to.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::mistake::Checked;
use super::value::{identifier, one, said};
use crate::catalogue::Account;

/// As TOML gives it.
pub(super) enum Accounts {
    One(String),
    Several(Vec<Table>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct Table {
    name: Spanned<String>,
    #[serde(default, rename = "for")]
    products: Vec<Spanned<String>>,
    proxy_login: Option<Spanned<String>>,
}

pub(super) fn checked(raw: &Spanned<Accounts>) -> Checked<Vec<Account>> {
    match raw.get_ref() {
        Accounts::One(name) => {
            let name = said("account", &Spanned::new(raw.span(), name.clone()))?;
            Ok(vec![Account {
                name,
                products: Vec::new(),
                proxy_login: None,
            }])
        }
        Accounts::Several(tables) => tables.iter().map(account).collect(),
    }
}

fn account(raw: &Table) -> Checked<Account> {
    let products = raw.products.iter().map(identifier);
    Ok(Account {
        name: said("name", &raw.name)?,
        products: products.collect::<Checked<_>>()?,
        proxy_login: raw
            .proxy_login
            .as_ref()
            .map(|login| one("proxy_login", login))
            .transpose()?,
    })
}

impl<'de> Deserialize<'de> for Accounts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Accounts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or tables `[[account]]` with `name` and `for`")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Accounts, E> {
        Ok(Accounts::One(name.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Accounts, A::Error> {
        let mut tables = Vec::new();
        while let Some(table) = all.next_element()? {
            tables.push(table);
        }
        Ok(Accounts::Several(tables))
    }
}
