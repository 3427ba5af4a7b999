//! One `<defaultProxy>`, and what it makes of a machine's own settings
//! (`DefaultProxySectionInternal`, `WebProxy`).

use super::base::{Base, direct, follows, unusable};
use super::error::AgentConfigError;
use super::switch::Switch;
use super::uri::{Address, Script};
use crate::route::dotnet_pattern::PatternError;
use crate::route::exception::{Exception, Pattern};
use crate::route::rules::{HopRule, Rules, Unusable, Weight, named};

/// Something, and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct At<T> {
    pub(super) line: u32,
    pub(super) is: T,
}

/// One entry of the bypass list.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) line: u32,
    pub(super) said: String,
    /// May it be taken out again?
    pub(super) locked: bool,
    /// The pattern; or what .NET or we do not know of it.
    pub(super) pattern: Result<Pattern, PatternError>,
    /// Why it fits no host at all, if none.
    pub(super) never: Option<String>,
    /// Where it stands, for an error.
    pub(super) place: AgentConfigError,
}

/// One `<defaultProxy>`.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) enabled: Option<At<bool>>,
    pub(super) use_default_credentials: Option<At<bool>>,
    pub(super) module: Option<At<String>>,
    pub(super) uses_system: Option<At<Switch>>,
    pub(super) address: Option<At<Address>>,
    /// Why .NET cannot use the address, though it is a URL.
    pub(super) refused: Option<AgentConfigError>,
    pub(super) script: Option<At<Script>>,
    pub(super) detects: Option<At<Switch>>,
    pub(super) bypass_local: Option<At<Switch>>,
    pub(super) bypass: Vec<Entry>,
    /// The line of a `</clear>`, behind which .NET reads nothing more.
    pub(super) cut_at: Option<u32>,
    /// What stands behind it.
    pub(super) lost: Vec<At<String>>,
    /// The section stands where it cannot be read from here.
    pub(super) elsewhere: Option<Unusable>,
}

/// What the agent asks for a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// Nobody: the direct way.
    Nobody,
    /// All that the system says, scripts too.
    System,
    /// The system's static proxies, under what the section says itself.
    StaticSystem,
    /// What the section says itself.
    Own,
    /// A class of the application.
    Class,
}

impl Section {
    /// A section that is there and cannot be read.
    pub(super) fn unread(setting: &str, said: &str, reason: &str) -> Self {
        Self {
            // Whoever it is that it asks, nobody here knows.
            elsewhere: Some(Unusable {
                setting: setting.to_owned(),
                said: said.to_owned(),
                reason: reason.to_owned(),
                weight: Weight::Decides,
            }),
            ..Self::default()
        }
    }

    /// Who is asked, as `DefaultProxySectionInternal` decides it.
    pub(super) fn asked(&self) -> Asked {
        if self.enabled.as_ref().is_some_and(|own| !own.is) {
            return Asked::Nobody;
        }
        if self.says_nothing() {
            let off = is(self.uses_system.as_ref(), Switch::False);
            return if off { Asked::Nobody } else { Asked::System };
        }
        if self.class().is_some() {
            return Asked::Class;
        }
        let scripts = said(self.detects.as_ref()) || self.script.is_some();
        let system = is(self.uses_system.as_ref(), Switch::True);
        if system && !scripts && self.module().is_none() {
            Asked::StaticSystem
        } else {
            Asked::Own
        }
    }

    fn says_nothing(&self) -> bool {
        let quiet = self.script.is_none() && self.address.is_none() && self.bypass.is_empty();
        let unspecified = !said(self.detects.as_ref()) && !said(self.bypass_local.as_ref());
        let system = is(self.uses_system.as_ref(), Switch::True);
        quiet && unspecified && !system && self.module().is_none()
    }

    /// An empty type is none.
    pub(super) fn module(&self) -> Option<&At<String>> {
        self.module.as_ref().filter(|own| !own.is.is_empty())
    }

    /// A class other than .NET's own `WebProxy`, which takes the other settings.
    pub(super) fn class(&self) -> Option<&At<String>> {
        let plain = |own: &&At<String>| {
            let name = own.is.split(',').next().unwrap_or_default().trim();
            !name.eq_ignore_ascii_case("System.Net.WebProxy")
        };
        self.module().filter(plain)
    }

    /// What .NET finds wrong only where it makes a `WebProxy` of the section, at the first request: all
    /// patterns are compiled at once (`WebProxy.UpdateRegExList`), and a proxy is spoken to by HTTP. No
    /// request of the agent gets any further.
    fn fails_every_request(&self) -> Option<Unusable> {
        let off = self.enabled.as_ref().is_some_and(|own| !own.is);
        if off || self.class().is_some() {
            return None;
        }
        let fatal = |place: &AgentConfigError, what: &str, said: &str, why: &str| Unusable {
            setting: format!("{}:{}:{} {what}", place.file, place.line, place.column),
            said: said.to_owned(),
            reason: why.to_owned(),
            weight: Weight::Fatal,
        };
        let mut entries = self.bypass.iter();
        let broken = entries.find_map(|entry| match &entry.pattern {
            Err(PatternError::Broken(why)) => {
                Some(fatal(&entry.place, "bypasslist", &entry.said, why))
            }
            _ => None,
        });
        let refused = self.refused.as_ref();
        let said = || {
            let address = self.address.as_ref();
            address.map_or_else(String::new, |own| own.is.hop.to_string())
        };
        refused
            .map(|own| fatal(own, "proxyaddress", &said(), &own.why))
            .or(broken)
    }

