//! What a report must say of each product in each case.

use super::case::{Case, Home};
use crate::clearway::Outcome;
use crate::findings::{Seen, all};
use crate::forward_proxies::Product;

/// Verdicts, and lines of `place code severity` where `*` is any: with one of these verdicts, every finding that stands
/// on its own is one of these, and if there are lines there is such a finding.
pub(in super::super) type Wanted = (&'static [&'static str], &'static [&'static str]);

const PASSES: &[&str] = &["pass", "warn"];
const FAILS: &[&str] = &["fail"];
const NEVER_PASSES: &[&str] = &["fail", "unproven"];
const NEVER_FAILS: &[&str] = &["pass", "warn", "unproven"];

/// What is said of [`HOST`] where the proxy closes: the latter where it has said yes before and a hello came first.
const HOST_CLOSED: &[&str] = &[
    "aadcdn.msftauth.net:443 tunnel.closed fail",
    "aadcdn.msftauth.net:443 handshake.cut fail",
];

/// Does it close without a word, whatever it does not open?
fn is_wordless(product: Product) -> bool {
    use Product::{Pproxy, PproxySocks, Ssh, SshSocks4};
    matches!(product, Ssh | SshSocks4 | Pproxy | PproxySocks)
}

/// Does it say yes before it has reached the host?
fn says_yes_first(product: Product) -> bool {
    matches!(product, Product::TrafficServer | Product::PproxySocks)
}

pub(in super::super) fn wanted(product: Product, case: Case) -> Wanted {
    match case {
        Case::Nothing | Case::RightPassword(_) => (PASSES, &[]),
        Case::WrongPassword(_) | Case::NoPassword(_) => (FAILS, login_wanted(product, case)),
        Case::HostDenied if is_wordless(product) => (FAILS, HOST_CLOSED),
        Case::HostDenied => (FAILS, &["aadcdn.msftauth.net:443 tunnel.refused fail"]),
        Case::PortDenied => (
            PASSES,
            &["crl.operator-pki.com:80 tunnel.port-refused note"],
        ),
        Case::HostSilent | Case::HostRefuses => (FAILS, upstream_wanted(product, case)),
        // A note, whatever its code.
        Case::SampleMissing(Home::Resolves) => (PASSES, &["g2.servicebus.windows.net:443 * note"]),
        // Or it cannot be told, which is no failure of the sample either.
        Case::SampleMissing(_) => (
            NEVER_FAILS,
            &["g2.servicebus.windows.net:443 * note", "* * unproven"],
        ),
        // Whether the proxy decides by name or by address cannot be told: a warning at most.
        Case::UnlistedSampleMissing => (
            PASSES,
            &[
                "g1.servicebus.windows.net:443 tunnel.suffix-not-allowed warn",
                "g2.servicebus.windows.net:443 * note",
            ],
        ),
        Case::EverySampleMissing => (
            &["unproven"],
            &[
                "g1.servicebus.windows.net:443 * note",
                "g2.servicebus.windows.net:443 * note",
                "* * unproven",
            ],
        ),
        Case::SampleDenied(Home::Resolves) => (FAILS, sample_denied(product)),
        // That it exists cannot be known there; that all is well cannot either.
        Case::SampleDenied(_) => (
            NEVER_PASSES,
            &[
                "g1.servicebus.windows.net:443 tunnel.suffix-not-allowed warn",
                "g2.servicebus.windows.net:443 * fail",
                "* * unproven",
            ],
        ),
        Case::Limited => (PASSES, &["* tunnel.connection-limit warn"]),
    }
}

fn login_wanted(product: Product, case: Case) -> &'static [&'static str] {
    let without = matches!(case, Case::NoPassword(_));
    match product {
        // It closes in place of the answers of RFC 1928 and RFC 1929.
        Product::PproxySocks if without => &["* tunnel.auth-required fail", "* tunnel.closed fail"],
        Product::PproxySocks => &["* tunnel.auth-failed fail", "* tunnel.closed fail"],
        _ if without => &["* tunnel.auth-required fail"],
        // 401, which to GET could be the target's own word.
        Product::Tinyproxy => &[
            "* tunnel.auth-failed fail",
            "crl.operator-pki.com:80 fetch.block-page fail",
        ],
        _ => &["* tunnel.auth-failed fail"],
    }
}

fn upstream_wanted(product: Product, case: Case) -> &'static [&'static str] {
    let closes = is_wordless(product) || says_yes_first(product);
    match case {
        Case::HostSilent if says_yes_first(product) => &[
            "aadcdn.msftauth.net:443 tunnel.closed fail",
            "aadcdn.msftauth.net:443 handshake.silent fail",
        ],
        Case::HostSilent => &[
            "aadcdn.msftauth.net:443 tunnel.upstream fail",
            "aadcdn.msftauth.net:443 tunnel.silent fail",
        ],
        _ if closes => HOST_CLOSED,
        _ => &["aadcdn.msftauth.net:443 tunnel.upstream fail"],
    }
}

/// It is said at the sample that is denied; what made-up names show at the other one is explained by it.
fn sample_denied(product: Product) -> &'static [&'static str] {
    if is_wordless(product) {
        return &[
            "g2.servicebus.windows.net:443 tunnel.closed fail",
            "g2.servicebus.windows.net:443 handshake.cut fail",
        ];
    }
    &[
        "g2.servicebus.windows.net:443 tunnel.suffix-not-allowed fail",
        "g2.servicebus.windows.net:443 tunnel.refused fail",
    ]
}

/// Findings that a case has beside what is wanted: the proxy's version of HTTP, and local DNS that resolves nothing.
fn is_beside(seen: &Seen, case: Case) -> bool {
    match &*seen.code {
        "tunnel.old-http" => seen.severity == "warn",
        "resolve.nothing-external" => case.home() != Home::Resolves && seen.severity == "note",
        _ => false,
    }
}

/// Is this what stands in the report?
pub(in super::super) fn is_met((verdicts, lines): Wanted, outcome: &Outcome, case: Case) -> bool {
    let report = outcome.report();
    let mut own = all(&report);
    own.retain(|seen| !seen.explained && !is_beside(seen, case));
    let verdict = report["verdict"].as_str().unwrap_or_default();
    verdicts.contains(&verdict)
        && outcome.exit == i32::from(NEVER_PASSES.contains(&verdict))
        && own.is_empty() == lines.is_empty()
        && own
            .iter()
            .all(|seen| lines.iter().any(|line| is_like(seen, line)))
}

/// Is it what this line says, `*` for any?
fn is_like(seen: &Seen, line: &str) -> bool {
    let said = [&seen.place, &seen.code, &seen.severity];
    line.split(' ')
        .zip(said)
        .all(|(wanted, said)| wanted == "*" || wanted == said)
}
