//! Registry exports → what they say about proxies. Knows which keys matter, and whose they are.

use std::collections::BTreeMap;

use super::reg_export::{Data, Registry};
use super::reg_text::Broken;
use super::{Account, HOST, POLICY, SETTINGS, WindowsSettings};

pub(in crate::route) use super::reg_text::MOST_BYTES;

/// Why an export cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    /// It cannot be read on from this line.
    #[error("{file}:{line}: {why}")]
    Broken {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        why: String,
    },
    /// No file has a key that matters.
    #[error(
        "{0}: it has none of the keys about proxies; export \
         `HKEY_USERS\\S-1-5-20\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings` (or that of the \
         agent's account) and `HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings`"
    )]
    Nothing(String),
    /// The file cannot be opened; the operating system's words.
    #[error("{file}: cannot be read: {why}")]
    File {
        /// The file.
        file: String,
        /// The operating system's words.
        why: String,
    },
}

/// Files of `reg export`, as if they had been imported one after the other.
#[derive(Debug, Clone, Default)]
pub struct Exports {
    files: Vec<String>,
    registry: Registry,
}

type Values = BTreeMap<String, Data>;

impl Exports {
    /// Adds a file by its name.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), ExportError> {
        self.files.push(file.to_owned());
        self.registry
            .add(bytes)
            .map_err(|Broken { line, why }| ExportError::Broken {
                file: file.to_owned(),
                line,
                why,
            })
    }

    /// What they say.
    pub fn settings(&self) -> Result<WindowsSettings, ExportError> {
        let accounts = self.accounts();
        let machine_key = self.key("hkey_local_machine", SETTINGS);
        let per_user = self.number("hkey_local_machine", POLICY, "proxysettingsperuser");
        let winhttp_key = format!(r"{SETTINGS}\Connections");
        let winhttp = self.key("hkey_local_machine", &winhttp_key);
        if accounts.is_empty() && machine_key.or(winhttp).is_none() && per_user.is_none() {
            return Err(ExportError::Nothing(self.files.join(", ")));
        }
        let machine = self.account("hkey_local_machine", "Internet Settings of the machine");
        let wpad_off = self.number(
            "hkey_local_machine",
            &format!(r"{SETTINGS}\WinHttp"),
            "disablewpad",
        );
        let host = self.key("hkey_local_machine", HOST);
        let domains = ["domain", "nv domain"].into_iter();
        let mut domains = domains.filter_map(|name| text(host?, name));
        Ok(WindowsSettings {
            accounts,
            machine: (per_user == Some(0)).then_some(machine),
            winhttp: winhttp.map(|key| bytes(key, "winhttpsettings").unwrap_or_default()),
            wpad_off: wpad_off == Some(1),
            domain: domains.find(|domain| !domain.is_empty()),
        })
    }

    /// The accounts that have settings, that of the agent first as far as its name tells.
    fn accounts(&self) -> Vec<Account> {
        let below = format!("\\{}", SETTINGS.to_lowercase());
        let connections = format!("{below}\\connections");
        let keys = self.registry.keys.keys();
        let roots = keys.filter_map(|key| {
            key.strip_suffix(&connections)
                .or_else(|| key.strip_suffix(&below))
        });
        let mut roots: Vec<&str> = roots.filter(|root| *root != "hkey_local_machine").collect();
        roots.sort_by_key(|root| rank(root));
        roots.dedup();
        let accounts = roots.into_iter().map(|root| {
            let name = root.strip_prefix(r"hkey_users\").unwrap_or(root);
            let place = format!("Internet Settings of {}", name.to_uppercase());
            self.account(root, &place)
        });
        accounts.collect()
    }

    fn account(&self, root: &str, place: &str) -> Account {
        let values = self.key(root, SETTINGS);
        let blobs = self.key(root, &format!(r"{SETTINGS}\Connections"));
        let value = |name| values.and_then(|key| text(key, name));
        let blob = |name| blobs.and_then(|key| bytes(key, name));
        Account {
            place: place.to_owned(),
            is_current_user: root == "hkey_current_user",
            connection: blob("defaultconnectionsettings"),
            saved: blob("savedlegacysettings"),
            enabled: self.number(root, SETTINGS, "proxyenable"),
            server: value("proxyserver"),
            overrides: value("proxyoverride"),
            script: value("autoconfigurl"),
        }
    }

    fn key(&self, root: &str, path: &str) -> Option<&Values> {
        let path = format!("{root}\\{}", path.to_lowercase());
        self.registry.keys.get(&path)
    }

    fn number(&self, root: &str, path: &str, name: &str) -> Option<u32> {
        match self.key(root, path)?.get(name)? {
            Data::Number(number) => Some(*number),
            Data::Text(_) | Data::Bytes(_) => None,
        }
    }
}

fn text(key: &Values, name: &str) -> Option<String> {
    match key.get(name)? {
        Data::Text(text) => Some(text.clone()),
        Data::Number(_) | Data::Bytes(_) => None,
    }
}

fn bytes(key: &Values, name: &str) -> Option<Vec<u8>> {
    match key.get(name)? {
        Data::Bytes(bytes) => Some(bytes.clone()),
        Data::Number(_) | Data::Text(_) => None,
    }
}

/// Services run as these accounts: the network service, a service's own account, the local service, the
/// system; then people's and managed accounts, and last whoever wrote the export.
fn rank(root: &str) -> (u8, &str) {
    let sid = root.strip_prefix(r"hkey_users\").unwrap_or_default();
    let rank = match sid {
        "s-1-5-20" => 0,
        sid if sid.starts_with("s-1-5-80-") => 1,
        "s-1-5-19" => 2,
        "s-1-5-18" => 3,
        ".default" => 4,
        "" => 6,
        _ => 5,
    };
    (rank, root)
}
