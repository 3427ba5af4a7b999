//! What is done and what is waited for, on a terminal, while a run lasts; then nothing is left of it.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use textwrap::core::display_width;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::terminal::error_width;
use crate::observe::Activity;
use crate::plan::Probe;
use crate::run::{Progress, Unwatched};
use crate::text::escape::escape;

/// How often it is drawn.
const TICK: Duration = Duration::from_millis(100);
/// A run that is over before this shows nothing.
const PATIENCE: Duration = Duration::from_millis(400);
/// How many probes are named.
const MOST_NAMED: usize = 3;

/// What a terminal is told.
#[derive(Debug, Clone)]
pub(super) struct Ticker {
    state: Arc<Mutex<State>>,
    bar: ProgressBar,
}

impl Ticker {
    /// One for standard error, if that is a terminal that can be drawn on.
    pub(super) fn for_terminal() -> Option<Self> {
        let target = ProgressDrawTarget::stderr();
        if !std::io::stderr().is_terminal() || target.is_hidden() {
            return None;
        }
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{msg}").expect("the template is right");
        bar.set_style(style);
        Some(Self {
            state: Arc::default(),
            bar,
        })
    }

    /// Draws until it is dropped.
    pub(super) async fn draw(&self) -> Infallible {
        let began = Instant::now();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if began.elapsed() >= PATIENCE {
                self.bar.set_message(
                    self.locked(|state| {
                        state.lines(began.elapsed(), Instant::now(), error_width())
                    }),
                );
            }
        }
    }

    /// Leaves the terminal as it was.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn locked<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whom a run tells: the ticker, where there is one.
pub(super) fn progress(ticker: Option<&Ticker>) -> Arc<dyn Progress> {
    match ticker {
        Some(ticker) => Arc::new(ticker.clone()),
        None => Arc::new(Unwatched),
    }
}

impl Progress for Ticker {
    fn planned(&self, probes: usize) {
        self.locked(|state| state.planned = probes);
    }

    fn begins(&self, place: usize, probe: &Probe) {
        let open = Open {
            target: format!("{}:{}", escape(&probe.host), probe.port),
            since: Instant::now(),
            under_way: BTreeMap::new(),
        };
        self.locked(|state| state.open.insert(place, open));
    }

    fn step_begins(&self, place: usize, doing: Activity) {
        self.locked(|state| {
            if let Some(open) = state.open.get_mut(&place) {
                *open.under_way.entry(doing).or_default() += 1;
            }
        });
    }

    fn step_ends(&self, place: usize, doing: Activity) {
        self.locked(|state| {
            let open = state.open.get_mut(&place);
            if let Some(number) = open.and_then(|open| open.under_way.get_mut(&doing)) {
                *number = number.saturating_sub(1);
            }
        });
    }

    fn ends(&self, place: usize) {
        self.locked(|state| {
            state.open.remove(&place);
            state.done += 1;
        });
    }

    fn wants_failures(&self) -> bool {
        true
    }

    fn fails(&self, _place: usize, probe: &Probe) {
        let target = format!("{}:{}", escape(&probe.host), probe.port);
        self.locked(|state| {
            if !state.failed.contains(&target) {
                state.failed.push(target);
            }
        });
    }

    fn asks_again(&self, addresses: usize) {
        self.locked(|state| state.again = Some(addresses));
    }

    fn goes_through_shapes(&self, handshakes: usize) {
        self.locked(|state| state.shapes = Some(handshakes));
    }

    fn holds(&self, connections: usize, longest: Duration) {
        self.locked(|state| state.held = Some((connections, longest)));
    }
}

#[derive(Debug, Default)]
struct State {
    planned: usize,
    done: usize,
    /// Who has failed so far.
    failed: Vec<String>,
    /// How many addresses are asked once more.
    again: Option<usize>,
    /// How many handshakes the inspection matrix has.
    shapes: Option<usize>,
    /// How many connections are left alone, the longest for how long.
    held: Option<(usize, Duration)>,
    open: BTreeMap<usize, Open>,
}

/// A probe whose turn it is.
#[derive(Debug)]
struct Open {
    target: String,
    since: Instant,
    under_way: BTreeMap<Activity, u32>,
}

impl Open {
    /// The earliest step under way: what is waited for.
    fn word(&self) -> &'static str {
        let mut steps = self.under_way.iter();
        steps
            .find(|(_, number)| **number > 0)
            .map_or("", |(doing, _)| doing.word())
    }
}

