use super::*;

const SIGN_IN: Target<'_> = Target {
    host: "login.example.com",
    port: 443,
    scheme: Scheme::Https,
};
const LIST: Target<'_> = Target {
    host: "crl.example.net",
    port: 80,
    scheme: Scheme::Http,
};

fn environment(pairs: &[(&str, &str)]) -> Environment {
    Environment::of(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

fn ways(pairs: &[(&str, &str)]) -> Ways {
    Ways {
        environment: environment(pairs),
        ..Ways::default()
    }
}

#[test]
fn nobody_said_anything_so_the_way_is_direct() {
    let (route, hop) = ways(&[]).choose(&SIGN_IN);
    assert_eq!((route, hop), (Route::default(), None));
}

#[test]
fn each_scheme_has_its_own_variable_and_one_stands_for_all() {
    let both = ways(&[("HTTPS_PROXY", "http://a:1"), ("ALL_PROXY", "http://b:2")]);
    assert_eq!(both.choose(&SIGN_IN).0.via.as_deref(), Some("http://a:1"));
    assert_eq!(both.choose(&LIST).0.via.as_deref(), Some("http://b:2"));
}

#[test]
fn lower_case_comes_before_upper_case_and_the_other_is_passed_over() {
    let (route, _) = ways(&[
        ("HTTPS_PROXY", "http://upper:1"),
        ("https_proxy", "lower:2"),
    ])
    .choose(&SIGN_IN);
    assert_eq!(route.via.as_deref(), Some("http://lower:2"));
    assert_eq!(route.setting.as_deref(), Some("https_proxy"));
    assert_eq!(route.passed_over[0].said, "http://upper:1");
    assert_eq!(route.passed_over[0].why, Why::Earlier);
}

#[test]
fn the_command_line_speaks_before_the_environment() {
    let mut ways = ways(&[("HTTPS_PROXY", "http://a:1"), ("NO_PROXY", "*")]);
    ways.flag = FlagWord::Hop("http://flag:3128".parse().unwrap());
    let (route, hop) = ways.choose(&SIGN_IN);
    assert_eq!(route.told_by, Source::Flag);
    assert_eq!(hop.map(|hop| hop.port), Some(3128));
    ways.flag = FlagWord::Direct;
    let (route, hop) = ways.choose(&SIGN_IN);
    assert_eq!((route.told_by, route.via, hop), (Source::Flag, None, None));
}

#[test]
fn the_exception_that_took_a_target_off_the_hop_is_named() {
    let ways = ways(&[
        ("HTTPS_PROXY", "http://a:1"),
        ("no_proxy", "corp, .example.com"),
    ]);
    let (route, hop) = ways.choose(&SIGN_IN);
    assert_eq!(hop, None);
    assert_eq!(route.setting.as_deref(), Some("no_proxy .example.com"));
    assert_eq!(
        route.passed_over[0].why,
        Why::Bypassed(".example.com".to_owned())
    );
}

#[test]
fn a_setting_that_cannot_be_spoken_is_passed_over_and_its_secret_is_not_told() {
    let (route, hop) = ways(&[
        ("HTTPS_PROXY", "ftp://user:geheim@a:1"),
        ("ALL_PROXY", "http://b:2"),
    ])
    .choose(&SIGN_IN);
    assert_eq!(hop.map(|hop| hop.host), Some("b".to_owned()));
    let text = serde_json::to_string(&route).unwrap();
    assert!(!text.contains("geheim") && !text.contains("user"), "{text}");
    assert!(matches!(route.passed_over[0].why, Why::Unusable(_)));
}

#[test]
fn credentials_in_a_variable_are_decoded_and_shown_nowhere() {
    let (route, hop) = ways(&[("HTTPS_PROXY", "http://al%40ice:p%3Aw@a:1")]).choose(&SIGN_IN);
    let hop = hop.unwrap();
    assert_eq!(route.via.as_deref(), Some("http://a:1"));
    let shown = format!(
        "{hop:?} {hop} {:?}",
        ways(&[("HTTPS_PROXY", "http://x:p%3Aw@a:1")])
    );
    assert!(
        !shown.contains("p:w") && !shown.contains("p%3Aw"),
        "{shown}"
    );
    let credentials = hop.credentials.unwrap();
    assert_eq!(
        (credentials.user.as_str(), credentials.secret.reveal()),
        ("al@ice", "p:w")
    );
}

#[test]
fn exceptions_fit_names_suffixes_ports_and_addresses() {
    let fits = |entry: &str, host: &str, port: u16| {
        let target = Target {
            host,
            port,
            scheme: Scheme::Https,
        };
        Bypass::of(entry).entry_for(&target).is_some()
    };
    assert!(fits("*", "a.example", 1));
    assert!(fits("example.com", "example.com", 443) && fits("example.com", "a.example.com", 443));
    assert!(!fits("example.com", "badexample.com", 443));
    assert!(fits(".example.com", "a.example.com", 443) && !fits(".example.com", "example.com", 1));
    assert!(fits("*.Example.com", "a.b.example.com", 443));
    assert!(
        fits("example.com:443", "example.com", 443) && !fits("example.com:80", "example.com", 443)
    );
    assert!(fits("10.0.0.0/8", "10.1.2.3", 443) && !fits("10.0.0.0/8", "a.example", 443));
    assert!(fits("::1", "::1", 443) && fits("[::1]:443", "::1", 443));
    assert!(!fits("", "a.example", 443) && !fits(",;", "a.example", 443) && !fits(".", "a", 1));
}

#[test]
fn a_hop_is_read_with_or_without_scheme_port_and_slash() {
    for (text, shown) in [
        ("http://proxy:3128", "http://proxy:3128"),
        ("proxy:3128", "http://proxy:3128"),
        ("HTTP://Proxy.Corp.:8080/", "http://proxy.corp:8080"),
        ("http://10.0.0.1", "http://10.0.0.1:80"),
        ("http://[fd00::1]:3128", "http://[fd00::1]:3128"),
    ] {
        assert_eq!(text.parse::<Hop>().unwrap().to_string(), shown, "{text}");
    }
    for wrong in [
        "",
        "http://",
        "http://:80",
        "socks5://a:1",
        "http://a:0",
        "http://a:99999",
        "http://a:1/path",
        "http://a b:1",
        "http://[::1",
        "http://[x]:1",
    ] {
        assert!(wrong.parse::<Hop>().is_err(), "{wrong}");
    }
}

#[test]
fn an_error_holds_nothing_of_what_may_be_a_secret() {
    for text in [
        "http://alice:geh@im/2@proxy:3128",
        "http://alice:geh?im#2@proxy:3128",
        "http://alice:geh#im@proxy:no-port",
        "https://alice:geh/im@proxy:3128",
        "socks5://alice:geh/im@proxy:3128",
        "alice:geh/im@proxy:3128",
        "alice:geh://im@proxy:3128",
        "http:/alice:geheim@proxy:3128",
        "http://alice:geh/im@proxy:3128/path@x",
    ] {
        let why = text.parse::<Hop>().unwrap_err();
        let shown = format!("{why} {} {why:?}", why.said());
        for part in ["alice", "geh", "im@", "im#"] {
            assert!(!shown.contains(part), "{text}: {shown}");
        }
    }
}
