//! A source that is heeded looks for a script by WPAD, before all that was measured here.

use crate::address::is_private;
use crate::evidence::{Host, Wpad, WpadAnswer, WpadName};
use crate::finding::cause::route::{DetectionScript, WpadDetection, WpadMiss};
use crate::finding::{Finding, Severity};
use crate::judge::JudgedProbe;
use crate::judge::across::run_wide::{hosts_of, places, run_wide};
use crate::route::{Route, wpad_url};

/// `route.wpad`, at each host whose route comes from such a source, and once of the run.
pub(in crate::judge) fn for_all(probes: &mut [JudgedProbe<'_>], host: &Host) -> Option<Finding> {
    let concerned = places(probes, |probe| probe.case.route.auto_detect.is_some());
    let first = probes.get(*concerned.first()?)?;
    let finding = detection(first.case.route, host.wpad.as_ref())?;
    let of = hosts_of(probes, &concerned);
    Some(run_wide(probes, &concerned, of, finding))
}

/// What there is to be said of one route.
pub(super) fn detection(route: &Route, seen: Option<&Wpad>) -> Option<Finding> {
    let setting = route.auto_detect.as_deref()?;
    let names = seen.map_or(&[][..], |seen| &seen.names);
    let script = names.iter().find_map(script_of);
    let severity = match script {
        Some(_) => Severity::Warn,
        None => Severity::Note,
    };
    let facts = WpadDetection {
        setting: setting.into(),
        looked: seen.is_some(),
        names: names.iter().map(|name| name.name.as_str().into()).collect(),
        misses: names.iter().flat_map(misses_of).collect(),
        script,
    };
    Some(Finding::new(facts).weighing(severity))
}

/// The addresses of a name that give no script, and why; those that are not private were not asked.
fn misses_of(name: &WpadName) -> Vec<WpadMiss> {
    let miss = |address, reason: Option<&str>| WpadMiss {
        name: name.name.as_str().into(),
        address,
        reason: reason.map(Into::into),
    };
    let asked = name.asked.iter();
    let mut misses: Vec<WpadMiss> = asked
        .filter_map(|answer| Some(miss(answer.address, Some(reason(answer)?))))
        .collect();
    let unasked = name.addresses.iter().filter(|own| !is_private(**own));
    misses.extend(unasked.map(|own| miss(*own, None)));
    misses
}

fn reason(answer: &WpadAnswer) -> Option<&str> {
    const NO_SCRIPT: &str = "the file is no script: it has no `FindProxyForURL`";
    let no_script = || {
        let file = answer.file.as_ref()?;
        (!file.is_script).then_some(NO_SCRIPT)
    };
    answer.problem.as_deref().or_else(no_script)
}

fn script_of(name: &WpadName) -> Option<DetectionScript> {
    let mut asked = name.asked.iter();
    asked.find_map(|answer| script(&name.name, answer))
}

fn script(name: &str, answer: &WpadAnswer) -> Option<DetectionScript> {
    let file = answer.file.as_ref().filter(|file| file.is_script)?;
    Some(DetectionScript {
        url: wpad_url(name).into(),
        address: answer.address,
        bytes: file.bytes,
        sha256: file.sha256.as_str().into(),
    })
}
