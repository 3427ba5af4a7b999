//! A pattern → its parts, character by character as `RegexParser.ScanRegex` goes. What that throws at is
//! an error here.

use super::node::Node;
use super::parser::{Parsed, Parser, Slots, broken};

/// The whole pattern.
pub(super) fn parse(said: &str) -> Parsed<Node> {
    let mut parser = Parser::new(said);
    parser.slots = Slots::count(said);
    let node = parser.alternatives(0)?;
    match parser.peek() {
        None => Ok(node),
        Some(_) => broken("a `)` too many"),
    }
}

impl Parser {
    /// Up to a closing parenthesis, or the end.
    pub(super) fn alternatives(&mut self, depth: usize) -> Parsed<Node> {
        let mut branches = Vec::new();
        let mut sequence = Vec::new();
        loop {
            self.skip_blanks()?;
            match self.peek() {
                None | Some(')') => break,
                Some('|') => {
                    self.at += 1;
                    branches.push(Node::Sequence(std::mem::take(&mut sequence)));
                }
                Some(_) => {
                    if let Some(unit) = self.unit(depth)? {
                        sequence.push(self.quantified(unit)?);
                    }
                }
            }
        }
        branches.push(Node::Sequence(sequence));
        Ok(match branches.len() {
            1 => branches.remove(0),
            _ => Node::Either(branches),
        })
    }

    /// One thing that a quantifier can follow; nothing where only options are set.
    fn unit(&mut self, depth: usize) -> Parsed<Option<Node>> {
        if self.is_quantifier() {
            let c = self.peek().unwrap_or_default();
            return broken(format!(
                "the quantifier `{c}` follows nothing, or another quantifier"
            ));
        }
        let Some(c) = self.next() else {
            return Ok(None);
        };
        Ok(Some(match c {
            '(' => return self.group(depth),
            '[' => Node::Set(self.class(depth)?),
            '\\' => self.backslash()?,
            '^' => Node::Begin,
            '$' => Node::End,
            '.' => Node::Set(self.options.dot),
            other => Node::Set(self.letter(other)),
        }))
    }

    /// `IsTrueQuantifier`: a brace is one only with numbers in it.
    fn is_quantifier(&self) -> bool {
        match self.peek() {
            Some('*' | '+' | '?') => true,
            Some('{') => self.is_count(),
            _ => false,
        }
    }

    fn is_count(&self) -> bool {
        let digits = |from: usize| {
            let rest = self.chars.iter().skip(from);
            rest.take_while(|c| c.is_ascii_digit()).count()
        };
        let least = digits(self.at + 1);
        let behind = self.at + 1 + least;
        match self.chars.get(behind) {
            Some('}') => least > 0,
            Some(',') if least > 0 => {
                let most = digits(behind + 1);
                self.chars.get(behind + 1 + most) == Some(&'}')
            }
            _ => false,
        }
    }

    fn quantified(&mut self, unit: Node) -> Parsed<Node> {
        self.skip_blanks()?;
        if !self.is_quantifier() {
            return Ok(unit);
        }
        let (least, most) = match self.next() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            _ => self.count()?,
        };
        self.skip_blanks()?;
        // A lazy quantifier finds the same texts.
        self.takes('?');
        if most.is_some_and(|most| least > most) {
            return broken(format!(
                "the quantifier `{{{least},{}}}` is the wrong way round",
                most.unwrap_or(0)
            ));
        }
        Ok(Node::Repeat(Box::new(unit), least, most))
    }

    fn count(&mut self) -> Parsed<(u32, Option<u32>)> {
        let least = self.decimal()?;
        let most = match self.takes(',') {
            false => Some(least),
            true if self.peek() == Some('}') => None,
            true => Some(self.decimal()?),
        };
        self.takes('}');
        Ok((least, most))
    }
}
