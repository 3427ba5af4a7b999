//! Origin box may it be: marks in the names of its certificates, and what its answers say of it. Keys
//! have shown by then that there is one; a name is a label, so this gives a reason and no verdict.

use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::evidence::{Attempt, Shape};
use crate::finding::Untrusted;
use crate::finding::cause::chain::presented::{self, Attribution, Confidence, Kind};

/// Longer values of a name are no mark of a product (X.520 allows 64 characters).
const LONGEST: usize = 256;
/// No more names of one chain than this are looked at.
const MOST_NAMES: usize = 24;
/// No more of a box's own words than this are shown.
const MOST_WORDS: usize = 4;

/// An attribute of a distinguished name that carries marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    /// Its common name.
    CommonName,
    /// Its organisation.
    Organisation,
    /// Its organisational unit.
    Unit,
}

impl Attribute {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::CommonName => "common name",
            Self::Organisation => "organisation",
            Self::Unit => "organisational unit",
        }
    }
}

/// A distinguished name of a chain, as far as it can carry marks.
#[derive(Debug)]
pub(super) struct Named {
    /// Is it the issuer's in the leaf? Else it is one of a certificate above.
    pub(super) by_leaf: bool,
    /// Its values.
    pub(super) values: Vec<(Attribute, String)>,
}

#[derive(Deserialize)]
struct File {
    interceptor: Vec<Row>,
}

/// What the file says of one product; what is only for people is not read.
#[derive(Deserialize)]
struct Row {
    vendor: String,
    kind: Kind,
    cn_regex: Option<String>,
    o_regex: Option<String>,
    ou_regex: Option<String>,
    sure: Confidence,
}

/// A product and all the marks that one name must carry for it.
struct Interceptor {
    vendor: String,
    kind: Kind,
    sure: Confidence,
    marks: Vec<Mark>,
}

struct Mark {
    attribute: Attribute,
    pattern: String,
    regex: Regex,
}

static INTERCEPTORS: LazyLock<Vec<Interceptor>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("interceptors.toml"))
        .expect("the compiled-in file is read by a test");
    file.interceptor.into_iter().map(Interceptor::of).collect()
});

impl Interceptor {
    fn of(row: Row) -> Self {
        let patterns = [
            (Attribute::CommonName, row.cn_regex),
            (Attribute::Organisation, row.o_regex),
            (Attribute::Unit, row.ou_regex),
        ];
        let given = patterns
            .into_iter()
            .filter_map(|(attribute, pattern)| Some(Mark::new(attribute, pattern?)));
        Self {
            vendor: row.vendor,
            kind: row.kind,
            sure: row.sure,
            marks: given.collect(),
        }
    }

    /// The values that carry the marks, if one name carries them all.
    fn seen_in<'n>(&'static self, name: &'n Named) -> Option<Vec<(&'static Mark, &'n str)>> {
        self.marks
            .iter()
            .map(|mark| Some((mark, mark.seen_in(name)?)))
            .collect()
    }
}

impl Mark {
    /// ASCII rules are enough for marks, and bytes are matched in time linear to their number.
    fn new(attribute: Attribute, pattern: String) -> Self {
        let regex = RegexBuilder::new(&format!("^(?:{pattern})$"))
            .unicode(false)
            .build();
        Self {
            attribute,
            regex: regex.expect("every pattern of the file is compiled by a test"),
            pattern,
        }
    }

    fn seen_in<'n>(&self, name: &'n Named) -> Option<&'n str> {
        let own = name
            .values
            .iter()
            .filter(|(kind, _)| *kind == self.attribute);
        let mut short = own
            .map(|(_, value)| value.as_str())
            .filter(|v| v.len() <= LONGEST);
        short.find(|value| self.regex.is_match(value.as_bytes()))
    }
}

/// Which product's marks the names of a chain carry, and how sure that is: the surest row, among
/// these the one with most marks, among these the one nearest to the leaf.
pub(super) fn attribution(names: &[Named]) -> Option<Attribution> {
    let names = &names[..names.len().min(MOST_NAMES)];
    let fits = INTERCEPTORS.iter().flat_map(|product| {
        let seen = names.iter().enumerate();
        seen.filter_map(move |(at, name)| Some((product, at, name, product.seen_in(name)?)))
    });
    let best =
        fits.max_by_key(|(product, at, _, marks)| (product.sure, marks.len(), usize::MAX - at));
    best.map(|(product, _, name, marks)| Attribution {
        product: product.vendor.clone(),
        kind: product.kind,
        confidence: product.sure,
        in_issuer: name.by_leaf,
        marks: marks.into_iter().map(mark).collect(),
    })
}

