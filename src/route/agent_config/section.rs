//! One `<defaultProxy>`, and what it makes of a machine's own settings.

use crate::route::exception::{Exception, Pattern};
use crate::route::rules::{HopRule, Named, Rules, Unusable, named};
use crate::route::{Hop, Location, Source};

/// Why a file cannot be used; the agent could not use it either.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {why}")]
pub struct AgentConfigError {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) why: String,
}

/// One `<defaultProxy>`.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub(super) line: u32,
    pub(super) enabled: Option<bool>,
    pub(super) use_default_credentials: bool,
    pub(super) module: Option<String>,
    pub(super) proxy_line: u32,
    pub(super) uses_system: Option<bool>,
    pub(super) address: Option<Hop>,
    pub(super) script: Option<Location>,
    pub(super) detects: Option<bool>,
    pub(super) bypass_local: Option<bool>,
    pub(super) bypass: Vec<Named<Pattern>>,
    pub(super) unusable: Vec<Unusable>,
    /// Were there entries, even ones that cannot be used here?
    pub(super) has_bypass: bool,
}

impl Section {
    pub(super) fn rules(&self, name: &str, system: Option<&Rules>) -> Rules {
        let at = |line: u32, what: &str| format!("{name}:{line} {what}");
        if self.enabled == Some(false) {
            return direct(&at(self.line, "enabled=\"false\""));
        }
        if let Some(module) = &self.module {
            return moduled(&at(self.line, "module"), module);
        }
        if self.says_nothing() {
            return match self.uses_system {
                Some(false) => direct(&at(self.proxy_line, "usesystemdefault=\"False\"")),
                _ => follows(system, &at(self.line, "defaultProxy (nothing set)"), true),
            };
        }
        let mut rules = if self.follows_system() {
            follows(system, &at(self.proxy_line, "usesystemdefault"), false)
        } else {
            direct(&at(self.line, "defaultProxy (no address)"))
        };
        self.override_in(&mut rules, name);
        rules
    }

    /// What the section says itself, over what it follows.
    fn override_in(&self, rules: &mut Rules, name: &str) {
        let at = |line: u32, what: &str| format!("{name}:{line} {what}");
        if let Some(script) = &self.script {
            let setting = at(self.proxy_line, "scriptLocation");
            rules.script = Some(named(&setting, script.clone()));
        }
        if let Some(local) = self.bypass_local {
            let others = |own: &Exception| !matches!(own, Exception::Local(_));
            rules.exceptions.retain(others);
            let setting = at(self.proxy_line, "bypassonlocal");
            rules
                .exceptions
                .extend(local.then_some(Exception::Local(setting)));
        }
        if let Some(hop) = &self.address {
            let setting = at(self.proxy_line, "proxyaddress");
            let hop = Ok(hop.clone());
            rules.hops = vec![named(&setting, HopRule { scheme: None, hop })];
        }
        if self.has_bypass {
            let others = |own: &Exception| !matches!(own, Exception::Pattern(..));
            rules.exceptions.retain(others);
            let own = self.bypass.iter().cloned();
            let own = own.map(|entry| Exception::Pattern(entry.setting, entry.is));
            rules.exceptions.extend(own);
        }
        rules.unusable.extend(self.unusable.iter().cloned());
    }

    fn says_nothing(&self) -> bool {
        let quiet = self.script.is_none() && self.address.is_none() && !self.has_bypass;
        let unspecified = self.detects.is_none() && self.bypass_local.is_none();
        quiet && unspecified && self.uses_system != Some(true)
    }

    /// Static system settings are taken over only where nothing is said of scripts.
    pub(super) fn follows_system(&self) -> bool {
        self.uses_system == Some(true) && self.detects.is_none() && self.script.is_none()
    }

    pub(super) fn remarks(&self, name: &str) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.use_default_credentials {
            remarks.push(format!(
                "{name}:{} useDefaultCredentials: the agent may sign on at the hop as the account it \
                 runs under, which is not tried here",
                self.line
            ));
        }
        if self.detects == Some(true) {
            remarks.push(format!(
                "{name}:{} autoDetect: the agent looks for a script by WPAD, which is not tried here",
                self.proxy_line
            ));
        }
        remarks
    }
}

/// The system's settings, as .NET takes them over; with scripts, or without.
pub(super) fn follows(system: Option<&Rules>, setting: &str, scripts: bool) -> Rules {
    let Some(system) = system else {
        return direct(setting);
    };
    let through = |own: &str| format!("{setting}: {own}");
    let script = system.script.as_ref().filter(|_| scripts);
    let mut hops = system.hops.clone();
    for hop in &mut hops {
        hop.setting = through(&hop.setting);
    }
    Rules {
        source: Source::AgentConfig,
        script: script.map(|script| named(&through(&script.setting), script.is.clone())),
        hops,
        complete: system.complete,
        otherwise: Some(setting.to_owned()),
        exceptions: [vec![Exception::Loopback], system.exceptions.clone()].concat(),
        ..Rules::default()
    }
}

fn direct(setting: &str) -> Rules {
    Rules {
        source: Source::AgentConfig,
        otherwise: Some(setting.to_owned()),
        exceptions: vec![Exception::Loopback],
        ..Rules::default()
    }
}

/// A class of the application decides; nobody else can say what it would.
fn moduled(setting: &str, module: &str) -> Rules {
    let reason = "a .NET class chooses the way, and cannot be asked here".to_owned();
    let unusable = Unusable {
        setting: setting.to_owned(),
        said: module.to_owned(),
        reason,
        decides: true,
    };
    Rules {
        source: Source::AgentConfig,
        unusable: vec![unusable],
        ..Rules::default()
    }
}
