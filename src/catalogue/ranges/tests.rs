use super::*;
use crate::catalogue::{Cloud, fixture};

const ROWS: &str = r#"
[[endpoint]]
id = "relay"
host = "*.example.net"
port = 443
scheme = "https"
issuers = ["corp"]
ranges = ["Relay", "198.51.100.0/24"]
source = "A page"

[[endpoint]]
id = "login"
host = "login.example.com"
port = 443
scheme = "https"
issuers = ["corp"]
source = "A page"

[[endpoint]]
id = "deep"
host = "a.b.example.org"
port = 443
scheme = "https"
issuers = ["corp"]
source = "A page"
"#;

const TAGS: &str = r#"{"changeNumber": 402, "cloud": "AzureGovernment", "values": [
 {"name": "Relay", "id": "Relay", "properties": {"changeNumber": 78, "region": "",
  "platform": "Azure", "systemService": "AzureRelay", "networkFeatures": null,
  "addressPrefixes": ["20.0.0.0/25", "20.0.0.128/25", "2603:1030::/48", "20.0.0.7/32"]}},
 {"name": "Other", "id": "Other", "properties": {"addressPrefixes": ["10.0.0.0/8"]}}]}"#;

const M365: &str = r#"[
 {"id": 56, "serviceArea": "Common", "urls": ["login.example.com"], "tcpPorts": "80,443",
  "ips": ["40.126.0.0/18", "20.190.128.0/18"], "category": "Allow", "required": true},
 {"id": 59, "serviceArea": "Common", "urls": ["*.example.com", "*.example.org"], "tcpPorts": "443",
  "category": "Default", "required": true},
 {"id": 60, "serviceArea": "Common", "urls": ["*.b.example.org"], "tcpPorts": "443",
  "ips": ["192.0.2.0/24"], "category": "Default", "required": true},
 {"id": 61, "serviceArea": "Skype", "urls": ["login.example.com", "*cdn.example.com"], "udpPorts": "3478",
  "ips": ["0.0.0.0/0"], "category": "Optimize", "required": true}]"#;

fn catalogue() -> Catalogue {
    fixture::catalogue(ROWS)
}

fn expected(catalogue: &Catalogue, id: &str) -> Expected {
    catalogue.expected(catalogue.endpoint(id).unwrap())
}

fn said(networks: &[IpNet]) -> Vec<String> {
    networks.iter().map(ToString::to_string).collect()
}

#[test]
fn without_files_a_tag_is_unknown_and_nothing_can_be_expected() {
    let expected = expected(&catalogue(), "relay");
    assert_eq!(expected.unknown, ["Relay"]);
    assert!(!expected.is_known());
}

#[test]
fn a_tag_stands_for_its_networks_beside_the_row_s_own_and_they_are_aggregated() {
    let mut catalogue = catalogue();
    catalogue.add_service_tags(TAGS.as_bytes()).unwrap();
    let expected = expected(&catalogue, "relay");
    let all = ["20.0.0.0/24", "198.51.100.0/24", "2603:1030::/48"];
    assert_eq!(said(&expected.networks), all);
    assert_eq!(expected.names, ["Relay", "198.51.100.0/24"]);
    assert!(expected.is_known());
    let addresses = catalogue.addresses.unwrap();
    assert_eq!(addresses.files[0].change_number, Some(402));
    assert_eq!(addresses.tags.len(), 1, "only tags of rows are kept");
}

#[test]
fn a_tag_that_the_file_lacks_stays_unknown() {
    let mut catalogue = catalogue();
    let other = TAGS.replace("Relay", "Rally");
    catalogue.add_service_tags(other.as_bytes()).unwrap();
    assert_eq!(expected(&catalogue, "relay").unknown, ["Relay"]);
}