fn mark((mark, value): (&Mark, &str)) -> presented::Mark {
    presented::Mark {
        attribute: mark.attribute.word().to_owned(),
        value: value.into(),
        pattern: mark.pattern.clone(),
    }
}

/// The products whose names stand in a text as words of their own: a name says nothing for sure.
pub(super) fn products_named(text: &str) -> impl Iterator<Item = &'static str> {
    let text = text.to_ascii_lowercase();
    let mut known: Vec<&'static str> = Vec::new();
    for product in INTERCEPTORS.iter() {
        let name = product.vendor.split(" (").next().unwrap_or_default();
        if !known.contains(&name) && has_word(&text, &name.to_ascii_lowercase()) {
            known.push(name);
        }
    }
    known.into_iter()
}

fn has_word(text: &str, word: &str) -> bool {
    let inner = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut found = text.match_indices(word);
    found.any(|(at, _)| {
        !inner(text[..at].chars().next_back()) && !inner(text[at + word.len()..].chars().next())
    })
}

/// What the answers that came along say of a device on the path, in its own words. Supports an
/// attribution, and makes none.
pub(super) fn own_words(attempt: &Attempt) -> Vec<Untrusted> {
    let mut said: Vec<Untrusted> = Vec::new();
    if let Some(tunnel) = &attempt.tunnel {
        let own = |name: &str| is_of_a_proxy(name) || name == "server" || name.starts_with("x-");
        said.extend(headers(&tunnel.seen.headers, own));
        said.extend(tunnel.seen.title.as_deref().map(Untrusted::from));
    }
    if let Some(fetch) = &attempt.fetch {
        let refused = fetch.seen.status.is_some_and(|status| status >= 400);
        let own = |name: &str| is_of_a_proxy(name) || refused && name == "server";
        said.extend(headers(&fetch.seen.headers, own));
        if let (true, Shape::Html { title: Some(title) }) = (refused, &fetch.seen.shape) {
            said.push(title.as_str().into());
        }
    }
    said.truncate(MOST_WORDS);
    said
}

/// Headers that boxes add to what they pass on (`Via`: RFC 9110, 7.6.3).
pub(super) fn is_of_a_proxy(name: &str) -> bool {
    const NAMES: [&str; 5] = [
        "via",
        "proxy-agent",
        "x-squid-error",
        "x-cache-lookup",
        "x-bluecoat-via",
    ];
    NAMES.contains(&name)
}

