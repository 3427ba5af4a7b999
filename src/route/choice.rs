//! The way that is chosen, word by word, and what is passed over.

use super::directive::{Directive, DirectiveValue};
use super::{Dialect, Fit, Hop, NextHop, PassedOver, Risky, Route, Source, Why};

/// What was chosen so far.
#[derive(Default)]
pub(super) struct Choice {
    pub(super) route: Route,
    pub(super) ways: Option<Vec<NextHop>>,
    pub(super) scripted: bool,
    pub(super) applied: Vec<Directive>,
}

impl Choice {
    /// Applies one more directive, which comes after all the earlier ones.
    pub(super) fn apply(&mut self, word: &Directive, exception: impl Fn() -> Option<Fit>) {
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
            DirectiveValue::Fatal(said, why) => {
                route.pass_over(word, said.clone(), Why::Fatal(why.clone()));
                if self.ways.is_none() {
                    self.ways = Some(route.end_at(word, None));
                }
            }
            DirectiveValue::Fallback | DirectiveValue::Ignored(..) if self.ways.is_some() => {}
            DirectiveValue::Fallback => {
                route.take(word, &[None]);
                self.ways = Some(vec![None]);
            }
            DirectiveValue::Ignored(said, why) => route.pass_over(word, said.clone(), why.clone()),
            DirectiveValue::Unasked(script) => route.pass_over(word, script.clone(), Why::Unasked),
            DirectiveValue::Failed(script, why) if self.ways.is_some() => {
                let said = format!("{script} (no answer: {why})");
                route.pass_over(word, said, Why::Earlier);
            }
            DirectiveValue::Failed(script, why) => {
                route.pass_over(word, script.clone(), Why::Failed(why.clone()));
                route.take_dialect(word);
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
        self.take_dialect(word);
    }

    /// The first script that was asked in earnest, whether it gave an answer or not.
    fn take_dialect(&mut self, word: &Directive) {
        if self.dialect.is_none() && !word.unknown.is_empty() {
            self.dialect = Some(Box::new(Dialect {
                setting: word.setting.clone(),
                constructs: word.unknown.clone(),
            }));
        }
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
