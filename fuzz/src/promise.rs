//! What is promised of every text for people, whatever it tells of.

use clearway::text::escape::escape;

/// Nothing but line ends can move a cursor, hide a letter or turn it round.
pub fn harmless(text: &str) {
    for line in text.split('\n') {
        assert_eq!(escape(line), line, "this line can deceive");
    }
}
