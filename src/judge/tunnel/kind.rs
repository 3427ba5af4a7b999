//! Of what kind is what came of a request to a hop? Two requests of one kind met the same rule, whatever
//! product it is that answers, and in whatever words.

use super::answer::{answer_in, answer_of};
use super::passage::{reached, walks};
use crate::evidence::{Attempt, Control, Ended};
use crate::finding::cause::tunnel::{Outcome, Reply};
use crate::judge::wording::Wording;
use crate::judge::{Case, JudgedProbe};
use crate::text::html;

/// What came of a request to a hop that brought nothing from beyond it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AnswerKind {
    pub(super) outcome: Outcome,
    words: Wording,
}

impl AnswerKind {
    /// Nothing where something came from beyond the hop, or where the request did not come to an end.
    pub(super) fn of(case: &Case<'_>, name: &str, attempt: &Attempt) -> Option<Self> {
        if reached(case, attempt) {
            return None;
        }
        let outcome = if case.fetched_by_hop() {
            fetched(attempt)?
        } else {
            tunnelled(attempt)?
        };
        let words = words(attempt, name);
        Some(Self { outcome, words })
    }

    /// Do both mean the same?
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.is_status_of(other) && self.words.is_like(&other.words)
    }

    fn is_status_of(&self, other: &Self) -> bool {
        use Outcome::{Answered, Closed, CutBehind, Silent, SilentBehind};
        match (&self.outcome, &other.outcome) {
            (Answered { reply: one }, Answered { reply: other }) => number(one) == number(other),
            (Closed, Closed)
            | (Silent, Silent)
            | (CutBehind, CutBehind)
            | (SilentBehind, SilentBehind) => true,
            _ => false,
        }
    }

    /// Does it say by itself, in the protocol's own terms, that this is not allowed: 403 (RFC 9110, 15.5.4),
    /// 451 (RFC 7725), SOCKS reply 2 (RFC 1928, 6)?
    pub(super) fn is_refusal(&self) -> bool {
        match &self.outcome {
            Outcome::Answered {
                reply: Reply::Http { answer },
            } => matches!(answer.status, Some(403 | 451)),
            Outcome::Answered {
                reply: Reply::Socks { version, reply, .. },
            } => (*version, *reply) == (5, 2),
            _ => false,
        }
    }
}

/// What the hop did last when it was asked for a probe's own host: alone, where it was asked so.
pub(super) fn last_kind(probe: &JudgedProbe<'_>) -> Option<AnswerKind> {
    let kinds = walks(probe.evidence())
        .filter_map(|attempt| AnswerKind::of(&probe.case, probe.host(), attempt));
    kinds.last()
}

/// What the hop did when it was asked for names that were made up.
pub(super) fn made_up<'a>(
    probe: &'a JudgedProbe<'_>,
) -> impl Iterator<Item = (&'a str, AnswerKind)> {
    let controls = probe.evidence().controls.iter();
    let all = controls.filter_map(Control::made_up_name);
    all.filter_map(|(name, attempt)| Some((name, AnswerKind::of(&probe.case, name, attempt)?)))
}

fn fetched(attempt: &Attempt) -> Option<Outcome> {
    let step = attempt.fetch.as_ref()?;
    if step.seen.status.is_some() {
        let answer = answer_of(&step.seen);
        return Some(Outcome::Answered {
            reply: Reply::Http { answer },
        });
    }
    ended(&step.ended, Outcome::Closed, Outcome::Silent)
}

fn tunnelled(attempt: &Attempt) -> Option<Outcome> {
    let step = attempt.tunnel.as_ref()?;
    let seen = &step.seen;
    if let Some(open) = &attempt.handshake {
        return ended(&open.ended, Outcome::CutBehind, Outcome::SilentBehind);
    }
    if let Some(open) = &attempt.fetch {
        return ended(&open.ended, Outcome::CutBehind, Outcome::SilentBehind);
    }
    let is_open = seen
        .status
        .is_some_and(|status| (200..300).contains(&status));
    let reply = match seen.socks {
        Some(said) => said.reply.map(|reply| Reply::Socks {
            version: said.version,
            reply,
            login: None,
        }),
        None => seen.status.map(|_| Reply::Http {
            answer: answer_in(seen),
        }),
    };
    match (&step.ended, reply) {
        (Ended::Failed(_), Some(_)) if is_open => Some(Outcome::CutBehind),
        (Ended::GaveUp | Ended::Interrupted, None) => None,
        (_, Some(reply)) => Some(Outcome::Answered { reply }),
        (step, None) => ended(step, Outcome::Closed, Outcome::Silent),
    }
}

fn ended(ended: &Ended, cut: Outcome, silent: Outcome) -> Option<Outcome> {
    match ended {
        Ended::Failed(_) => Some(cut),
        Ended::OutOfTime => Some(silent),
        Ended::Completed | Ended::GaveUp | Ended::Interrupted => None,
    }
}

fn number(reply: &Reply) -> (u8, Option<u16>) {
    match reply {
        Reply::Http { answer } => (0, answer.status),
        Reply::Socks { version, reply, .. } => (*version, Some(u16::from(*reply))),
    }
}

/// The words of an answer, in its head and in its page.
fn words(attempt: &Attempt, name: &str) -> Wording {
    let tunnel = attempt.tunnel.as_ref().map(|step| &step.seen);
    let fetch = attempt.fetch.as_ref().map(|step| &step.seen);
    let reasons = [
        tunnel.and_then(|seen| seen.reason.as_deref()),
        fetch.and_then(|seen| seen.reason.as_deref()),
    ];
    let bodies = [
        tunnel.map(|seen| &seen.body_head),
        fetch.map(|seen| &seen.head),
    ];
    let bodies = bodies.into_iter().flatten();
    let bodies = bodies.map(|body| html::text(&String::from_utf8_lossy(body)));
    let texts = reasons
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .chain(bodies);
    Wording::new(&texts.collect::<Vec<_>>().join("\n"), name)
}
