//! What a bundle of proofs shows, and what it does not.

use crate::catalogue::Need;
use crate::proof::{Attempted, Freshness, Outcome, Verification, Verified};
use crate::report::amounts::{counted, first_of};
use crate::report::style::Style;
use crate::text::escape::escape;
use crate::text::time::rfc3339;

/// For programs; nothing in it can steer a terminal.
#[must_use]
pub fn json(verification: &Verification) -> String {
    crate::report::format::json::pretty(verification)
}

/// For people, no wider than that.
#[must_use]
pub fn human(verification: &Verification, width: usize) -> String {
    let style = Style {
        width,
        ..Style::default()
    };
    let mut text = answer(verification) + "\n";
    for outcome in [
        Outcome::ProvenIntercepted,
        Outcome::NotProven,
        Outcome::ProvenEndToEnd,
    ] {
        let probes = verification.probes.iter();
        let mut probes = probes.filter(|probe| probe.outcome == outcome).peekable();
        if probes.peek().is_some() {
            text =
                text + "
" + words(outcome) + "
";
        }
        for probe in probes {
            text += &told(probe, &style);
        }
    }
    text + "\n" + &foot(verification, &style)
}

/// The first line.
fn answer(verification: &Verification) -> String {
    let required = verification.probes.iter();
    let required = required.filter(|probe| probe.need == Need::Required && !probe.excused);
    let (all, held) = required.fold((0, 0), |(all, held), probe| {
        let own = usize::from(probe.outcome == Outcome::ProvenEndToEnd);
        (all + 1, held + own)
    });
    let word = if verification.proven {
        "PROVEN"
    } else {
        "NOT PROVEN"
    };
    let probes = counted(all, "required TLS probe", "required TLS probes");
    format!("{word}  {held} of {probes} proven end to end")
}

fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::ProvenEndToEnd => "proven end to end",
        Outcome::ProvenIntercepted => "proven intercepted",
        Outcome::NotProven => "not proven",
    }
}

fn told(probe: &Verified, style: &Style) -> String {
    let mark = match probe.outcome {
        Outcome::ProvenEndToEnd => "✓",
        Outcome::ProvenIntercepted => "✗",
        Outcome::NotProven => "?",
    };
    let (id, host) = (escape(&probe.endpoint), escape(&probe.host));
    let need = match probe.need {
        Need::Required => String::new(),
        need => format!("  ({need})"),
    };
    let via = probe
        .via
        .as_deref()
        .map(|via| format!("  through {}", escape(via)));
    let via = via.unwrap_or_default();
    let mut text = format!("{mark}  {id}  {host}:{}{via}{need}\n", probe.port);
    if !probe.why.is_empty() {
        text += &style.labelled(4, "why", 10, &escape(&probe.why));
    }
    if probe.excused {
        let why = "does not count: another sample of this endpoint is proven";
        text += &style.labelled(4, "note", 10, why);
    }
    let held = probe.attempts.iter();
    let held = held.filter(|attempt| attempt.outcome == Outcome::ProvenEndToEnd);
    let held: Vec<String> = held.map(signed).collect();
    if probe.outcome == Outcome::ProvenEndToEnd {
        text += &style.labelled(4, "signed", 12, &first_of(&held, 4));
    }
    text
}

/// Where a proven handshake was, and how it was signed.
fn signed(attempt: &Attempted) -> String {
    let version = match attempt.version {
        Some(0x0303) => "TLS 1.2",
        _ => "TLS 1.3",
    };
    let scheme = attempt.scheme.unwrap_or_default();
    format!("{} ({version}, scheme 0x{scheme:04x})", attempt.to)
}

fn foot(verification: &Verification, style: &Style) -> String {
    let line = |label: &str, text: &str| style.labelled(0, label, 11, text);
    let run = &verification.run;
    let age = match verification.freshness {
        Freshness::NotBeforeTheChallenge => {
            "the challenge that was given is in every client random: made after it was given out"
        }
        Freshness::ChallengeNotGiven => {
            "not compared, since none was given (`--challenge`): the bundle may be of any time"
        }
        Freshness::NoChallenge => "none: the bundle may be of any time",
        Freshness::OtherChallenge => "not the one that was given: this answers another question",
    };
    let started = started(run.started_unix);
    let tool = format!(
        "{} {}",
        escape(&verification.tool.name),
        escape(&verification.tool.version)
    );
    let mut text = line("challenge", age);
    text += &line("expected", &verification.expected);
    let stopped = if run.interrupted {
        ", stopped by its user"
    } else {
        ""
    };
    text += &line(
        "run",
        &format!("{started} by the prober's clock, by {tool}{stopped}"),
    );
    text += &line("bundle", &format!("sha256 {}", verification.sha256));
    if !verification.absent.is_empty() {
        let absent: Vec<String> = verification.absent.iter().map(|id| escape(id)).collect();
        let words = "required by the data file and not in the bundle";
        text += &line("absent", &format!("{words}: {}", first_of(&absent, 8)));
    }
    for (number, limit) in verification.shows_not.iter().enumerate() {
        text += &line(if number == 0 { "shows not" } else { "" }, limit);
    }
    text
}

fn started(unix: i64) -> String {
    rfc3339(unix).unwrap_or_else(|| format!("{unix} s since 1970"))
}
