//! Windows' registry: the values of [`WindowsSettings`], and nothing made of them.

use windows_registry::{CURRENT_USER, Key, LOCAL_MACHINE};

use super::windows::{Account, HOST, POLICY, SETTINGS, WindowsSettings};

/// What the settings of whoever runs this are called.
const USER: &str = "Internet Settings of this user";

/// The settings of this user and of the machine.
pub(super) fn windows_settings() -> WindowsSettings {
    let number = |path: &str, name| LOCAL_MACHINE.open(path).and_then(|key| key.get_u32(name));
    let per_machine = number(POLICY, "ProxySettingsPerUser").is_ok_and(|per_user| per_user == 0);
    let wpad_off = number(&format!(r"{SETTINGS}\WinHttp"), "DisableWpad").is_ok_and(|off| off == 1);
    let machine = account(LOCAL_MACHINE, "Internet Settings of the machine");
    WindowsSettings {
        accounts: vec![account(CURRENT_USER, USER)],
        machine: per_machine.then_some(machine),
        winhttp: Some(blob(LOCAL_MACHINE, "WinHttpSettings").unwrap_or_default()),
        wpad_off,
        domain: domain(),
    }
}

fn account(root: &Key, place: &str) -> Account {
    let key = root.open(SETTINGS).ok();
    let text = |name| key.as_ref().and_then(|key| key.get_string(name).ok());
    Account {
        place: place.to_owned(),
        is_current_user: place == USER,
        connection: blob(root, "DefaultConnectionSettings"),
        saved: blob(root, "SavedLegacySettings"),
        enabled: key.as_ref().and_then(|key| key.get_u32("ProxyEnable").ok()),
        server: text("ProxyServer"),
        overrides: text("ProxyOverride"),
        script: text("AutoConfigURL"),
    }
}

fn blob(root: &Key, value: &str) -> Option<Vec<u8>> {
    let key = root.open(format!(r"{SETTINGS}\Connections")).ok()?;
    Some(key.get_value(value).ok()?.to_vec())
}

/// The machine's primary DNS domain.
pub(super) fn domain() -> Option<String> {
    let key = LOCAL_MACHINE.open(HOST).ok()?;
    key.get_string("Domain")
        .ok()
        .filter(|domain| !domain.is_empty())
}
