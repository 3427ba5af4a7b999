//! One sentence for each mistake, with its whole message.

mod certificates;
mod several;

use std::io;
use std::path::{Path, PathBuf};

use super::{Catalogue, MOST_BYTES};
use crate::catalogue::{
    Account, Cloud, Content, Inspection, Method, Need, PrivateLink, ProxyLogin, Revocation, Scheme,
    Status, Sure, TlsVersion, Upgrade,
};
use crate::text::bytes::sha256_hex;

/// A file without a mistake; each test puts one in.
const GOOD: &str = r#"format  = 1
dated   = "2026-11-22"
product = "An agent"

[[issuer]]
id   = "corp"
name = "Our own CA"

[[issuer.key]]
name        = "Corp Root"
spki_sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

[[endpoint]]
id      = "wild"
host    = "*.example.net"
port    = 443
scheme  = "https"
purpose = "Relay"
issuers = ["corp"]
source  = "A page"

[[endpoint.sample]]
host = "<tenant>.example.net"

[[endpoint]]
id      = "plain"
host    = "crl.example.net"
port    = 80
scheme  = "http"
purpose = "CRL"
source  = "A page"

[[endpoint.sample]]
path    = "/a.crl"
content = "crl"
"#;

fn no_files(_: &Path) -> io::Result<Vec<u8>> {
    Err(io::Error::new(io::ErrorKind::NotFound, "no such file"))
}

fn parse(text: &str) -> Result<Catalogue, String> {
    Catalogue::parse(text.as_bytes(), Path::new("my.toml"), &no_files)
        .map_err(|error| error.to_string())
}

/// What is said when one piece of the good file is another.
fn instead(good: &str, bad: &str) -> String {
    assert_eq!(
        GOOD.matches(good).count(),
        1,
        "`{good}` stands once in the good file"
    );
    parse(&GOOD.replace(good, bad)).expect_err("there is a mistake")
}

#[test]
fn products_private_links_and_public_roots_are_read() {
    let keys = "id      = \"wild\"\nfor     = [\"x\", \"y\"]\nprivate_link = \"allowed\"";
    let text = GOOD.replacen("id      = \"wild\"", keys, 1);
    let text = text.replacen(
        "issuers = [\"corp\"]",
        "issuers = [\"corp\", \"web-pki\"]",
        1,
    );
    let file = parse(&text).unwrap();
    assert_eq!(file.rows[0].products, ["x", "y"]);
    assert_eq!(file.rows[0].private_link, PrivateLink::Allowed);
    assert_eq!(file.rows[0].issuers, ["corp", "web-pki"]);
    assert_eq!(file.products().into_iter().collect::<Vec<_>>(), ["x", "y"]);
    let wrong = GOOD.replacen("id   = \"corp\"", "id   = \"web-pki\"", 1);
    let said = parse(&wrong).expect_err("it is built in");
    assert!(said.contains("issuer `web-pki` is built in"), "{said}");
    let wrong = GOOD.replacen(
        "id      = \"wild\"",
        "id = \"wild\"\nprivate_link = \"yes\"",
        1,
    );
    let said = parse(&wrong).expect_err("no such word");
    assert!(
        said.contains("unknown private_link `yes`; expected `refused` or `allowed`"),
        "{said}"
    );
}

#[test]
fn an_account_is_a_text_or_a_table_with_its_products() {
    let read = |keys: &str| {
        let text = GOOD.replace("format  = 1\n", &format!("format  = 1\n{keys}\n"));
        parse(&text)
    };
    let one = read(r"account = 'NT AUTHORITY\NETWORK SERVICE'").unwrap();
    let name = r"NT AUTHORITY\NETWORK SERVICE".to_owned();
    let wanted = Account {
        name,
        products: Vec::new(),
        proxy_login: None,
    };
    assert_eq!(one.accounts, [wanted]);
    let tables =
        "account = [{ name = 'a', for = ['x', 'y'], proxy_login = 'unsupported' }, { name = 'b' }]";
    let two = read(tables).unwrap().accounts;
    assert_eq!(two[0].proxy_login, Some(ProxyLogin::Unsupported));
    assert_eq!((two[0].name.as_str(), two[0].products.len()), ("a", 2));
    assert_eq!((two[1].name.as_str(), two[1].products.len()), ("b", 0));
    for (keys, wanted) in [
        ("account = ''", "my.toml:2: `account` is empty"),
        ("account = 5", "my.toml:2: "),
        (
            "account = [{ name = 'a', if = [] }]",
            "my.toml:2: unknown key `if`",
        ),
        (
            "account = [{ name = 'a', for = ['x y'] }]",
            "my.toml:2: ` ` is not allowed",
        ),
        ("account = [{ for = ['x'] }]", "my.toml:2: "),
    ] {
        let said = read(keys).expect_err(keys);
        assert!(said.starts_with(wanted), "{said}");
    }
}

