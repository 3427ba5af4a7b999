//! All that was said about the way out, and which of it counts.

use crate::route::choice::Choice;
use crate::route::directive::Directive;
use crate::route::exception::Local;
use crate::route::{
    AgentConfig, Bypass, Credentials, Fit, Hop, Location, NextHop, ProxyVariables, Route, Rules,
    Scripts, Source, Target,
};

/// All that was said about the way out.
#[derive(Debug, Clone, Default)]
pub struct ProxySettings {
    /// The command line's word.
    pub flag: FlagWord,
    /// Exceptions of the command line; they stand in for those of every source.
    pub bypass: Option<Bypass>,
    /// The agent's own settings.
    pub agent_config: Option<AgentConfig>,
    /// The script that was named on the command line.
    pub pac: Option<Location>,
    /// The environment's variables.
    pub environment: ProxyVariables,
    /// The system's settings, each place by itself, the first to be heeded first.
    pub system: Vec<Rules>,
    /// The Internet Settings that a .NET service reads, that of its account first; nothing where they are
    /// not known here. What else a system has for its programs, the agent does not read.
    pub windows: Option<Vec<Rules>>,
    /// What is local here.
    pub local: Local,
    /// Credentials for the hop that settings name, from the command line.
    pub credentials: Option<Credentials>,
}

/// What `--proxy` says.
#[derive(Debug, Clone, Default)]
pub enum FlagWord {
    /// No word on the route: other sources are asked.
    #[default]
    Nothing,
    /// `env`: the environment, or else direct.
    Environment,
    /// `system`: the system's settings, or else direct.
    System,
    /// The word `direct`: no proxy.
    Direct,
    /// A hop.
    Hop(Hop),
}

impl ProxySettings {
    /// Chooses the way to a target. The second part is what to try, in order: the way itself, then
    /// what else a script offered; hops with the credentials that were given for them. It is empty
    /// where the setting that decides cannot be used. Scripts of sources that come after the one that
    /// speaks are not asked.
    #[must_use]
    pub fn choose(&self, target: &Target<'_>, scripts: &Scripts) -> (Route, Vec<NextHop>) {
        self.chosen(target, scripts, false)
    }

    /// Chooses alike, and asks every script what it would say.
    #[must_use]
    pub fn compare(&self, target: &Target<'_>, scripts: &Scripts) -> Route {
        self.chosen(target, scripts, true).0
    }

    fn chosen(&self, target: &Target<'_>, scripts: &Scripts, all: bool) -> (Route, Vec<NextHop>) {
        let mut choice = Choice::default();
        for mut rules in self.rules() {
            if self.bypass.is_some() {
                rules.exceptions.clear();
            }
            let first = choice.ways.is_none();
            let asked = (all || first).then_some(scripts);
            for word in rules.words(target, &self.local, asked) {
                choice.apply(&word, || self.exception(target));
                choice.applied.push(word);
            }
            if first && choice.ways.is_some() {
                choice.route.auto_detect = rules.detects;
            }
        }
        let ways = choice.ways.unwrap_or_else(|| vec![None]).into_iter();
        let credited = |hop| self.with_credentials(hop, choice.scripted, &choice.applied);
        (choice.route, ways.map(|way| way.map(credited)).collect())
    }

    /// The scripts that have to be at hand before anything can be chosen; all of them, or those that
    /// no other source makes needless.
    #[must_use]
    pub fn scripts(&self, all: bool) -> Vec<Location> {
        let mut scripts = Vec::new();
        for rules in self.rules() {
            scripts.extend(rules.script.as_ref().map(|script| script.is.clone()));
            if !all && rules.decides() {
                break;
            }
        }
        scripts
    }

    /// What a reader of the settings should know, whatever the target.
    #[must_use]
    pub fn remarks(&self) -> Vec<String> {
        let rules = self.rules();
        rules.into_iter().flat_map(|rules| rules.remarks).collect()
    }

    /// What every place says, the first to be heeded first.
    fn rules(&self) -> Vec<Rules> {
        let environment = || vec![self.environment.rules(Source::Environment, "")];
        let first = match &self.flag {
            FlagWord::Nothing => Vec::new(),
            FlagWord::Environment => [environment(), vec![Rules::fallback("--proxy env")]].concat(),
            FlagWord::System => {
                [self.system.clone(), vec![Rules::fallback("--proxy system")]].concat()
            }
            FlagWord::Direct => vec![Rules::direct("--proxy")],
            FlagWord::Hop(hop) => vec![Rules::hop("--proxy", hop.clone())],
        };
        let agent = self.agent_config.as_ref();
        let agent = agent.map(|config| Rules {
            detects: config.detection(self.windows.as_deref()),
            ..config.rules(self.windows.as_deref())
        });
        let pac = self
            .pac
            .clone()
            .map(|script| Rules::script("--pac", script));
        let mut all = first;
        all.extend(agent);
        all.extend(pac);
        if !matches!(self.flag, FlagWord::Environment) {
            all.extend(environment());
        }
        if !matches!(self.flag, FlagWord::System) {
            all.extend(self.system.clone());
        }
        all
    }

    /// The command line's exception that takes a target off hops.
    fn exception(&self, target: &Target<'_>) -> Option<Fit> {
        let entry = self.bypass.as_ref()?.entry_for(target)?;
        Some(Fit {
            setting: format!("--no-proxy {entry}"),
            entry,
            also: None,
        })
    }

    /// A hop that a script names is told nothing, unless a setting names the same one.
    fn with_credentials(&self, hop: Hop, scripted: bool, words: &[Directive]) -> Hop {
        let own = if scripted {
            let mut settings = words.iter().filter(|word| !word.scripted);
            let Some(known) = settings.find_map(|word| word.names(&hop)) else {
                return hop.without_credentials();
            };
            known.credentials.clone()
        } else {
            hop.credentials.clone()
        };
        Hop {
            credentials: self.credentials.clone().or(own),
            ..hop
        }
    }
}
