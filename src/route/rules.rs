//! What one place of settings says: a script, hops, exceptions. What it says of one target is a list
//! of words, the first to be heeded first.

use super::directive::{Directive, DirectiveValue};
use super::exception::{Exception, Local};
use super::script_error::ScriptError;
use super::{Hop, HopError, Location, Scripts, Source, Target, Why};
use crate::catalogue::Scheme;

/// What one place of settings says about the way out.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    pub(super) source: Source,
    /// A script, which is asked before all else.
    pub(super) script: Option<Named<Location>>,
    /// Does a script that throws mean the direct way, whatever else is set? (`WinHttpWebProxyFinder`:
    /// `BadAutoProxyScript` is an answer without a proxy.)
    pub(super) broken_script_is_direct: bool,
    /// Hops, the first that fits first.
    pub(super) hops: Vec<Named<HopRule>>,
    /// Are these hops all there are? Then what none of them is for goes straight.
    pub(super) complete: bool,
    /// What takes a target off these hops.
    pub(super) exceptions: Vec<Exception>,
    /// The setting by which it speaks for the direct way where it names no hop.
    pub(super) otherwise: Option<String>,
    /// Does that setting only say what follows where nothing was said? Then it is no rival of what was.
    pub(super) is_fallback: bool,
    /// The setting by which a script is looked for by WPAD, before all else.
    pub(super) detects: Option<String>,
    /// Exceptions of which nobody here knows what they fit: where no other one takes a target off its hop,
    /// the route is not known.
    pub(super) undecided: Vec<Unusable>,
    /// Settings that cannot be used, whatever the target.
    pub(super) unusable: Vec<Unusable>,
    /// Variables that nobody may read, though they look like it.
    pub(super) unread: Vec<(Scheme, Unusable)>,
    /// What a reader of these settings should know.
    pub(super) remarks: Vec<String>,
}

/// Something, and the setting that says it.
#[derive(Debug, Clone)]
pub(super) struct Named<T> {
    pub(super) setting: String,
    pub(super) is: T,
}

pub(super) fn named<T>(setting: &str, is: T) -> Named<T> {
    Named {
        setting: setting.to_owned(),
        is,
    }
}

/// A hop for one scheme, or for all.
#[derive(Debug, Clone)]
pub(super) struct HopRule {
    pub(super) scheme: Option<Scheme>,
    pub(super) hop: Result<Hop, HopError>,
}

/// A setting that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unusable {
    pub(super) setting: String,
    pub(super) said: String,
    pub(super) reason: String,
    pub(super) weight: Weight,
}

/// What becomes of a route where a setting cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// Nothing: programs skip it as well.
    Skipped,
    /// The route depends on it, so that there is none.
    Decides,
    /// Every request of the program fails because of it.
    Fatal,
}

impl Unusable {
    fn decides(&self) -> bool {
        self.weight != Weight::Skipped
    }
}

/// What a script gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scripted {
    Way,
    /// An error of its own.
    Thrown,
    /// Nothing: it cannot be had, is too slow, or names no way.
    Nothing,
}

impl Rules {
    /// The command line's word for the direct way.
    pub(super) fn direct(flag: &str) -> Self {
        Self {
            source: Source::Flag,
            otherwise: Some(flag.to_owned()),
            ..Self::default()
        }
    }

    /// What follows where the source that the command line asks for says nothing: the direct way.
    pub(super) fn fallback(flag: &str) -> Self {
        Self {
            is_fallback: true,
            ..Self::direct(&format!("{flag} (nothing set)"))
        }
    }

    /// The command line's word for a hop.
    pub(super) fn hop(flag: &str, hop: Hop) -> Self {
        let rule = HopRule {
            scheme: None,
            hop: Ok(hop),
        };
        Self {
            source: Source::Flag,
            hops: vec![named(flag, rule)],
            ..Self::default()
        }
    }

