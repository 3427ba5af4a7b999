//! A registry export from anywhere: an error with file and line, or settings that choose a way for every
//! target; no secret is told.

#![no_main]

use clearway::catalogue::Scheme;
use clearway::route::{Exports, ProxySettings, Scripts, Target};
use libfuzzer_sys::fuzz_target;

const HEAD: &[u8] =
    b"REGEDIT4\n[HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings]\n";

fuzz_target!(|bytes: &[u8]| {
    // Half of them as they are, half behind a good beginning.
    let bytes = match bytes.split_first() {
        Some((first, rest)) if first % 2 == 0 => [HEAD, rest].concat(),
        _ => bytes.to_vec(),
    };
    let mut exports = Exports::default();
    let read = exports
        .add("a.reg", &bytes)
        .and_then(|()| exports.settings());
    let settings = match read {
        Ok(settings) => settings,
        Err(why) => return assert!(why.to_string().starts_with("a.reg:")),
    };
    let rules = settings.rules().into_iter().chain(settings.winhttp());
    let ways = ProxySettings {
        system: rules.collect(),
        ..ProxySettings::default()
    };
    for &scheme in Scheme::ALL {
        for host in ["login.microsoftonline.com", "10.1.2.3", "intranet"] {
            let port = 443;
            let _ = ways.choose(&Target { host, port, scheme }, &Scripts::default());
        }
    }
});