#[test]
fn what_the_product_can_do_is_read_and_may_be_left_out() {
    let bare = parse(GOOD).unwrap();
    assert_eq!(
        (bare.proxy_login, bare.revocation, bare.tls),
        (ProxyLogin::Supported, Revocation::Route, vec![])
    );
    let keys = "format  = 1\nproxy_login = \"integrated\"\nrevocation = \"system\"\ntls = [\"1.3\", \"1.2\"]\n";
    let told = parse(&GOOD.replace("format  = 1\n", keys)).unwrap();
    let versions = vec![TlsVersion::Tls13, TlsVersion::Tls12];
    assert_eq!(
        (told.proxy_login, told.revocation, told.tls),
        (ProxyLogin::Integrated, Revocation::System, versions)
    );
}

#[test]
fn an_upgrade_is_asked_for_within_tls_and_wants_nothing_else() {
    let wild = "host = \"<tenant>.example.net\"";
    let with = |lines: &str| GOOD.replace(wild, &format!("{wild}\n{lines}"));
    let good = parse(&with("upgrade = \"websocket\"")).unwrap();
    assert_eq!(good.rows[0].samples[0].upgrade, Some(Upgrade::WebSocket));
    assert_eq!(
        parse(&with("upgrade = \"h2c\"")).unwrap_err(),
        "my.toml:24: unknown upgrade `h2c`; expected `websocket`"
    );
    assert_eq!(
        parse(&with("method = \"HEAD\"\nupgrade = \"websocket\"")).unwrap_err(),
        "my.toml:25: upgrade `websocket` takes method `GET` and content `any` only"
    );
    assert_eq!(
        instead(
            "path    = \"/a.crl\"",
            "path    = \"/a.crl\"\nupgrade = \"websocket\""
        ),
        "my.toml:35: upgrade `websocket` on scheme `http`; it is asked for on `https` only"
    );
}

#[test]
fn versions_and_logins_that_nobody_speaks_are_named_with_their_line() {
    let instead = |line: &str| instead("format  = 1\n", &format!("format  = 1\n{line}\n"));
    assert_eq!(
        instead("tls = [\"1.2\", \"1.0\"]"),
        "my.toml:2: unknown TLS version `1.0`; expected `1.2` or `1.3`"
    );
    assert_eq!(
        instead("tls = []"),
        "my.toml:2: `tls` is empty; write `tls = [\"1.2\"]`, or leave the key out"
    );
    assert_eq!(
        instead("tls = [\"1.2\", \"1.2\"]"),
        "my.toml:2: `tls` names `1.2` twice"
    );
    assert_eq!(
        instead("tls = \"1.2\""),
        "my.toml:2: invalid type: string \"1.2\", expected a list"
    );
    assert_eq!(
        instead("revocation = \"winhttp\""),
        "my.toml:2: unknown revocation `winhttp`; expected `route` or `system`"
    );
    assert_eq!(
        instead("proxy_login = \"ntlm\""),
        "my.toml:2: unknown proxy_login `ntlm`; expected `supported`, `integrated` or `unsupported`"
    );
}

#[test]
fn a_good_file_becomes_typed_rows_with_every_default() {
    let catalogue = parse(GOOD).unwrap();
    assert_eq!(catalogue.sha256, sha256_hex(GOOD.as_bytes()));
    assert_eq!(catalogue.issuers[0].keys[0].status, Status::Accepted);
    let [wild, plain] = &catalogue.rows[..] else {
        panic!("two rows")
    };
    assert_eq!(
        (wild.scheme, wild.need, wild.phase),
        (Scheme::Https, Need::Required, None)
    );
    assert_eq!(
        (&wild.clouds[..], wild.inspection),
        (&[Cloud::Public][..], Inspection::Forbidden)
    );
    let sample = &wild.samples[0];
    assert_eq!(sample.host.as_deref(), Some("<tenant>.example.net"));
    assert_eq!((sample.path.as_str(), sample.method), ("/", Method::Get));
    assert_eq!((sample.content, sample.sure), (Content::Any, Sure::High));
    assert_eq!(
        (plain.samples[0].host.as_ref(), plain.samples[0].content),
        (None, Content::Crl)
    );
}

