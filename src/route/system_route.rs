//! How the operating system goes out when it fetches something itself: Windows reads its own settings
//! then, and not the agent's.

use super::rules::Rules;
use super::{Local, NextHop, ProxySettings, WindowsSettings};

/// How the operating system goes out by itself.
#[derive(Debug, Clone)]
pub struct SystemRoute {
    /// What its settings say.
    pub settings: ProxySettings,
    /// Is it only assumed that they name no proxy?
    pub assumed: bool,
}

impl SystemRoute {
    /// What `--system-proxy` says.
    #[must_use]
    pub fn given(hop: NextHop) -> Self {
        const FLAG: &str = "--system-proxy";
        let rules = hop.map_or_else(|| Rules::direct(FLAG), |hop| Rules::hop(FLAG, hop));
        Self {
            settings: ProxySettings {
                system: vec![rules],
                ..ProxySettings::default()
            },
            assumed: false,
        }
    }

    /// What these settings of Windows say; where they say nothing of `WinHTTP`, it is assumed that it has no
    /// proxy.
    #[must_use]
    pub fn of_windows(settings: &WindowsSettings) -> Self {
        let winhttp = settings.winhttp();
        Self {
            assumed: winhttp.is_none(),
            settings: ProxySettings {
                system: winhttp.into_iter().collect(),
                local: Local {
                    domain: settings.domain().map(str::to_owned),
                    ..Local::default()
                },
                ..ProxySettings::default()
            },
        }
    }

    /// What this machine's own settings of `WinHTTP` say.
    #[cfg(windows)]
    #[must_use]
    pub fn own() -> Self {
        Self::of_windows(&super::registry::windows_settings())
    }

    /// Settings of Windows are not known on this system: it is assumed that they name no proxy.
    #[cfg(not(windows))]
    #[must_use]
    pub fn own() -> Self {
        Self {
            settings: ProxySettings::default(),
            assumed: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Scheme;
    use crate::route::{Scripts, Target};

    #[test]
    fn what_the_flag_says_is_the_route_and_its_setting_is_the_flag() {
        let target = Target {
            host: "crl.example",
            port: 80,
            scheme: Scheme::Http,
        };
        let route = |given: NextHop| {
            let system = SystemRoute::given(given);
            let (route, _) = system.settings.choose(&target, &Scripts::default());
            (route.via, route.setting)
        };
        let flag = Some("--system-proxy".to_owned());
        assert_eq!(route(None), (None, flag.clone()));
        let hop = "http://proxy.corp:8080".parse().expect("a hop");
        let via = Some("http://proxy.corp:8080".to_owned());
        assert_eq!(route(Some(hop)), (via, flag));
    }
}