    /// The command line's word for a script.
    pub(super) fn script(flag: &str, script: Location) -> Self {
        Self {
            source: Source::Pac,
            script: Some(named(&format!("{flag} {script}"), script)),
            ..Self::default()
        }
    }

    /// A file of the system's settings that cannot be read.
    pub(super) fn unreadable(file: String, why: &std::io::Error) -> Self {
        let unusable = Unusable {
            setting: file,
            said: String::new(),
            reason: format!("it cannot be read: {why}"),
            weight: Weight::Decides,
        };
        Self {
            source: Source::System,
            unusable: vec![unusable],
            ..Self::default()
        }
    }

    /// Does it say anything?
    pub(super) fn speaks(&self) -> bool {
        let named = self.script.is_some() || !self.hops.is_empty() || self.otherwise.is_some();
        named || self.unusable.iter().any(Unusable::decides)
    }

    /// Does it choose a way for every target, whatever a script says?
    pub(super) fn decides(&self) -> bool {
        let serves = |scheme| {
            let mut hops = self.hops.iter().map(|rule| &rule.is);
            hops.any(|rule| rule.serves(scheme))
        };
        let unusable = self.unusable.iter().any(Unusable::decides);
        self.otherwise.is_some() || unusable || serves(Scheme::Http) && serves(Scheme::Https)
    }

    /// What is said about a target; by a script too, where it can be run.
    pub(super) fn words(
        &self,
        target: &Target<'_>,
        local: &Local,
        scripts: Option<&Scripts>,
    ) -> Vec<Directive> {
        let unusable = self.unusable.iter();
        let mut words: Vec<Directive> = unusable.map(|one| self.of_unusable(one)).collect();
        let mut last = self.otherwise.clone();
        if let Some(script) = &self.script {
            let Some(scripts) = scripts else {
                let unasked = DirectiveValue::Unasked(script.is.to_string());
                words.push(self.word(&script.setting, unasked));
                return words;
            };
            let (answered, more) = self.scripted(script, target, scripts);
            words.extend(more);
            if answered == Scripted::Way {
                return words;
            }
            if answered == Scripted::Thrown && self.broken_script_is_direct {
                let setting = format!("{} (it throws)", script.setting);
                words.push(self.word(&setting, DirectiveValue::Hops(vec![None])));
                return words;
            }
            // As .NET and WinHTTP do where a script cannot be had: what else is set, and then direct.
            last = Some(format!("{} (failed)", script.setting));
        }
        words.extend(self.ignored(target));
        let hops = self.hops.iter();
        let fitting = hops.filter(|rule| rule.is.serves(target.scheme));
        let from = words.len();
        words.extend(fitting.flat_map(|rule| self.of_rule(rule, target, local)));
        if self.complete && words.len() == from && !self.hops.is_empty() {
            last = Some(format!(
                "{} (nothing for this scheme)",
                self.hops[0].setting
            ));
        }
        if words.len() == from {
            let said = || {
                if self.is_fallback {
                    DirectiveValue::Fallback
                } else {
                    DirectiveValue::Hops(vec![None])
                }
            };
            words.extend(last.map(|setting| self.word(&setting, said())));
        }
        words
    }

    /// What is written here for this target and counts for nothing.
    fn ignored(&self, target: &Target<'_>) -> Vec<Directive> {
        let mut words = Vec::new();
        let mut ignore = |setting: &str, said: &str, why: Why| {
            words.push(self.word(setting, DirectiveValue::Ignored(said.to_owned(), why)));
        };
        let unread = self.unread.iter();
        for (_, one) in unread.filter(|(scheme, _)| asked(target.scheme) == *scheme) {
            ignore(&one.setting, &one.said, Why::Unread(one.reason.clone()));
        }
        let mut hops = self.hops.iter();
        if hops.any(|rule| rule.is.serves(target.scheme)) {
            for (setting, entries) in self.exceptions.iter().filter_map(Exception::unusable) {
                for one in entries {
                    let why = Why::UnusableEntry(one.error.to_string());
                    ignore(setting, &one.entry, why);
                }
            }
        }
        words
    }

