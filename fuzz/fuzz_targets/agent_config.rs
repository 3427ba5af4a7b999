//! An agent's settings from anywhere: an error, or a way for every target; no secret is told. What was read
//! can be mended, and is read again.

#![no_main]

use clearway::catalogue::Scheme;
use clearway::route::{AgentConfig, DefaultProxy, ProxySettings, Scripts, Target, mend};
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "Tr0ub4dor&amp;3";

fuzz_target!(|text: &str| {
    let (own, machine) = text.split_once('\0').unwrap_or((text, ""));
    let own = own.replace("SECRET", SECRET);
    let files = [
        ("agent.exe.config".to_owned(), own),
        ("machine.config".to_owned(), machine.to_owned()),
    ];
    let read = if machine.is_empty() {
        AgentConfig::read(&files[..1])
    } else {
        AgentConfig::read(&files)
    };
    let ways = match read {
        Ok(config) => ProxySettings {
            agent_config: Some(config),
            ..ProxySettings::default()
        },
        Err(why) => return assert!(!why.to_string().is_empty()),
    };
    let section = DefaultProxy(vec![(0, "<defaultProxy enabled=\"false\" />".to_owned())]);
    let (name, text) = &files[0];
    let mended = mend(name, text.as_bytes(), &section).expect("it was read");
    let again = [(name.clone(), mended)];
    let again = AgentConfig::read_bytes(&again, &|_, _| None);
    assert!(again.is_ok(), "{again:?}");
    for &scheme in Scheme::ALL {
        for host in ["login.microsoftonline.com", "10.1.2.3", "intranet"] {
            let target = Target {
                host,
                port: 443,
                scheme,
            };
            let (_, tried) = ways.choose(&target, &Scripts::default());
            let told = format!("{tried:?}");
            assert!(!told.contains("Tr0ub4dor"), "{told}");
        }
    }
});
