//! What the agent's own `.exe.config` makes it do: `<system.net><defaultProxy>`, as the .NET
//! Framework reads it (`DefaultProxySection`, `ProxyElement` and `WebProxy` of microsoft/referencesource).

mod read;
mod section;

pub use section::AgentConfigError;

use section::{Section, follows};

use super::rules::Rules;

/// The agent's settings, from its own file and from machine.config.
#[derive(Debug, Clone)]
pub struct AgentConfig {
    /// The file whose section counts, or the first one.
    name: String,
    section: Option<Section>,
}

impl AgentConfig {
    /// Reads the files, the application's own first. A `<defaultProxy>` replaces what later files
    /// say as a whole (`DefaultProxySection.Reset`).
    pub fn read(files: &[(String, String)]) -> Result<Self, AgentConfigError> {
        let mut found = None;
        for (name, text) in files {
            let section = read::section(name, text)?;
            if found.is_none() {
                found = section.map(|section| (name.clone(), section));
            }
        }
        let first = files.first().map(|(name, _)| name.clone());
        let (name, section) = match found {
            Some((name, section)) => (name, Some(section)),
            None => (first.unwrap_or_default(), None),
        };
        Ok(Self { name, section })
    }

    /// What it makes of a machine with these system settings.
    pub(super) fn rules(&self, system: &[Rules]) -> Rules {
        let system = system.iter().find(|rules| rules.speaks());
        let Some(section) = &self.section else {
            let setting = format!("{} (no defaultProxy)", self.name);
            return follows(system, &setting, true);
        };
        let mut rules = section.rules(&self.name, system);
        rules.remarks.extend(section.remarks(&self.name));
        rules
    }
}

#[cfg(test)]
mod tests;