    fn word(&self, setting: &str, said: DirectiveValue) -> Directive {
        Directive {
            source: self.source,
            setting: setting.to_owned(),
            said,
            scripted: false,
            unknown: Vec::new(),
        }
    }

    fn of_unusable(&self, unusable: &Unusable) -> Directive {
        let (said, reason) = (unusable.said.clone(), unusable.reason.clone());
        let value = match unusable.weight {
            Weight::Skipped => DirectiveValue::Skipped(said, reason),
            Weight::Decides => DirectiveValue::Unusable(said, reason),
            Weight::Fatal => DirectiveValue::Fatal(said, reason),
        };
        self.word(&unusable.setting, value)
    }

    /// Exceptions come first: what they take off a hop does not depend on whether that can be used.
    fn of_rule(&self, rule: &Named<HopRule>, target: &Target<'_>, local: &Local) -> Vec<Directive> {
        let mut exceptions = self.exceptions.iter();
        let fit = exceptions.find_map(|exception| exception.fit(target, local));
        let word = |said| self.word(&rule.setting, said);
        if fit.is_none()
            && rule.is.hop.is_ok()
            && let Some(undecided) = self.undecided.first()
        {
            return vec![self.of_unusable(undecided)];
        }
        match (&rule.is.hop, fit) {
            (Ok(hop), None) => vec![word(DirectiveValue::Hops(vec![Some(hop.clone())]))],
            (Ok(hop), Some(fit)) => vec![word(DirectiveValue::Bypassed(hop.clone(), fit))],
            (Err(why), None) => {
                vec![word(DirectiveValue::Unusable(why.said(), why.to_string()))]
            }
            (Err(why), Some(fit)) => vec![
                word(DirectiveValue::Skipped(why.said(), why.to_string())),
                self.word(&fit.setting, DirectiveValue::Hops(vec![None])),
            ],
        }
    }

    /// What a script says, and whether that is an answer.
    fn scripted(
        &self,
        script: &Named<Location>,
        target: &Target<'_>,
        scripts: &Scripts,
    ) -> (Scripted, Vec<Directive>) {
        let redirected = scripts.redirected_to(&script.is);
        let redirected = redirected.map(|to| format!(", redirected to {to}"));
        let setting = format!("{}{}", script.setting, redirected.unwrap_or_default());
        let answers = scripts.ask(&script.is, target);
        let unknown = scripts.unknown_to_windows(&script.is, target, answers.is_ok());
        let word = |said| Directive {
            scripted: true,
            unknown: unknown.clone(),
            ..self.word(&setting, said)
        };
        let failed = |why| word(DirectiveValue::Failed(script.is.to_string(), why));
        let answers = match answers {
            Ok(answers) => answers,
            Err(why @ ScriptError::Failed(_)) => {
                return (Scripted::Thrown, vec![failed(why.to_string())]);
            }
            Err(why) => return (Scripted::Nothing, vec![failed(why.to_string())]),
        };
        let mut words = Vec::new();
        let mut ways = Vec::new();
        for answer in answers {
            match answer {
                Ok(way) => ways.push(way),
                Err(wrong) => words.push(word(DirectiveValue::Skipped(wrong.said, wrong.reason))),
            }
        }
        if ways.is_empty() {
            let why = "it names no way that could be taken".to_owned();
            words.push(failed(why));
            return (Scripted::Nothing, words);
        }
        words.push(word(DirectiveValue::Hops(ways)));
        (Scripted::Way, words)
    }
}

impl HopRule {
    fn serves(&self, scheme: Scheme) -> bool {
        self.scheme.is_none_or(|own| asked(scheme) == own)
    }
}

/// The scheme whose settings count.
fn asked(scheme: Scheme) -> Scheme {
    match scheme {
        Scheme::Tls => Scheme::Https,
        other => other,
    }
}
