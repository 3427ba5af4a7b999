//! All that was said about the way out, and which of it counts.

use crate::route::exception::Local;
use crate::route::rules::{Directive, DirectiveValue};
use crate::route::{
    AgentConfig, Bypass, Credentials, Fit, Hop, Location, NextHop, PassedOver, ProxyVariables,
    Risky, Route, Rules, Scripts, Source, Target, Why,
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
            let asked = (all || choice.ways.is_none()).then_some(scripts);
            for word in rules.words(target, &self.local, asked) {
                choice.apply(&word, || self.exception(target));
                choice.applied.push(word);
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
        let agent = agent.map(|config| config.rules(&self.system));
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

/// What was chosen so far.
#[derive(Default)]
struct Choice {
    route: Route,
    ways: Option<Vec<NextHop>>,
    scripted: bool,
    applied: Vec<Directive>,
}

impl Choice {
    /// Applies one more directive, which comes after all the earlier ones.
    fn apply(&mut self, word: &Directive, exception: impl Fn() -> Option<Fit>) {
        let route = &mut self.route;
        match &word.said {
            DirectiveValue::Skipped(said, why) => {
                route.pass_over(word, said.clone(), Why::Unusable(why.clone()));
            }
            DirectiveValue::Unusable(said, why) => {
                route.pass_over(word, said.clone(), Why::Unusable(why.clone()));
                if self.ways.is_none() {
                    self.ways = Some(route.end_at(word, exception()));
                }
            }
            DirectiveValue::Fallback if self.ways.is_some() => {}
            DirectiveValue::Fallback => {
                route.take(word, &[None]);
                self.ways = Some(vec![None]);
            }
            DirectiveValue::Unasked(script) => route.pass_over(word, script.clone(), Why::Unasked),
            DirectiveValue::Failed(script, why) if self.ways.is_some() => {
                let said = format!("{script} (no answer: {why})");
                route.pass_over(word, said, Why::Earlier);
            }
            DirectiveValue::Failed(script, why) => {
                route.pass_over(word, script.clone(), Why::Failed(why.clone()));
            }
            DirectiveValue::Bypassed(hop, _) if self.ways.is_some() => {
                route.pass_over(word, hop.to_string(), Why::Earlier);
            }
            DirectiveValue::Bypassed(hop, fit) => {
                route.go_around(word, hop, fit);
                self.ways = Some(vec![None]);
            }
            DirectiveValue::Hops(ways) => self.apply_hops(word, ways, exception),
        }
    }

    fn apply_hops(
        &mut self,
        word: &Directive,
        ways: &[NextHop],
        exception: impl Fn() -> Option<Fit>,
    ) {
        if ways.is_empty() {
            return;
        }
        if self.ways.is_some() {
            self.route.pass_over(word, said(ways), Why::Earlier);
            return;
        }
        let through = ways.iter().any(Option::is_some);
        if let Some(fit) = through.then(exception).flatten() {
            let route = &mut self.route;
            route.pass_over(word, said(ways), Why::Bypassed(fit.entry));
            (route.source, route.setting) = (Source::Flag, Some(fit.setting));
            self.ways = Some(vec![None]);
        } else {
            self.route.take(word, ways);
            self.scripted = word.scripted;
            self.ways = Some(ways.to_vec());
        }
    }
}

impl Directive {
    /// This hop as the setting names it, with the credentials that it gives.
    fn names(&self, hop: &Hop) -> Option<&Hop> {
        let named: Vec<&Hop> = match &self.said {
            DirectiveValue::Hops(ways) => ways.iter().flatten().collect(),
            DirectiveValue::Bypassed(hop, _) => vec![hop],
            DirectiveValue::Fallback
            | DirectiveValue::Skipped(..)
            | DirectiveValue::Unusable(..)
            | DirectiveValue::Failed(..)
            | DirectiveValue::Unasked(_) => Vec::new(),
        };
        named.into_iter().find(|own| own.is_at(hop))
    }
}

/// Proxies as a setting lists them: `http://a:1; direct`.
fn said(ways: &[NextHop]) -> String {
    let each: Vec<String> = ways.iter().map(one_said).collect();
    each.join("; ")
}

fn one_said(way: &NextHop) -> String {
    way.as_ref()
        .map_or_else(|| "direct".to_owned(), Hop::to_string)
}

impl Route {
    fn pass_over(&mut self, word: &Directive, raw: String, why: Why) {
        self.passed_over.push(PassedOver {
            source: word.source,
            setting: word.setting.clone(),
            raw,
            why,
        });
    }

    fn take(&mut self, word: &Directive, ways: &[NextHop]) {
        self.source = word.source;
        self.setting = Some(word.setting.clone());
        self.via = ways.first().cloned().flatten().map(|hop| hop.to_string());
        self.alternatives = ways.iter().skip(1).map(one_said).collect();
    }

    /// The setting decides and cannot be used: there is no way, unless an exception of the command
    /// line makes it needless.
    fn end_at(&mut self, word: &Directive, exception: Option<Fit>) -> Vec<NextHop> {
        if let Some(fit) = exception {
            (self.source, self.setting) = (Source::Flag, Some(fit.setting));
            return vec![None];
        }
        (self.source, self.setting) = (word.source, Some(word.setting.clone()));
        self.unusable = true;
        Vec::new()
    }

    /// An exception of the setting's own source takes the target off its hop.
    fn go_around(&mut self, word: &Directive, hop: &Hop, fit: &Fit) {
        self.pass_over(word, hop.to_string(), Why::Bypassed(fit.entry.clone()));
        self.source = word.source;
        self.setting = Some(fit.setting.clone());
        self.risky = fit.also.clone().map(|also| Risky {
            entry: fit.entry.clone(),
            also,
        });
    }

    /// Writes down which ways of a list led nowhere, and which one was gone instead.
    pub fn fall_back(&mut self, dead: &[(&NextHop, String)], to: Option<&NextHop>) {
        let (source, setting) = (self.source, self.setting.clone().unwrap_or_default());
        for (way, why) in dead {
            self.passed_over.push(PassedOver {
                source,
                setting: setting.clone(),
                raw: one_said(way),
                why: Why::Unreachable(why.clone()),
            });
        }
        if let Some(way) = to {
            self.via = way.as_ref().map(Hop::to_string);
        }
        // Either the first way and all others up to the one gone, or all others.
        let tried = dead.len().min(self.alternatives.len());
        self.alternatives.drain(..tried);
    }
}
