//! A pattern's parts → the dialect of the regex crate.

use std::fmt::Write as _;

use super::node::Node;

/// Case is in the classes already.
pub(super) fn regex(node: &Node) -> String {
    let mut text = "(?-i)".to_owned();
    emit(node, &mut text);
    text
}

fn emit(node: &Node, text: &mut String) {
    match node {
        Node::Set(set) => class(*set, text),
        Node::Begin => text.push('^'),
        Node::End => text.push('$'),
        Node::Boundary(true) => text.push_str(r"(?-u:\b)"),
        Node::Boundary(false) => text.push_str(r"(?-u:\B)"),
        Node::Sequence(all) => all.iter().for_each(|one| emit(one, text)),
        Node::Either(all) => {
            text.push_str("(?:");
            for (at, one) in all.iter().enumerate() {
                if at > 0 {
                    text.push('|');
                }
                emit(one, text);
            }
            text.push(')');
        }
        Node::Repeat(one, least, most) => {
            text.push_str("(?:");
            emit(one, text);
            text.push(')');
            count(*least, *most, text);
        }
        // Whoever calls has looked for it.
        Node::Unknown(_) => class(0, text),
    }
}

/// Writing to a string cannot fail.
fn count(least: u32, most: Option<u32>, text: &mut String) {
    let _ = match (least, most) {
        (0, None) => write!(text, "*"),
        (1, None) => write!(text, "+"),
        (0, Some(1)) => write!(text, "?"),
        (least, None) => write!(text, "{{{least},}}"),
        (least, Some(most)) => write!(text, "{{{least},{most}}}"),
    };
}

fn class(set: u128, text: &mut String) {
    if set == 0 {
        return text.push_str("[a&&b]");
    }
    text.push('[');
    let has = |c: u32| c < 128 && set & (1 << c) != 0;
    let mut c = 0;
    while c < 128 {
        let mut end = c;
        while has(end + 1) && has(c) {
            end += 1;
        }
        if has(c) {
            let _ = write!(text, r"\x{c:02x}-\x{end:02x}");
        }
        c = end + 1;
    }
    text.push(']');
}
