//! Are two texts worded alike? Pages carry the host that was asked for, times, and numbers of cases.

use std::collections::BTreeMap;

/// Words that are compared.
const MOST: usize = 600;
/// How many of ten words two texts have in common, at least.
const TENTHS: usize = 8;

/// The words of a text, less whatever differs by nature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wording(Vec<String>);

impl Wording {
    /// Of an answer about this host.
    pub(super) fn new(text: &str, host: &str) -> Self {
        let host = host.to_ascii_lowercase();
        let text = text.to_lowercase().replace(&host, " ");
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty() && !word.contains(char::is_numeric));
        Self(words.take(MOST).map(str::to_owned).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Two texts without words are alike.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        for word in &self.0 {
            *left.entry(word).or_default() += 1;
        }
        let common = other.0.iter().filter(|word| {
            let open = left.get_mut(word.as_str()).filter(|open| **open > 0);
            open.map(|open| *open -= 1).is_some()
        });
        let most = self.0.len().max(other.0.len());
        common.count() * 10 >= most * TENTHS
    }
}
