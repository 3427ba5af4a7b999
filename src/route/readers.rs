//! Who reads proxy settings on the agent's server: four programs, each with settings of its own.

use serde::Serialize;

use super::{AgentConfig, FlagWord, Local, ProxySettings, Route, WindowsSettings};

/// A program on the agent's server that goes out by settings of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reader {
    /// The agent: its `.exe.config`, over the Internet Settings of its account.
    Agent,
    /// Its updater: an `.exe.config` of its own, over the same Internet Settings.
    Updater,
    /// The installer: the Internet Settings of the user who installs.
    Installer,
    /// Windows itself, for revocation data: the settings of `WinHTTP`.
    Revocation,
}

impl Reader {
    /// Every reader.
    pub const ALL: [Self; 4] = [
        Self::Agent,
        Self::Updater,
        Self::Installer,
        Self::Revocation,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Updater => "updater",
            Self::Installer => "installer",
            Self::Revocation => "revocation",
        }
    }

    /// What has to be given so that its settings are known.
    #[must_use]
    pub fn asks_for(self) -> &'static str {
        match self {
            Self::Agent => "give its `.exe.config` with `--agent-config`",
            Self::Updater => {
                "give its `.exe.config` with `--agent-config`, beside the agent's (the name holds `Updater`)"
            }
            Self::Installer => {
                "give an export of the installing user's Internet Settings with `--system-settings`"
            }
            Self::Revocation => {
                "give an export of the machine's Internet Settings (`HKLM`) with `--system-settings`"
            }
        }
    }
}

/// The route that one reader takes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReaderRoute {
    /// Who reads.
    pub reader: Reader,
    /// Its route; nothing where its settings are not known here.
    pub route: Option<Route>,
}

/// What each of them reads, as far as it is known here.
#[derive(Debug, Clone, Default)]
pub struct Readers {
    known: Vec<(Reader, ProxySettings)>,
}

impl Readers {
    /// From the two programs' files, and what Windows' registry says.
    #[must_use]
    pub fn new(
        agent: Option<AgentConfig>,
        updater: Option<AgentConfig>,
        windows: Option<&WindowsSettings>,
        local: &Local,
    ) -> Self {
        let accounts = windows.map(WindowsSettings::rules);
        let by_file = |file| ProxySettings {
            agent_config: Some(file),
            windows: accounts.clone(),
            ..alone(local)
        };
        let by_system = |rules| ProxySettings {
            flag: FlagWord::System,
            system: vec![rules],
            ..alone(local)
        };
        let installer = windows.and_then(WindowsSettings::installer);
        let revocation = windows.and_then(WindowsSettings::winhttp);
        let all = [
            (Reader::Agent, agent.map(by_file)),
            (Reader::Updater, updater.map(by_file)),
            (Reader::Installer, installer.map(by_system)),
            (Reader::Revocation, revocation.map(by_system)),
        ];
        let known = all
            .into_iter()
            .filter_map(|(reader, settings)| Some((reader, settings?)));
        Self {
            known: known.collect(),
        }
    }

    /// Those whose settings are known here, and the settings.
    pub fn known(&self) -> impl Iterator<Item = (Reader, &ProxySettings)> {
        self.known
            .iter()
            .map(|(reader, settings)| (*reader, settings))
    }
}

/// Settings of one program: nothing else counts for it.
fn alone(local: &Local) -> ProxySettings {
    ProxySettings {
        local: local.clone(),
        ..ProxySettings::default()
    }
}
