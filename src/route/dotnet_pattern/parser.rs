//! A pattern that is being read: what comes next, under which options, and which captures there are.

use std::collections::BTreeSet;

use super::ascii;
use super::node::PatternError;

/// The options that a pattern can set inside itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Options {
    pub(super) ignore_case: bool,
    pub(super) explicit: bool,
    /// What a dot takes.
    pub(super) dot: u128,
    pub(super) spaced: bool,
}

impl Options {
    /// As `WebProxy` compiles its list.
    pub(super) const USUAL: Self = Self {
        ignore_case: true,
        explicit: false,
        dot: ascii::NOT_LINE_END,
        spaced: false,
    };
}

pub(super) type Parsed<T> = Result<T, PatternError>;

pub(super) fn broken<T>(why: impl Into<String>) -> Parsed<T> {
    Err(PatternError::Broken(why.into()))
}

/// Where a pattern is read, under which options.
pub(super) struct Parser {
    pub(super) chars: Vec<char>,
    pub(super) at: usize,
    pub(super) options: Options,
    pub(super) slots: Slots,
}

/// The captures of a pattern.
#[derive(Debug, Default)]
pub(super) struct Slots {
    pub(super) numbers: BTreeSet<u32>,
    pub(super) names: Vec<String>,
    pub(super) unnamed: u32,
}

impl Slots {
    pub(super) fn has_number(&self, number: u32) -> Result<(), String> {
        if self.numbers.contains(&number) {
            return Ok(());
        }
        Err(format!("there is no group {number}"))
    }

    pub(super) fn has_name(&self, name: &str) -> Result<(), String> {
        if self.names.iter().any(|own| own == name) {
            return Ok(());
        }
        Err(format!("there is no group `{name}`"))
    }
}

impl Parser {
    pub(super) fn new(said: &str) -> Self {
        Self {
            chars: said.chars().collect(),
            at: 0,
            options: Options::USUAL,
            slots: Slots::default(),
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    pub(super) fn takes(&mut self, c: char) -> bool {
        let there = self.peek() == Some(c);
        self.at += usize::from(there);
        there
    }

    pub(super) fn left(&self) -> usize {
        self.chars.len() - self.at
    }

    /// One character, in both cases where case is ignored.
    pub(super) fn letter(&self, c: char) -> u128 {
        if self.options.ignore_case {
            ascii::folded(ascii::one(c))
        } else {
            ascii::one(c)
        }
    }

    /// Blanks and comments where the option says so, and comments in parentheses.
    pub(super) fn skip_blanks(&mut self) -> Parsed<()> {
        loop {
            if self.options.spaced {
                while self
                    .peek()
                    .is_some_and(|c| ascii::spaces() & ascii::one(c) != 0)
                {
                    self.at += 1;
                }
                if self.peek() == Some('#') {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                    continue;
                }
            }
            if !(self.peek() == Some('(')
                && self.peek_at(1) == Some('?')
                && self.peek_at(2) == Some('#'))
            {
                return Ok(());
            }
            match self.chars[self.at..].iter().position(|c| *c == ')') {
                Some(end) => self.at += end + 1,
                None => return broken("a comment `(?#` that does not end"),
            }
        }
    }

    /// `ScanDecimal`: no more than an Int32 holds.
    pub(super) fn decimal(&mut self) -> Parsed<u32> {
        let from = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.chars[from..self.at].iter().collect();
        match digits.parse::<i32>() {
            Ok(number) => Ok(number.unsigned_abs()),
            Err(_) => broken(format!("the number {digits} is too large")),
        }
    }

    pub(super) fn name(&mut self) -> String {
        let from = self.at;
        while self.peek().is_some_and(ascii::is_word) {
            self.at += 1;
        }
        self.chars[from..self.at].iter().collect()
    }
}

/// `ScanOptions`: letters up to the first that is none.
pub(super) fn options(parser: &mut Parser, mut options: Options) -> Options {
    let mut on = true;
    while let Some(c) = parser.peek() {
        match c.to_ascii_lowercase() {
            '-' => on = false,
            '+' => on = true,
            'i' => options.ignore_case = on,
            'n' => options.explicit = on,
            's' if on => options.dot = ascii::all(),
            's' => options.dot = ascii::NOT_LINE_END,
            'x' => options.spaced = on,
            // Several lines: the text has one.
            'm' => {}
            _ => break,
        }
        parser.at += 1;
    }
    options
}

/// `\d`, `\w`, `\s` and their opposites.
pub(super) fn shorthand(c: char) -> Option<u128> {
    let set = match c.to_ascii_lowercase() {
        'd' => ascii::digits(),
        'w' => ascii::words(),
        's' => ascii::spaces(),
        _ => return None,
    };
    Some(if c.is_ascii_lowercase() { set } else { !set })
}
