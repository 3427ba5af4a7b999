//! Foreign text, made safe to show: what would move a cursor, hide or turn letters is spelt out.

/// Text from outside as it may stand in any output: control characters, line and paragraph
/// separators, and characters that are invisible or change the direction of others become
/// `\u{..}`.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if deceives(c) {
            safe.extend(c.escape_unicode());
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Can it make a reader see something other than what is there?
fn deceives(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' // soft, joining, fillers
            | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' // zero width, left-to-right and right-to-left marks
            | '\u{2028}'..='\u{202e}' // separators, embeddings and overrides
            | '\u{2060}'..='\u{206f}' // word joiner, invisible operators, isolates
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' // unassigned and annotation
            | '\u{1d173}'..='\u{1d17a}' // musical controls
            | '\u{e0000}'..='\u{e0fff}' // tags and variation selectors
        )
}

#[cfg(test)]
mod tests {
    use crate::text::escape::escape;

    #[test]
    fn plain_text_of_any_language_stays_as_it_is() {
        let text = "Größe 日本語 «x» \\ `y` 😀";
        assert_eq!(escape(text), text);
    }

    #[test]
    fn controls_of_both_ranges_are_spelt_out() {
        assert_eq!(escape("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(escape("a\r\nb\tc"), "a\\u{d}\\u{a}b\\u{9}c");
        assert_eq!(escape("\u{0}\u{7f}\u{9b}"), "\\u{0}\\u{7f}\\u{9b}");
    }

    #[test]
    fn characters_that_turn_the_direction_are_spelt_out() {
        for c in ('\u{202a}'..='\u{202e}')
            .chain('\u{2066}'..='\u{2069}')
            .chain(['\u{200e}', '\u{200f}', '\u{61c}'])
        {
            assert_eq!(escape(&c.to_string()), c.escape_unicode().to_string());
        }
    }

    #[test]
    fn invisible_characters_and_separators_are_spelt_out() {
        assert_eq!(escape("pay\u{200b}pal"), "pay\\u{200b}pal");
        assert_eq!(
            escape("a\u{feff}b\u{2028}c\u{2029}d"),
            "a\\u{feff}b\\u{2028}c\\u{2029}d"
        );
    }

    #[test]
    fn what_was_shown_once_stays_as_it_is() {
        let once = escape("\u{1b}\u{202e}");
        assert_eq!(escape(&once), once);
    }
}
