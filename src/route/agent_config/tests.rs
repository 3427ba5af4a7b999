use super::*;
use crate::catalogue::Scheme;
use crate::route::internet_settings::InternetSettings;
use crate::route::{NextHop, ProxySettings, Route, Scripts, Source, Target, Why};

const APP: &str = "AADConnectProvisioningAgent.exe.config";

fn config(default_proxy: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<configuration>\n<system.net>\n{default_proxy}\n</system.net>\n</configuration>\n"
    )
}

fn read(default_proxy: &str) -> Result<AgentConfig, AgentConfigError> {
    AgentConfig::read(&[(APP.to_owned(), config(default_proxy))])
}

/// A machine whose system settings name a hop, exceptions and perhaps a script.
fn system(script: &str) -> Vec<Rules> {
    let settings = InternetSettings {
        enabled: true,
        server: "http=sys:1;https=sys:2".to_owned(),
        overrides: "*.sys.example;<local>".to_owned(),
        script: script.to_owned(),
        detects: false,
    };
    vec![settings.rules("Internet Settings")]
}

fn choose(
    config: AgentConfig,
    system: Vec<Rules>,
    scheme: Scheme,
    host: &str,
) -> (Route, Vec<NextHop>) {
    let ways = ProxySettings {
        agent_config: Some(config),
        system,
        ..ProxySettings::default()
    };
    let port = if scheme == Scheme::Http { 80 } else { 443 };
    ways.choose(&Target { host, port, scheme }, &Scripts::default())
}

/// Where `https://host` goes, on the machine above.
fn via(default_proxy: &str, host: &str) -> String {
    let config = read(default_proxy).unwrap_or_else(|why| panic!("{why}"));
    let (route, _) = choose(config, system(""), Scheme::Https, host);
    assert_eq!(route.source, Source::AgentConfig, "{default_proxy}");
    route.via.unwrap_or_else(|| "direct".to_owned())
}

const OWN: &str = "http://own:8080";
const SYSTEM: &str = "http://sys:2";
const DIRECT: &str = "direct";

