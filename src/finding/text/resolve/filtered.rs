//! DNS filters, in words.

use super::terms::addresses;
use crate::finding::cause::resolve::{Confidence, Filtered, KnownFilter, Sign};
use crate::finding::text::{Words, names};
use crate::finding::{Many, Place};

/// No more hosts are named in a remedy.
const MOST_HOSTS: usize = 12;

impl Words for Filtered {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let host = at.host();
        match &self.filter {
            Some(filter) => format!(
                "DNS answers {host} with a block address of {}",
                filter.vendor
            ),
            None => format!("DNS answers {host} with an address that is probably a filter's"),
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let given = (!self.addresses.is_empty())
            .then(|| format!("The answer is {}", addresses(&self.addresses)));
        let mark = self.filter.as_ref().map(mark);
        let signs = self.signs.iter().map(|sign| said(*sign).to_owned());
        given.into_iter().chain(mark).chain(signs).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let host = match at.many {
            Many::Across(across) => names(&across.hosts, MOST_HOSTS),
            Many::One | Many::Addresses(_) | Many::Hosts(_) => at.host(),
        };
        let filter = self.filter.as_ref();
        let filter = filter.map_or_else(
            || "the DNS filter or policy zone".to_owned(),
            |filter| format!("the DNS filter, {}", filter.vendor),
        );
        format!(
            "allow {host} and the aliases behind it in {filter}; nothing has to be opened towards the \
             address that it answers with"
        )
    }
}

fn mark(filter: &KnownFilter) -> String {
    let sure = match filter.confidence {
        Confidence::High => "is a known mark",
        Confidence::Medium => "is listed as a mark",
    };
    match &filter.alias {
        Some(alias) => format!("The alias {} {sure} of it", alias.quoted()),
        None => format!("This address {sure} of it"),
    }
}

fn said(sign: Sign) -> &'static str {
    match sign {
        Sign::SharedAddress => {
            "Unrelated hosts get the same address, which proves to be none of them"
        }
        Sign::OutsideRange => "The address lies outside the expected ranges",
        Sign::NoAlias => "Other names under the same wildcard have aliases, and this one has none",
        Sign::OtherName => "The certificate at this address is for another name",
        Sign::Page => "The address returns a page of another party",
    }
}
