//! Which DNS filter gave an answer: the sinkholes and block pages that filters put in the place of a
//! name's own aliases and addresses. A match names the filter; whether a genuine service stands at the
//! address is for the caller to ask first.

use std::net::IpAddr;
use std::sync::LazyLock;

use ipnet::IpNet;
use serde::Deserialize;

use crate::finding::cause::resolve::Confidence;

/// A DNS filter, and how sure it is that what matched is its mark.
#[derive(Debug)]
pub(super) struct Filter {
    /// The product, or the operator of the block page.
    pub(super) vendor: String,
    /// `High` where the mark is known from the maker or from two independent places.
    pub(super) sure: Confidence,
    /// In lower case, without a final dot.
    names: Vec<String>,
    networks: Vec<IpNet>,
}

#[derive(Deserialize)]
struct File {
    filter: Vec<Row>,
}

/// What the file says of one filter; what is only for people is not read.
#[derive(Deserialize)]
struct Row {
    vendor: String,
    sure: Confidence,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    addresses: Vec<String>,
}

static FILTERS: LazyLock<Vec<Filter>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("filters.toml"))
        .expect("the compiled-in file is read by a test");
    file.filter.into_iter().map(Filter::from_row).collect()
});

impl Filter {
    fn from_row(row: Row) -> Self {
        let networks = row.addresses.iter().map(|text| {
            network(text).expect("every address of the compiled-in file is read by a test")
        });
        Self {
            networks: networks.collect(),
            vendor: row.vendor,
            sure: row.sure,
            names: row.names,
        }
    }

    fn has_name(&self, name: &str) -> bool {
        self.names.iter().any(|own| is_at_or_below(name, own))
    }

    fn has_address(&self, ip: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&ip))
    }
}

/// A network in CIDR notation, or a single address as the network that holds only it.
fn network(text: &str) -> Option<IpNet> {
    let single = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| single()).ok()
}

/// Both in any case; `own` without a final dot.
fn is_at_or_below(name: &str, own: &str) -> bool {
    let Some(start) = name.len().checked_sub(own.len()) else {
        return false;
    };
    let (above, end) = (&name.as_bytes()[..start], &name.as_bytes()[start..]);
    end.eq_ignore_ascii_case(own.as_bytes()) && above.last().is_none_or(|last| *last == b'.')
}

/// The filter whose sinkhole or block page has this name or one above it.
pub(super) fn by_name(name: &str) -> Option<&'static Filter> {
    let name = name.strip_suffix('.').unwrap_or(name);
    FILTERS.iter().find(|filter| filter.has_name(name))
}

