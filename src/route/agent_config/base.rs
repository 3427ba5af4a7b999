//! What a section stands on: the system's settings, the direct way, or nobody knows.

use crate::route::exception::Exception;
use crate::route::rules::{Rules, Unusable, named};
use crate::route::{Location, Source};

/// The Internet Settings of the agent's account.
#[derive(Debug, Clone, Copy)]
pub(super) enum Base<'a> {
    /// They are not known here.
    Unknown,
    /// They say nothing.
    Silent,
    /// What they say.
    Says(&'a Rules),
}

/// The system's settings, as .NET takes them over; with scripts, or without.
pub(super) fn follows(system: Base<'_>, setting: &str, scripts: bool) -> Rules {
    let system = match system {
        Base::Unknown => return unknown(setting, scripts),
        Base::Silent => return direct(setting),
        Base::Says(rules) => rules,
    };
    let through = |own: &str| format!("{setting}: {own}");
    let script = system.script.as_ref().filter(|_| scripts);
    let mut hops = system.hops.clone();
    for hop in &mut hops {
        hop.setting = through(&hop.setting);
    }
    let read = script.filter(|script| is_fetched(&script.is));
    let unread = script.filter(|script| !is_fetched(&script.is)).map(|script| {
        format!(
            "{} `{}`: not read: WinHTTP fetches scripts by http and https only, and what else is set counts",
            through(&script.setting),
            script.is
        )
    });
    Rules {
        source: Source::AgentConfig,
        script: read.map(|script| named(&through(&script.setting), script.is.clone())),
        broken_script_is_direct: true,
        hops,
        complete: system.complete,
        otherwise: Some(setting.to_owned()),
        exceptions: [vec![Exception::Loopback], system.exceptions.clone()].concat(),
        undecided: system.undecided.clone(),
        unusable: system.unusable.clone(),
        remarks: unread.into_iter().collect(),
        ..Rules::default()
    }
}

/// `WinHTTP` reads no script from a file.
fn is_fetched(location: &Location) -> bool {
    match location {
        Location::Text(..) => true,
        Location::Url(url) => {
            let scheme = url.trim_start().split(':').next().unwrap_or_default();
            ["http", "https"]
                .iter()
                .any(|own| scheme.eq_ignore_ascii_case(own))
        }
    }
}

/// It is said what would follow from settings that are not known here; none are assumed in silence.
fn unknown(setting: &str, scripts: bool) -> Rules {
    let follows = if scripts {
        "a script or proxy that is set there is used, and where nothing is set, .NET detects a proxy \
         automatically (`wpad`)"
    } else {
        "a proxy and exceptions that are set there are used as far as none are set here, a script is not"
    };
    let remark = format!(
        "{setting}: what counts are the Internet Settings of the agent's account, which are not known here: \
         {follows}. Give them with `--system-settings EXPORT.reg`"
    );
    Rules {
        remarks: vec![remark],
        ..direct(&format!(
            "{setting}; Internet Settings are not known here, assuming no proxy"
        ))
    }
}

pub(super) fn direct(setting: &str) -> Rules {
    Rules {
        source: Source::AgentConfig,
        broken_script_is_direct: true,
        otherwise: Some(setting.to_owned()),
        exceptions: vec![Exception::Loopback],
        ..Rules::default()
    }
}

pub(super) fn unusable(what: Unusable) -> Rules {
    Rules {
        source: Source::AgentConfig,
        unusable: vec![what],
        ..Rules::default()
    }
}
