//! Windows' proxy settings: strings and byte blobs as the registry holds them → rules. Reads no
//! registry, so that it can be proven anywhere.

use super::exception::{Exception, Pattern};
use super::rules::{HopRule, Rules, Unusable, named};
use super::{Hop, HopError, HopScheme, Location, Source};
use crate::catalogue::Scheme;

/// The values of one set of Internet Settings, as far as they are there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct InternetSettings {
    /// Is the static proxy on (`ProxyEnable`)?
    pub enabled: bool,
    /// `ProxyServer`: `host:port`, or `http=a:1;https=b:2`.
    pub server: String,
    /// `ProxyOverride`: wildcards and `<local>`, by `;`.
    pub overrides: String,
    /// The value `AutoConfigURL`: where the script lies.
    pub script: String,
    /// Is WPAD on?
    pub detects: bool,
}

/// Flags of a connection's blob (`WinInet`'s `PROXY_TYPE_*`).
const STATIC: u32 = 2;
const SCRIPT: u32 = 4;
const DETECT: u32 = 8;

impl InternetSettings {
    /// From `DefaultConnectionSettings` or `WinHttpSettings`: size or version, counter, flags, then
    /// three texts, each behind its length. A blob that ends early says what it says till there.
    #[must_use]
    pub fn of_blob(blob: &[u8]) -> Option<Self> {
        let mut rest = blob.get(8..)?;
        let flags = number(&mut rest)?;
        let server = text(&mut rest).unwrap_or_default();
        let overrides = text(&mut rest).unwrap_or_default();
        let script = text(&mut rest).unwrap_or_default();
        Some(Self {
            enabled: flags & STATIC != 0,
            script: if flags & SCRIPT != 0 {
                script
            } else {
                String::new()
            },
            detects: flags & DETECT != 0,
            server,
            overrides,
        })
    }

    /// What they say, by the name of the place they stand in.
    #[must_use]
    pub fn rules(&self, place: &str) -> Rules {
        let mut rules = Rules {
            source: Source::System,
            complete: true,
            ..Rules::default()
        };
        if !self.script.trim().is_empty() {
            let script = Location::Url(self.script.trim().to_owned());
            rules.script = Some(named(&format!("{place} AutoConfigURL"), script));
        }
        if self.detects {
            let remark = format!("{place}: WPAD is on, which is not tried here");
            rules.remarks.push(remark);
        }
        if self.enabled {
            let setting = format!("{place} ProxyServer");
            let hops = servers(&self.server).into_iter();
            rules.hops = hops.map(|rule| named(&setting, rule)).collect();
            self.except(&mut rules, &format!("{place} ProxyOverride"));
        }
        rules
    }

    fn except(&self, rules: &mut Rules, setting: &str) {
        rules.exceptions.push(Exception::Loopback);
        let entries = self.overrides.split([';', ' ']).map(str::trim);
        for entry in entries.filter(|entry| !entry.is_empty()) {
            if entry.eq_ignore_ascii_case("<local>") {
                rules
                    .exceptions
                    .push(Exception::Local(format!("{setting} <local>")));
                continue;
            }
            match Pattern::wildcard(entry) {
                Ok(pattern) => rules
                    .exceptions
                    .push(Exception::Pattern(setting.to_owned(), pattern)),
                Err(_) => rules.unusable.push(Unusable {
                    setting: setting.to_owned(),
                    said: entry.to_owned(),
                    reason: "it is too long".to_owned(),
                    decides: false,
                }),
            }
        }
    }
}

/// `host:port` for all, or one for each scheme; `socks=` is a hop for what has none of its own.
fn servers(text: &str) -> Vec<HopRule> {
    let parts = text.split([';', ' ']).map(str::trim);
    let mut rules: Vec<HopRule> = parts
        .filter(|part| !part.is_empty())
        .filter_map(server)
        .collect();
    // What is for one scheme goes before what is for all.
    rules.sort_by_key(|rule| rule.scheme.is_none());
    rules
}

fn server(part: &str) -> Option<HopRule> {
    let (kind, place) = match part.split_once('=') {
        Some((kind, place)) => (kind.trim().to_ascii_lowercase(), place),
        None => (String::new(), part),
    };
    let (scheme, hop) = match kind.as_str() {
        "" => (None, HopScheme::Http),
        "http" => (Some(Scheme::Http), HopScheme::Http),
        "https" => (Some(Scheme::Https), HopScheme::Http),
        "socks" => (None, HopScheme::Socks4a),
        // For protocols that nobody speaks here.
        _ => return None,
    };
    Some(HopRule {
        scheme,
        hop: read(hop, place),
    })
}

