//! The route, and where its settings lie: folders are named after people.

use super::text::Hider;
use crate::route::{Dialect, PassedOver, Risky, Route, Why};

impl Hider<'_> {
    pub(super) fn route(&self, route: &mut Route) {
        let Route {
            via,
            unusable: _,
            source: _,
            setting,
            alternatives,
            risky,
            dialect,
            auto_detect,
            passed_over,
        } = route;
        let texts = [via, setting, auto_detect].into_iter().flatten();
        for text in texts.chain(alternatives) {
            self.path(text);
        }
        if let Some(Risky { entry, also }) = risky {
            self.text(entry);
            self.text(also);
        }
        if let Some(dialect) = dialect {
            let Dialect {
                setting,
                constructs: _,
            } = &mut **dialect;
            self.path(setting);
        }
        for PassedOver {
            source: _,
            setting,
            raw,
            why,
        } in passed_over
        {
            self.path(setting);
            self.path(raw);
            self.why(why);
        }
    }

    fn why(&self, why: &mut Why) {
        match why {
            Why::Earlier | Why::Unasked => {}
            Why::Bypassed(text)
            | Why::Unusable(text)
            | Why::UnusableEntry(text)
            | Why::Unread(text)
            | Why::Fatal(text)
            | Why::Failed(text)
            | Why::Unreachable(text) => self.path(text),
        }
    }
}