/// The filter whose sinkhole or block page has this address; an IPv4-mapped IPv6 address counts as the
/// IPv4 address in it.
pub(super) fn by_address(ip: IpAddr) -> Option<&'static Filter> {
    let ip = ip.to_canonical();
    FILTERS.iter().find(|filter| filter.has_address(ip))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;

    /// Addresses of Microsoft's services, of certificate authorities and of delivery networks, and three
    /// of Microsoft's sinkholes, which lie in its own networks.
    const SERVICES: [&str; 22] = [
        "13.107.246.69",
        "20.44.48.98",
        "20.190.128.5",
        "20.190.147.34",
        "20.190.166.66",
        "20.190.166.131",
        "40.71.13.226",
        "40.126.38.20",
        "52.167.106.66",
        "93.184.220.29",
        "104.18.24.243",
        "104.18.25.243",
        "131.253.18.11",
        "168.62.54.52",
        "192.229.211.108",
        "192.229.221.95",
        "199.2.137.1",
        "199.232.210.172",
        "207.46.90.1",
        "209.197.3.8",
        "2603:1047:1:a0::15",
        "::ffff:20.190.128.5",
    ];

    #[derive(Deserialize)]
    struct WholeFile {
        filter: Vec<WholeRow>,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct WholeRow {
        vendor: String,
        sure: Confidence,
        #[serde(default)]
        names: Vec<String>,
        #[serde(default)]
        addresses: Vec<String>,
        #[serde(default)]
        words: Vec<String>,
        note: Option<String>,
        source: String,
    }

    fn rows() -> Vec<WholeRow> {
        let file: WholeFile = toml::from_str(include_str!("filters.toml")).unwrap();
        file.filter
    }

    fn networks() -> Vec<IpNet> {
        let rows = rows();
        let texts = rows.iter().flat_map(|row| &row.addresses);
        texts.map(|text| network(text).expect(text)).collect()
    }

    fn vendor_at(ip: &str) -> Option<&'static str> {
        by_address(ip.parse().unwrap()).map(|filter| &*filter.vendor)
    }

    fn vendor_named(name: &str) -> Option<&'static str> {
        by_name(name).map(|filter| &*filter.vendor)
    }

    #[test]
    fn every_row_is_whole_and_matches_its_own_marks() {
        let rows = rows();
        assert_eq!(rows.len(), FILTERS.len());
        for (row, filter) in rows.iter().zip(FILTERS.iter()) {
            assert_eq!(row.sure, filter.sure, "{}", row.vendor);
            assert!(row.names.len() + row.addresses.len() > 0, "{}", row.vendor);
            let texts = [&row.vendor, &row.source].into_iter().chain(&row.note);
            assert!(texts.chain(&row.words).all(|text| !text.is_empty()));
            for name in &row.names {
                assert_eq!(vendor_named(name), Some(&*row.vendor), "{name}");
            }
            for text in &row.addresses {
                let first = network(text).expect(text).network();
                assert_eq!(vendor_at(&first.to_string()), Some(&*row.vendor), "{text}");
            }
        }
    }

    #[test]
    fn every_source_is_a_page_or_names_a_document() {
        for row in rows() {
            let has_place = ["https://", "document \""].map(|start| row.source.starts_with(start));
            assert!(has_place.contains(&true), "{}: {}", row.vendor, row.source);
        }
    }

    #[test]
    fn every_name_is_in_lower_case_and_has_a_domain() {
        for name in rows().iter().flat_map(|row| &row.names) {
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
            assert!(name.chars().all(fits), "{name}");
            assert!(name.contains('.') && !name.ends_with('.'), "{name}");
        }
    }

    #[test]
    fn no_two_rows_share_an_address_or_a_name() {
        let networks = networks();
        for (at, one) in networks.iter().enumerate() {
            let others = &networks[at + 1..];
            let overlaps = |other: &&IpNet| one.contains(*other) || other.contains(one);
            assert_eq!(others.iter().find(overlaps), None, "{one}");
        }
        let rows = rows();
        let names: Vec<&String> = rows.iter().flat_map(|row| &row.names).collect();
        for (at, one) in names.iter().enumerate() {
            let below = |other: &&String| is_at_or_below(one, other) || is_at_or_below(other, one);
            assert!(!names[at + 1..].iter().any(below), "{one}");
        }
    }

    #[test]
    fn every_network_is_small_and_written_with_its_first_address() {
        for network in networks() {
            assert_eq!(network, network.trunc());
            let host_bits = network.max_prefix_len() - network.prefix_len();
            assert!(host_bits <= 6, "{network}");
        }
    }

    #[test]
    fn no_address_is_private_or_one_of_a_service_that_is_tested() {
        let ranges: Vec<IpNet> = Catalogue::built_in()
            .rows
            .iter()
            .flat_map(|row| &row.ranges)
            .filter_map(|range| range.parse().ok())
            .collect();
        assert!(!ranges.is_empty());
        for network in networks() {
            let overlaps = |range: &&IpNet| range.contains(&network) || network.contains(*range);
            assert_eq!(ranges.iter().find(overlaps), None, "{network}");
            if let IpAddr::V4(ip) = network.addr() {
                assert!(!ip.is_private() && !ip.is_loopback() && !ip.is_unspecified());
            }
        }
        for ip in SERVICES {
            assert_eq!(vendor_at(ip), None, "{ip}");
        }
    }

    #[test]
    fn no_host_that_is_tested_is_named_like_a_filter() {
        let catalogue = Catalogue::built_in();
        for row in &catalogue.rows {
            let samples = row.samples.iter().filter_map(|sample| sample.host.clone());
            for host in samples.chain([row.host.to_string()]) {
                assert_eq!(vendor_named(&host), None, "{host}");
            }
        }
        assert_eq!(vendor_named("login.microsoftonline.com"), None);
    }

    #[test]
    fn the_answers_of_well_known_filters_are_recognised() {
        for (ip, vendor) in [
            ("146.112.61.106", "Cisco Umbrella (OpenDNS)"),
            ("146.112.61.110", "Cisco Umbrella (OpenDNS)"),
            ("::ffff:146.112.61.104", "Cisco Umbrella (OpenDNS)"),
            ("208.91.112.55", "Fortinet FortiGuard DNS filter"),
            ("2001:cdba::3257:9652", "Fortinet FortiGuard DNS filter"),
            ("72.5.65.111", "Palo Alto Networks DNS Security"),
            ("2600:5200::1", "Palo Alto Networks DNS Security"),
        ] {
            assert_eq!(vendor_at(ip), Some(vendor), "{ip}");
        }
        let plume = by_address("18.204.152.241".parse().unwrap()).unwrap();
        assert!(plume.vendor.starts_with("Plume"));
        assert_eq!(plume.sure, Confidence::Medium);
    }

    #[test]
    fn an_address_next_to_a_filters_is_none() {
        for ip in [
            "146.112.61.103",
            "146.112.61.111",
            "208.91.112.53",
            "18.204.152.240",
            "::146.112.61.106",
        ] {
            assert_eq!(vendor_at(ip), None, "{ip}");
        }
    }

    #[test]
    fn a_name_matches_exactly_or_below_in_any_case_and_with_a_final_dot() {
        let palo_alto = Some("Palo Alto Networks DNS Security");
        for name in [
            "sinkhole.paloaltonetworks.com",
            "Sinkhole.PaloAltoNetworks.COM.",
            "x.sinkhole.paloaltonetworks.com",
        ] {
            assert_eq!(vendor_named(name), palo_alto, "{name}");
        }
        for name in [
            "notsinkhole.paloaltonetworks.com",
            "paloaltonetworks.com",
            "sinkhole.paloaltonetworks.com.example",
            "ésinkhole.paloaltonetworks.com",
            "sinkhole.paloaltonetworks.com..",
            "",
            ".",
        ] {
            assert_eq!(vendor_named(name), None, "{name}");
        }
    }
}