fn headers(all: &[(String, String)], wanted: impl Fn(&str) -> bool) -> Vec<Untrusted> {
    let wanted = |(name, _): &&(String, String)| wanted(&name.to_ascii_lowercase());
    let own = all.iter().filter(wanted);
    own.map(|(name, value)| Untrusted::new(format!("{name}: {value}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Whole {
        interceptor: Vec<Example>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Example {
        vendor: String,
        kind: String,
        cn_regex: Option<String>,
        o_regex: Option<String>,
        ou_regex: Option<String>,
        sure: String,
        #[serde(rename = "example")]
        name: String,
        #[serde(rename = "seen")]
        _seen: bool,
        note: Option<String>,
        source: String,
    }

    fn rows() -> Vec<Example> {
        let file: Whole = toml::from_str(include_str!("interceptors.toml")).unwrap();
        file.interceptor
    }

    /// A name as the file's examples write it: commas inside a value have a backslash.
    fn name(text: &str) -> Named {
        let text = text.replace("\\,", "\u{0}");
        let parts = text.split(", ").filter_map(|part| {
            let (kind, value) = part.split_once('=')?;
            let attribute = match kind {
                "CN" => Attribute::CommonName,
                "O" => Attribute::Organisation,
                "OU" => Attribute::Unit,
                _ => return None,
            };
            Some((attribute, value.replace('\u{0}', ",")))
        });
        Named {
            by_leaf: true,
            values: parts.collect(),
        }
    }

    #[test]
    fn every_row_is_whole_and_matches_its_example() {
        let rows = rows();
        assert_eq!(rows.len(), INTERCEPTORS.len());
        for (row, product) in rows.iter().zip(INTERCEPTORS.iter()) {
            let patterns = [&row.cn_regex, &row.o_regex, &row.ou_regex];
            assert!(patterns.iter().any(|p| p.is_some()), "{}", row.vendor);
            assert!(product.seen_in(&name(&row.name)).is_some(), "{}", row.name);
            let kinds = ["cloud", "gateway", "endpoint", "debug", "test"];
            assert!(kinds.contains(&&*row.kind), "{}", row.kind);
            let sure = serde_json::to_value(product.sure).unwrap();
            assert_eq!(sure, row.sure.as_str());
            assert!(!row.source.is_empty() && row.note.as_deref() != Some(""));
        }
    }

    #[test]
    fn every_example_is_attributed_to_a_product_of_its_own_maker() {
        for row in rows() {
            let said = attribution(&[name(&row.name)]).unwrap();
            let maker = row.vendor.split([' ', '/']).next().unwrap();
            assert!(said.product.contains(maker), "{}: {said:?}", row.vendor);
        }
    }

    #[test]
    fn an_attribution_names_the_mark_and_how_sure_it_is_and_claims_no_more() {
        let said = attribution(&[name("O=Zscaler Inc., CN=Zscaler Root CA")]).unwrap();
        let zscaler = Attribution {
            product: "Zscaler".to_owned(),
            kind: Kind::Cloud,
            confidence: Confidence::High,
            in_issuer: true,
            marks: vec![presented::Mark {
                attribute: "organisation".to_owned(),
                value: "Zscaler Inc.".into(),
                pattern: "Zscaler Inc\\.".to_owned(),
            }],
        };
        assert_eq!(said, zscaler);
        let both = attribution(&[name("O=Fortinet, CN=FortiGate CA")]).unwrap();
        let values: Vec<_> = both.marks.iter().map(|mark| mark.value.quoted()).collect();
        assert_eq!(values, ["`FortiGate CA`", "`Fortinet`"]);
    }

    #[test]
    fn a_mark_is_the_whole_value_and_all_marks_are_in_one_name() {
        for text in [
            "O=Not Zscaler Inc.",
            "O=Zscaler Inc",
            "O=zscaler inc.",
            "CN=Zscaler Inc.",
            "CN=FortiGate CA, O=Someone",
            "O=Zscaler Inc.\nand more",
        ] {
            assert_eq!(attribution(&[name(text)]), None, "{text}");
        }
        let apart = [name("CN=Forcepoint Cloud CA"), name("O=Forcepoint LLC")];
        assert_eq!(attribution(&apart), None);
    }

    #[test]
    fn a_name_above_is_said_to_be_above() {
        let above = Named {
            by_leaf: false,
            ..name("O=Zscaler Inc.")
        };
        let said = attribution(&[name("CN=Contoso Issuing CA 3"), above]).unwrap();
        assert!(!said.in_issuer, "{said:?}");
    }

    #[test]
    fn the_surest_row_speaks() {
        let said = attribution(&[name("CN=squid-proxy-ca"), name("O=Zscaler Inc.")]).unwrap();
        assert_eq!(said.confidence, Confidence::High);
    }

    #[test]
    fn no_public_authority_and_no_expected_one_carries_a_mark() {
        use x509_parser::prelude::*;
        for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            let (_, root) = X509Certificate::from_der(der).unwrap();
            let text = |all: &mut dyn Iterator<Item = &AttributeTypeAndValue<'_>>, kind| {
                let texts = all.filter_map(|a| Some((kind, a.as_str().ok()?.to_owned())));
                texts.collect::<Vec<_>>()
            };
            let subject = root.subject();
            let values = [
                text(&mut subject.iter_common_name(), Attribute::CommonName),
                text(&mut subject.iter_organization(), Attribute::Organisation),
                text(&mut subject.iter_organizational_unit(), Attribute::Unit),
            ]
            .concat();
            let by_leaf = true;
            assert_eq!(attribution(&[Named { by_leaf, values }]), None);
        }
        let known = crate::catalogue::Catalogue::built_in();
        for key in known.issuers.iter().flat_map(|set| &set.keys) {
            assert_eq!(attribution(&[name(&format!("CN={}", key.name))]), None);
            assert_eq!(attribution(&[name(&key.name)]), None);
        }
    }

    #[test]
    fn odd_values_take_no_time_and_match_nothing() {
        let values = vec![(Attribute::CommonName, "a".repeat(100_000)); 200];
        let many: Vec<Named> = (0..200)
            .map(|_| Named {
                by_leaf: true,
                values: values.clone(),
            })
            .collect();
        assert_eq!(attribution(&many), None);
    }
}
