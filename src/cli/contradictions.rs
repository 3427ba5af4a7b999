//! Flags that contradict each other, or what is set here: found before the first packet is sent.

use super::flags::Check;
use super::problem::Problem;
use crate::route::{Route, Scripts, Source, Target};
use crate::run::Settings;
use crate::text::escape::escape;

/// A run that may not take as long as one of its steps.
pub(super) fn refuse_short_deadline(flags: &Check) -> Result<(), Problem> {
    let longer = flags.timeout.filter(|step| *step > flags.deadline);
    longer.map_or(Ok(()), |step| {
        let (step, run) = (
            humantime::format_duration(step),
            humantime::format_duration(flags.deadline),
        );
        Err(Problem::new(format!(
            "`--deadline {run}` is shorter than `--timeout {step}`: the run would end before one of its steps \
             may; give a longer `--deadline` or a shorter `--timeout`"
        )))
    })
}

/// The direct route beside the direct route. Where a script has to say which route is taken, nobody knows yet.
pub(super) fn refuse_direct_beside_itself(
    flags: &Check,
    settings: &Settings,
) -> Result<(), Problem> {
    let flag = match flags.direct.direct {
        Some(expected) => format!("--direct {}", expected.word()),
        None if flags.direct.compare_direct => "--compare-direct".to_owned(),
        None => return Ok(()),
    };
    let proxy_settings = &settings.proxy_settings;
    if !proxy_settings.scripts(false).is_empty() {
        return Ok(());
    }
    let (scripts, probes) = (Scripts::default(), settings.plan.probes.iter());
    let mut routes = probes.map(|probe| {
        let target = Target {
            host: &probe.host,
            port: probe.port,
            scheme: probe.scheme,
        };
        proxy_settings.choose(&target, &scripts).0
    });
    let Some(first) = routes.next().filter(Route::is_direct) else {
        return Ok(());
    };
    if !routes.all(|route| route.is_direct()) {
        return Ok(());
    }
    Err(Problem::new(format!(
        "`{flag}`: {}, so that the direct route is the one that is measured anyway; name the proxy with \
         `--proxy URL`, `--pac` or `--agent-config`, or leave this flag out",
        why_direct(&first)
    )))
}

fn why_direct(route: &Route) -> String {
    match &route.setting {
        Some(setting) if route.source != Source::Default => {
            format!("every endpoint goes direct (`{}`)", escape(setting))
        }
        _ => "no flag and no setting of this machine names a proxy".to_owned(),
    }
}
