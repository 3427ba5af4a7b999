//! Classes in brackets and single characters behind a backslash (`RegexParser.ScanCharClass`,
//! `ScanCharEscape`).

use super::ascii;
use super::node::{DEEPEST, PatternError};
use super::parser::{Parsed, Parser, broken, shorthand};

/// What a class holds so far.
#[derive(Default)]
struct Class {
    set: u128,
    minus: u128,
    /// The beginning of a range that is being read.
    from: Option<char>,
    first: bool,
}

impl Parser {
    /// Behind `[`, up to its `]`.
    pub(super) fn class(&mut self, depth: usize) -> Parsed<u128> {
        if depth > DEEPEST {
            return Err(PatternError::Unknown(
                "classes nested too deeply".to_owned(),
            ));
        }
        let negated = self.takes('^');
        let mut class = Class {
            first: true,
            ..Class::default()
        };
        loop {
            let Some(c) = self.next() else {
                return broken("a `[` without its `]`");
            };
            if c == ']' && !class.first {
                break;
            }
            self.member(c, &mut class, depth)?;
            class.first = false;
        }
        let set = if self.options.ignore_case {
            ascii::folded(class.set)
        } else {
            class.set
        };
        Ok(if negated { !set } else { set } & !class.minus)
    }

    fn member(&mut self, c: char, class: &mut Class, depth: usize) -> Parsed<()> {
        let mut c = c;
        let escaped = c == '\\' && self.peek().is_some();
        if escaped {
            match self.several()? {
                Some(_) if class.from.is_some() => return broken("a class at the end of a range"),
                Some(set) => {
                    class.set |= set;
                    return Ok(());
                }
                None if self.takes('-') => {
                    class.set |= ascii::one('-');
                    return Ok(());
                }
                None => c = self.character()?,
            }
        } else if c == '[' && class.from.is_none() {
            self.skip_posix();
        }
        if let Some(from) = class.from.take() {
            return self.range(from, c, escaped, class, depth);
        }
        if self.left() >= 2 && self.peek() == Some('-') && self.peek_at(1) != Some(']') {
            class.from = Some(c);
            self.at += 1;
        } else if c == '-' && !escaped && self.peek() == Some('[') && !class.first {
            self.at += 1;
            self.subtraction(class, depth)?;
        } else {
            class.set |= ascii::one(c);
        }
        Ok(())
    }

    fn range(
        &mut self,
        from: char,
        to: char,
        escaped: bool,
        class: &mut Class,
        depth: usize,
    ) -> Parsed<()> {
        if to == '[' && !escaped && !class.first {
            class.set |= ascii::one(from);
            return self.subtraction(class, depth);
        }
        if from > to {
            return broken(format!("the range `{from}-{to}` is the wrong way round"));
        }
        class.set |= ascii::range(from, to);
        Ok(())
    }

    fn subtraction(&mut self, class: &mut Class, depth: usize) -> Parsed<()> {
        class.minus |= self.class(depth + 1)?;
        match self.peek() {
            None | Some(']') => Ok(()),
            Some(_) => broken("a class that is taken away has to stand last"),
        }
    }

    /// `\d` and its like behind a backslash in a class.
    fn several(&mut self) -> Parsed<Option<u128>> {
        let Some(c) = self.peek() else {
            return Ok(None);
        };
        if matches!(c, 'p' | 'P') {
            self.at += 1;
            let set = self.property()?;
            return Ok(Some(if c == 'p' { set } else { !set }));
        }
        let set = shorthand(c);
        self.at += usize::from(set.is_some());
        Ok(set)
    }

    /// `[:name:]` is skipped, and stands for a `[` alone.
    fn skip_posix(&mut self) {
        let from = self.at;
        if !self.takes(':') {
            return;
        }
        self.name();
        if !(self.takes(':') && self.takes(']')) {
            self.at = from;
        }
    }

    /// Behind `\p`.
    pub(super) fn property(&mut self) -> Parsed<u128> {
        if self.left() < 3 || !self.takes('{') {
            return broken("`\\p` without a name in braces");
        }
        let from = self.at;
        while self.peek().is_some_and(|c| ascii::is_word(c) || c == '-') {
            self.at += 1;
        }
        let name: String = self.chars[from..self.at].iter().collect();
        if !self.takes('}') {
            return broken("`\\p` without a name in braces");
        }
        match ascii::property(&name, self.options.ignore_case) {
            Some(set) => Ok(set),
            None => broken(format!("`\\p{{{name}}}` names no class that .NET knows")),
        }
    }

    /// Behind a backslash: one character.
    pub(super) fn character(&mut self) -> Parsed<char> {
        let Some(c) = self.next() else {
            return broken("a `\\` at its end");
        };
        Ok(match c {
            '0'..='7' => {
                self.at -= 1;
                self.octal()
            }
            'x' => self.hex(2)?,
            'u' => self.hex(4)?,
            'a' => '\x07',
            'b' => '\x08',
            'e' => '\x1b',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            'c' => self.control()?,
            other if ascii::is_word(other) => {
                return broken(format!(
                    "the escape `\\{other}` is none; `{other}` stands for itself"
                ));
            }
            other => other,
        })
    }

    fn octal(&mut self) -> char {
        let mut value = 0;
        for _ in 0..3 {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(8)) else {
                break;
            };
            self.at += 1;
            value = value * 8 + digit;
        }
        char::from_u32(value & 0xff).unwrap_or_default()
    }

    /// Half a pair of UTF-16 is in no host, and is made what is in none either.
    fn hex(&mut self, digits: usize) -> Parsed<char> {
        let mut value = 0;
        for _ in 0..digits {
            let Some(digit) = self.next().and_then(|c| c.to_digit(16)) else {
                return broken("`\\x` takes two hexadecimal digits, and `\\u` four");
            };
            value = value * 16 + digit;
        }
        Ok(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn control(&mut self) -> Parsed<char> {
        let letter = self.next().map(|c| c.to_ascii_uppercase());
        match letter {
            Some(c @ '@'..='_') => {
                Ok(char::from_u32(u32::from(c) - u32::from('@')).unwrap_or_default())
            }
            _ => broken("`\\c` takes a letter"),
        }
    }
}
