//! Which script is accused: the one that chose the route, or failed to.

use crate::catalogue::Scheme;
use crate::route::{
    Bypass, FlagWord, Location, ProxySettings, ProxyVariables, Route, Scripts, Source, Target,
};

fn chosen(change: impl Fn(&mut ProxySettings), script: &str) -> Route {
    let pair = ("HTTPS_PROXY".to_owned(), "http://b:2".to_owned());
    let mut settings = ProxySettings {
        pac: Some(Location::Text("proxy.pac".to_owned(), script.into())),
        environment: ProxyVariables::of([pair]),
        ..ProxySettings::default()
    };
    change(&mut settings);
    let target = Target {
        host: "login.example.com",
        port: 443,
        scheme: Scheme::Https,
    };
    let scripts = Scripts::default();
    let route = settings.choose(&target, &scripts).0;
    assert_eq!(route, settings.choose(&target, &scripts).0);
    route
}

fn accused(route: &Route) -> Vec<(&str, Option<u32>)> {
    let dialect = route.dialect.iter();
    let constructs = dialect.flat_map(|dialect| &dialect.constructs);
    constructs
        .map(|one| (one.construct.as_str(), one.line))
        .collect()
}

const LATER: &str = "let a = 1;\nfunction FindProxyForURL(url, host) {\n  \
                     return host.includes('a') ? 'PROXY a:1' : 'DIRECT';\n}";

#[test]
fn a_script_that_decides_is_accused_by_its_setting() {
    let route = chosen(|_| {}, LATER);
    assert_eq!(
        accused(&route),
        [("let", Some(1)), ("String.prototype.includes", Some(3))]
    );
    assert_eq!(route.dialect.unwrap().setting, "--pac proxy.pac");
}

#[test]
fn a_script_that_fails_is_accused_though_another_setting_decides() {
    let fails = "function FindProxyForURL(url, host) {\n  var a = `b`;\n  return missing(a);\n}";
    let route = chosen(|_| {}, fails);
    assert_eq!(route.source, Source::Pac);
    assert_eq!(accused(&route), [("template literals", Some(2))]);
}

#[test]
fn a_script_that_does_not_decide_is_not_accused() {
    let flag = chosen(|settings| settings.flag = FlagWord::Direct, LATER);
    assert_eq!(flag.dialect, None);
    let taken_off = chosen(
        |settings| settings.bypass = Some(Bypass::of("login.example.com")),
        LATER,
    );
    assert_eq!(taken_off.dialect, None);
}

#[test]
fn a_page_or_half_a_script_in_its_place_is_not_accused() {
    for text in [
        "<!DOCTYPE html><html><script>let a = `b`</script></html>",
        "<html><body>{`a`}</body></html>",
        "let a = 1; function FindProxyForURL(url, host) { return `",
        "",
        "\u{0}\u{0}",
    ] {
        assert_eq!(accused(&chosen(|_| {}, text)), [], "{text}");
    }
}
