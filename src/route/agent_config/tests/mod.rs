mod files;
mod mending;
mod remarks;

use std::sync::Arc;

use super::*;
use crate::catalogue::Scheme;
use crate::route::internet_settings::InternetSettings;
use crate::route::{
    NextHop, NoAnswers, PassedOver, ProxySettings, Route, ScriptError, Scripts, Target, Why,
};

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
        windows: Some(system.clone()),
        system,
        ..ProxySettings::default()
    };
    let port = if scheme == Scheme::Http { 80 } else { 443 };
    ways.choose(&Target { host, port, scheme }, &Scripts::default())
}

/// The columns of a table's rows.
fn rows<const N: usize>(table: &'static str) -> Vec<[&'static str; N]> {
    let lines = table.lines().filter(|line| !line.starts_with("# "));
    let columns = |line: &'static str| line.split('\t').collect::<Vec<_>>().try_into();
    lines
        .map(|line| columns(line).unwrap_or_else(|row| panic!("{row:?}")))
        .collect()
}

/// A row's file: whole, or what stands in `configuration` (`@`), or the section alone. `~` ends a line.
fn whole(text: &str) -> String {
    let text = text.replace('~', "\n");
    match text.strip_prefix('@') {
        Some(inside) => format!("<configuration>\n{inside}\n</configuration>"),
        None if text.starts_with("<defaultProxy") => config(&text),
        None => text,
    }
}

fn read_row(text: &str) -> Result<AgentConfig, AgentConfigError> {
    AgentConfig::read(&[(APP.to_owned(), whole(text))])
}

