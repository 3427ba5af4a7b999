use super::*;
use crate::catalogue::Scheme;

/// The route, and the way itself.
fn choose(ways: &ProxySettings, target: &Target<'_>) -> (Route, Option<Hop>) {
    let (route, ways) = ways.choose(target, &Scripts::default());
    (route, ways.into_iter().next().expect("there is a way"))
}

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

fn environment(pairs: &[(&str, &str)]) -> ProxyVariables {
    ProxyVariables::of(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

fn ways(pairs: &[(&str, &str)]) -> ProxySettings {
    ProxySettings {
        environment: environment(pairs),
        ..ProxySettings::default()
    }
}

#[test]
fn nobody_said_anything_so_the_way_is_direct() {
    let (route, hop) = choose(&ways(&[]), &SIGN_IN);
    assert_eq!((route, hop), (Route::default(), None));
}

#[test]
fn each_scheme_has_its_own_variable_and_one_stands_for_all() {
    let both = ways(&[("HTTPS_PROXY", "http://a:1"), ("ALL_PROXY", "http://b:2")]);
    assert_eq!(choose(&both, &SIGN_IN).0.via.as_deref(), Some("http://a:1"));
    assert_eq!(choose(&both, &LIST).0.via.as_deref(), Some("http://b:2"));
}

#[test]
fn lower_case_comes_before_upper_case_and_the_other_is_passed_over() {
    let (route, _) = choose(
        &ways(&[
            ("HTTPS_PROXY", "http://upper:1"),
            ("https_proxy", "lower:2"),
        ]),
        &SIGN_IN,
    );
    assert_eq!(route.via.as_deref(), Some("http://lower:2"));
    assert_eq!(route.setting.as_deref(), Some("https_proxy"));
    assert_eq!(route.passed_over[0].raw, "http://upper:1");
    assert_eq!(route.passed_over[0].why, Why::Earlier);
}

#[test]
fn the_command_line_speaks_before_the_environment() {
    let mut ways = ways(&[("HTTPS_PROXY", "http://a:1"), ("NO_PROXY", "*")]);
    ways.flag = FlagWord::Hop("http://flag:3128".parse().unwrap());
    let (route, hop) = choose(&ways, &SIGN_IN);
    assert_eq!(route.source, Source::Flag);
    assert_eq!(hop.map(|hop| hop.port), Some(3128));
    ways.flag = FlagWord::Direct;
    let (route, hop) = choose(&ways, &SIGN_IN);
    assert_eq!((route.source, route.via, hop), (Source::Flag, None, None));
}

#[test]
fn the_exception_that_took_a_target_off_the_hop_is_named() {
    let ways = ways(&[
        ("HTTPS_PROXY", "http://a:1"),
        ("no_proxy", "corp, .example.com"),
    ]);
    let (route, hop) = choose(&ways, &SIGN_IN);
    assert_eq!(hop, None);
    assert_eq!(route.setting.as_deref(), Some("no_proxy .example.com"));
    assert_eq!(
        route.passed_over[0].why,
        Why::Bypassed(".example.com".to_owned())
    );
}

#[test]
fn a_setting_that_decides_and_cannot_be_used_leaves_no_way_and_its_secret_is_not_told() {
    let ways = ways(&[
        ("HTTPS_PROXY", "ftp://user:geheim@a:1"),
        ("ALL_PROXY", "http://b:2"),
    ]);
    let (route, tried) = ways.choose(&SIGN_IN, &Scripts::default());
    assert_eq!(tried, []);
    assert!(route.unusable && !route.is_direct());
    assert_eq!(route.setting.as_deref(), Some("HTTPS_PROXY"));
    assert!(route.rests_on(&route.passed_over[0]));
    assert!(!route.rests_on(&route.passed_over[1]));
    let text = serde_json::to_string(&route).unwrap();
    assert!(!text.contains("geheim") && !text.contains("user"), "{text}");
    assert!(matches!(route.passed_over[0].why, Why::Unusable(_)));
}

#[test]
fn credentials_in_a_variable_are_decoded_and_shown_nowhere() {
    let (route, hop) = choose(
        &ways(&[("HTTPS_PROXY", "http://al%40ice:p%3Aw@a:1")]),
        &SIGN_IN,
    );
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
fn a_hop_is_read_with_or_without_scheme_port_and_slash() {
    for (text, shown) in [
        ("http://proxy:3128", "http://proxy:3128"),
        ("proxy:3128", "http://proxy:3128"),
        ("HTTP://Proxy.Corp.:8080/", "http://proxy.corp:8080"),
        ("http://10.0.0.1", "http://10.0.0.1:80"),
        ("http://[fd00::1]:3128", "http://[fd00::1]:3128"),
        ("https://a", "https://a:443"),
        ("socks4a://a", "socks4a://a:1080"),
        ("SOCKS5://a:9", "socks5://a:9"),
        ("socks5h://u:p@a", "socks5h://a:1080"),
        ("socks://a", "socks4://a:1080"),
        ("http:/a:1", "http://a:1"),
        ("http://a:1/path?query#part", "http://a:1"),
    ] {
        assert_eq!(text.parse::<Hop>().unwrap().to_string(), shown, "{text}");
    }
    for wrong in [
        "",
        "http://",
        "http://:80",
        "ftp://a:1",
        "http://a:0",
        "http://a:99999",
        "http://a:+1",
        "http://a b:1",
        "socks5://localhost/a.sock",
        "http://[::1",
        "http://[x]:1",
    ] {
        assert!(wrong.parse::<Hop>().is_err(), "{wrong}");
    }
}

#[test]
fn an_ipv6_address_without_brackets_says_what_to_write() {
    for (text, instead) in [
        ("http://fd00::1:3128", "http://[fd00::1]:3128"),
        ("fd00::1", "http://[fd00::1]:3128"),
        ("socks5://2001:db8::8", "socks5://[2001:db8::8]:3128"),
        ("1:2:3:4:5:6:7:8:80", "http://[1:2:3:4:5:6:7:8]:80"),
    ] {
        let why = text.parse::<Hop>().unwrap_err();
        let words = format!("an IPv6 address stands in brackets; write `{instead}`");
        assert_eq!(why.to_string(), words, "{text}");
    }
    assert!(matches!(
        "http://a:1:2".parse::<Hop>(),
        Err(HopError::Port(_))
    ));
}

#[test]
fn what_is_wrong_in_a_setting_that_does_not_decide_is_only_told() {
    let mut ways = ways(&[
        ("https_proxy", "http://b:2"),
        ("HTTPS_PROXY", "gopher://s:1"),
    ]);
    let (route, hop) = choose(&ways, &SIGN_IN);
    assert_eq!(hop.map(|hop| hop.port), Some(2));
    assert_eq!(route.passed_over[0].raw, "gopher://s:1");
    assert!(matches!(&route.passed_over[0].why, Why::Unusable(why) if why.contains("gopher")));
    assert!(!route.unusable);
    ways.environment = environment(&[("https_proxy", "gopher://s:1")]);
    ways.flag = FlagWord::Hop("http://flag:1".parse().unwrap());
    let (route, hop) = choose(&ways, &SIGN_IN);
    assert_eq!((route.unusable, hop.map(|hop| hop.port)), (false, Some(1)));
}

#[test]
fn a_setting_that_cannot_be_used_does_not_give_way_to_the_next_source() {
    let mut ways = ways(&[("HTTPS_PROXY", "gopher://s:1")]);
    ways.system = system(&[
        ("HTTPS_PROXY", "http://sys:2"),
        ("http_proxy", "http://sys:3"),
    ]);
    assert!(ways.choose(&SIGN_IN, &Scripts::default()).0.unusable);
    assert_eq!(choose(&ways, &LIST).0.via.as_deref(), Some("http://sys:3"));
    ways.flag = FlagWord::System;
    let via = choose(&ways, &SIGN_IN).0.via;
    assert_eq!(via.as_deref(), Some("http://sys:2"), "asked for by flag");
}

#[test]
fn an_exception_makes_a_hop_needless_that_cannot_be_used() {
    for own in [true, false] {
        let list = if own { "example.com" } else { "" };
        let mut ways = ways(&[("HTTPS_PROXY", "gopher://s:1"), ("NO_PROXY", list)]);
        ways.bypass = (!own).then(|| Bypass::of("example.com"));
        let (route, hop) = choose(&ways, &SIGN_IN);
        assert_eq!((route.is_direct(), hop), (true, None), "{route:?}");
        assert!(matches!(route.passed_over[0].why, Why::Unusable(_)));
    }
}

#[test]
fn the_words_env_and_system_are_no_sources_of_their_own() {
    let mut ways = ways(&[("HTTPS_PROXY", "http://a:1")]);
    for flag in [FlagWord::Environment, FlagWord::System] {
        ways.system = system(&[("HTTPS_PROXY", "http://a:1")]);
        ways.flag = flag;
        let (route, _) = choose(&ways, &SIGN_IN);
        assert_eq!(route.via.as_deref(), Some("http://a:1"));
        let flags = |other: &&PassedOver| other.source == Source::Flag;
        assert_eq!(route.passed_over.iter().find(flags), None);
    }
}

fn system(pairs: &[(&str, &str)]) -> Vec<Rules> {
    vec![environment(pairs).rules(Source::System, "/etc/environment")]
}

fn script(text: &str) -> Location {
    Location::Text("proxy.pac".to_owned(), text.into())
}

#[test]
fn the_system_speaks_after_the_environment_and_alone_where_it_is_asked_for() {
    let mut ways = ways(&[("HTTPS_PROXY", "http://env:1")]);
    ways.system = system(&[
        ("HTTPS_PROXY", "http://sys:2"),
        ("http_proxy", "http://sys:3"),
    ]);
    let (route, _) = choose(&ways, &SIGN_IN);
    assert_eq!(
        (route.source, route.via.as_deref()),
        (Source::Environment, Some("http://env:1"))
    );
    assert_eq!(route.passed_over[0].setting, "/etc/environment HTTPS_PROXY");
    let (route, _) = choose(&ways, &LIST);
    assert_eq!(
        (route.source, route.via.as_deref()),
        (Source::System, Some("http://sys:3"))
    );
    ways.flag = FlagWord::System;
    let (route, _) = choose(&ways, &SIGN_IN);
    assert_eq!(
        (route.source, route.via.as_deref()),
        (Source::System, Some("http://sys:2"))
    );
    ways.flag = FlagWord::Environment;
    let (route, hop) = choose(&ways, &LIST);
    assert_eq!(
        (route.source, hop),
        (Source::Flag, None),
        "the system was not asked"
    );
}

#[test]
fn a_script_answers_a_list_and_its_first_way_is_gone() {
    let ways = ProxySettings {
        pac: Some(script(
            "function FindProxyForURL() { return 'SOCKS s:1; PROXY a:1; PROXY b:2; DIRECT' }",
        )),
        ..ways(&[("HTTPS_PROXY", "http://env:1")])
    };
    let (route, tried) = ways.choose(&SIGN_IN, &Scripts::default());
    assert_eq!(
        (route.source, route.via.as_deref()),
        (Source::Pac, Some("socks4a://s:1"))
    );
    assert_eq!(route.setting.as_deref(), Some("--pac proxy.pac"));
    assert_eq!(route.alternatives, ["http://a:1", "http://b:2", "direct"]);
    assert_eq!(tried.len(), 4);
    assert_eq!(route.passed_over[0].why, Why::Earlier);
}

#[test]
fn a_script_that_fails_is_said_and_the_way_is_direct() {
    let ways = ProxySettings {
        pac: Some(script(
            "function FindProxyForURL() {\n  return nothing.here\n}",
        )),
        ..ProxySettings::default()
    };
    let (route, hop) = choose(&ways, &SIGN_IN);
    assert_eq!((route.source, hop), (Source::Pac, None));
    let Why::Failed(why) = &route.passed_over[0].why else {
        panic!("{:?}", route.passed_over);
    };
    assert!(
        why.starts_with("line 2: ") && why.contains("nothing"),
        "{why}"
    );
}

#[test]
fn credentials_go_to_a_hop_of_a_script_only_where_a_setting_names_the_same() {
    let credentials = Some(Credentials {
        user: "anna".to_owned(),
        secret: Secret::new("geheim".to_owned()),
    });
    let through = |place: &str, environment: &[(&str, &str)], credentials: &Option<Credentials>| {
        let text = format!("function FindProxyForURL() {{ return 'PROXY {place}' }}");
        let ways = ProxySettings {
            pac: Some(script(&text)),
            credentials: credentials.clone(),
            ..ways(environment)
        };
        choose(&ways, &SIGN_IN).1.and_then(|hop| hop.credentials)
    };
    let own = [("HTTPS_PROXY", "http://bob:pw@a:1")];
    assert_eq!(through("evil:1", &own, &None), None);
    assert_eq!(through("evil:1", &own, &credentials), None);
    assert_eq!(through("evil:1", &[], &credentials), None);
    assert_eq!(through("u:p@evil:1", &[], &None), None);
    assert_eq!(
        through("a:1", &own, &None).map(|known| known.user),
        Some("bob".to_owned())
    );
    assert_eq!(
        through("a:1", &own, &credentials).map(|known| known.user),
        Some("anna".to_owned())
    );
    assert_eq!(through("a:2", &own, &credentials), None);
}

#[test]
fn exceptions_of_the_command_line_stand_in_for_those_of_every_source() {
    let mut ways = ways(&[
        ("HTTPS_PROXY", "http://a:1"),
        ("NO_PROXY", "login.example.com"),
    ]);
    ways.bypass = Some(Bypass::of("crl.example.net"));
    assert!(choose(&ways, &SIGN_IN).1.is_some());
    ways.pac = Some(script("function FindProxyForURL() { return 'PROXY p:1' }"));
    ways.bypass = Some(Bypass::of("login.example.com"));
    let (route, hop) = choose(&ways, &SIGN_IN);
    assert_eq!((route.source, hop), (Source::Flag, None));
    assert_eq!(
        route.setting.as_deref(),
        Some("--no-proxy login.example.com")
    );
}

proptest::proptest! {
    /// Whatever a setting is, and however it is broken, the password in it is shown nowhere.
    #[test]
    fn a_secret_is_shown_nowhere(
        before in "(http://|https://|socks5://|ftp://|//|:|http:|)[a-z:/@ ]{0,6}",
        after in "[a-z0-9.:/?#\\[\\]%; =]{0,20}",
    ) {
        let text = format!("{before}anna:GEHEIM@{after}");
        let list = format!("http={text};https={text}");
        let settings = internet_settings::InternetSettings {
            enabled: true,
            server: list,
            script: text.clone(),
            ..internet_settings::InternetSettings::default()
        };
        let config = format!(
            "<configuration><system.net><defaultProxy><proxy proxyaddress='{text}' \
             scriptLocation='{text}'/></defaultProxy></system.net></configuration>",
        );
        let config = AgentConfig::read(&[("a.config".to_owned(), config)]);
        let answer = format!("function FindProxyForURL() {{ return 'PROXY {text}; {text}' }}");
        let mut ways = ProxySettings {
            pac: Some(script(&answer)),
            system: vec![
                settings.rules("HKCU"),
                desktop::kde(&format!("[Proxy Settings]\nProxyType=1\nhttpsProxy={text}"), "kde"),
            ],
            agent_config: config.clone().ok(),
            ..environment_of(&text)
        };
        let mut shown = vec![format!("{settings:?} {config:?} {}", Location::Url(text.clone()))];
        if let Err(why) = &config {
            shown.push(why.to_string());
        }
        if let Err(why) = text.parse::<Hop>() {
            shown.push(format!("{why} {why:?} {}", why.said()));
        }
        for pac in [true, false] {
            let chosen = ways.choose(&SIGN_IN, &Scripts::default());
            shown.push(format!("{ways:?} {chosen:?} {:?}", ways.remarks()));
            shown.push(serde_json::to_string(&chosen.0).unwrap());
            if pac {
                ways.pac = None;
            }
        }
        let shown = shown.concat();
        proptest::prop_assert!(!shown.contains("GEHEIM"), "{shown}");
    }
}

fn environment_of(text: &str) -> ProxySettings {
    ways(&[("HTTPS_PROXY", text), ("ALL_PROXY", text)])
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
        "alice:/geheim@proxy:3128",
        "http://alice:geh@im@proxy:3128",
        "http:/alice:gehe%0aim@proxy:3128",
        "http://alice:geh/im@proxy:3128/path@x",
    ] {
        let why = text.parse::<Hop>().unwrap_err();
        let shown = format!("{why} {} {why:?}", why.said());
        for part in ["alice", "geh", "im@", "im#"] {
            assert!(!shown.contains(part), "{text}: {shown}");
        }
    }
}
