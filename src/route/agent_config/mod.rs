//! What the agent's own `.exe.config` makes it do: `<system.net><defaultProxy>`, as the .NET
//! Framework reads it (`DefaultProxySection`, `ProxyElement` and `WebProxy` of microsoft/referencesource).

mod base;
mod declared;
mod default_proxy;
mod document;
mod element;
mod encoding;
mod error;
mod explain;
mod known;
mod location;
mod mend;
mod origin;
mod read;
mod section;
mod switch;
mod uri;

pub use error::AgentConfigError;
pub use mend::{DefaultProxy, mend};

use base::{Base, follows};
use location::Level;
use origin::Beside;
use section::Section;

use super::rules::Rules;

/// The agent's settings, from its own file and from machine.config.
#[derive(Debug, Clone)]
pub struct AgentConfig {
    /// The first file.
    name: String,
    section: Option<Section>,
    /// What is done with each line.
    remarks: Vec<String>,
}

impl AgentConfig {
    /// Reads the files, the application's own first. A `<defaultProxy>` replaces what later files
    /// say as a whole (`DefaultProxySection.Reset`).
    ///
    /// # Errors
    /// .NET would refuse a file.
    pub fn read(files: &[(String, String)]) -> Result<Self, AgentConfigError> {
        let bytes = files
            .iter()
            .map(|(name, text)| (name.clone(), text.clone().into_bytes()));
        Self::read_bytes(&bytes.collect::<Vec<_>>(), &|_, _| None)
    }

    /// Reads the files as they lie there. `beside` looks for a file that one of them names, by the name of
    /// that one and its own.
    ///
    /// # Errors
    /// .NET would refuse a file.
    pub fn read_bytes(
        files: &[(String, Vec<u8>)],
        beside: &dyn Fn(&str, &str) -> Option<Vec<u8>>,
    ) -> Result<Self, AgentConfigError> {
        let mut all = Vec::new();
        for (at, (name, bytes)) in files.iter().enumerate() {
            let level = match at {
                0 => Level::Application,
                _ => Level::Machine,
            };
            let near: Beside<'_> = &|named| beside(name, named);
            all.push((name, read::file(name, bytes, level, near)?));
        }
        for (at, (name, found)) in all.iter().enumerate() {
            let locked = all[at + 1..].iter().any(|(_, above)| above.locked);
            if locked && found.section.is_some() {
                return Err(read::locked(name, found));
            }
        }
        let mut own = Self {
            name: files
                .first()
                .map_or_else(String::new, |(name, _)| name.clone()),
            section: None,
            remarks: Vec::new(),
        };
        for (_, found) in all {
            own.remarks.extend(found.remarks);
            own.section = own.section.or(found.section);
        }
        let lines = own.section.iter().flat_map(Section::remarks);
        own.remarks.extend(lines.collect::<Vec<_>>());
        Ok(own)
    }

    /// Does the agent look for a script by WPAD, whatever the system's settings say? Nothing where these
    /// decide, as they do where the section is missing or silent.
    #[must_use]
    pub fn detects(&self) -> Option<bool> {
        self.section.as_ref().and_then(Section::detects)
    }

    /// The setting by which the agent looks for a script by WPAD on a machine with these system settings.
    pub(super) fn detection(&self, windows: Option<&[Rules]>) -> Option<String> {
        if let Some(detects) = self.detects() {
            return detects.then(|| format!("{} autoDetect", self.name));
        }
        let system = windows?.iter().find(|rules| rules.speaks())?;
        let setting = system.detects.as_ref()?;
        Some(format!("{}: {setting}", self.name))
    }

    /// What it makes of a machine with these Internet Settings; nothing where they are not known here.
    pub(super) fn rules(&self, windows: Option<&[Rules]>) -> Rules {
        let base = windows.map_or(Base::Unknown, |all| {
            let mut speaking = all.iter().filter(|rules| rules.speaks());
            speaking.next().map_or(Base::Silent, Base::Says)
        });
        let mut rules = match &self.section {
            None => follows(base, &format!("{} (no defaultProxy)", self.name), true),
            Some(section) => section.rules(base),
        };
        rules.remarks.extend(self.remarks.iter().cloned());
        rules
    }
}

#[cfg(test)]
mod tests;