/// Case, section, host, where it goes.
const MATRIX: &[(&str, &str, &str, &str)] = &[
    (
        "disabled",
        "<defaultProxy enabled='false'/>",
        "a.example",
        DIRECT,
    ),
    (
        "disabled, in any case of letters",
        "<defaultProxy enabled='FALSE'><proxy proxyaddress='http://own:8080'/></defaultProxy>",
        "a.example",
        DIRECT,
    ),
    ("nothing set", "<defaultProxy/>", "a.example", SYSTEM),
    (
        "nothing set, but an element",
        "<defaultProxy><proxy/></defaultProxy>",
        "a.example",
        SYSTEM,
    ),
    (
        "unspecified is nothing",
        "<defaultProxy><proxy usesystemdefault='Unspecified' autoDetect='unspecified'/></defaultProxy>",
        "a.example",
        SYSTEM,
    ),
    (
        "credentials alone are nothing",
        "<defaultProxy useDefaultCredentials='true'/>",
        "a.example",
        SYSTEM,
    ),
    (
        "usesystemdefault False alone",
        "<defaultProxy><proxy usesystemdefault='False'/></defaultProxy>",
        "a.example",
        DIRECT,
    ),
    (
        "usesystemdefault True alone",
        "<defaultProxy><proxy usesystemdefault='True'/></defaultProxy>",
        "a.example",
        SYSTEM,
    ),
    (
        "in lower case",
        "<defaultProxy><proxy usesystemdefault='true'/></defaultProxy>",
        "a.example",
        SYSTEM,
    ),
    (
        "True: the system's exceptions hold",
        "<defaultProxy><proxy usesystemdefault='True'/></defaultProxy>",
        "x.sys.example",
        DIRECT,
    ),
    (
        "True: the system's <local> holds",
        "<defaultProxy><proxy usesystemdefault='True'/></defaultProxy>",
        "intranet",
        DIRECT,
    ),
    (
        "True: bypassonlocal overrides <local>",
        "<defaultProxy><proxy usesystemdefault='True' bypassonlocal='False'/></defaultProxy>",
        "intranet",
        SYSTEM,
    ),
    (
        "True: proxyaddress overrides the map",
        "<defaultProxy><proxy usesystemdefault='True' proxyaddress='http://own:8080'/></defaultProxy>",
        "a.example",
        OWN,
    ),
    (
        "True: with an address the system's exceptions still hold",
        "<defaultProxy><proxy usesystemdefault='True' proxyaddress='http://own:8080'/></defaultProxy>",
        "x.sys.example",
        DIRECT,
    ),
    (
        "True: a bypasslist replaces the system's",
        "<defaultProxy><proxy usesystemdefault='True'/><bypasslist><add address='own\\.example$'/></bypasslist></defaultProxy>",
        "x.sys.example",
        SYSTEM,
    ),
    (
        "True: and holds",
        "<defaultProxy><proxy usesystemdefault='True'/><bypasslist><add address='own\\.example$'/></bypasslist></defaultProxy>",
        "x.own.example",
        DIRECT,
    ),
    (
        "proxyaddress with Unspecified",
        "<defaultProxy><proxy proxyaddress='http://own:8080'/></defaultProxy>",
        "a.example",
        OWN,
    ),
    (
        "proxyaddress with False",
        "<defaultProxy><proxy usesystemdefault='False' proxyaddress='http://own:8080'/></defaultProxy>",
        "a.example",
        OWN,
    ),
    (
        "that address only: not the system's exceptions",
        "<defaultProxy><proxy proxyaddress='http://own:8080'/></defaultProxy>",
        "x.sys.example",
        OWN,
    ),
    (
        "nor its <local>",
        "<defaultProxy><proxy proxyaddress='http://own:8080'/></defaultProxy>",
        "intranet",
        OWN,
    ),
    (
        "an address without a port is at 80",
        "<defaultProxy><proxy proxyaddress='http://own/'/></defaultProxy>",
        "a.example",
        "http://own:80",
    ),
    (
        "bypassonlocal True",
        "<defaultProxy><proxy proxyaddress='http://own:8080' bypassonlocal='True'/></defaultProxy>",
        "intranet",
        DIRECT,
    ),
    (
        "bypassonlocal True leaves others",
        "<defaultProxy><proxy proxyaddress='http://own:8080' bypassonlocal='True'/></defaultProxy>",
        "a.example",
        OWN,
    ),
    (
        "loopback is never asked for",
        "<defaultProxy><proxy proxyaddress='http://own:8080'/></defaultProxy>",
        "localhost",
        DIRECT,
    ),
    (
        "bypassonlocal alone takes no system",
        "<defaultProxy><proxy bypassonlocal='True'/></defaultProxy>",
        "a.example",
        DIRECT,
    ),
    (
        "a bypasslist alone takes no system",
        "<defaultProxy><bypasslist><add address='x'/></bypasslist></defaultProxy>",
        "a.example",
        DIRECT,
    ),
    (
        "autoDetect False alone takes no system",
        "<defaultProxy><proxy autoDetect='False'/></defaultProxy>",
        "a.example",
        DIRECT,
    ),
    (
        "autoDetect beside True takes no static system",
        "<defaultProxy><proxy usesystemdefault='True' autoDetect='True'/></defaultProxy>",
        "a.example",
        DIRECT,
    ),
    (
        "the seed's block",
        "<defaultProxy enabled='true' useDefaultCredentials='true'><proxy usesystemdefault='true' proxyaddress='http://own:8080' bypassonlocal='true'/></defaultProxy>",
        "a.example",
        OWN,
    ),
    (
        "a pattern is found anywhere",
        "<defaultProxy><proxy proxyaddress='http://own:8080'/><bypasslist><add address='contoso'/></bypasslist></defaultProxy>",
        "login.contoso.example",
        DIRECT,
    ),
    (
        "in any case of letters",
        "<defaultProxy><proxy proxyaddress='http://own:8080'/><bypasslist><add address='CONTOSO'/></bypasslist></defaultProxy>",
        "login.contoso.example",
        DIRECT,
    ),
    (
        "on the scheme too",
        "<defaultProxy><proxy proxyaddress='http://own:8080'/><bypasslist><add address='^http://'/></bypasslist></defaultProxy>",
        "a.example",
        OWN,
    ),
    (
        "remove takes an entry out",
        "<defaultProxy><proxy proxyaddress='http://own:8080'/><bypasslist><add address='a'/><remove address='a'/></bypasslist></defaultProxy>",
        "a.example",
        OWN,
    ),
    (
        "clear takes all before it out",
        "<defaultProxy><proxy proxyaddress='http://own:8080'/><bypasslist><add address='a'/><clear/><add address='zzz'/></bypasslist></defaultProxy>",
        "a.example",
        OWN,
    ),
];

