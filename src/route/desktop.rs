//! Settings of Linux desktops: KDE's kioslaverc and GNOME's dconf key files → rules. Reads no files.

use super::exception::Exception;
use super::rules::{HopRule, Rules, named};
use super::{Bypass, Hop, HopScheme, Location, Source};
use crate::catalogue::Scheme;

/// The schemes a desktop names a hop for.
const SCHEMES: [(&str, Scheme); 2] = [("https", Scheme::Https), ("http", Scheme::Http)];

/// KDE's `[Proxy Settings]`: `ProxyType` 1 is static, 2 a script, 3 WPAD, 4 the environment.
#[must_use]
pub fn kde(text: &str, place: &str) -> Rules {
    let value = |key: &str| value_in(text, "Proxy Settings", key);
    match value("ProxyType") {
        Some("1") => {
            let hops = SCHEMES.map(|(word, scheme)| {
                let key = format!("{word}Proxy");
                // `http://proxy 8080`: the port stands behind a blank.
                let said = value(&key)?.trim_end_matches('/').replace(' ', ":");
                Some((key, scheme, Hop::with_usual_port(&said, 80)))
            });
            // Commas and white space separate, as in KDE's dialog.
            let list = value("NoProxyFor").unwrap_or_default();
            let list = list.split(|c: char| c == ',' || c.is_whitespace());
            // Hosts without a dot, which no endpoint is.
            let list = list.filter(|entry| *entry != "<local>");
            fixed(place, hops, ("NoProxyFor", list.collect()))
        }
        Some("2") => script(place, "Proxy Config Script", value("Proxy Config Script")),
        Some("3") => detects(place),
        _ => nothing(),
    }
}

/// GNOME's `[system/proxy]` in a dconf key file: `mode` is `none`, `manual` or `auto`.
#[must_use]
pub fn gnome(text: &str, place: &str) -> Rules {
    let value = |section: &str, key: &str| value_in(text, section, key).map(unquoted);
    match value("system/proxy", "mode") {
        Some("manual") => {
            let hops = SCHEMES.map(|(word, scheme)| {
                let section = format!("system/proxy/{word}");
                let host = value(&section, "host").filter(|host| !host.is_empty())?;
                let port = value(&section, "port").unwrap_or_default();
                let said = format!("{host}:{port}");
                Some((
                    format!("{section} host"),
                    scheme,
                    Hop::at(HopScheme::Http, &said, 80),
                ))
            });
            let list = value("system/proxy", "ignore-hosts").unwrap_or_default();
            fixed(place, hops, ("system/proxy ignore-hosts", strings_of(list)))
        }
        Some("auto") => match value("system/proxy", "autoconfig-url") {
            Some(url) if !url.is_empty() => script(place, "system/proxy autoconfig-url", Some(url)),
            _ => detects(place),
        },
        _ => nothing(),
    }
}

type Found = Option<(String, Scheme, Result<Hop, super::HopError>)>;

fn fixed(place: &str, hops: [Found; 2], (key, list): (&str, Vec<&str>)) -> Rules {
    let hops = hops.into_iter().flatten().map(|(key, scheme, hop)| {
        let scheme = Some(scheme);
        named(&format!("{place} {key}"), HopRule { scheme, hop })
    });
    Rules {
        hops: hops.collect(),
        exceptions: vec![Exception::List(
            format!("{place} {key}"),
            Bypass::of_entries(list),
        )],
        ..nothing()
    }
}

fn script(place: &str, key: &str, url: Option<&str>) -> Rules {
    let at = |url: &str| named(&format!("{place} {key}"), Location::Url(url.to_owned()));
    Rules {
        script: url.filter(|url| !url.is_empty()).map(at),
        ..nothing()
    }
}

fn detects(place: &str) -> Rules {
    Rules {
        remarks: vec![format!("{place}: WPAD is on, which is not tried here")],
        ..nothing()
    }
}

fn nothing() -> Rules {
    Rules {
        source: Source::System,
        complete: true,
        ..Rules::default()
    }
}

/// The last value of a key in a section, as both readers take it.
fn value_in<'a>(text: &'a str, section: &str, key: &str) -> Option<&'a str> {
    let mut inside = false;
    let mut found = None;
    for line in text.lines().map(str::trim) {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            inside = name == section;
        } else if let Some((own, value)) = line.split_once('=').filter(|_| inside) {
            // KDE marks keys: `ProxyType[$e]`.
            let own = own.split('[').next().unwrap_or_default().trim();
            found = (own == key).then_some(value.trim()).or(found);
        }
    }
    found
}

