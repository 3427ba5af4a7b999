//! Groups of every kind (`RegexParser.ScanGroupOpen`).

use super::ascii;
use super::node::{DEEPEST, Node, PatternError};
use super::parser::{Parsed, Parser, broken, options};

impl Parser {
    /// Behind `(`. Options alone are no group: they hold up to the end of the one around.
    pub(super) fn group(&mut self, depth: usize) -> Parsed<Option<Node>> {
        if depth > DEEPEST {
            return Err(PatternError::Unknown("groups nested too deeply".to_owned()));
        }
        let outside = self.options;
        let unknown = if self.peek() == Some('?') && self.peek_at(1) != Some(')') {
            self.at += 1;
            match self.kind(depth)? {
                Kind::Options => return Ok(None),
                Kind::Group(unknown) => unknown,
            }
        } else {
            None
        };
        let inside = self.alternatives(depth + 1)?;
        if !self.takes(')') {
            return broken("a `(` without its `)`");
        }
        self.options = outside;
        let condition = unknown == Some(CONDITION);
        if condition && matches!(&inside, Node::Either(branches) if branches.len() > 2) {
            return broken("a condition with more than two branches");
        }
        Ok(Some(unknown.map_or(inside, Node::Unknown)))
    }

    /// Behind `(?`.
    fn kind(&mut self, depth: usize) -> Parsed<Kind> {
        Ok(match self.next() {
            Some(':') => Kind::Group(None),
            Some('=') => Kind::Group(Some("a lookahead `(?=`")),
            Some('!') => Kind::Group(Some("a lookahead `(?!`")),
            Some('>') => Kind::Group(Some("an atomic group `(?>`")),
            Some('<') if self.takes('=') => Kind::Group(Some("a lookbehind `(?<=`")),
            Some('<') if self.takes('!') => Kind::Group(Some("a lookbehind `(?<!`")),
            Some('<') => Kind::Group(self.named('>')?),
            Some('\'') => Kind::Group(self.named('\'')?),
            Some('(') => {
                self.condition(depth)?;
                Kind::Group(Some(CONDITION))
            }
            Some(_) => {
                self.at -= 1;
                self.options = options(self, self.options);
                match self.next() {
                    Some(')') => Kind::Options,
                    Some(':') => Kind::Group(None),
                    _ => return broken("a group `(?` of no known kind"),
                }
            }
            None => return broken("a group `(?` of no known kind"),
        })
    }

    /// The name of a group; one that takes another's capture away is not known here.
    fn named(&mut self, close: char) -> Parsed<Option<&'static str>> {
        let wrong = "a group's name that is none";
        match self.peek() {
            Some('0'..='9') => {
                if self.decimal()? == 0 {
                    return broken("a group with the number 0");
                }
            }
            Some(c) if ascii::is_word(c) => {
                self.name();
            }
            Some('-') => {}
            _ => return broken(wrong),
        }
        let mut unknown = None;
        if self.takes('-') {
            unknown = Some("a balancing group `(?<a-b>`");
            let known = match self.peek() {
                Some('0'..='9') => {
                    let number = self.decimal()?;
                    self.slots.has_number(number)
                }
                Some(c) if ascii::is_word(c) => {
                    let name = self.name();
                    self.slots.has_name(&name)
                }
                _ => return broken(wrong),
            };
            known.or_else(broken)?;
        }
        if self.takes(close) {
            Ok(unknown)
        } else {
            broken(wrong)
        }
    }

    /// Behind `(?(`: a capture's number or name, or a pattern of its own.
    fn condition(&mut self, depth: usize) -> Parsed<()> {
        let from = self.at;
        match self.peek() {
            Some('0'..='9') => {
                let number = self.decimal()?;
                self.slots.has_number(number).or_else(broken)?;
                return if self.takes(')') {
                    Ok(())
                } else {
                    broken("a condition on a group that does not end")
                };
            }
            Some(c) if ascii::is_word(c) => {
                let name = self.name();
                if self.slots.has_name(&name).is_ok() && self.takes(')') {
                    return Ok(());
                }
            }
            _ => {}
        }
        self.at = from;
        let second = self.peek_at(1);
        let captures = second == Some('\'')
            || second == Some('<') && !matches!(self.peek_at(2), Some('=' | '!'));
        if self.peek() == Some('?') && (second == Some('#') || captures) {
            return broken("a condition that captures, or a comment in its place");
        }
        self.group(depth + 1).map(|_| ())
    }
}

const CONDITION: &str = "a condition `(?(`";

/// What a group is.
enum Kind {
    /// None: options only.
    Options,
    /// One that captures or not; with what makes it unknown here.
    Group(Option<&'static str>),
}
