use super::*;
use crate::catalogue::{Cloud, fixture};
use crate::plan::{Selection, plan};

/// Hostile in a terminal and in a comment.
const PRODUCT: &str = r"An agent\n\u001b[2J; include /etc/passwd";

const ROWS: &str = r#"
[[endpoint]]
id = "relay"
host = "*.example.net"
port = 443
scheme = "https"
purpose = "=cmd(), \"Relay\"\nacl all"
issuers = ["corp"]
ranges = ["198.51.100.0/25", "198.51.100.128/25", "2001:db8::/32"]
source = "@page"
[[endpoint.sample]]
host = "a.example.net"

[[endpoint]]
id = "portal"
host = "portal.example.net"
port = 443
scheme = "https"
need = "advised"
inspection = "tolerated"
issuers = ["corp"]
ranges = ["Portal"]
source = "A page"

[[endpoint]]
id = "crl"
host = "crl.example.net"
port = 80
scheme = "http"
purpose = "Revocation"
source = "A page"
"#;

fn written(form: RulesFormat) -> String {
    let catalogue = fixture::catalogue_for(PRODUCT, ROWS);
    let plan = plan(&catalogue, &Selection::default()).unwrap();
    RuleSet::new(&catalogue, &plan, Cloud::Public, "2026-11-23T08:00:00Z")
        .write(form, &Style::default())
}

#[test]
fn the_list_of_names_has_one_a_line_and_nothing_else() {
    assert_eq!(
        written(RulesFormat::FqdnList),
        "*.example.net\nportal.example.net\ncrl.example.net\n"
    );
}

#[test]
fn squid_gets_no_name_that_another_one_covers() {
    let text = written(RulesFormat::Squid);
    let lines: Vec<_> = text.lines().collect();
    assert!(
        lines.contains(&"acl clearway_tls_443 dstdomain .example.net"),
        "{text}"
    );
    assert!(!text.contains("portal.example.net"), "{text}");
    assert!(
        lines.contains(&"acl clearway_http_80 dstdomain crl.example.net"),
        "{text}"
    );
    assert!(lines.contains(&"# acl clearway_untouched ssl::server_name .example.net"));
}

#[test]
fn nftables_gets_the_networks_aggregated_and_hears_of_what_has_none() {
    let text = written(RulesFormat::Nftables);
    assert!(text.contains("{\n    198.51.100.0/24\n}"), "{text}");
    assert!(text.contains("{\n    2001:db8::/32\n}"), "{text}");
    assert!(text.contains("# portal.example.net:443: no networks are known of `Portal`\n"));
    assert!(text.contains("# crl.example.net:80: no range is known for it\n"));
    assert!(!text.contains("tcp_80"), "{text}");
}

#[test]
fn foreign_words_stay_within_their_comment_or_cell() {
    for form in [RulesFormat::Squid, RulesFormat::Nftables] {
        let text = written(form);
        let first = text.lines().next().unwrap();
        assert!(first.starts_with("# An agent\\u{a}\\u{1b}[2J; include /etc/passwd, "));
        let ours = |line: &str| {
            let begins = ["#", "acl ", "http_access ", "add ", "flush ", "    ", "}"];
            line.is_empty() || begins.iter().any(|known| line.starts_with(known))
        };
        assert!(text.lines().all(ours), "{text}");
    }
    let csv = written(RulesFormat::Csv);
    assert_eq!(
        csv.matches("\r\n").count(),
        5,
        "a head, two networks, two without: {csv}"
    );
    assert!(
        csv.contains("\"'=cmd(), \"\"Relay\"\"\\u{a}acl all\",\"'@page\""),
        "{csv}"
    );
}

#[test]
fn programs_get_what_is_known_and_what_is_not() {
    let json: serde_json::Value = serde_json::from_str(&written(RulesFormat::Json)).unwrap();
    let rules = json["rules"].as_array().unwrap();
    assert_eq!(rules[0]["networks"][0], "198.51.100.0/24");
    assert_eq!(rules[0]["exempt_from_inspection"], true);
    assert_eq!(rules[1]["unknown_ranges"][0], "Portal");
    assert_eq!(rules[2]["no_range"], "no range is known for it");
    assert_eq!(json["endpoints_file"]["dated"], "2026-11-22");
}

#[test]
fn people_read_what_to_open_and_what_has_no_range() {
    let text = written(RulesFormat::Table);
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    assert!(text.starts_with("3 rules, TCP only"), "{text}");
    assert!(
        text.contains("\n*.example.net         443  leave alone     2\n"),
        "{text}"
    );
    assert!(text.contains("no networks are known of `Portal`"), "{text}");
    assert!(text.contains("\n    crl.example.net:80\n"), "{text}");
}
