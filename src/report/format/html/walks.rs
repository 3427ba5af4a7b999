//! Every address that was tried, and a waterfall of what was done there and how long it took. The
//! drawing is for eyes; the same numbers stand beside it.

use std::net::SocketAddr;

use crate::catalogue::TlsVersion;
use crate::evidence::matrix::Naming;
use crate::evidence::{Attempt, Control, Ended, Evidence};
use crate::report::amounts::duration;
use crate::report::format::markup::Markup;
use crate::report::view::times::{Span, attempt_steps, ending, lookup_steps};

/// The drawing's width in its own units.
const WIDTH: u64 = 1_000;

/// What the colours mean.
pub(super) fn legend(to: &mut Markup) {
    to.literal("\n").element(
        "p",
        &[("class", "legend"), ("aria-hidden", "true")],
        |line| {
            for step in ["resolve", "connect", "tunnel", "handshake", "fetch"] {
                let class = format!("swatch {step}");
                line.text_element("span", &[("class", &class)], step)
                    .literal(" ");
            }
            line.literal("<span class=\"swatch failed\">not completed</span>");
        },
    );
}

/// Writes the table.
pub(super) fn write(evidence: &Evidence, to: &mut Markup) {
    let attempts = attempts(evidence);
    let looked: Vec<_> = lookup_steps(evidence).collect();
    let walks: Vec<Vec<Span<'_>>> = attempts
        .iter()
        .map(|(_, a)| attempt_steps(a).collect())
        .collect();
    let all = looked.iter().chain(walks.iter().flatten());
    let Some(last) = all.map(|span| span.end()).max() else {
        return;
    };
    to.literal("\n")
        .text_element("h5", &[], "Addresses and times");
    to.literal("\n")
        .element("table", &[("class", "walks")], |table| {
            table.literal(HEAD);
            table.element("tbody", &[], |body| {
                if !looked.is_empty() {
                    row("name", &looked, last, body);
                }
                for ((label, attempt), spans) in attempts.iter().zip(&walks) {
                    row(&format!("{}{label}", attempt.to), spans, last, body);
                }
            });
        });
    others("over the bound and not tried", &evidence.left_out, to);
    others("no route from here", &evidence.unrouted, to);
}

const HEAD: &str = "<thead><tr><th scope=\"col\">to</th><th scope=\"col\">when</th>\
                    <th scope=\"col\">steps</th></tr></thead>";

/// Those of the walk and those that were made once more, alone.
fn attempts(evidence: &Evidence) -> Vec<(&'static str, &Attempt)> {
    let own = evidence.attempts.iter().map(|attempt| ("", attempt));
    let later = evidence.controls.iter().flat_map(|control| match control {
        Control::Retest { attempt } => vec![(" once more, alone", &**attempt)],
        Control::Issuer { attempts, .. } => {
            let all = attempts.iter();
            all.map(|a| (" for a certificate that was not sent", a))
                .collect()
        }
        Control::UnassignedAddress { attempt } => {
            vec![(", an address that nobody can have", &**attempt)]
        }
        Control::ServerName { name, attempt } => vec![(under(name), &**attempt)],
        Control::MadeUpName { attempt, .. } => vec![(" for an invented name", &**attempt)],
        Control::TlsVersion {
            version,
            alone,
            attempt,
        } => vec![(offering(*version, *alone), &**attempt)],
        Control::Http2 { attempt, .. } => vec![(" offering HTTP/2", &**attempt)],
        Control::PlainPortTunnel { attempt } => vec![(" for a tunnel to port 80", &**attempt)],
        Control::MadeUpHost { attempt, .. } => vec![(" for an invented host", &**attempt)],
        Control::SmallPackets { attempt } => vec![(" in small packets", &**attempt)],
        Control::MadeUpLookup { .. } | Control::TranslatorPrefix { .. } => Vec::new(),
    });
    own.chain(later).collect()
}

fn offering(version: TlsVersion, alone: bool) -> &'static str {
    match (version, alone) {
        (TlsVersion::Tls12, false) => " with TLS 1.2 only",
        (TlsVersion::Tls12, true) => " with TLS 1.2 only, once more, alone",
        (TlsVersion::Tls13, false) => " with TLS 1.3 only",
        (TlsVersion::Tls13, true) => " with TLS 1.3 only, once more, alone",
    }
}

fn under(name: &Naming) -> &'static str {
    match name {
        Naming::Asked => " once more",
        Naming::Other(_) => " under another server name",
        Naming::Nobody => " without a server name",
    }
}

fn row(label: &str, spans: &[Span<'_>], last: u64, to: &mut Markup) {
    to.literal("\n").element("tr", &[], |row| {
        row.element("th", &[("scope", "row")], |head| {
            head.text_element("code", &[], label);
        });
        row.element("td", &[("class", "bar")], |cell| draw(spans, last, cell));
        row.element("td", &[], |cell| steps(spans, cell));
    });
}

fn draw(spans: &[Span<'_>], last: u64, to: &mut Markup) {
    let attributes = [
        ("viewBox", "0 0 1000 10"),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
        ("focusable", "false"),
    ];
    to.element("svg", &attributes, |svg| {
        for span in spans {
            let at = u64::from(span.at_ms) * WIDTH / last.max(1);
            let wide = u64::from(span.took_ms) * WIDTH / last.max(1);
            let (x, width) = (at.min(WIDTH - 4).to_string(), wide.max(4).to_string());
            let class = if *span.ended == Ended::Completed {
                span.step
            } else {
                "failed"
            };
            let rect = [
                ("class", class),
                ("x", &*x),
                ("width", &*width),
                ("height", "10"),
            ];
            svg.text_element("rect", &rect, "");
        }
    });
}

fn steps(spans: &[Span<'_>], to: &mut Markup) {
    for (at, span) in spans.iter().enumerate() {
        if at > 0 {
            to.literal(", ");
        }
        let took = duration(span.took_ms.into());
        to.text(span.step)
            .literal(" ")
            .text_element("span", &[("class", "time")], &took);
        if *span.ended != Ended::Completed {
            to.literal(" ")
                .text_element("strong", &[], ending(span.ended));
        }
    }
}

fn others(why: &str, all: &[SocketAddr], to: &mut Markup) {
    if all.is_empty() {
        return;
    }
    to.literal("\n")
        .element("p", &[("class", "quiet seen")], |line| {
            line.text(why).literal(": ");
            for address in all {
                line.text_element("code", &[], &address.to_string())
                    .literal(" ");
            }
        });
}
