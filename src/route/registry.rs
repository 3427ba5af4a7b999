//! Windows' registry: the values of [`InternetSettings`], and nothing made of them.

use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE};

use super::internet_settings::InternetSettings;

const SETTINGS: &str = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Internet Settings";
const POLICY: &str = r"SOFTWARE\Policies\Microsoft\Windows\CurrentVersion\Internet Settings";
const HOST: &str = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters";

/// The user's or, where policy says so, the machine's settings; then those of `WinHTTP`.
pub(super) fn internet_settings() -> Vec<(&'static str, InternetSettings)> {
    let per_machine = LOCAL_MACHINE
        .open(POLICY)
        .and_then(|key| key.get_u32("ProxySettingsPerUser"))
        .is_ok_and(|per_user| per_user == 0);
    let (root, place): (&Key, _) = if per_machine {
        (LOCAL_MACHINE, "Internet Settings of the machine")
    } else {
        (CURRENT_USER, "Internet Settings of this user")
    };
    let own = of_blob(root, "DefaultConnectionSettings").or_else(|| of_values(root));
    let winhttp = of_blob(LOCAL_MACHINE, "WinHttpSettings");
    let own = own.map(|set| (place, set));
    let winhttp = winhttp.map(|set| ("WinHTTP", set));
    own.into_iter().chain(winhttp).collect()
}

fn of_blob(root: &Key, value: &str) -> Option<InternetSettings> {
    let key = root.open(format!(r"{SETTINGS}\Connections")).ok()?;
    InternetSettings::of_blob(&key.get_value(value).ok()?)
}

fn of_values(root: &Key) -> Option<InternetSettings> {
    let key = root.open(SETTINGS).ok()?;
    let text = |name| key.get_string(name).unwrap_or_default();
    Some(InternetSettings {
        enabled: key.get_u32("ProxyEnable").is_ok_and(|on| on != 0),
        server: text("ProxyServer"),
        overrides: text("ProxyOverride"),
        script: text("AutoConfigURL"),
        detects: false,
    })
}

/// The machine's primary DNS domain.
pub(super) fn domain() -> Option<String> {
    let key = LOCAL_MACHINE.open(HOST).ok()?;
    key.get_string("Domain")
        .ok()
        .filter(|domain| !domain.is_empty())
}
