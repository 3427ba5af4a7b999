//! A PAC script from anywhere: it costs its limits at most, and a way is chosen.

#![no_main]

use std::time::{Duration, Instant};

use clearway::catalogue::Scheme;
use clearway::route::{Location, ProxySettings, Scripts, Target};
use libfuzzer_sys::fuzz_target;

/// Half a second for a script, and what a sanitizer makes of it.
const LIMIT: Duration = Duration::from_secs(5);

fuzz_target!(|text: &str| {
    let ways = ProxySettings {
        pac: Some(Location::Text("proxy.pac".to_owned(), text.into())),
        ..ProxySettings::default()
    };
    let target = Target {
        host: "login.microsoftonline.com",
        port: 443,
        scheme: Scheme::Https,
    };
    let began = Instant::now();
    let (route, tried) = ways.choose(&target, &Scripts::default());
    assert!(began.elapsed() < LIMIT, "{:?}", began.elapsed());
    assert!(!tried.is_empty(), "{route:?}");
    assert!(tried.iter().flatten().all(|hop| hop.credentials.is_none()));
});