/// A hop is spoken to by HTTP, whatever it is for; an own scheme goes before that. Port 80 where
/// none is named.
fn read(scheme: HopScheme, place: &str) -> Result<Hop, HopError> {
    if place.contains("://") {
        return Hop::with_usual_port(place, 80);
    }
    Hop::at(
        scheme,
        place,
        if scheme == HopScheme::Http { 80 } else { 1080 },
    )
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (head, tail) = rest.split_first_chunk::<4>()?;
    *rest = tail;
    Some(u32::from_le_bytes(*head))
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (head, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    Some(String::from_utf8_lossy(head).into_owned())
}

/// Shows no values: they may hold credentials.
impl std::fmt::Debug for InternetSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "InternetSettings {{ enabled: {}, detects: {} }}",
            self.enabled, self.detects
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::{FlagWord, ProxySettings, Scripts, Target};

    fn blob(flags: u32, texts: &[&str]) -> Vec<u8> {
        let mut blob = vec![70, 0, 0, 0, 5, 0, 0, 0];
        blob.extend(flags.to_le_bytes());
        for text in texts {
            blob.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
            blob.extend(text.bytes());
        }
        blob.extend([0; 32]);
        blob
    }

    fn via(settings: &InternetSettings, scheme: Scheme, host: &str) -> Option<String> {
        let ways = ProxySettings {
            flag: FlagWord::System,
            system: vec![settings.rules("HKCU")],
            ..ProxySettings::default()
        };
        let port = if scheme == Scheme::Http { 80 } else { 443 };
        let target = Target { host, port, scheme };
        ways.choose(&target, &Scripts::default()).0.via
    }

    fn with(server: &str, overrides: &str) -> InternetSettings {
        InternetSettings {
            enabled: true,
            server: server.to_owned(),
            overrides: overrides.to_owned(),
            ..InternetSettings::default()
        }
    }

    #[test]
    fn a_blob_holds_flags_and_three_texts() {
        let read =
            InternetSettings::of_blob(&blob(15, &["a:1", "<local>", "http://w/p.pac"])).unwrap();
        assert_eq!(
            (read.server.as_str(), read.overrides.as_str()),
            ("a:1", "<local>")
        );
        assert_eq!(read.script, "http://w/p.pac");
        assert!(read.enabled && read.detects);
        let off = InternetSettings::of_blob(&blob(1, &["a:1", "", "http://w/p.pac"])).unwrap();
        assert!(!off.enabled && !off.detects && off.script.is_empty());
    }

    #[test]
    fn a_blob_that_ends_early_or_lies_about_lengths_is_read_till_there() {
        let whole = blob(3, &["proxy:8080", "x;y"]);
        for length in 0..whole.len() {
            let _ = InternetSettings::of_blob(&whole[..length]);
        }
        assert_eq!(InternetSettings::of_blob(&whole[..10]), None);
        let mut lie = blob(3, &[]);
        lie[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(InternetSettings::of_blob(&lie).unwrap().server, "");
    }

    #[test]
    fn one_server_is_for_all_and_a_map_is_for_each() {
        let one = with("proxy:8080", "");
        assert_eq!(
            via(&one, Scheme::Https, "a").as_deref(),
            Some("http://proxy:8080")
        );
        assert_eq!(
            via(&one, Scheme::Http, "a").as_deref(),
            Some("http://proxy:8080")
        );
        let map = with("http=a:1;https=b:2;ftp=c:3", "");
        assert_eq!(via(&map, Scheme::Http, "x").as_deref(), Some("http://a:1"));
        assert_eq!(via(&map, Scheme::Https, "x").as_deref(), Some("http://b:2"));
        let half = with("http=a:1", "");
        assert_eq!(via(&half, Scheme::Https, "x"), None);
        assert_eq!(
            via(&with("proxy", ""), Scheme::Http, "x").as_deref(),
            Some("http://proxy:80")
        );
    }

    #[test]
    fn overrides_are_wildcards_and_local() {
        let some = with("p:1", "*.corp.example;10.*;<local>");
        assert_eq!(via(&some, Scheme::Https, "a.corp.example"), None);
        assert_eq!(via(&some, Scheme::Https, "intranet"), None);
        assert_eq!(via(&some, Scheme::Https, "localhost"), None);
        assert!(via(&some, Scheme::Https, "login.example").is_some());
        assert!(via(&with("p:1", ""), Scheme::Https, "intranet").is_some());
    }

    #[test]
    fn a_proxy_that_is_off_says_nothing() {
        let mut off = with("p:1", "");
        off.enabled = false;
        assert!(!off.rules("HKCU").speaks());
    }

    #[test]
    fn values_are_not_shown() {
        let some = with("http://u:geheim@p:1", "");
        assert!(!format!("{some:?} {:?}", some.rules("HKCU")).contains("geheim"));
    }
}