    /// What drops scripts and automatic detection again: each of these is set after them, and sets
    /// `DeleteScriptEngine` off.
    pub(super) fn droppers(&self) -> Vec<At<&'static str>> {
        let mut all = Vec::new();
        if let Some(own) = self
            .bypass_local
            .as_ref()
            .filter(|own| own.is != Switch::Unspecified)
        {
            all.push(At {
                line: own.line,
                is: "bypassonlocal",
            });
        }
        all.extend(self.address.as_ref().map(|own| At {
            line: own.line,
            is: "proxyaddress",
        }));
        all.extend(self.bypass.first().map(|own| At {
            line: own.line,
            is: "bypasslist",
        }));
        all
    }

    /// Does the agent look for a script by WPAD? Nothing where the system's settings or a class decide.
    pub(super) fn detects(&self) -> Option<bool> {
        match self.asked() {
            Asked::System | Asked::Class => None,
            Asked::Nobody | Asked::StaticSystem => Some(false),
            Asked::Own => {
                Some(is(self.detects.as_ref(), Switch::True) && self.droppers().is_empty())
            }
        }
    }

    pub(super) fn rules(&self, system: Base<'_>) -> Rules {
        if let Some(elsewhere) = &self.elsewhere {
            return unusable(elsewhere.clone());
        }
        if let Some(fatal) = self.fails_every_request() {
            return unusable(fatal);
        }
        let at = |line: u32, what: &str| format!("{}:{line} {what}", self.file);
        let system_line = self.uses_system.as_ref().map_or(self.line, |own| own.line);
        match self.asked() {
            Asked::Nobody => match &self.enabled {
                Some(own) if !own.is => direct(&at(own.line, "enabled=\"false\"")),
                _ => direct(&at(system_line, "usesystemdefault=\"False\"")),
            },
            Asked::System => follows(system, &at(self.line, "defaultProxy (nothing set)"), true),
            Asked::Class => self.classed(),
            Asked::StaticSystem => {
                let mut rules = follows(system, &at(system_line, "usesystemdefault"), false);
                self.override_in(&mut rules);
                rules
            }
            Asked::Own => {
                let mut rules = direct(&at(self.line, "defaultProxy (no address)"));
                self.override_in(&mut rules);
                rules
            }
        }
    }

    /// What the section says itself, over what it follows.
    fn override_in(&self, rules: &mut Rules) {
        let at = |line: u32, what: &str| format!("{}:{line} {what}", self.file);
        if let Some(script) = self.script.as_ref().filter(|_| self.droppers().is_empty()) {
            let setting = at(script.line, "scriptLocation");
            match &script.is {
                Script::At(location) => rules.script = Some(named(&setting, location.clone())),
                Script::Unread(_) => rules.otherwise = Some(format!("{setting} (not read)")),
            }
        }
        if let Some(local) = self
            .bypass_local
            .as_ref()
            .filter(|own| own.is != Switch::Unspecified)
        {
            let others = |own: &Exception| !matches!(own, Exception::Local(_));
            rules.exceptions.retain(others);
            let setting = at(local.line, "bypassonlocal");
            let local = local.is == Switch::True;
            rules
                .exceptions
                .extend(local.then_some(Exception::Local(setting)));
        }
        if let Some(address) = &self.address {
            let setting = at(address.line, "proxyaddress");
            let hop = Ok(address.is.hop.clone());
            rules.hops = vec![named(&setting, HopRule { scheme: None, hop })];
        }
        if !self.bypass.is_empty() {
            self.replace_list(rules);
        }
    }

    fn replace_list(&self, rules: &mut Rules) {
        let others = |own: &Exception| !matches!(own, Exception::Pattern(..));
        rules.exceptions.retain(others);
        let none = rules.hops.is_empty();
        for entry in &self.bypass {
            let setting = format!("{}:{} bypasslist", self.file, entry.line);
            match &entry.pattern {
                Ok(pattern) => rules
                    .exceptions
                    .push(Exception::Pattern(setting, pattern.clone())),
                // Without a proxy nothing hangs on it.
                Err(_) if none => {}
                Err(PatternError::Broken(_)) => {}
                Err(PatternError::Unknown(construct)) => rules.undecided.push(Unusable {
                    setting,
                    said: entry.said.clone(),
                    reason: format!("not known here: {construct}, which .NET knows"),
                    weight: Weight::Decides,
                }),
            }
        }
    }

    /// A class of the application decides; nobody else can say what it would.
    fn classed(&self) -> Rules {
        let (line, class) = self
            .class()
            .map_or((self.line, ""), |own| (own.line, own.is.as_str()));
        unusable(Unusable {
            setting: format!("{}:{line} module", self.file),
            said: class.to_owned(),
            reason: "a .NET class chooses the way, and cannot be asked here".to_owned(),
            weight: Weight::Decides,
        })
    }
}

/// Is a value given, other than `Unspecified`?
pub(super) fn said(own: Option<&At<Switch>>) -> bool {
    own.is_some_and(|own| own.is != Switch::Unspecified)
}

pub(super) fn is(own: Option<&At<Switch>>, value: Switch) -> bool {
    own.is_some_and(|own| own.is == value)
}
