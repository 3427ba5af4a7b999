//! The way through a proxy.

mod agent; // the agent's own file and PAC scripts
mod basic; // who asks
mod curl; // what curl itself reads
mod dead; // a proxy that cannot be reached
mod hostile; // proxies that say nothing, too much or nonsense
mod missing; // samples that no longer exist, in any words
mod odd; // proxies that are odd within the rules
mod open; // nothing is wrong
mod opened; // proxies that open TLS
mod matrix; // proxies of every product, with every setting that it has
mod policy; // what a proxy forbids, or does not get
mod secured; // proxies inside TLS
mod small; // tinyproxy
mod socks; // SOCKS
mod straight; // the direct way beside it
mod system; // revocation data as Windows itself fetches it
mod told; // who names the proxy
mod words; // what a proxy says instead

use std::fs;

use serde_json::Value;

use crate::clearway::{Outcome, Variables};
use crate::findings::{all, probe};
use crate::net::Namespace;
use crate::world::{EVERY_PLACE, Running, World, ordinary};

/// squid, by its name.
const SQUID: &str = "http://proxy.contoso.com:3128";
/// Any other proxy, by its name.
const OTHER: &str = "http://proxy.contoso.com:3129";

/// An office that cannot go out, and a proxy's name.
fn fenced() -> World {
    fence(ordinary().names("proxy.contoso.com A 10.20.0.80"))
}

/// Drops whatever goes from the office to the internet itself.
fn fence(world: World) -> World {
    world
        .firewall("meta l4proto tcp ip daddr != 10.20.0.0/24 drop")
        .firewall("meta l4proto tcp meta nfproto ipv6 drop")
}

impl Running {
    /// A run with these variables and flags, shown and saved in every way, and judged again where
    /// there is no network: with the same outcome.
    #[track_caller]
    fn through(&self, variables: Variables<'_>, flags: &[&str]) -> Outcome {
        let saving = ["--save", "seen.json", "--save", "seen.txt"];
        let outcome = self.check_with(variables, &[&saving, flags].concat());
        let nowhere = Namespace::new("nowhere");
        let again = |format: &str| {
            let arguments = ["judge", "seen.json", "--format", format];
            self.start_clearway(&nowhere, &arguments).wait()
        };
        let judged = again("json");
        assert_eq!(judged.exit, outcome.exit, "{judged:#?}");
        let (judged, seen) = (judged.report(), outcome.report());
        assert_eq!(judged["verdict"], seen["verdict"]);
        assert_eq!(all(&judged), all(&seen), "judged again");
        let text = self.text();
        assert_eq!(again("human").stdout, text, "shown again");
        // The first line is the conclusion, whole.
        let mut below = text.lines().skip(1);
        assert_eq!(below.find(|line| line.chars().count() > 80), None);
        let deceives =
            |c: char| c != '\n' && c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
        for shown in [&outcome.stdout, &outcome.stderr, &text] {
            assert!(
                !shown.contains(deceives),
                "raw control characters: {shown:?}"
            );
        }
        outcome
    }

    /// What the last run showed to people.
    fn text(&self) -> String {
        let text = fs::read_to_string(self.folder().join("seen.txt"));
        text.expect("the run saved it")
    }

    /// Fails unless what the last run shows to people, with all evidence, has all of these, in any layout.
    #[track_caller]
    fn tells(&self, wanted: &[&str]) {
        let text = self.clearway(&["judge", "seen.json", "-v"]).stdout;
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for wanted in wanted {
            assert!(
                words.contains(wanted),
                "it does not tell `{wanted}`:\n{text}"
            );
        }
    }
}

/// The way of a probe.
fn route<'a>(report: &'a Value, place: &str) -> &'a Value {
    &probe(report, place)["route"]
}

/// Fails unless this is one finding about the whole run, which explains one of each place, and
/// nothing else was found.
#[track_caller]
fn is_one_of_all(outcome: &Outcome, code: &str) {
    outcome.ends(1, "fail");
    is_of_all(outcome, code);
}

/// Fails unless all that was found is one warning about the whole run: that the proxy speaks HTTP/1.0.
#[track_caller]
fn speaks_http_1_0(outcome: &Outcome) {
    outcome.ends(0, "warn");
    is_of_all(outcome, "tunnel.old-http");
}

#[track_caller]
fn is_of_all(outcome: &Outcome, code: &str) {
    let findings = all(&outcome.report());
    let (own, explained): (Vec<_>, Vec<_>) = findings.iter().partition(|seen| !seen.explained);
    let own: Vec<_> = own.iter().map(|seen| (&*seen.place, &*seen.code)).collect();
    assert_eq!(own, [("run", code)], "{:#?}", outcome.lines());
    let places: Vec<_> = explained.iter().map(|seen| &*seen.place).collect();
    assert_eq!(places, EVERY_PLACE, "{:#?}", outcome.lines());
}
