//! Several mistakes in one file: none hides another, and none makes one.

use super::*;

/// The good file with several pieces replaced.
fn with(pieces: &[(&str, &str)]) -> Vec<String> {
    let text = pieces.iter().fold(GOOD.to_owned(), |text, (good, bad)| {
        assert_eq!(text.matches(good).count(), 1, "`{good}`");
        text.replace(good, bad)
    });
    let said = parse(&text).expect_err("there are mistakes");
    said.lines().map(str::to_owned).collect()
}

#[test]
fn every_mistake_is_listed_in_the_order_of_the_file() {
    let said = with(&[
        (r#"dated   = "2026-11-22""#, r#"dated = "22.11.2026""#),
        (r#""aaaaaaaa"#, r#""zaaaaaaa"#),
        (r#"issuers = ["corp"]"#, r#"issuers = ["corp", "foo"]"#),
        ("port    = 80", "port    = 0"),
        (r#"purpose = "CRL""#, r#"porpose = "CRL""#),
        (r#"content = "crl""#, r#"content = "clr""#),
    ]);
    let lines = [2, 11, 19, 28, 30, 35];
    assert_eq!(said.len(), lines.len(), "{said:#?}");
    for (said, line) in said.iter().zip(lines) {
        assert!(said.starts_with(&format!("my.toml:{line}: ")), "{said}");
    }
}

#[test]
fn mistakes_of_one_table_do_not_hide_each_other() {
    let said = with(&[
        (
            r#"host    = "crl.example.net""#,
            r#"hots    = "crl.example.net""#,
        ),
        ("port    = 80", r#"port    = "80""#),
        (r#"scheme  = "http""#, r#"scheme  = "htp""#),
    ]);
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(said[0].contains("27: unknown key `hots`"), "{said:#?}");
    assert!(said[1].contains("28: invalid type"), "{said:#?}");
    assert!(said[2].contains("29: unknown scheme `htp`"), "{said:#?}");
}

#[test]
fn a_mistake_makes_no_other_one() {
    let said = with(&[("[[issuer]]", "[issuer]")]);
    assert_eq!(said.len(), 1, "every id may be defined there: {said:#?}");
    let said = with(&[("spki_sha256 =", "sha256 =")]);
    assert_eq!(said.len(), 1, "the key has another name: {said:#?}");
    let said = with(&[(r#"id   = "corp""#, "id = 5")]);
    assert_eq!(said.len(), 1, "the id may be `corp`: {said:#?}");
    let said = with(&[(r#"host = "<tenant>.example.net""#, r#"hosts = "a""#)]);
    assert_eq!(said.len(), 1, "{said:#?}");
}

#[test]
fn what_a_table_without_an_id_lacks_is_listed_too() {
    let said = with(&[(r#"id      = "wild""#, ""), (r#"issuers = ["corp"]"#, "")]);
    assert_eq!(
        said,
        [
            "my.toml:13: missing key `id`",
            "my.toml:13: this endpoint has scheme `https` and no `issuers`"
        ]
    );
}

#[test]
fn keys_given_twice_are_listed_beside_other_mistakes() {
    let said = with(&[("port    = 80", "port    = 80\nport = 81\nhots = 1")]);
    assert_eq!(said.len(), 2, "{said:#?}");
}

#[test]
fn no_more_than_twenty_mistakes_are_listed() {
    let wrong = "[[endpoint]]\nid = \"wild\"\n".repeat(30);
    let text = format!("format = 1\n{wrong}");
    let said = parse(&text).expect_err("it is wrong");
    assert_eq!(said.lines().count(), 21, "{said}");
    assert!(
        said.ends_with("\nmy.toml: only 20 of its mistakes are listed"),
        "{said}"
    );
    let unknown: Vec<_> = (0..30).map(|number| format!("wrong{number} = 1")).collect();
    let unknown = unknown.join("\n");
    let said = parse(&format!("format = 1\n{unknown}")).expect_err("it is wrong");
    assert!(
        said.ends_with("\nmy.toml: only 20 of its mistakes are listed"),
        "{said}"
    );
}
