//! One set of Windows' Internet Settings → rules, as .NET makes them (microsoft/referencesource,
//! `_WebProxyDataBuilder.cs` and `webproxy.cs`). Reads no registry, so that it can be proven anywhere.

use super::{proxy_override, proxy_server};
use crate::route::rules::{Rules, named};
use crate::route::{Location, Source};

/// The values of one set of Internet Settings, as far as they are used.
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
    /// Is a script looked for by WPAD?
    pub detects: bool,
}

impl InternetSettings {
    /// What they say, by the name of the place they stand in.
    #[must_use]
    pub fn rules(&self, place: &str) -> Rules {
        let mut rules = Rules {
            source: Source::System,
            complete: true,
            ..Rules::default()
        };
        if self.detects {
            let setting = format!("{place} (automatic detection)");
            rules.otherwise = Some(setting.clone());
            rules.detects = Some(setting);
        }
        self.add_script(&mut rules, place);
        if self.enabled && !self.server.trim().is_empty() {
            self.add_servers(&mut rules, place);
        }
        rules
    }

    /// A script is taken from where `WinHTTP` can fetch it (`HybridWebProxyFinder.cs`); what cannot be, .NET
    /// goes on without.
    fn add_script(&self, rules: &mut Rules, place: &str) {
        let said = self.script.trim();
        if said.is_empty() {
            return;
        }
        let setting = format!("{place} AutoConfigURL");
        let script = Location::Url(said.to_owned());
        let scheme = said.split_once("://").map(|(scheme, _)| scheme);
        let fetched = |scheme: &str| {
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        };
        if scheme.is_some_and(fetched) {
            rules.script = Some(named(&setting, script));
            return;
        }
        rules.remarks.push(format!(
            "{setting}: `{script}` is not read: Windows fetches scripts by `http://` and `https://` alone, and \
             goes on as if there was none"
        ));
    }

    fn add_servers(&self, rules: &mut Rules, place: &str) {
        let setting = format!("{place} ProxyServer");
        let servers = proxy_server::dotnet(&self.server);
        if servers.hops.is_empty() {
            rules.otherwise = Some(format!("{setting} (nothing for http and https)"));
        }
        let hops = servers.hops.into_iter();
        rules.hops = hops.map(|rule| named(&setting, rule)).collect();
        let remarks = servers.remarks.into_iter();
        let remarks = remarks.map(|remark| format!("{setting}: {remark}"));
        rules.remarks.extend(remarks);
        let setting = format!("{place} ProxyOverride");
        proxy_override::dotnet(&self.overrides, &setting, rules);
    }
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

    #[test]
    fn a_proxy_that_is_off_says_nothing() {
        let off = InternetSettings {
            server: "p:1".to_owned(),
            ..InternetSettings::default()
        };
        assert!(!off.rules("HKCU").speaks());
    }

    #[test]
    fn values_are_not_shown() {
        for server in [
            "http://u:geheim@p:1",
            "http=u:geheim@p:1;x",
            "https=ftp://u:geheim@p:1",
        ] {
            let some = InternetSettings {
                enabled: true,
                server: server.to_owned(),
                ..InternetSettings::default()
            };
            assert!(!format!("{some:?} {:?}", some.rules("HKCU")).contains("geheim"));
        }
    }
}
