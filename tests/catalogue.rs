//! The built-in `endpoints.toml`: what it promises, and that no text makes its parser panic.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use clearway::catalogue::{Catalogue, Cloud, Endpoint, Need, Scheme, Status};
use clearway::plan::{Selection, plan};
use clearway::text::bytes::sha256_hex;
use proptest::prelude::*;

const FILE: &str = include_str!("../endpoints.toml");

/// Microsoft's troubleshooting page for Cloud sync, 2024-04-26: host and port of every row.
const SEED: &[(&str, u16)] = &[
    ("*.msappproxy.net", 443),
    ("*.servicebus.windows.net", 443),
    ("crl3.digicert.com", 80),
    ("crl4.digicert.com", 80),
    ("ocsp.digicert.com", 80),
    ("crl.microsoft.com", 80),
    ("oneocsp.microsoft.com", 80),
    ("ocsp.msocsp.com", 80),
    ("login.windows.net", 443),
    ("secure.aadcdn.microsoftonline-p.com", 443),
    ("*.microsoftonline.com", 443),
    ("*.microsoftonline-p.com", 443),
    ("*.msauth.net", 443),
    ("*.msauthimages.net", 443),
    ("*.msecnd.net", 443),
    ("*.msftauth.net", 443),
    ("*.msftauthimages.net", 443),
    ("*.phonefactor.net", 443),
    ("enterpriseregistration.windows.net", 443),
    ("management.azure.com", 443),
    ("policykeyservice.dc.ad.msft.net", 443),
    ("ctldl.windowsupdate.com", 443),
    ("ctldl.windowsupdate.com", 80),
    ("www.microsoft.com", 443),
];

fn no_files(_: &Path) -> io::Result<Vec<u8>> {
    Err(io::ErrorKind::NotFound.into())
}

fn parses(text: &str) -> bool {
    Catalogue::parse(text.as_bytes(), Path::new("endpoints.toml"), &no_files).is_ok()
}

fn public_and_required(row: &Endpoint) -> bool {
    row.need == Need::Required && row.clouds.contains(&Cloud::Public)
}

#[test]
fn the_required_rows_are_those_of_the_troubleshooting_page_in_its_order() {
    let catalogue = Catalogue::built_in();
    let rows = catalogue.rows.iter().filter(|row| public_and_required(row));
    let rows: Vec<_> = rows.map(|row| (row.host.to_string(), row.port)).collect();
    let seed: Vec<_> = SEED
        .iter()
        .map(|&(host, port)| (host.to_owned(), port))
        .collect();
    assert_eq!(rows, seed);
}

#[test]
fn rows_stand_by_cloud_and_required_ones_first() {
    let catalogue = Catalogue::built_in();
    let group = |row: &Endpoint| {
        let public = row.clouds.contains(&Cloud::Public);
        (
            row.clouds[0],
            if public {
                row.need.min(Need::Advised)
            } else {
                Need::Required
            },
        )
    };
    let groups: Vec<_> = catalogue.rows.iter().map(group).collect();
    assert!(groups.is_sorted(), "{groups:?}");
}

#[test]
fn no_host_and_port_stands_twice() {
    let catalogue = Catalogue::built_in();
    let mut seen = HashSet::new();
    for row in &catalogue.rows {
        assert!(seen.insert((row.host.to_string(), row.port)), "{}", row.id);
    }
}

#[test]
fn port_and_scheme_fit_each_other() {
    for row in Catalogue::built_in().rows {
        assert_eq!(row.scheme == Scheme::Https, row.port == 443, "{}", row.id);
    }
}

#[test]
fn every_row_says_where_it_comes_from() {
    for row in Catalogue::built_in().rows {
        assert!(
            row.source.contains("(20") || row.source.contains("On no page"),
            "{}",
            row.id
        );
        assert!(
            !row.purpose.ends_with('.') && !row.source.ends_with('.'),
            "{}",
            row.id
        );
    }
}

