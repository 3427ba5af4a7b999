//! Which captures a pattern has: a backreference to any other is an error
//! (`RegexParser.CountCaptures`).

use std::collections::BTreeSet;

use super::parser::{Options, Parser, Slots, options};

impl Slots {
    /// The captures of a whole pattern.
    pub(super) fn count(said: &str) -> Self {
        let mut slots = Self {
            numbers: BTreeSet::from([0]),
            unnamed: 1,
            ..Self::default()
        };
        slots.scan(&mut Parser::new(said));
        // Names get the numbers that are left.
        for _ in 0..slots.names.len() {
            while slots.numbers.contains(&slots.unnamed) {
                slots.unnamed += 1;
            }
            slots.numbers.insert(slots.unnamed);
            slots.unnamed += 1;
        }
        slots
    }

    /// What is wrong in the pattern ends this; whoever reads it whole says so.
    fn scan(&mut self, parser: &mut Parser) {
        let mut outside: Vec<Options> = Vec::new();
        let mut condition = false;
        while let Some(c) = parser.peek() {
            if parser.options.spaced && c == '#' || starts(parser, "(?#") {
                if parser.skip_blanks().is_err() {
                    return;
                }
                continue;
            }
            parser.at += 1;
            match c {
                '\\' => parser.at += usize::from(parser.peek().is_some()),
                '[' if parser.class(0).is_err() => return,
                ')' => parser.options = outside.pop().unwrap_or(parser.options),
                '(' => {
                    outside.push(parser.options);
                    if parser.takes('?') {
                        condition = self.special(parser, &mut outside);
                        continue;
                    }
                    if !parser.options.explicit && !condition {
                        self.numbers.insert(self.unnamed);
                        self.unnamed += 1;
                    }
                }
                _ => continue,
            }
            condition = condition && c != '(';
        }
    }

    /// Behind `(?`. Is the next parenthesis a condition's?
    fn special(&mut self, parser: &mut Parser, outside: &mut Vec<Options>) -> bool {
        if parser.left() > 1 && matches!(parser.peek(), Some('<' | '\'')) {
            parser.at += 1;
            match parser.peek() {
                Some('1'..='9') => {
                    if let Ok(number) = parser.decimal() {
                        self.numbers.insert(number);
                    }
                }
                Some(c) if c != '0' && super::ascii::is_word(c) => {
                    let name = parser.name();
                    if !self.names.contains(&name) {
                        self.names.push(name);
                    }
                }
                _ => {}
            }
            return false;
        }
        parser.options = options(parser, parser.options);
        if parser.takes(')') {
            outside.pop();
        }
        parser.peek() == Some('(')
    }
}

fn starts(parser: &Parser, with: &str) -> bool {
    with.chars()
        .enumerate()
        .all(|(at, c)| parser.peek_at(at) == Some(c))
}
