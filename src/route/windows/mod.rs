//! What a Windows machine's registry says about proxies: the settings of its accounts, of the machine, and
//! of `WinHTTP` → rules. Reads no registry, so that it can be proven anywhere; an export of one is as good.

mod connection;
mod exported;
pub mod internet_settings;
mod proxy_override;
mod proxy_server;
mod reg_export;
mod reg_text;

use connection::Connection;
use internet_settings::InternetSettings;

pub(super) use exported::MOST_BYTES as MOST_EXPORTED;
pub use exported::{ExportError, Exports};

use super::Source;
use super::rules::{Rules, named};

/// The key of an account's or the machine's settings, below its root.
pub(super) const SETTINGS: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings";
/// The key of the policy that makes the machine's settings count for everybody.
pub(super) const POLICY: &str =
    r"SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings";
/// The key of the machine's DNS domain.
pub(super) const HOST: &str = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";

/// Everything that the registry says about proxies.
#[derive(Clone, Default)]
pub struct WindowsSettings {
    /// The settings of accounts, that of the agent first where it is known.
    pub(super) accounts: Vec<Account>,
    /// The machine's own settings, where policy says that they count for every account
    /// (`ProxySettingsPerUser` is 0).
    pub(super) machine: Option<Account>,
    /// `WinHttpSettings`, where the machine's key was there to be read: empty where it has no such value.
    pub(super) winhttp: Option<Vec<u8>>,
    /// Is detection by `WinHTTP` switched off (`DisableWpad`)?
    pub(super) wpad_off: bool,
    /// The machine's primary DNS domain.
    pub(super) domain: Option<String>,
}

/// The settings of one account.
#[derive(Clone, Default)]
pub(super) struct Account {
    /// What it is called in a report.
    pub(super) place: String,
    /// Is it the account of whoever runs this program, or wrote the export?
    pub(super) is_current_user: bool,
    /// `DefaultConnectionSettings`.
    pub(super) connection: Option<Vec<u8>>,
    /// `SavedLegacySettings`.
    pub(super) saved: Option<Vec<u8>>,
    /// `ProxyEnable`.
    pub(super) enabled: Option<u32>,
    /// `ProxyServer`.
    pub(super) server: Option<String>,
    /// `ProxyOverride`.
    pub(super) overrides: Option<String>,
    /// `AutoConfigURL`.
    pub(super) script: Option<String>,
}

impl WindowsSettings {
    /// The settings that a .NET program reads, each account's by itself, the first to be heeded first.
    #[must_use]
    pub fn rules(&self) -> Vec<Rules> {
        let accounts = match &self.machine {
            Some(machine) => std::slice::from_ref(machine),
            None => &self.accounts,
        };
        let mut all: Vec<Rules> = accounts.iter().map(Account::rules).collect();
        if self.wpad_off {
            all.iter_mut().for_each(without_detection);
        }
        if let (Some(first), [own, others @ ..]) = (all.first_mut(), accounts)
            && !others.is_empty()
        {
            let names: Vec<&str> = others
                .iter()
                .map(|account| account.place.as_str())
                .collect();
            first.remarks.push(format!(
                "{} count here; {} are those of other accounts",
                own.place,
                names.join(", ")
            ));
        }
        all
    }

    /// The settings of the user who installs; nothing where they are not known.
    #[must_use]
    pub fn installer(&self) -> Option<Rules> {
        let user = self.machine.as_ref().or_else(|| {
            let mut accounts = self.accounts.iter();
            accounts.find(|account| account.is_current_user)
        });
        user.map(Account::rules)
    }

    /// What `WinHTTP` uses by itself, as Windows does for revocation data; nothing where it is not known.
    #[must_use]
    pub fn winhttp(&self) -> Option<Rules> {
        let read = Connection::parse(self.winhttp.as_ref()?);
        let mut rules = Rules {
            source: Source::System,
            complete: true,
            otherwise: Some("WinHTTP WinHttpSettings (no proxy)".to_owned()),
            ..Rules::default()
        };
        if read.uses_static() {
            let hops = proxy_server::winhttp(&read.server).into_iter();
            let setting = "WinHTTP ProxyServer";
            rules.hops = hops.map(|rule| named(setting, rule)).collect();
            proxy_override::winhttp(&read.overrides, "WinHTTP ProxyOverride", &mut rules);
        }
        Some(rules)
    }

    /// The machine's primary DNS domain, where it is known.
    #[must_use]
    pub fn domain(&self) -> Option<&str> {
        self.domain.as_deref()
    }
}