#[test]
fn every_issuer_set_is_used() {
    let catalogue = Catalogue::built_in();
    for set in &catalogue.issuers {
        assert!(
            catalogue
                .rows
                .iter()
                .any(|row| row.issuers.contains(&set.id)),
            "{}",
            set.id
        );
    }
}

#[test]
fn every_public_key_fits_its_hash() {
    let catalogue = Catalogue::built_in();
    let keys = catalogue.issuers.iter().flat_map(|set| &set.keys);
    let given: Vec<_> = keys
        .filter_map(|key| key.public_key.as_ref().zip(Some(key)))
        .collect();
    assert_eq!(given.len(), 12);
    for (bytes, key) in given {
        assert_eq!(sha256_hex(bytes), key.spki_sha256, "{}", key.name);
    }
}

/// A hash alone proves a chain only if the key can be had: from the file or from the public roots.
#[test]
fn every_key_without_its_bytes_is_that_of_the_public_root_of_its_name() {
    let roots: Vec<_> = webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|der| {
            x509_parser::parse_x509_certificate(der)
                .expect("a root parses")
                .1
        })
        .collect();
    for key in Catalogue::built_in()
        .issuers
        .iter()
        .flat_map(|set| &set.keys)
    {
        let root = roots
            .iter()
            .find(|root| sha256_hex(root.public_key().raw) == key.spki_sha256);
        assert_eq!(root.is_some(), key.public_key.is_none(), "{}", key.name);
        let Some(root) = root else { continue };
        let name = root
            .subject()
            .iter_common_name()
            .next()
            .and_then(|name| name.as_str().ok());
        assert_eq!(name, Some(key.name.as_str()));
        assert_eq!(key.status, Status::Accepted);
    }
}

#[test]
fn every_row_of_every_cloud_has_something_to_ask_once_the_tenant_is_known() {
    let catalogue = Catalogue::built_in();
    for &cloud in Cloud::ALL {
        let tenant = Some("00000000-0000-4000-8000-000000000000".to_owned());
        let chosen = Selection {
            cloud,
            tenant,
            ..Selection::default()
        };
        let plan = plan(&catalogue, &chosen).expect("every cloud has rows");
        assert_eq!(plan.left_out, []);
        for id in &plan.endpoints {
            assert!(
                plan.probes.iter().any(|probe| &probe.endpoint == id),
                "{id}"
            );
        }
    }
}

#[test]
fn the_samples_read_as_they_do_in_a_report_and_back() {
    let catalogue = Catalogue::built_in();
    let text = serde_json::to_string(&catalogue).expect("it is plain data");
    assert_eq!(
        serde_json::from_str::<Catalogue>(&text).expect("it was just written"),
        catalogue
    );
}

/// The built-in file with some bytes cut out and a text put in their place.
fn mutated() -> impl Strategy<Value = String> {
    let junk = prop_oneof![
        "\\PC{0,12}",
        "[\\[\\]{}=\",.#\n'a-z0-9<>*-]{0,12}",
        Just("[[endpoint]]\n".to_owned()),
        Just("[[issuer.key]]\n".to_owned()),
        Just("sample = []\n".to_owned()),
    ];
    let place = any::<prop::sample::Index>();
    (prop::collection::vec((place, 0..40usize, junk), 1..4)).prop_map(|edits| {
        edits
            .into_iter()
            .fold(FILE.to_owned(), |text, (place, cut, junk)| {
                let near =
                    |at: usize| (0..=at.min(text.len())).rfind(|&at| text.is_char_boundary(at));
                let from = near(place.index(text.len())).unwrap_or(0);
                let to = near(from + cut).unwrap_or(from).max(from);
                format!("{}{junk}{}", &text[..from], &text[to..])
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC*") {
        parses(&text);
    }

    #[test]
    fn no_change_of_the_file_makes_the_parser_panic(text in mutated()) {
        parses(&text);
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Catalogue::parse(&bytes, Path::new("endpoints.toml"), &no_files);
    }
}
