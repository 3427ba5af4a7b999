use super::*;
use crate::catalogue::Scheme;

/// The rows of `no_proxy.tsv`, whose head says what they are.
const TABLE: &str = include_str!("no_proxy.tsv");

fn is_direct(bypass: &Bypass, host: &str, port: u16) -> bool {
    let target = Target {
        host,
        port,
        scheme: Scheme::Https,
    };
    bypass.entry_for(&target).is_some()
}

/// `host` or `host:80`; other colons are those of an IPv6 address.
fn place(text: &str) -> (&str, u16) {
    match text.strip_suffix(":80").filter(|host| !host.contains(':')) {
        Some(host) => (host, 80),
        None => (text, 443),
    }
}

#[test]
fn every_row_of_the_table_is_read_as_it_says() {
    let mut rows = 0;
    let mut wrong = Vec::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [list, host, wanted, _curl, _source] = cells[..] else {
            panic!("{line}");
        };
        let list = list[1..list.len() - 1].replace("\\t", "\t");
        let (host, port) = place(host);
        let chosen = if is_direct(&Bypass::of(&list), host, port) {
            "direct"
        } else {
            "proxy"
        };
        rows += 1;
        if chosen != wanted {
            wrong.push(format!("{chosen}: {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows > 200, "{rows}");
}

#[test]
fn an_entry_that_can_fit_nothing_says_what_to_write_instead() {
    let mut wrong = Vec::new();
    for (entry, words) in [
        ("10.0.0.0/99", "write it as `10.0.0.0/8`"),
        ("10.0.0.0/255.255.0.0", "write it as `10.0.0.0/16`"),
        ("10.0.0.0/", "from 1 to 32; write it as `10.0.0.0/8`"),
        (
            "2001:db8::/129",
            "from 1 to 128; write it as `2001:db8::/64`",
        ),
        ("10.0.0/8", "write a network as `10.0.0.0/8`"),
        ("http://example.com", "a host without scheme and path"),
        ("[::1]", "write `::1`"),
        ("10.0.0.1.", "write `10.0.0.1`"),
        (".10.0.0.1", "write `10.0.0.1`"),
        ("[::1", "it is no IPv6 address"),
        ("a:b:c", "it is no IPv6 address"),
        ("fe80::1%eth0", "it is no IPv6 address"),
        ("example.com:0", "write it as `HOST:443`"),
        ("[::1]:x", "its port is no number"),
        (
            "192.168.*",
            "write `*.example.com` for names, `192.168.0.0/16`",
        ),
        ("*example.com", "only before a dot at the beginning"),
        (
            "a.example;b.example",
            "the character `;`; separate entries with commas",
        ),
        ("a\u{1b}[2J", "the character `\\u{1b}`"),
        ("<local>", "the character `<`"),
        ("b\u{fffd}cher.example", "write the name in its `xn--` form"),
        (".", "it names no host"),
        (":443", "it names no host"),
    ] {
        let bypass = Bypass::of(entry);
        let told: Vec<String> = bypass
            .unusable()
            .iter()
            .map(|one| one.error.to_string())
            .collect();
        if !matches!(&told[..], [told] if told.contains(words)) {
            wrong.push(format!("{entry}: {told:?}, not {words}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_curl_takes_is_told_by_nobody() {
    for list in [
        "*",
        "",
        " ",
        ",",
        "example.com",
        ".example.com.",
        "10.1.2.3/8",
        "::1",
        "::/0",
        "_x",
    ] {
        assert_eq!(Bypass::of(list).unusable(), [], "{list}");
    }
}

#[test]
fn a_star_counts_where_it_is_the_whole_list_only() {
    let bypass = Bypass::of("localhost,*");
    assert_eq!(bypass.unusable()[0].error, EntryError::Everything);
    assert!(is_direct(&bypass, "localhost", 443) && !is_direct(&bypass, "a.example", 443));
}

#[test]
fn blanks_in_place_of_commas_are_noticed() {
    for (list, noticed) in [
        ("a b", true),
        ("a,b\tc", true),
        ("a , b", false),
        (" a,b ", false),
        ("a,,b", false),
        ("", false),
    ] {
        assert_eq!(Bypass::of(list).has_blank_for_comma(), noticed, "{list}");
    }
}

#[test]
fn a_list_of_any_size_is_read_and_little_of_it_is_told() {
    let good: Vec<String> = (0..40_000).map(|n| format!("h{n}.example")).collect();
    let bypass = Bypass::of(&good.join(","));
    assert!(is_direct(&bypass, "h39999.example", 443) && !is_direct(&bypass, "h.example", 443));
    let bypass = Bypass::of(&"10.0.0.0/99,".repeat(80_000));
    assert_eq!(bypass.unusable().len(), 3);
    let bypass = Bypass::of(&"x".repeat(1 << 20));
    assert_eq!(bypass.unusable()[0].error, EntryError::TooLong);
    assert!(bypass.unusable()[0].entry.chars().count() < 64);
    let bypass = Bypass::of(&format!("a:{}", "9".repeat(1 << 20)));
    assert!(bypass.unusable()[0].error.to_string().len() < 500);
    let bypass = Bypass::of(&format!("{}:0", "a".repeat(1 << 20)));
    assert!(bypass.unusable()[0].error.to_string().len() < 500);
}

#[test]
fn a_secret_that_was_put_into_the_list_is_not_told() {
    for list in [
        "http://anna:geheim@proxy:3128",
        "anna:geheim@proxy",
        "anna:geheim@a:x",
    ] {
        let bypass = Bypass::of(list);
        let told = format!("{bypass:?} {}", bypass.unusable()[0].error);
        assert!(!told.contains("geheim") && !told.contains("anna"), "{told}");
    }
}

proptest::proptest! {
    /// Whatever a list is, it is read, and an entry that names the host itself is found.
    #[test]
    fn any_list_is_read(list in ".{0,60}", host in "[a-z][a-z0-9-]{0,8}(\\.[a-z][a-z0-9-]{0,8}){0,3}") {
        let _ = is_direct(&Bypass::of(&list), &host, 443);
        let with_own = format!("{},{host}", list.replace([' ', '\t', ','], ""));
        proptest::prop_assert!(is_direct(&Bypass::of(&with_own), &host, 443));
    }
}