#[test]
fn the_set_that_names_a_host_most_closely_speaks_and_only_for_its_ports() {
    let mut catalogue = catalogue();
    catalogue.add_m365(M365.as_bytes()).unwrap();
    let login = expected(&catalogue, "login");
    assert_eq!(said(&login.networks), ["20.190.128.0/18", "40.126.0.0/18"]);
    assert_eq!(login.names, ["Microsoft 365 endpoint set 56"]);
    let deep = expected(&catalogue, "deep");
    assert_eq!(said(&deep.networks), ["192.0.2.0/24"]);
}

#[test]
fn a_set_without_addresses_leads_to_no_expectation() {
    let mut catalogue = catalogue();
    let without = M365.replace("login.example.com", "other.example.com");
    catalogue.add_m365(without.as_bytes()).unwrap();
    assert!(expected(&catalogue, "login").networks.is_empty());
}

#[test]
fn a_newer_file_of_a_kind_takes_the_older_one_s_place() {
    let mut catalogue = catalogue();
    catalogue.add_service_tags(TAGS.as_bytes()).unwrap();
    let newer = TAGS.replace("402", "403");
    catalogue.add_service_tags(newer.as_bytes()).unwrap();
    let files = catalogue.addresses.unwrap().files;
    assert_eq!((files.len(), files[0].change_number), (1, Some(403)));
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_place() {
    let tags = |text: &str| {
        catalogue()
            .add_service_tags(text.as_bytes())
            .unwrap_err()
            .to_string()
    };
    let truncated = tags(&TAGS[..200]);
    assert!(
        truncated.starts_with("line 3, column ") && truncated.contains("EOF while parsing"),
        "{truncated}"
    );
    assert_eq!(
        tags(&TAGS.replace("20.0.0.128/25", "20.0.0.128/99")),
        "line 4, column 54: not a file of service tags: \
         `20.0.0.128/99` is no network such as `10.0.0.0/8`"
    );
    assert_eq!(
        tags(M365),
        "it does not begin with `{`, so it is not a file of service tags"
    );
    assert!(
        tags("{\n\"cloud\": 7}").starts_with("line 2, column 10: not a file of service tags: ")
    );
    assert!(tags("").starts_with("line 1, column 0: not a file of service tags: EOF"));
    let nothing = r#"{"changeNumber": 1, "cloud": "Public", "values": []}"#;
    assert_eq!(tags(nothing), "it holds no service tag");
    let m365 = |text: &str| {
        catalogue()
            .add_m365(text.as_bytes())
            .unwrap_err()
            .to_string()
    };
    assert!(m365(TAGS).starts_with("it does not begin with `[`"));
    assert!(
        m365("[{}]").starts_with("line 1, column 3: not the list of Microsoft 365 endpoints: ")
    );
    assert!(m365("[{\"id\": 7}").contains("EOF while parsing a list"));
}

#[test]
fn a_file_that_is_too_long_or_no_text_is_refused() {
    let long = vec![b' '; MOST_ADDRESS_BYTES + 1];
    let mut catalogue = catalogue();
    assert_eq!(catalogue.add_m365(&long), Err(AddressFileError::TooLong));
    let wrong = catalogue.add_service_tags(b"{\xff");
    assert_eq!(wrong, Err(AddressFileError::NotText(1)));
    assert_eq!(catalogue.addresses, None);
}

#[test]
fn what_a_file_says_cannot_steer_a_terminal() {
    let hostile = TAGS.replace("20.0.0.0/25", "\\u001b[2J\\u202e");
    let error = catalogue()
        .add_service_tags(hostile.as_bytes())
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`\\u{1b}[2J\\u{202e}` is no network"),
        "{error}"
    );
}

#[test]
fn a_file_of_another_cloud_is_known_by_its_own_word() {
    let mut catalogue = catalogue();
    catalogue.add_service_tags(TAGS.as_bytes()).unwrap();
    let mut file = catalogue.addresses.unwrap().files.remove(0);
    assert!(file.is_of_another(Cloud::Public) && !file.is_of_another(Cloud::Usgov));
    file.cloud = Some("Whatever".to_owned());
    assert!(!file.is_of_another(Cloud::Public));
}