#[test]
fn hosts_and_hashes_are_lowered_and_one_last_dot_is_dropped() {
    let hash = "a".repeat(64);
    let text = GOOD
        .replace("crl.example.net", "CRL.example.net.")
        .replace("<tenant>.example.net", "<Tenant>.Example.NET.")
        .replace(&hash, &hash.to_uppercase());
    let catalogue = parse(&text).unwrap();
    assert_eq!(catalogue.rows[1].host.to_string(), "crl.example.net");
    assert_eq!(
        catalogue.rows[0].samples[0].host.as_deref(),
        Some("<tenant>.example.net")
    );
    assert_eq!(catalogue.issuers[0].keys[0].spki_sha256, hash);
}

#[test]
fn the_same_host_on_a_plain_sample_is_left_out() {
    let text = GOOD.replace(
        "path    = \"/a.crl\"",
        "path = \"/\"\nhost = \"CRL.example.net\"",
    );
    assert_eq!(parse(&text).unwrap().rows[1].samples[0].host, None);
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_are_no_mistake() {
    let text = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(parse(&text).unwrap().rows.len(), 2);
    let bad = text.replace("port    = 80", "port    = 0");
    assert!(parse(&bad).unwrap_err().starts_with("my.toml:28: "));
}

#[test]
fn a_file_that_is_not_toml_says_where_it_stops_being_it() {
    assert_eq!(
        instead(r#"product = "An agent""#, "product = An agent"),
        "my.toml:3: string values must be quoted, expected literal string"
    );
}

#[test]
fn an_unknown_key_is_named_with_the_known_ones() {
    assert_eq!(
        instead(r#"product = "An agent""#, r#"title = "An agent""#),
        "my.toml:3: unknown key `title`; expected one of `format`, `dated`, `product`, `account`, `proxy_login`, `revocation`, `tls`, `not_measured`, `issuer`, `endpoint`"
    );
    assert_eq!(
        instead(r#"name = "Our own CA""#, r#"title = "Our own CA""#),
        "my.toml:7: unknown key `title`; expected one of `id`, `name`, `key`"
    );
    assert_eq!(
        instead("spki_sha256 =", "sha256 ="),
        "my.toml:11: unknown key `sha256`; expected one of `name`, `spki_sha256`, `status`, `public_key`, `certificate`"
    );
    assert_eq!(
        instead(r#"purpose = "Relay""#, r#"hots = "Relay""#),
        "my.toml:18: unknown key `hots`; expected one of `id`, `host`, `port`, `scheme`, `need`, `for`, `private_link`, `clouds`, `phase`, `purpose`, `issuers`, `inspection`, `ranges`, `source`, `sample`"
    );
    assert_eq!(
        instead(r#"path    = "/a.crl""#, r#"paths = "/a.crl""#),
        "my.toml:34: unknown key `paths`; expected one of `host`, `for`, `path`, `method`, `content`, `request`, `upgrade`, `sure`"
    );
}

#[test]
fn a_missing_key_is_named_at_the_head_of_its_table() {
    assert_eq!(
        instead(r#"id      = "wild""#, ""),
        "my.toml:13: missing key `id`"
    );
    assert_eq!(
        instead(r#"name        = "Corp Root""#, ""),
        "my.toml:9: missing key `name`"
    );
}

#[test]
fn texts_for_people_may_be_left_out() {
    for line in [
        r#"product = "An agent""#,
        r#"name = "Our own CA""#,
        r#"purpose = "CRL""#,
    ] {
        let text = GOOD.replacen(line, "", 1);
        assert_ne!(text, GOOD, "{line}");
        parse(&text).expect(line);
    }
}

#[test]
fn a_value_of_the_wrong_kind_says_what_was_expected() {
    assert_eq!(
        instead("port    = 80", r#"port    = "80""#),
        r#"my.toml:28: invalid type: string "80", expected a whole number"#
    );
    assert_eq!(
        instead("port    = 80", "port    = 99999999999999999999"),
        "my.toml:28: invalid type: integer `99999999999999999999`, expected a whole number"
    );
    assert_eq!(
        instead(r#""2026-11-22""#, "2026-11-22"),
        "my.toml:2: invalid type: table or date, expected a string"
    );
    assert_eq!(
        instead(r#"issuers = ["corp"]"#, r#"issuers = "corp""#),
        r#"my.toml:19: invalid type: string "corp", expected a list"#
    );
    assert_eq!(
        instead("[[issuer]]", "[issuer]"),
        "my.toml:5: invalid type: table or date, expected a list"
    );
}

#[test]
fn a_key_given_twice_is_named() {
    assert_eq!(
        instead("port    = 80", "port    = 80\nport = 81"),
        "my.toml:29: duplicate key `port`"
    );
}

#[test]
fn another_format_is_told_before_its_other_keys() {
    assert_eq!(
        instead(
            "format  = 1
",
            "format  = 2\nnew = true\n"
        ),
        "my.toml:1: unknown format `2`; expected `1`"
    );
    assert_eq!(
        instead("format  = 1", ""),
        "my.toml:1: missing key `format`; expected `format = 1`"
    );
}

#[test]
fn an_id_is_used_once() {
    assert_eq!(
        instead(r#"id      = "plain""#, r#"id      = "wild""#),
        "my.toml:26: duplicate endpoint id `wild`; the first is in line 14"
    );
    let key = format!(
        "[[issuer.key]]\nname = \"x\"\nspki_sha256 = \"{}\"",
        "b".repeat(64)
    );
    assert_eq!(
        instead(
            r#"name = "Our own CA""#,
            &format!("name = \"x\"\n{key}\n[[issuer]]\nid = \"corp\"\nname = \"y\"")
        ),
        "my.toml:12: duplicate issuer id `corp`; the first is in line 6"
    );
}

#[test]
fn an_id_has_no_character_that_needs_quotes() {
    assert_eq!(
        instead(r#"id      = "plain""#, r#"id      = "pl ain""#),
        "my.toml:26: ` ` is not allowed in the id `pl ain`; expected A-Z a-z 0-9 . _ -"
    );
    assert_eq!(
        instead(r#"id      = "plain""#, r#"id      = """#),
        "my.toml:26: `id` is empty"
    );
}

#[test]
fn an_unknown_issuer_is_named_with_those_of_the_file() {
    assert_eq!(
        instead(r#"["corp"]"#, r#"["corp", "foo"]"#),
        "my.toml:19: unknown issuer id `foo`; the file defines `corp`"
    );
}

#[test]
fn an_unknown_issuer_in_a_file_without_sets_is_no_riddle() {
    let (head, tail) = (
        &GOOD[..GOOD.find("[[issuer]]").unwrap()],
        &GOOD[GOOD.find("[[endpoint]]").unwrap()..],
    );
    let text = format!("{head}{tail}");
    assert_eq!(
        parse(&text).unwrap_err(),
        "my.toml:11: unknown issuer id `corp`; the file defines none"
    );
}

#[test]
fn an_issuer_without_keys_could_prove_nothing() {
    assert_eq!(
        instead(
            &GOOD[GOOD.find("[[issuer.key]]").unwrap()..GOOD.find("[[endpoint]]").unwrap()],
            ""
        ),
        "my.toml:6: issuer `corp` has no `[[issuer.key]]`"
    );
}

#[test]
fn a_host_pattern_is_a_name_or_one_leading_wildcard() {
    assert_eq!(
        instead(r#""crl.example.net""#, r#""""#),
        "my.toml:27: `` is no host pattern: it is empty"
    );
    assert_eq!(
        instead(r#""*.example.net""#, r#""*.*.example.net""#),
        "my.toml:15: `*.*.example.net` is no host pattern: only one leading `*.` is allowed"
    );
    assert_eq!(
        instead(r#""*.example.net""#, r#""relay*.example.net""#),
        "my.toml:15: `relay*.example.net` is no host pattern: only one leading `*.` is allowed"
    );
    assert_eq!(
        instead(r#""crl.example.net""#, r#""http://crl.example.net""#),
        "my.toml:27: `http://crl.example.net` is no host pattern: `:` is not allowed in a name"
    );
    assert_eq!(
        instead(r#""crl.example.net""#, r#""crl..example.net""#),
        "my.toml:27: `crl..example.net` is no host pattern: the label `` has not 1 to 63 characters"
    );
    assert_eq!(
        instead(r#""crl.example.net""#, r#""<tenant>.example.net""#),
        "my.toml:27: `<tenant>.example.net` is no host pattern: `<` is not allowed in a name"
    );
    assert_eq!(
        instead(r#""crl.example.net""#, r#""10.1.2.3""#),
        "my.toml:27: `10.1.2.3` is no host pattern: it is an address, and certificates are for names"
    );
}

#[test]
fn a_hash_has_64_hex_digits() {
    assert_eq!(
        instead(
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "abc"
        ),
        "my.toml:11: `spki_sha256` is `abc`; expected 64 hex digits"
    );
    assert_eq!(
        instead(
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg"
        ),
        "my.toml:11: `spki_sha256` is `gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg`; expected 64 hex digits"
    );
}

#[test]
fn a_port_is_not_zero_and_fits_sixteen_bits() {
    assert_eq!(
        instead("port    = 80", "port    = 0"),
        "my.toml:28: port `0`; expected one from 1 to 65535"
    );
    assert_eq!(
        instead("port    = 80", "port    = -1"),
        "my.toml:28: port `-1`; expected one from 1 to 65535"
    );
    assert_eq!(
        instead("port    = 80", "port    = 65536"),
        "my.toml:28: port `65536`; expected one from 1 to 65535"
    );
}

#[test]
fn a_word_is_one_of_its_few() {
    assert_eq!(
        instead(r#"scheme  = "http""#, r#"scheme  = "ftp""#),
        "my.toml:29: unknown scheme `ftp`; expected `https`, `http` or `tls`"
    );
    assert_eq!(
        instead(r#"scheme  = "http""#, "scheme  = \"http\"\nneed = \"must\""),
        "my.toml:30: unknown need `must`; expected `required`, `advised` or `optional`"
    );
    assert_eq!(
        instead(
            r#"scheme  = "http""#,
            "scheme  = \"http\"\nclouds = [\"public\", \"mars\"]"
        ),
        "my.toml:30: unknown cloud `mars`; expected `public`, `usgov` or `china`"
    );
    assert_eq!(
        instead(
            r#"scheme  = "http""#,
            "scheme  = \"http\"\nphase = \"later\""
        ),
        "my.toml:30: unknown phase `later`; expected `runtime`, `registration`, `revocation` or `update`"
    );
    assert_eq!(
        instead(
            r#"scheme  = "http""#,
            "scheme  = \"http\"\ninspection = \"yes\""
        ),
        "my.toml:30: unknown inspection `yes`; expected `forbidden` or `tolerated`"
    );
    assert_eq!(
        instead(r#""Corp Root""#, "\"Corp Root\"\nstatus = \"old\""),
        "my.toml:11: unknown status `old`; expected `accepted` or `legacy`"
    );
    assert_eq!(
        instead(r#"content = "crl""#, r#"method = "get""#),
        "my.toml:35: unknown method `get`; expected `GET`, `POST` or `HEAD`"
    );
    assert_eq!(
        instead(r#"content = "crl""#, r#"content = "html""#),
        "my.toml:35: unknown content `html`; expected `any`, `crl`, `ocsp`, `cab` or `certificate`"
    );
    assert_eq!(
        instead(r#"content = "crl""#, r#"sure = "yes""#),
        "my.toml:35: unknown sure `yes`; expected `high`, `medium` or `low`"
    );
}

#[test]
fn a_row_belongs_to_some_cloud() {
    assert_eq!(
        instead(
            r#"scheme  = "http"
"#,
            "scheme  = \"http\"\nclouds = []\n"
        ),
        "my.toml:30: `clouds` is empty"
    );
}

#[test]
fn a_sample_of_a_wildcard_names_a_host() {
    assert_eq!(
        instead(r#"host = "<tenant>.example.net""#, ""),
        "my.toml:22: a sample of `*.example.net` has no `host`: a wildcard cannot be asked"
    );
}

#[test]
fn a_sample_lies_under_its_wildcard() {
    assert_eq!(
        instead(r#""<tenant>.example.net""#, r#""a.example.org""#),
        "my.toml:23: sample host `a.example.org` does not lie under `*.example.net`"
    );
    assert_eq!(
        instead(r#""<tenant>.example.net""#, r#""badexample.net""#),
        "my.toml:23: sample host `badexample.net` does not lie under `*.example.net`"
    );
    assert_eq!(
        instead(r#""<tenant>.example.net""#, r#""example.net""#),
        "my.toml:23: sample host `example.net` does not lie under `*.example.net`"
    );
    assert_eq!(
        instead(r#""<tenant>.example.net""#, r#""<region>.example.net""#),
        "my.toml:23: `<region>.example.net` is no host name: `<` is not allowed in a name"
    );
}

#[test]
fn a_sample_of_a_plain_host_has_no_other() {
    assert_eq!(
        instead(r#"path    = "/a.crl""#, r#"host = "b.example.net""#),
        "my.toml:34: sample host `b.example.net` is not the endpoint's `crl.example.net`"
    );
}

#[test]
fn a_path_starts_with_a_slash_and_is_percent_encoded() {
    assert_eq!(
        instead(r#""/a.crl""#, r#""a.crl""#),
        "my.toml:34: path `a.crl` does not start with `/`"
    );
    assert_eq!(
        instead(r#""/a.crl""#, r#""/a b.crl""#),
        "my.toml:34: path `/a b.crl` holds a character that must be percent-encoded"
    );
    assert_eq!(
        instead(r#""/a.crl""#, r#""/ä.crl""#),
        "my.toml:34: path `/ä.crl` holds a character that must be percent-encoded"
    );
    assert_eq!(
        instead(r#""/a.crl""#, r#""/a\r\nHost: b""#),
        r"my.toml:34: path `/a\u{d}\u{a}Host: b` holds a character that must be percent-encoded"
    );
}

#[test]
fn issuers_go_with_tls_and_only_with_it() {
    assert_eq!(
        instead(
            r#"scheme  = "http"
"#,
            "scheme  = \"http\"\nissuers = [\"corp\"]\n"
        ),
        "my.toml:30: `issuers` on scheme `http`: there is no certificate to compare"
    );
    assert_eq!(
        instead(
            r#"issuers = ["corp"]
"#,
            ""
        ),
        "my.toml:14: endpoint `wild` has scheme `https` and no `issuers`"
    );
    assert_eq!(
        instead(
            r#"scheme  = "http"
"#,
            "scheme  = \"tls\"\n"
        ),
        "my.toml:26: endpoint `plain` has scheme `tls` and no `issuers`\n\
         my.toml:35: content `crl` on scheme `tls`: nothing is asked there"
    );
}

#[test]
fn content_that_cannot_be_had_is_not_asked_for() {
    assert_eq!(
        instead(r#"content = "crl""#, "content = \"crl\"\nmethod = \"HEAD\""),
        "my.toml:35: content `crl` with method `HEAD`: the answer has no content"
    );
    assert_eq!(
        instead(
            r#"scheme  = "http"
"#,
            "scheme = \"tls\"\nissuers = [\"corp\"]\n"
        ),
        "my.toml:36: content `crl` on scheme `tls`: nothing is asked there"
    );
}

#[test]
fn a_request_is_base64_of_an_ocsp_request_and_goes_with_that_content() {
    assert_eq!(
        instead(r#"content = "crl""#, "content = \"ocsp\"\nrequest = \"a?\""),
        "my.toml:36: `request` is not base64: Invalid symbol 63, offset 1."
    );
    assert_eq!(
        instead(
            r#"content = "crl""#,
            "content = \"ocsp\"\nrequest = \"AAAA\""
        ),
        "my.toml:36: `request` is no OCSP request (DER in base64)"
    );
    assert_eq!(
        instead(
            r#"content = "crl""#,
            "content = \"crl\"\nrequest = \"AAAA\""
        ),
        "my.toml:36: `request` with content `crl`; expected content `ocsp`"
    );
}

#[test]
fn a_date_is_a_day_of_the_calendar() {
    assert_eq!(
        instead(r#""2026-11-22""#, r#""22.11.2026""#),
        "my.toml:2: `22.11.2026` is no date; expected `YYYY-MM-DD`"
    );
    assert_eq!(
        instead(r#""2026-11-22""#, r#""2026-02-30""#),
        "my.toml:2: `2026-02-30` is no date; expected `YYYY-MM-DD`"
    );
    assert_eq!(
        instead(r#""2026-11-22""#, r#""2026-11-2é""#),
        "my.toml:2: `2026-11-2é` is no date; expected `YYYY-MM-DD`"
    );
    assert_eq!(
        instead(r#""2026-11-22""#, r#""+026-11-22""#),
        "my.toml:2: `+026-11-22` is no date; expected `YYYY-MM-DD`"
    );
}

#[test]
fn a_range_is_a_service_tag_or_a_network() {
    assert_eq!(
        instead(
            r#"issuers = ["corp"]
"#,
            "issuers = [\"corp\"]\nranges = [\"AzureCloud.westeurope\", \"10.0.0.1\"]\n"
        ),
        "my.toml:20: `10.0.0.1` is neither a service tag nor a network such as `10.0.0.0/8`"
    );
    assert_eq!(
        instead(
            r#"issuers = ["corp"]
"#,
            "issuers = [\"corp\"]\nranges = [\"2603::/16\", \"a b\"]\n"
        ),
        "my.toml:20: `a b` is neither a service tag nor a network such as `10.0.0.0/8`"
    );
    assert_eq!(
        instead(
            r#"issuers = ["corp"]
"#,
            "issuers = [\"corp\"]\nranges = [\"20.190.128.5/18\"]\n"
        ),
        "my.toml:20: `20.190.128.5/18` is an address inside `20.190.128.0/18`"
    );
}

#[test]
fn every_row_says_its_purpose_and_its_source() {
    assert_eq!(
        instead(r#"purpose = "CRL""#, r#"purpose = " ""#),
        "my.toml:30: `purpose` is empty"
    );
    assert_eq!(
        instead(
            r#"source  = "A page"

[[endpoint.sample]]
path"#,
            "source = \"\"\n\n[[endpoint.sample]]\npath"
        ),
        "my.toml:31: `source` is empty"
    );
}

#[test]
fn a_public_key_is_base64_of_one() {
    assert_eq!(
        instead(r#""Corp Root""#, "\"Corp Root\"\npublic_key = \"%\""),
        "my.toml:11: `public_key` is not base64: Invalid symbol 37, offset 0."
    );
    assert_eq!(
        instead(r#""Corp Root""#, "\"Corp Root\"\npublic_key = \"AAAA\""),
        "my.toml:11: `public_key` is no public key; expected a SubjectPublicKeyInfo (DER in base64)"
    );
}

#[test]
fn a_certificate_file_that_is_not_there_is_named() {
    assert_eq!(
        instead(
            r#""Corp Root""#,
            "\"Corp Root\"\ncertificate = \"corp.pem\""
        ),
        "my.toml:11: certificate file `corp.pem` cannot be read: no such file"
    );
}

#[test]
fn characters_of_the_file_that_could_deceive_are_spelt_out() {
    assert_eq!(
        instead(r#"product = "An agent""#, r#""a\u001b[2J\u202e" = 1"#),
        r"my.toml:3: unknown key `a\u{1b}[2J\u{202e}`; expected one of `format`, `dated`, `product`, `account`, `proxy_login`, `revocation`, `tls`, `not_measured`, `issuer`, `endpoint`"
    );
}

#[test]
fn a_key_says_what_it_is() {
    let line = format!("spki_sha256 = \"{}\"", "a".repeat(64));
    let said = instead(&line, "");
    assert_eq!(
        said,
        "my.toml:9: a key needs `spki_sha256`, `public_key` or `certificate`"
    );
}

#[test]
fn a_file_without_endpoints_is_a_mistake() {
    let text = &GOOD[..GOOD.find("[[endpoint]]").unwrap()];
    assert_eq!(
        parse(text).unwrap_err(),
        "my.toml:13: the file has no `[[endpoint]]`"
    );
}

#[test]
fn a_file_that_is_not_utf_8_says_from_which_line_on() {
    let bytes = [GOOD.as_bytes(), b"# \xff"].concat();
    let error = Catalogue::parse(&bytes, Path::new("my.toml"), &no_files).unwrap_err();
    assert_eq!(error.to_string(), "my.toml:36: is not UTF-8 from here on");
}

#[test]
fn a_file_is_not_larger_than_16_mib() {
    let bytes = vec![b'\n'; MOST_BYTES + 1];
    let error = Catalogue::parse(&bytes, Path::new("my.toml"), &no_files).unwrap_err();
    assert_eq!(error.to_string(), "my.toml: is larger than 16 MiB");
}

#[test]
fn a_file_that_is_not_there_says_so() {
    let error = Catalogue::load(Path::new("no/such.toml")).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("no/such.toml: cannot be read: "),
        "{error}"
    );
}

#[test]
fn no_cut_of_the_file_makes_the_parser_panic() {
    for at in 0..GOOD.len() {
        let _ = parse(&GOOD[..at]);
        let _ = parse(&GOOD[at..]);
    }
}