fn without_detection(rules: &mut Rules) {
    if let Some(setting) = rules.detects.take() {
        rules.remarks.push(format!(
            "{setting} is on, and `DisableWpad` switches it off for WinHTTP, by which .NET detects"
        ));
    }
}

impl Account {
    /// The blob is what counts. Where there is none, or none that .NET reads, it relies on automatic
    /// detection (`_RegBlobWebProxyDataBuilder.cs`).
    fn rules(&self) -> Rules {
        let place = &self.place;
        let Some(blob) = &self.connection else {
            return self.without_blob();
        };
        let read = Connection::parse(blob);
        if !read.is_read_by_dotnet() {
            let mut rules = detecting(place);
            rules.remarks.push(format!(
                "{place} DefaultConnectionSettings is of version {}, which .NET does not read: it detects \
                 automatically",
                read.version
            ));
            return rules;
        }
        let mut rules = InternetSettings::from(&read).rules(place);
        if rules.otherwise.is_none() {
            rules.otherwise = Some(format!("{place} DefaultConnectionSettings (no proxy)"));
        }
        rules.remarks.extend(self.contradictions(&read));
        rules
    }

    /// Windows makes the blob of the values when a program of the account first asks for its settings.
    fn without_blob(&self) -> Rules {
        let place = &self.place;
        let settings = InternetSettings {
            enabled: self.enabled.is_some_and(|on| on != 0),
            server: self.server.clone().unwrap_or_default(),
            overrides: self.overrides.clone().unwrap_or_default(),
            script: self.script.clone().unwrap_or_default(),
            detects: true,
        };
        let mut rules = settings.rules(place);
        let values = if rules.hops.is_empty() && rules.script.is_none() {
            ""
        } else {
            "; the values beside it count only once Windows has made it of them"
        };
        rules.remarks.push(format!(
            "{place} DefaultConnectionSettings is missing: .NET detects automatically{values}"
        ));
        rules
    }

    /// What stands beside the blob and says something else; only the blob counts.
    fn contradictions(&self, read: &Connection) -> Vec<String> {
        let place = &self.place;
        let mut found = Vec::new();
        let mut differ = |value: &str, said: &str, blob: &str| {
            found.push(format!(
                "{place} {value} says {said}, and DefaultConnectionSettings, which counts, says {blob}"
            ));
        };
        let on = |on: bool| if on { "on" } else { "off" };
        if let Some(enabled) = self.enabled.map(|enabled| enabled != 0)
            && enabled != read.uses_static()
        {
            differ("ProxyEnable", on(enabled), on(read.uses_static()));
        }
        let texts = [
            ("ProxyServer", &self.server, &read.server),
            ("ProxyOverride", &self.overrides, &read.overrides),
            ("AutoConfigURL", &self.script, &read.script),
        ];
        for (value, own, blob) in texts {
            if let Some(own) = own
                && own.trim() != blob.trim()
            {
                differ(value, &quoted(own), &quoted(blob));
            }
        }
        if let Some(saved) = self.saved.as_deref().map(Connection::parse)
            && (saved.flags, &saved.server) != (read.flags, &read.server)
        {
            differ("SavedLegacySettings", &summary(&saved), &summary(read));
        }
        found
    }
}

fn detecting(place: &str) -> Rules {
    let detects = InternetSettings {
        detects: true,
        ..InternetSettings::default()
    };
    detects.rules(place)
}

/// The longest part of a value that a remark shows.
const MOST_SHOWN: usize = 120;

/// Without what may be a password.
fn quoted(value: &str) -> String {
    // What a query holds may be a secret too.
    let value = value.split('?').next().unwrap_or_default();
    let value = proxy_server::shown(value.trim());
    if value.is_empty() {
        return "nothing".to_owned();
    }
    let short: String = value.chars().take(MOST_SHOWN).collect();
    let more = if short.len() < value.len() { "…" } else { "" };
    format!("`{short}{more}`")
}

fn summary(read: &Connection) -> String {
    format!("flags {} and {}", read.flags, quoted(&read.server))
}

impl From<&Connection> for InternetSettings {
    fn from(read: &Connection) -> Self {
        let script = if read.uses_script() {
            read.script.as_str()
        } else {
            ""
        };
        Self {
            enabled: read.uses_static(),
            server: read.server.clone(),
            overrides: read.overrides.clone(),
            script: script.to_owned(),
            detects: read.detects(),
        }
    }
}

/// Shows no values: they may hold credentials.
impl std::fmt::Debug for WindowsSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let places = self.accounts.iter().map(|account| &account.place);
        f.debug_list().entries(places).finish()
    }
}

#[cfg(test)]
mod tests;
