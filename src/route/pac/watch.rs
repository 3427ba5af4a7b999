//! The limits of one run of a script: its time, and the names that it may ask for.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::address::texts;
use super::trouble::Trouble;
use crate::route::Asks;

/// How long a script may run, the time that it waits for names apart.
const RUN: Duration = Duration::from_millis(500);
/// How much longer for each 64 KiB of it: a list of a mebibyte takes a fifth of a second to read.
const READ: Duration = Duration::from_millis(60);
/// How long it may wait for names, all together.
const WAIT: Duration = Duration::from_secs(10);
/// How many names it may ask for.
const MOST_NAMES: usize = 64;

/// Sees to it that a script keeps to its limits.
pub(super) struct Watch {
    asks: Arc<dyn Asks>,
    began: Instant,
    limit: Duration,
    waited: Cell<Duration>,
    over: Cell<bool>,
    names: RefCell<HashMap<String, Vec<String>>>,
    unasked: RefCell<Option<Unasked>>,
}

/// A name that was not looked up. No browser throws there, and a script could catch what is thrown:
/// so it goes on as if the name did not resolve, and what it answers then is worth nothing.
#[derive(Clone)]
struct Unasked {
    name: String,
    late: bool,
    line: Option<u32>,
}

impl Watch {
    /// Begins now, for a script of so many bytes.
    pub(super) fn new(asks: Arc<dyn Asks>, length: usize) -> Self {
        let blocks = u32::try_from(length >> 16).unwrap_or(u32::MAX);
        Self {
            asks,
            began: Instant::now(),
            limit: RUN.saturating_add(READ.saturating_mul(blocks)),
            waited: Cell::default(),
            over: Cell::default(),
            names: RefCell::default(),
            unasked: RefCell::default(),
        }
    }

    /// Has it run too long? Once that is so, it stays so.
    pub(super) fn is_over(&self) -> bool {
        let ran = self.began.elapsed().saturating_sub(self.waited.get());
        if ran > self.limit {
            self.over.set(true);
        }
        self.over.get()
    }

    /// This machine's own addresses.
    pub(super) fn own(&self) -> Vec<String> {
        texts(&self.asks.own())
    }

    /// All addresses of a name, IPv4 first; an address stands for itself. `line` is asked for where
    /// the name is not looked up because too many were, or took too long.
    pub(super) fn addresses(&self, name: &str, line: impl FnOnce() -> Option<u32>) -> Vec<String> {
        if let Ok(address) = name.parse::<IpAddr>() {
            return vec![address.to_string()];
        }
        let name = name.to_ascii_lowercase();
        if !is_name(&name) {
            return Vec::new();
        }
        if let Some(known) = self.names.borrow().get(&name) {
            return known.clone();
        }
        let left = WAIT.saturating_sub(self.waited.get());
        let late = left.is_zero();
        if late || self.names.borrow().len() >= MOST_NAMES {
            let line = line();
            let unasked = Unasked { name, late, line };
            self.unasked.borrow_mut().get_or_insert(unasked);
            return Vec::new();
        }
        let asked = Instant::now();
        let mut found = self.asks.addresses(&name, left);
        self.waited.set(self.waited.get() + asked.elapsed());
        found.sort_by_key(IpAddr::is_ipv6);
        let found = texts(&found);
        self.names.borrow_mut().insert(name, found.clone());
        found
    }

    /// The limit that was passed, whatever the script made of it.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        if self.over.get() {
            let why = format!("it ran for more than {} ms", self.limit.as_millis());
            return Some(Trouble::new(why).with_too_slow());
        }
        let unasked = self.unasked.borrow().clone()?;
        let trouble = if unasked.late {
            let waited = WAIT.as_secs();
            let why = format!(
                "it waited {waited} s for names, so that `{}` was not looked up",
                unasked.name
            );
            Trouble::new(why).with_too_slow()
        } else {
            Trouble::new(format!(
                "it asks for too many names, more than {MOST_NAMES}"
            ))
        };
        Some(trouble.at(unasked.line))
    }
}

/// A script could put anything into a question; only names leave this machine.
pub(super) fn is_name(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    !text.is_empty() && text.len() < 254 && text.bytes().all(fits)
}