impl State {
    /// How far it is.
    fn head(&self) -> String {
        match (self.held, self.shapes, self.again) {
            (Some((number, longest)), _, _) => {
                let longest = longest.as_secs();
                format!("{number} connections are left alone, for {longest} s at most")
            }
            (None, Some(number), _) => format!("TLS in every shape: {number} handshakes"),
            (None, None, None) => format!("{} of {} probes done", self.done, self.planned),
            (None, None, Some(1)) => "1 address is asked once more, alone".to_owned(),
            (None, None, Some(many)) => {
                format!("{many} addresses are asked once more, alone")
            }
        }
    }

    /// The first failures, while the rest goes on.
    fn failures(&self) -> Option<String> {
        if self.failed.is_empty() {
            return None;
        }
        let named = &self.failed[..self.failed.len().min(MOST_NAMED)];
        let more = if self.failed.len() > named.len() {
            ", ..."
        } else {
            ""
        };
        let number = self.failed.len();
        Some(format!(
            "{number} failed so far: {}{more}",
            named.join(", ")
        ))
    }

    /// What is shown: how far it is, then who has taken longest.
    fn lines(&self, took: Duration, now: Instant, width: usize) -> String {
        let seconds = took.as_secs();
        let head = format!("{}, {seconds} s", self.head());
        let mut slowest: Vec<&Open> = self.open.values().collect();
        slowest.sort_by_key(|open| open.since);
        let named = slowest.iter().take(MOST_NAMED).map(|open| {
            let waited = now.duration_since(open.since).as_secs();
            let line = format!("{:<16}  {}, {waited} s", open.word(), open.target);
            fitting(&format!("  {line}"), width)
        });
        let mut lines = vec![fitting(&head, width)];
        lines.extend(self.failures().map(|line| fitting(&line, width)));
        lines.extend(named);
        let more = slowest.len().saturating_sub(MOST_NAMED);
        if more > 0 {
            lines.push(format!("  and {more} more"));
        }
        lines.join("\n")
    }
}

/// A line that does not wrap; what is too long loses its middle, so that its end can be read.
fn fitting(line: &str, width: usize) -> String {
    // A line as wide as the terminal moves the cursor on in some of them.
    let room = width.saturating_sub(1).max(20);
    if display_width(line) <= room {
        return line.to_owned();
    }
    let (head, tail) = (room / 2, room - room / 2 - 3);
    let mut end: Vec<char> = line.chars().rev().take(tail).collect();
    end.reverse();
    let start: String = line.chars().take(head).collect();
    format!("{start}...{}", end.into_iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(hosts: &[&str]) -> (State, Instant) {
        let now = Instant::now();
        let open = hosts.iter().enumerate().map(|(place, host)| {
            let open = Open {
                target: format!("{host}:443"),
                since: now,
                under_way: BTreeMap::from([(Activity::Connecting, 1), (Activity::Resolving, 0)]),
            };
            (place, open)
        });
        let state = State {
            planned: 46,
            done: 40,
            failed: Vec::new(),
            again: None,
            shapes: None,
            held: None,
            open: open.collect(),
        };
        (state, now + Duration::from_secs(3))
    }

    #[test]
    fn it_says_how_far_it_is_and_who_has_taken_longest() {
        let (state, now) = state(&["a.example", "b.example", "c.example", "d.example"]);
        let lines = state.lines(Duration::from_millis(3_900), now, 80);
        let expected = "40 of 46 probes done, 3 s\n  \
                        connecting        a.example:443, 3 s\n  \
                        connecting        b.example:443, 3 s\n  \
                        connecting        c.example:443, 3 s\n  \
                        and 1 more";
        assert_eq!(lines, expected);
    }

    #[test]
    fn the_first_failures_are_named_while_the_rest_goes_on() {
        let (mut state, now) = state(&[]);
        state.failed = ["a", "b", "c", "d"]
            .map(|host| format!("{host}.example:443"))
            .into();
        let lines = state.lines(Duration::from_secs(3), now, 80);
        let expected = "40 of 46 probes done, 3 s\n\
                        4 failed so far: a.example:443, b.example:443, c.example:443, ...";
        assert_eq!(lines, expected);
    }

    #[test]
    fn no_line_is_as_wide_as_the_terminal() {
        let long = "x".repeat(200);
        let (state, now) = state(&[&long]);
        for width in [40, 80, 120] {
            let lines = state.lines(Duration::ZERO, now, width);
            assert!(lines.lines().all(|line| display_width(line) < width));
            assert!(lines.ends_with("x:443, 3 s"), "{lines}");
            assert!(lines.is_ascii(), "any terminal shows it: {lines}");
        }
    }
}