/// The strings of a `GVariant` array: `['localhost', "::1"]`.
fn strings_of(array: &str) -> Vec<&str> {
    let inside = array
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let parts = inside.unwrap_or(array).split(',');
    let quotes = ['\'', '"'];
    parts
        .map(|part| part.trim().trim_matches(quotes).trim())
        .collect()
}

fn unquoted(value: &str) -> &str {
    value.trim_matches('\'')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{FlagWord, ProxySettings, Scripts, Target};

    fn told(rules: Rules, scheme: Scheme, host: &str) -> (Option<String>, Option<String>) {
        let ways = ProxySettings {
            flag: FlagWord::System,
            system: vec![rules],
            ..ProxySettings::default()
        };
        let port = if scheme == Scheme::Http { 80 } else { 443 };
        let route = ways
            .choose(&Target { host, port, scheme }, &Scripts::default())
            .0;
        (route.via, route.setting)
    }

    const KDE: &str = "[Proxy Settings]\nProxyType=1\nhttpsProxy=http://proxy 8080\n\
        httpProxy=http://other:3128/\nNoProxyFor=.corp.example,localhost\n[Other]\nProxyType=0\n";

    #[test]
    fn kde_names_a_hop_for_each_scheme() {
        let via = |scheme, host| told(kde(KDE, "kioslaverc"), scheme, host).0;
        assert_eq!(
            via(Scheme::Https, "a.example").as_deref(),
            Some("http://proxy:8080")
        );
        assert_eq!(
            via(Scheme::Http, "a.example").as_deref(),
            Some("http://other:3128")
        );
        let (way, setting) = told(kde(KDE, "kioslaverc"), Scheme::Https, "x.corp.example");
        assert_eq!(way, None);
        assert_eq!(
            setting.as_deref(),
            Some("kioslaverc NoProxyFor .corp.example")
        );
    }

    #[test]
    fn exceptions_are_separated_as_each_desktop_has_it() {
        let kde_list = "[Proxy Settings]\nProxyType=1\nhttpsProxy=http://p 1\n\
            NoProxyFor=localhost a.example,\tb.example <local>, c.example:443\n";
        let gnome_list = "[system/proxy]\nmode='manual'\n\
            ignore-hosts=['localhost', \"a.example\",'b.example', 'c.example:443']\n\
            [system/proxy/https]\nhost='p'\nport=1\n";
        for host in ["a.example", "b.example", "c.example"] {
            assert_eq!(
                told(kde(kde_list, "k"), Scheme::Https, host).0,
                None,
                "{host}"
            );
            assert_eq!(
                told(gnome(gnome_list, "g"), Scheme::Https, host).0,
                None,
                "{host}"
            );
        }
        for rules in [kde(kde_list, "k"), gnome(gnome_list, "g")] {
            let (_, entries) = rules.exceptions[0].unusable().unwrap();
            assert_eq!(entries, []);
            assert!(told(rules, Scheme::Https, "d.example").0.is_some());
        }
        let all = gnome_list.replace(
            "'localhost', \"a.example\",'b.example', 'c.example:443'",
            "'*'",
        );
        assert_eq!(told(gnome(&all, "g"), Scheme::Https, "d.example").0, None);
    }

    #[test]
    fn kde_may_name_a_script_or_nothing() {
        let text = "[Proxy Settings]\nProxyType[$e]=2\nProxy Config Script=http://w/p.pac\n";
        assert!(kde(text, "k").script.is_some());
        assert!(!kde("[Proxy Settings]\nProxyType=0\nhttpProxy=x:1\n", "k").speaks());
        assert_eq!(kde("[Proxy Settings]\nProxyType=3\n", "k").remarks.len(), 1);
    }

    #[test]
    fn gnome_key_files_are_read() {
        let text = "[system/proxy]\nmode='manual'\nignore-hosts=['localhost', '.corp.example']\n\
            [system/proxy/https]\nhost='proxy'\nport=8080\n";
        assert_eq!(
            told(gnome(text, "local"), Scheme::Https, "a.example")
                .0
                .as_deref(),
            Some("http://proxy:8080")
        );
        assert_eq!(
            told(gnome(text, "local"), Scheme::Https, "a.corp.example").0,
            None
        );
        assert_eq!(
            told(gnome(text, "local"), Scheme::Http, "a.example").0,
            None
        );
        let auto = "[system/proxy]\nmode='auto'\nautoconfig-url='http://w/p.pac'\n";
        assert!(gnome(auto, "local").script.is_some());
        assert!(!gnome("[system/proxy]\nmode='none'\n", "local").speaks());
    }
}
