use super::*;
use crate::route::{HopError, ProxySettings, Scripts, Target, Why};

/// The rows of `variables.tsv`, whose head says what they are.
const TABLE: &str = include_str!("variables.tsv");

fn variables(cell: &str) -> ProxyVariables {
    let pairs = cell.split(' ').filter_map(|pair| pair.split_once('='));
    let value = |text: &str| text.replace("\\s", " ").replace("\\r", "\r");
    ProxyVariables::of(pairs.map(|(name, text)| (name.to_owned(), value(text))))
}

/// The first that is read for this scheme.
fn named(rules: &Rules, scheme: Scheme) -> String {
    let mut hops = rules.hops.iter().map(|rule| &rule.is);
    match hops.find(|rule| rule.scheme.is_none_or(|own| own == scheme)) {
        None => "direct".to_owned(),
        Some(HopRule { hop: Ok(hop), .. }) => hop.to_string(),
        Some(HopRule { hop: Err(_), .. }) => "unusable".to_owned(),
    }
}

#[test]
fn every_row_of_the_table_is_read_as_it_says() {
    let mut rows = 0;
    let mut wrong = Vec::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [pairs, https, http, _curl, _source] = cells[..] else {
            panic!("{line}");
        };
        let rules = variables(pairs).rules(Source::Environment, "");
        let read = [Scheme::Https, Scheme::Http].map(|scheme| named(&rules, scheme));
        rows += 1;
        if read != [https, http] {
            wrong.push(format!("{read:?}: {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows > 70, "{rows}");
}

fn choose(cell: &str, scheme: Scheme) -> crate::route::Route {
    let settings = ProxySettings {
        environment: variables(cell),
        ..ProxySettings::default()
    };
    let target = Target {
        host: "a.example",
        port: 443,
        scheme,
    };
    settings.choose(&target, &Scripts::default()).0
}

#[test]
fn http_proxy_in_upper_case_is_told_where_nothing_else_is_set() {
    let route = choose("HTTP_PROXY=http://u:pw@p:1", Scheme::Http);
    assert_eq!(route.via, None);
    let [other] = &route.passed_over[..] else {
        panic!("{route:?}");
    };
    assert_eq!(
        (other.setting.as_str(), other.raw.as_str()),
        ("HTTP_PROXY", "http://p:1")
    );
    assert!(
        matches!(&other.why, Why::Unread(why) if why.contains("`http_proxy`")),
        "{other:?}"
    );
    assert_eq!(
        choose("HTTP_PROXY=http://p:1", Scheme::Https).passed_over,
        []
    );
    let both = choose("HTTP_PROXY=http://p:1 http_proxy=http://q:2", Scheme::Http);
    assert_eq!(both.passed_over[0].why, Why::Earlier, "{both:?}");
    let all = choose("HTTP_PROXY=http://p:1 ALL_PROXY=http://q:2", Scheme::Http);
    assert_eq!(all.via.as_deref(), Some("http://q:2"));
    assert!(matches!(all.passed_over[0].why, Why::Unread(_)), "{all:?}");
}

#[test]
fn an_exception_that_can_fit_nothing_costs_no_other() {
    let list = "https_proxy=http://p:1 no_proxy=10.0.0.0/99,b.example";
    let route = choose(list, Scheme::Https);
    assert_eq!(route.via.as_deref(), Some("http://p:1"));
    let [other] = &route.passed_over[..] else {
        panic!("{route:?}");
    };
    assert_eq!(
        (other.setting.as_str(), other.raw.as_str()),
        ("no_proxy", "10.0.0.0/99")
    );
    assert!(
        matches!(&other.why, Why::UnusableEntry(why) if why.contains("`10.0.0.0/8`")),
        "{other:?}"
    );
    let with_own = choose(&format!("{list},a.example"), Scheme::Https);
    assert_eq!(with_own.via, None);
    assert_eq!(
        choose("no_proxy=10.0.0.0/99", Scheme::Https).passed_over,
        [],
        "there is no proxy"
    );
}

#[test]
fn a_value_that_is_not_utf_8_is_told_and_its_secret_is_not() {
    let value = String::from_utf8_lossy(b"http://anna:geh\xe9im@p:1").into_owned();
    let set = ProxyVariables::of([("https_proxy".to_owned(), value)]);
    let rules = set.rules(Source::Environment, "");
    let HopRule { hop: Err(why), .. } = &rules.hops[0].is else {
        panic!("{rules:?}");
    };
    assert_eq!(why, &HopError::Encoding("http://p:1".to_owned()));
    assert!(!format!("{why} {why:?} {set:?}").contains("geh"));
}

#[test]
fn a_list_with_blanks_for_commas_is_a_remark() {
    let remarks = |cell| variables(cell).rules(Source::Environment, "").remarks;
    assert_eq!(remarks("no_proxy=a,\\sb"), Vec::<String>::new());
    let [only] = &remarks("no_proxy=a\\sb")[..] else {
        panic!("one remark");
    };
    assert!(
        only.starts_with("no_proxy: ") && only.contains("curl 8.9"),
        "{only}"
    );
}

#[test]
fn etc_environment_is_lines_of_pairs_with_or_without_quotes() {
    let text = "# a comment\nPATH=/bin\nexport HTTPS_PROXY=\"http://a:1\"\nno_proxy = 'x'\n";
    let read = ProxyVariables::of_file(text);
    assert_eq!(read.value("HTTPS_PROXY"), Some("http://a:1"));
    assert_eq!(read.value("no_proxy"), Some("x"));
    let rules = read.rules(Source::System, "/etc/environment");
    assert_eq!(rules.hops[0].setting, "/etc/environment HTTPS_PROXY");
}
