//! `account`: one as a text, or several as tables with the products that each belongs to.

use std::fmt;

use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::mistake::Mistakes;
use super::value::{identifier, needed, one, said};
use crate::catalogue::Account;

/// As TOML gives it.
pub(super) enum Accounts {
    One(String),
    Several(Vec<Spanned<Table>>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(super) struct Table {
    name: Option<Spanned<String>>,
    #[serde(default, rename = "for")]
    products: Vec<Spanned<String>>,
    proxy_login: Option<Spanned<String>>,
}

pub(super) fn checked(raw: &Spanned<Accounts>, found: &mut Mistakes) -> Vec<Account> {
    match raw.get_ref() {
        Accounts::One(name) => {
            let name = said("account", &Spanned::new(raw.span(), name.clone()));
            let one = found.keep(name).map(|name| Account {
                name,
                products: Vec::new(),
                proxy_login: None,
            });
            one.into_iter().collect()
        }
        Accounts::Several(tables) => {
            let accounts = tables.iter().filter_map(|table| account(table, found));
            accounts.collect()
        }
    }
}

fn account(table: &Spanned<Table>, found: &mut Mistakes) -> Option<Account> {
    let raw = table.get_ref();
    let name = needed(table, "name", raw.name.as_ref()).and_then(|name| said("name", name));
    let name = found.keep(name);
    let products = found.keep_all(raw.products.iter().map(identifier));
    let login = raw.proxy_login.as_ref();
    let proxy_login = login.and_then(|login| found.keep(one("proxy_login", login)));
    Some(Account {
        name: name?,
        products,
        proxy_login,
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