/// referencesource, row by row.
#[test]
fn every_file_leads_where_net_goes() {
    let mut wrong = Vec::new();
    let table = rows::<5>(include_str!("routes.tsv"));
    for [source, text, host, expected, case] in &table {
        let via = match read_row(text) {
            Ok(config) => {
                let (route, _) = choose(config, system(""), Scheme::Https, host);
                route.via.unwrap_or_else(|| "direct".to_owned())
            }
            Err(why) => why.to_string(),
        };
        if via != *expected {
            wrong.push(format!("{source}: {case}: {text}: {via}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(table.len() >= 130);
}

/// What makes every request fail, as an error would have it.
fn fatal(config: AgentConfig) -> String {
    let (route, hops) = choose(config, system(""), Scheme::Https, "a.example");
    match route.passed_over.first() {
        Some(PassedOver {
            setting,
            why: Why::Fatal(why),
            ..
        }) if route.unusable && hops.is_empty() => {
            format!("{}: {why}", setting.split(' ').next().unwrap_or_default())
        }
        _ => "taken".to_owned(),
    }
}

#[test]
fn what_net_refuses_is_refused_with_line_and_column() {
    let mut wrong = Vec::new();
    let table = rows::<4>(include_str!("refused.tsv"));
    for [source, text, at, says] in &table {
        let why = match read_row(text) {
            Err(why) => why.to_string(),
            Ok(config) => fatal(config),
        };
        if !(why.starts_with(&format!("{APP}:{at}: ")) && why.contains(says)) {
            wrong.push(format!("{source}: {text}: {why}, not {at}: {says}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(table.len() >= 130);
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
    let pac = PAC;
    let asked = |section: &str| {
        let config = read(section).unwrap();
        let ways = ProxySettings {
            agent_config: Some(config),
            windows: Some(system(pac)),
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

/// The text of every script that is asked for, or why it is not to be had.
fn with_script(config: AgentConfig, system: Vec<Rules>, text: &Result<&str, ScriptError>) -> Route {
    let ways = ProxySettings {
        agent_config: Some(config),
        windows: Some(system.clone()),
        system,
        ..ProxySettings::default()
    };
    let texts = ways.scripts(true).into_iter();
    let texts = texts
        .map(|script| {
            let text = text.clone().map(Arc::<str>::from);
            (script, text.map(Into::into))
        })
        .collect();
    let scripts = Scripts::new(texts, Arc::new(NoAnswers), 0);
    let target = Target {
        host: "a.example",
        port: 443,
        scheme: Scheme::Https,
    };
    ways.choose(&target, &scripts).0
}

const PAC: &str = "http://wpad/p.pac";

#[test]
fn a_script_of_the_section_is_asked_and_none_is_direct() {
    let section = "<defaultProxy><proxy scriptLocation='http://wpad/p.pac'/></defaultProxy>";
    let answer = "function FindProxyForURL() { return 'PROXY pac:3' }";
    let route = with_script(read(section).unwrap(), system(""), &Ok(answer));
    assert_eq!(route.via.as_deref(), Some("http://pac:3"));
    for bad in [Ok("throw 1"), Err(ScriptError::Status(404))] {
        let route = with_script(read(section).unwrap(), system(""), &bad);
        assert_eq!(route.via, None);
    }
}

/// `WinHttpWebProxyFinder.GetStateFromErrorCode`: a script that throws is an answer without a proxy; one
/// that cannot be had is none, and the static settings count.
#[test]
fn a_script_of_the_system_that_throws_is_direct_and_one_that_is_missing_is_not() {
    let silent = || read("<defaultProxy/>").unwrap();
    let thrown = with_script(
        silent(),
        system(PAC),
        &Ok("function FindProxyForURL() { throw 1 }"),
    );
    assert_eq!(thrown.via, None);
    assert!(thrown.setting.unwrap().ends_with("(it throws)"));
    let missing = with_script(silent(), system(PAC), &Err(ScriptError::Status(404)));
    assert_eq!(missing.via.as_deref(), Some("http://sys:2"));
    let file = with_script(
        silent(),
        system("file:///c:/p.pac"),
        &Ok("function FindProxyForURL() { return 'DIRECT' }"),
    );
    assert_eq!(
        file.via.as_deref(),
        Some("http://sys:2"),
        "WinHTTP reads none from a file"
    );
}

#[test]
fn the_agent_detects_only_where_nothing_drops_it() {
    for (section, detects) in [
        ("<defaultProxy/>", None),
        ("<defaultProxy enabled='false'/>", Some(false)),
        (
            "<defaultProxy><proxy autoDetect='True'/></defaultProxy>",
            Some(true),
        ),
        (
            "<defaultProxy><proxy autoDetect='False'/></defaultProxy>",
            Some(false),
        ),
        (
            "<defaultProxy><proxy usesystemdefault='True'/></defaultProxy>",
            Some(false),
        ),
        (
            "<defaultProxy><proxy autoDetect='True' proxyaddress='http://own:1'/></defaultProxy>",
            Some(false),
        ),
        (
            "<defaultProxy><proxy autoDetect='True' bypassonlocal='True'/></defaultProxy>",
            Some(false),
        ),
    ] {
        assert_eq!(read(section).unwrap().detects(), detects, "{section}");
    }
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
fn a_pattern_that_only_net_knows_leaves_no_route_unless_another_entry_fits() {
    let section = "<defaultProxy><proxy proxyaddress='http://own:8080'/><bypasslist><add address='(?&lt;!x)contoso'/></bypasslist></defaultProxy>";
    let (route, _) = choose(
        read(section).unwrap(),
        Vec::new(),
        Scheme::Https,
        "login.contoso.com",
    );
    assert_eq!(route.passed_over[0].raw, "(?<!x)contoso");
    assert!(matches!(route.passed_over[0].why, Why::Unusable(_)));
    assert!(route.unusable && !route.is_direct());
    let decided = section.replace("</bypasslist>", "<add address='login'/></bypasslist>");
    let (route, hops) = choose(
        read(&decided).unwrap(),
        Vec::new(),
        Scheme::Https,
        "login.contoso.com",
    );
    assert_eq!((route.is_direct(), hops), (true, vec![None]));
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
