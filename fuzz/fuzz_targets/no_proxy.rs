//! Settings of the environment from anywhere: a way is chosen, and no secret is told.

#![no_main]

use clearway::catalogue::Scheme;
use clearway::route::{ProxySettings, ProxyVariables, Scripts, Target};
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "Tr0ub4dor&3";

fuzz_target!(|text: &str| {
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (before, after, list, host, port) = (next(), next(), next(), next(), next());
    let ways = ProxySettings {
        environment: ProxyVariables::of([
            (
                "HTTPS_PROXY".to_owned(),
                format!("{before}user:{SECRET}@{after}"),
            ),
            ("http_proxy".to_owned(), after.to_owned()),
            ("NO_PROXY".to_owned(), list.to_owned()),
        ]),
        ..ProxySettings::default()
    };
    for &scheme in Scheme::ALL {
        let port = port.parse().unwrap_or(443);
        let (route, hop) = ways.choose(&Target { host, port, scheme }, &Scripts::default());
        let told = format!("{route:?}{hop:?}");
        assert!(!told.contains(SECRET), "{told}");
    }
});
