//! What the page has said, and where: nothing is said twice, a second place links to the first.

use std::collections::HashMap;

use super::page::{capital, link};
use crate::report::format::markup::Markup;

/// Up to this many characters a text is a value, which may stand in several places.
const LONGEST_VALUE: usize = 40;

/// A place that can be linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Its id.
    pub(super) id: String,
    /// What the link reads.
    pub(super) label: String,
}

impl Place {
    pub(super) fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
        }
    }

    pub(super) fn link(&self, to: &mut Markup) {
        link(&self.id, &self.label, to);
    }
}

/// Every sentence, and where it stands.
#[derive(Default)]
pub(super) struct Said(HashMap<String, Place>);

impl Said {
    /// Where this sentence stands already; nothing where it is new, and stands here from now on.
    pub(super) fn before(&mut self, sentence: &str, here: &Place) -> Option<Place> {
        if sentence.chars().count() <= LONGEST_VALUE {
            return None;
        }
        let known = self.0.get(&capital(sentence)).cloned();
        if known.is_none() {
            self.0.insert(capital(sentence), here.clone());
        }
        known
    }

    /// Those sentences that are new, and the places where the others stand, each once.
    pub(super) fn sort(
        &mut self,
        sentences: Vec<String>,
        here: &Place,
    ) -> (Vec<String>, Vec<Place>) {
        let (mut new, mut places) = (Vec::new(), Vec::new());
        for sentence in sentences {
            match self.before(&sentence, here) {
                None => new.push(sentence),
                Some(place) if place == *here || places.contains(&place) => {}
                Some(place) => places.push(place),
            }
        }
        (new, places)
    }
}

/// Links to the places where more stands: `more in finding 1, finding 3`.
pub(super) fn more_in(places: &[Place], to: &mut Markup) {
    for (at, place) in places.iter().enumerate() {
        to.literal(if at == 0 { "more in " } else { ", " });
        place.link(to);
    }
}
