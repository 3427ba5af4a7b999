//! The mistakes of a data file, each with its place. One of them hides no other.

use std::ops::Range;

use toml::Spanned;

/// No more mistakes of a file are listed.
pub(super) const MOST: usize = 20;

/// One mistake and the bytes it is about.
#[derive(Debug)]
pub(super) struct Mistake {
    pub(super) at: Option<Range<usize>>,
    pub(super) what: String,
    /// The table that lacks something, where that is the mistake.
    lacks: Option<Range<usize>>,
}

pub(super) type Checked<T> = Result<T, Mistake>;

impl Mistake {
    pub(super) fn new(at: Option<Range<usize>>, what: impl Into<String>) -> Self {
        Self {
            at,
            what: what.into(),
            lacks: None,
        }
    }

    pub(super) fn at<T>(place: &Spanned<T>, what: impl Into<String>) -> Self {
        Self::new(Some(place.span()), what)
    }

    /// Something is missing in a table: told at its head.
    pub(super) fn lacking<T>(table: &Spanned<T>, what: impl Into<String>) -> Self {
        Self {
            lacks: Some(table.span()),
            ..Self::at(table, what)
        }
    }

    /// What a row lacks: told at its id, where it has one.
    pub(super) fn of_row<T>(
        table: &Spanned<T>,
        id: Option<&Spanned<String>>,
        kind: &str,
        what: impl Fn(&str) -> String,
    ) -> Self {
        match id {
            Some(id) => {
                Self::lacking(table, what(&format!("{kind} `{}`", id.get_ref()))).told_at(id)
            }
            None => Self::lacking(table, what(&format!("this {kind}"))),
        }
    }

    /// The same, told at this place.
    pub(super) fn told_at<T>(self, place: &Spanned<T>) -> Self {
        Self {
            at: Some(place.span()),
            ..self
        }
    }
}

/// All that was found so far.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    found: Vec<Mistake>,
    /// Tables that a wrong key was taken out of. What such a table lacks may be that key.
    patched: Vec<Range<usize>>,
}

impl Mistakes {
    pub(super) fn add(&mut self, mistake: Mistake) {
        let explained = mistake
            .lacks
            .as_ref()
            .is_some_and(|table| self.patched.contains(table));
        if !explained {
            self.found.push(mistake);
        }
    }

    /// What was checked, unless it is wrong.
    pub(super) fn keep<T>(&mut self, checked: Checked<T>) -> Option<T> {
        checked.map_err(|mistake| self.add(mistake)).ok()
    }

    /// All of a list, less what is wrong in it.
    pub(super) fn keep_all<T>(&mut self, checked: impl Iterator<Item = Checked<T>>) -> Vec<T> {
        checked.filter_map(|one| self.keep(one)).collect()
    }

    pub(super) fn patched(&mut self, table: Range<usize>) {
        self.patched.push(table);
    }

    /// Was a wrong key taken out of this very table?
    pub(super) fn is_patched<T>(&self, table: &Spanned<T>) -> bool {
        self.patched.contains(&table.span())
    }

    /// Are there more than are listed?
    pub(super) fn is_full(&self) -> bool {
        self.found.len() > MOST
    }

    /// In the order of the file; none where nothing is wrong.
    pub(super) fn into_sorted(mut self) -> Vec<Mistake> {
        self.found
            .sort_by_key(|mistake| mistake.at.as_ref().map(|at| at.start));
        self.found
    }
}
