//! What stands behind a backslash outside a class (`RegexParser.ScanBackslash`, `ScanBasicBackslash`).

use super::ascii;
use super::node::Node;
use super::parser::{Parsed, Parser, broken, shorthand};

impl Parser {
    /// Behind a backslash, outside a class.
    pub(super) fn backslash(&mut self) -> Parsed<Node> {
        let Some(c) = self.peek() else {
            return broken("a `\\` at its end");
        };
        self.at += 1;
        Ok(match c {
            'A' | 'G' => Node::Begin,
            'Z' | 'z' => Node::End,
            'b' => Node::Boundary(true),
            'B' => Node::Boundary(false),
            'p' | 'P' => {
                let set = self.property()?;
                Node::Set(if c == 'p' { set } else { !set })
            }
            _ => {
                let Some(set) = shorthand(c) else {
                    self.at -= 1;
                    return self.reference_or_character();
                };
                Node::Set(set)
            }
        })
    }

    /// `ScanBasicBackslash`: a backreference, or else a character.
    fn reference_or_character(&mut self) -> Parsed<Node> {
        let from = self.at;
        let reference = Ok(Node::Unknown("a backreference"));
        let mut close = None;
        if self.takes('k') {
            close = self.opening();
            if close.is_none() || self.peek().is_none() {
                return broken("`\\k` without a name");
            }
        } else if matches!(self.peek(), Some('<' | '\'')) && self.left() > 1 {
            close = self.opening();
        }
        match (close, self.peek()) {
            (Some(close), Some('0'..='9')) => {
                let number = self.decimal()?;
                if self.next() == Some(close) {
                    return self
                        .slots
                        .has_number(number)
                        .map_or_else(broken, |()| reference);
                }
            }
            (Some(close), Some(c)) if ascii::is_word(c) => {
                let name = self.name();
                if self.next() == Some(close) {
                    return self
                        .slots
                        .has_name(&name)
                        .map_or_else(broken, |()| reference);
                }
            }
            (None, Some('1'..='9')) => {
                let number = self.decimal()?;
                match self.slots.has_number(number) {
                    Ok(()) => return reference,
                    Err(why) if number <= 9 => return broken(why),
                    Err(_) => {}
                }
            }
            _ => {}
        }
        self.at = from;
        let c = self.character()?;
        Ok(Node::Set(self.letter(c)))
    }

    fn opening(&mut self) -> Option<char> {
        match self.next()? {
            '<' => Some('>'),
            '\'' => Some('\''),
            _ => None,
        }
    }
}