/// domain.md 6.2, row by row.
#[test]
fn the_matrix_of_net() {
    for (case, default_proxy, host, wanted) in MATRIX {
        assert_eq!(via(default_proxy, host), *wanted, "{case}");
    }
}

#[test]
fn a_map_of_the_system_without_the_scheme_is_direct() {
    let mut only_http = system("");
    only_http[0]
        .hops
        .retain(|hop| hop.is.scheme == Some(Scheme::Http));
    let section = "<defaultProxy><proxy usesystemdefault='True'/></defaultProxy>";
    let config = read(section).unwrap();
    let (route, _) = choose(
        config.clone(),
        only_http.clone(),
        Scheme::Https,
        "a.example",
    );
    assert_eq!(route.via, None);
    let (route, _) = choose(config, only_http, Scheme::Http, "a.example");
    assert_eq!(route.via.as_deref(), Some("http://sys:1"));
}

#[test]
fn a_script_of_the_system_is_run_only_where_nothing_is_set() {
    let pac = "file:///no/such.pac";
    let asked = |section: &str| {
        let config = read(section).unwrap();
        let ways = ProxySettings {
            agent_config: Some(config),
            system: system(pac),
            ..ProxySettings::default()
        };
        // The system's own rules name it once; the agent's a second time where they take it over.
        ways.scripts(true).len() == 2
    };
    assert!(asked("<defaultProxy/>"));
    assert!(!asked(
        "<defaultProxy><proxy usesystemdefault='True'/></defaultProxy>"
    ));
    assert!(!asked(
        "<defaultProxy><proxy proxyaddress='http://own:1'/></defaultProxy>"
    ));
    assert!(!asked("<defaultProxy enabled='false'/>"));
}

#[test]
fn an_own_script_goes_before_the_address_and_the_address_is_what_is_left() {
    let section = "<defaultProxy><proxy scriptLocation='http://wpad/p.pac' proxyaddress='http://own:8080'/></defaultProxy>";
    let (route, _) = choose(
        read(section).unwrap(),
        Vec::new(),
        Scheme::Https,
        "a.example",
    );
    assert!(
        matches!(route.passed_over[0].why, Why::Failed(_)),
        "it was not fetched"
    );
    assert_eq!(route.via.as_deref(), Some("http://own:8080"));
    assert_eq!(
        route.setting.as_deref(),
        Some(format!("{APP}:4 proxyaddress").as_str())
    );
}

#[test]
fn the_applications_section_replaces_the_machines_as_a_whole() {
    let machine = config(
        "<defaultProxy><proxy proxyaddress='http://machine:1'/><bypasslist><add address='a'/></bypasslist></defaultProxy>",
    );
    let both = |app: &str| {
        let files = [
            (APP.to_owned(), app.to_owned()),
            ("machine.config".to_owned(), machine.clone()),
        ];
        let read = AgentConfig::read(&files).unwrap();
        choose(read, system(""), Scheme::Https, "x.example").0
    };
    let own = both(&config(
        "<defaultProxy><proxy proxyaddress='http://own:8080'/></defaultProxy>",
    ));
    assert_eq!(own.via.as_deref(), Some("http://own:8080"));
    let none = both("<configuration/>");
    assert_eq!(none.via, None, "the machine's bypasslist holds");
    let none = both(&config(""));
    assert!(
        none.setting
            .unwrap()
            .starts_with("machine.config:4 bypasslist")
    );
    let nobody = AgentConfig::read(&[(APP.to_owned(), "<configuration/>".to_owned())]).unwrap();
    let (route, _) = choose(nobody, system(""), Scheme::Https, "x.example");
    assert_eq!(route.via.as_deref(), Some("http://sys:2"));
}

#[test]
fn an_entry_that_fits_more_than_was_meant_is_told_with_an_example() {
    let section = "<defaultProxy><proxy proxyaddress='http://own:8080'/><bypasslist><add address='contoso'/></bypasslist></defaultProxy>";
    let (route, _) = choose(
        read(section).unwrap(),
        Vec::new(),
        Scheme::Https,
        "login.contoso.com",
    );
    let risky = route.risky.unwrap();
    assert_eq!(
        (risky.entry.as_str(), risky.also.as_str()),
        ("contoso", "https://login.contoso.com.example")
    );
}

#[test]
fn a_pattern_that_only_net_knows_is_said_to_be_unusable() {
    let section = "<defaultProxy><proxy proxyaddress='http://own:8080'/><bypasslist><add address='(?&lt;!x)contoso'/></bypasslist></defaultProxy>";
    let (route, _) = choose(
        read(section).unwrap(),
        Vec::new(),
        Scheme::Https,
        "login.contoso.com",
    );
    assert_eq!(route.passed_over[0].raw, "(?<!x)contoso");
    assert!(matches!(route.passed_over[0].why, Why::Unusable(_)));
    assert_eq!(route.via.as_deref(), Some("http://own:8080"));
}

