//! Can a pattern fit any host at all? Decided by walking the pattern and the language of
//! `scheme://host[:port]` side by side: where no walk ends, no text fits.

use std::collections::HashSet;

use super::node::Node;

/// A larger pattern is not judged.
const MOST_STATES: usize = 3000;
/// More repetitions than this count as any number.
const MOST_COPIES: u32 = 300;

/// What the pattern is held against: what .NET makes of a target, or that with one rule less.
#[derive(Debug, Clone, Copy, Default)]
struct Texts {
    /// A path follows.
    paths: bool,
    /// The usual ports are written.
    usual_ports: bool,
    /// The scheme is missing.
    bare: bool,
}

/// Why the pattern fits no text, if none.
pub(super) fn never(node: &Node) -> Option<String> {
    let machine = Machine::new(node)?;
    let usual = Texts::default();
    if machine.finds(usual) {
        return None;
    }
    let why = if machine.finds(Texts {
        usual_ports: true,
        ..usual
    }) {
        "the usual port, 443 or 80, does not stand in the text"
    } else if machine.finds(Texts {
        paths: true,
        ..usual
    }) {
        "no `/` and no path stands behind the host and its port"
    } else if machine.finds(Texts {
        bare: true,
        ..usual
    }) {
        "the text begins with `http://` or `https://`"
    } else {
        "it needs what no `scheme://host[:port]` has"
    };
    Some(format!("never matches: {why}"))
}

/// A pattern as states.
struct Machine {
    states: Vec<State>,
}

#[derive(Debug, Clone)]
enum State {
    Take(u128, usize),
    Fork(Vec<usize>),
    Begin(usize),
    End(usize),
    Found,
}

impl Machine {
    fn new(node: &Node) -> Option<Self> {
        let mut machine = Self {
            states: vec![State::Found],
        };
        let start = machine.add(node, 0)?;
        machine.push(State::Fork(vec![start]))?;
        Some(machine)
    }

    fn push(&mut self, state: State) -> Option<usize> {
        self.states.push(state);
        (self.states.len() <= MOST_STATES).then(|| self.states.len() - 1)
    }

    /// The state where the node begins that goes on to `next`.
    fn add(&mut self, node: &Node, next: usize) -> Option<usize> {
        match node {
            Node::Set(set) => self.push(State::Take(*set, next)),
            Node::Begin => self.push(State::Begin(next)),
            Node::End => self.push(State::End(next)),
            // Anything may stand there: at worst a pattern that never fits is not called so.
            Node::Boundary(_) | Node::Unknown(_) => Some(next),
            Node::Sequence(all) => {
                let mut parts = all.iter().rev();
                parts.try_fold(next, |next, one| self.add(one, next))
            }
            Node::Either(all) => {
                let starts = all.iter().map(|one| self.add(one, next));
                let starts = starts.collect::<Option<Vec<_>>>()?;
                self.push(State::Fork(starts))
            }
            Node::Repeat(one, least, most) => self.repeat(one, *least, *most, next),
        }
    }

    fn repeat(&mut self, one: &Node, least: u32, most: Option<u32>, next: usize) -> Option<usize> {
        let least = least.min(MOST_COPIES);
        let optional = most
            .map(|most| most.saturating_sub(least))
            .filter(|more| *more <= MOST_COPIES);
        let mut at = next;
        if let Some(more) = optional {
            for _ in 0..more {
                let start = self.add(one, at)?;
                at = self.push(State::Fork(vec![start, next]))?;
            }
        } else {
            at = self.push(State::Fork(Vec::new()))?;
            let start = self.add(one, at)?;
            self.states[at] = State::Fork(vec![start, next]);
        }
        (0..least).try_fold(at, |at, _| self.add(one, at))
    }

    /// Is there a text in which the pattern is found?
    fn finds(&self, texts: Texts) -> bool {
        let first = if texts.bare {
            Url::Host
        } else {
            Url::Scheme(0)
        };
        let mut walks = Walks::default();
        walks.visit(first, Stage::Before);
        while let Some((url, stage)) = walks.open.pop() {
            match stage {
                Stage::Before => {
                    walks.visit(url, Stage::In(self.states.len() - 1));
                    // A pattern that begins in the path tells nothing of it.
                    let next = url.all_steps(texts).filter(|url| *url != Url::Path);
                    next.for_each(|url| walks.visit(url, stage));
                }
                Stage::In(at) => self.go(at, url, first, texts, &mut walks),
                Stage::Behind(cuts_port) => {
                    if url.ends(texts) {
                        return true;
                    }
                    let next = url.all_steps(texts);
                    let next = next.filter(|url| !(cuts_port && matches!(url, Url::Port(..))));
                    next.for_each(|url| walks.visit(url, stage));
                }
            }
        }
        false
    }

