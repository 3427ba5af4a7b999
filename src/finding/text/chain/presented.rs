//! What was presented in place of the expected chain, in words.

use crate::finding::Untrusted;
use crate::finding::cause::chain::presented::{
    Attribution, Confidence, Hints, Mark, Presented, Timestamps,
};
use crate::finding::text::{counted, duration, list, moment};

/// The SCTs of a leaf.
pub(super) fn timestamps(all: &Timestamps) -> String {
    if all.number == 0 {
        return "The certificate has no embedded SCTs".to_owned();
    }
    let first = all.first.iter();
    let first: Vec<String> = first
        .map(|one| format!("log `{}` at {}", one.log, moment(one.at_unix)))
        .collect();
    let number = counted(all.number, "embedded SCT", "embedded SCTs");
    format!(
        "The certificate has {number}, not verified: {}",
        first.join(", ")
    )
}

pub(super) fn attribution(found: Option<&Attribution>) -> String {
    let Some(found) = found else {
        return "Its names match no known inspection product".to_owned();
    };
    let mark = |mark: &Mark| {
        let (attribute, value) = (&mark.attribute, mark.value.quoted());
        format!("{attribute} {value} matches `{}`", mark.pattern)
    };
    let marks: Vec<String> = found.marks.iter().map(mark).collect();
    let confidence = match found.confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    };
    let whose = if found.in_issuer {
        "the issuer's"
    } else {
        "a higher certificate's"
    };
    format!(
        "It is probably {} (confidence {confidence}): {whose} {}",
        found.product,
        marks.join(" and ")
    )
}

/// What is known beside the mark that decides.
pub(super) fn presented(of: &Presented) -> Vec<String> {
    let trusted = match &of.trusted_root {
        Some(root) => format!(
            "This machine trusts the chain, by its own root {}",
            root.quoted()
        ),
        None => "No root of this machine is known to complete the chain".to_owned(),
    };
    let quoted = |all: &[Untrusted]| all.iter().map(Untrusted::quoted).collect::<Vec<_>>();
    let refused = quoted(&of.refused);
    let refused = (!refused.is_empty()).then(|| {
        format!(
            "Valid signatures that do not count: {}",
            list(&refused, refused.len())
        )
    });
    let unchecked = quoted(&of.uncheckable);
    let unchecked = (!unchecked.is_empty()).then(|| {
        format!(
            "Not checkable by this program: {}",
            list(&unchecked, unchecked.len())
        )
    });
    let early = of
        .search_ended_early
        .then(|| "More certificates were presented than are looked at".to_owned());
    let all = [
        Some(trusted),
        Some(timestamps(&of.timestamps)),
        refused,
        unchecked,
        early,
    ];
    all.into_iter().flatten().chain(hints(&of.hints)).collect()
}

pub(super) fn hints(of: &Hints) -> Vec<String> {
    let words: Vec<String> = of.own_words.iter().map(Untrusted::quoted).collect();
    let words = (!words.is_empty()).then(|| {
        format!(
            "The responder identifies itself as {}",
            list(&words, words.len())
        )
    });
    let nearer = of.answered_nearer_ms.map(|(tcp, tls)| {
        format!(
            "TCP was answered after {} and TLS after {}, as where a device on the path answers TCP",
            duration(tcp),
            duration(tls)
        )
    });
    words.into_iter().chain(nearer).collect()
}

/// By whom, for the end of a sentence: "`Corp Inspection CA`".
pub(super) fn by(issuer: Option<&Untrusted>) -> String {
    issuer.map_or_else(|| "an unknown device".to_owned(), Untrusted::quoted)
}