const REFUSED: &[(&str, &str, &str)] = &[
    (
        "<defaultProxy><proxy usesystemdefault='yes'/></defaultProxy>",
        "4:22",
        "`True`, `False` or `Unspecified`",
    ),
    ("<defaultProxy enabled='1'/>", "4:15", "`true` or `false`"),
    (
        "<defaultProxy><proxy useSystemDefault='true'/></defaultProxy>",
        "4:22",
        "it is `usesystemdefault`",
    ),
    (
        "<defaultProxy><Proxy/></defaultProxy>",
        "4:15",
        "it is `proxy`",
    ),
    (
        "<defaultProxy><proxy colour='red'/></defaultProxy>",
        "4:22",
        "unknown attribute `colour`",
    ),
    (
        "<defaultProxy>\n  <proxy proxyaddress='own:8080'/></defaultProxy>",
        "5:10",
        "needs the prefix `http://`",
    ),
    (
        "<defaultProxy><proxy proxyaddress='https://own:8080'/></defaultProxy>",
        "4:22",
        "only `http://` proxies",
    ),
    (
        "<defaultProxy><proxy proxyaddress='http://own:x'/></defaultProxy>",
        "4:22",
        "its port",
    ),
    (
        "<defaultProxy><proxy scriptLocation='http://w/p' bypassonlocal='False'/></defaultProxy>",
        "4:50",
        "must not be combined",
    ),
    (
        "<defaultProxy><proxy scriptLocation='p.pac'/></defaultProxy>",
        "4:22",
        "a whole URL",
    ),
    (
        "<defaultProxy><bypasslist><add address='*.contoso.com'/></bypasslist></defaultProxy>",
        "4:32",
        "every request of the agent would fail",
    ),
    (
        "<defaultProxy><bypasslist><add/></bypasslist></defaultProxy>",
        "4:27",
        "needs the attribute `address`",
    ),
    (
        "<defaultProxy><bypasslist><drop/></bypasslist></defaultProxy>",
        "4:27",
        "known are add, remove, clear",
    ),
    // The documentation's own sample, whose `bypasslist` lacks its `>`.
    (
        "<defaultProxy>\n<bypasslist\n<add address='x'/>\n</bypasslist></defaultProxy>",
        "6:1",
        "not well-formed XML",
    ),
    ("<defaultProxy>", "5:1", "not well-formed XML"),
    (
        "<defaultProxy>&evil;</defaultProxy>",
        "4:15",
        "not well-formed XML",
    ),
];

#[test]
fn what_net_would_refuse_is_refused_with_line_and_column() {
    for (section, at, says) in REFUSED {
        let why = read(section).unwrap_err().to_string();
        assert!(
            why.starts_with(&format!("{APP}:{at}: ")) && why.contains(says),
            "{section}: {why}"
        );
    }
}

#[test]
fn a_file_of_another_kind_an_empty_one_and_a_bomb_are_refused() {
    let of = |text: &str| {
        AgentConfig::read(&[(APP.to_owned(), text.to_owned())])
            .unwrap_err()
            .to_string()
    };
    assert!(of("").contains(":1:1: not well-formed"));
    assert!(of("<html/>").contains("has to be `configuration`"));
    assert!(
        of("<!DOCTYPE x [<!ENTITY a 'b'>]><configuration>&a;</configuration>")
            .contains("not well-formed")
    );
    assert!(of(&"<a>".repeat(60_000)).contains("not well-formed"));
    assert!(of(&" ".repeat(2 << 20)).contains("1 MiB"));
}

#[test]
fn other_sections_are_of_no_concern() {
    let text = "<configuration><configSections><section name='x' type='y'/></configSections>\
        <runtime/><system.net><settings><httpWebRequest useUnsafeHeaderParsing='true'/></settings>\
        <defaultProxy lockItem='true'><module/><proxy proxyaddress='http://own:1'/></defaultProxy>\
        </system.net></configuration>";
    let config = AgentConfig::read(&[(APP.to_owned(), text.to_owned())]).unwrap();
    let (route, _) = choose(config, Vec::new(), Scheme::Https, "a.example");
    assert_eq!(route.via.as_deref(), Some("http://own:1"));
}