    /// From one state of the pattern to the next.
    fn go(&self, at: usize, url: Url, first: Url, texts: Texts, walks: &mut Walks) {
        match &self.states[at] {
            State::Found => walks.visit(url, Stage::Behind(matches!(url, Url::Port(1.., _)))),
            State::Fork(all) => all
                .iter()
                .for_each(|next| walks.visit(url, Stage::In(*next))),
            State::Begin(next) if url == first => walks.visit(url, Stage::In(*next)),
            State::End(next) if url.ends(texts) => walks.visit(Url::Over, Stage::In(*next)),
            State::Begin(_) | State::End(_) => {}
            State::Take(set, next) => {
                let taken = characters().filter(|c| set & (1 << u32::from(*c)) != 0);
                let urls = taken.filter_map(|c| url.step(c, texts));
                urls.for_each(|url| walks.visit(url, Stage::In(*next)));
            }
        }
    }
}

/// How far texts and the pattern were walked.
#[derive(Default)]
struct Walks {
    seen: HashSet<(Url, Stage)>,
    open: Vec<(Url, Stage)>,
}

impl Walks {
    fn visit(&mut self, url: Url, stage: Stage) {
        if self.seen.insert((url, stage)) {
            self.open.push((url, stage));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Stage {
    /// The pattern has not begun.
    Before,
    In(usize),
    /// The pattern was found; the text goes on. It must not where that cuts a port in two.
    Behind(bool),
}

fn characters() -> impl Iterator<Item = char> {
    '!'..='~'
}

/// How far a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Url {
    /// So many characters of `http://`, or of `https://` behind the `s`.
    Scheme(u8),
    Secure(u8),
    Host,
    InHost,
    InAddress,
    BehindAddress,
    /// So many digits; the number as long as it may be a usual port.
    Port(u8, u16),
    Path,
    /// The end was asked for.
    Over,
}

const SCHEME: [char; 7] = ['h', 't', 't', 'p', ':', '/', '/'];

impl Url {
    fn all_steps(self, texts: Texts) -> impl Iterator<Item = Self> {
        characters().filter_map(move |c| self.step(c, texts))
    }

    fn step(self, c: char, texts: Texts) -> Option<Self> {
        let lower = c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        match self {
            Self::Scheme(4) if c == 's' => Some(Self::Secure(4)),
            Self::Scheme(at) | Self::Secure(at) if SCHEME[usize::from(at)] == c => {
                Some(match (at, self) {
                    (6, _) => Self::Host,
                    (_, Self::Scheme(_)) => Self::Scheme(at + 1),
                    _ => Self::Secure(at + 1),
                })
            }
            Self::Host if c == '[' => Some(Self::InAddress),
            Self::Host if lower => Some(Self::InHost),
            Self::InHost if lower || c == '.' => Some(Self::InHost),
            Self::InAddress if matches!(c, '0'..='9' | 'a'..='f' | ':' | '.' | '%') => {
                Some(Self::InAddress)
            }
            Self::InAddress if c == ']' => Some(Self::BehindAddress),
            Self::InHost | Self::BehindAddress if c == ':' => Some(Self::Port(0, 0)),
            Self::Port(at, number) if at < 5 && c.is_ascii_digit() && (at > 0 || c != '0') => {
                let digit = u16::try_from(u32::from(c) - u32::from('0')).unwrap_or(0);
                let next = if at < 3 { number * 10 + digit } else { 0 };
                let begins = matches!((at, next), (0, 4 | 8) | (1, 44 | 80) | (2, 443));
                Some(Self::Port(at + 1, if begins { next } else { 0 }))
            }
            Self::InHost | Self::BehindAddress | Self::Port(1.., _) if c == '/' && texts.paths => {
                Some(Self::Path)
            }
            Self::Path if lower || matches!(c, '/' | '.') => Some(Self::Path),
            _ => None,
        }
    }

    fn ends(self, texts: Texts) -> bool {
        match self {
            Self::Port(_, 80 | 443) => texts.usual_ports,
            Self::InHost | Self::BehindAddress | Self::Port(1.., _) | Self::Path | Self::Over => {
                true
            }
            _ => false,
        }
    }
}
