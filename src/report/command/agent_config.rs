//! The `<defaultProxy>` that makes the agent take the route that passed.

use crate::catalogue::Need;
use crate::finding::Verdict;
use crate::report::model::{EndpointReport, ProbeReport, Report};
use crate::route::DefaultProxy;

/// Why there is no block for the agent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoBlock {
    /// Nothing passed that could be written down.
    #[error("the verdict is {0}: there is no route that passed")]
    Verdict(Verdict),
    /// A proxy that the agent's .NET Framework cannot use.
    #[error("the agent's .NET Framework cannot use `{0}`; it needs an http:// proxy")]
    Scheme(String),
    /// More proxies than the agent's file can name.
    #[error("the agent's file can name one proxy only, and these passed: `{0}`")]
    Several(String),
    /// A proxy that passed with a login.
    #[error(
        "`{0}` requires a user name and a password, which the agent cannot give; ask for an exemption"
    )]
    Login(String),
}

/// The section; or why there is none.
///
/// # Errors
/// Something required does not pass, the routes differ in more than their exceptions, or the agent
/// cannot go them.
pub fn section(report: &Report) -> Result<DefaultProxy, NoBlock> {
    if !matches!(report.verdict, Verdict::Pass | Verdict::Warn) {
        return Err(NoBlock::Verdict(report.verdict));
    }
    let mut hops: Vec<&str> = required(report)
        .filter_map(|(_, probe)| probe.route.via.as_deref())
        .collect();
    hops.sort_unstable();
    hops.dedup();
    match hops.as_slice() {
        [] => Ok(direct()),
        [hop] if hop.starts_with("http://") => through(report, hop),
        [hop] => Err(NoBlock::Scheme((*hop).to_owned())),
        several => Err(NoBlock::Several(several.join("`, `"))),
    }
}

/// The probes that count.
fn required(report: &Report) -> impl Iterator<Item = (&EndpointReport, &ProbeReport)> {
    let endpoints = report.endpoints.iter();
    let required = endpoints.filter(|endpoint| endpoint.need == Need::Required);
    required.flat_map(|endpoint| endpoint.probes.iter().map(move |probe| (endpoint, probe)))
}

fn direct() -> DefaultProxy {
    DefaultProxy(vec![(0, "<defaultProxy enabled=\"false\" />".to_owned())])
}

fn through(report: &Report, hop: &str) -> Result<DefaultProxy, NoBlock> {
    let signed_on = |probe: &ProbeReport| {
        probe.evidence.attempts.iter().any(|attempt| {
            let tunnel = attempt.tunnel.as_ref();
            let fetch = attempt.fetch.as_ref();
            tunnel.is_some_and(|step| step.seen.authorised)
                || fetch.is_some_and(|step| step.seen.authorised)
        })
    };
    if required(report).any(|(_, probe)| signed_on(probe)) {
        return Err(NoBlock::Login(hop.to_owned()));
    }
    let proxy = format!(
        "<proxy usesystemdefault=\"False\" proxyaddress=\"{hop}\" bypassonlocal=\"True\" />"
    );
    let mut lines = vec![
        (0, "<defaultProxy enabled=\"true\">".to_owned()),
        (1, proxy),
    ];
    let entries = exceptions(report);
    if !entries.is_empty() {
        let entries = entries
            .iter()
            .map(|entry| (2, format!("<add address=\"{entry}\" />")));
        lines.push((1, "<bypasslist>".to_owned()));
        lines.extend(entries);
        lines.push((1, "</bypasslist>".to_owned()));
    }
    lines.push((0, "</defaultProxy>".to_owned()));
    Ok(DefaultProxy(lines))
}

/// A whole file for an agent that has none, and where its parts belong in one that has.
#[must_use]
pub fn whole_file(section: &DefaultProxy) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{WHERE}{}",
        section.whole_file()
    )
}

/// A second section, or one outside its group, would stop the agent.
const WHERE: &str = "\
<!-- If the agent's file has a <defaultProxy>, replace that one by this one.
     If it has only a <system.net>, put <defaultProxy> into it.
     If it has neither, put <system.net> just before </configuration>.
     Given the agent's file as well (agent-config FILE), clearway does so, and prints the whole file. -->
";

/// Anchored patterns for what went straight: the row's host, so that names under a wildcard that
/// nobody asked take the same route.
fn exceptions(report: &Report) -> Vec<String> {
    let mut entries = Vec::new();
    for (endpoint, probe) in required(report).filter(|(_, probe)| probe.route.is_direct()) {
        let host = endpoint.host.to_string();
        let host = match host.strip_prefix("*.") {
            Some(suffix) => format!(r"([^/:]+\.)?{}", suffix.replace('.', r"\.")),
            None => host.replace('.', r"\."),
        };
        let scheme = if probe.probe.port == 80 {
            "http"
        } else {
            "https"
        };
        let entry = format!("^{scheme}://{host}(:[0-9]+)?$");
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::report::format::json;
    use crate::route::{AgentConfig, ProxySettings, Scripts, Target, mend};

    const FILES: [&str; 3] = [
        "<configuration/>",
        "<configuration><system.net><settings/></system.net></configuration>",
        "<configuration><system.net><defaultProxy enabled='false'/></system.net></configuration>",
    ];

    /// A report of a passing run, whose probes go where `via` says.
    fn passing(via: impl Fn(&ProbeReport) -> Option<&'static str>) -> Report {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readme/report.json");
        let text = std::fs::read_to_string(file).unwrap();
        let mut report = json::read(&text).unwrap();
        report.verdict = Verdict::Pass;
        for probe in report.endpoints.iter_mut().flat_map(|e| &mut e.probes) {
            probe.route.via = via(probe).map(str::to_owned);
        }
        report
    }

    /// What an agent with this file does, and what one does whose file was mended.
    fn chosen(section: &DefaultProxy, host: &str, port: u16) -> Option<String> {
        let whole = by(whole_file(section).into_bytes(), host, port);
        for file in FILES {
            let mended = mend("agent.config", file.as_bytes(), section).unwrap();
            assert_eq!(by(mended, host, port), whole, "{file}");
        }
        whole
    }

    fn by(file: Vec<u8>, host: &str, port: u16) -> Option<String> {
        let file = ("agent.config".to_owned(), file);
        let config = AgentConfig::read_bytes(&[file], &|_, _| None).unwrap();
        let scheme = match port {
            80 => crate::catalogue::Scheme::Http,
            _ => crate::catalogue::Scheme::Https,
        };
        let ways = ProxySettings {
            agent_config: Some(config),
            ..ProxySettings::default()
        };
        let target = Target { host, port, scheme };
        ways.choose(&target, &Scripts::default()).0.via
    }

    #[test]
    fn the_agent_goes_the_way_that_passed() {
        let section = section(&passing(|_| Some("http://proxy.corp:3128"))).unwrap();
        assert_eq!(
            chosen(&section, "a.example", 443).as_deref(),
            Some("http://proxy.corp:3128")
        );
        let direct = super::section(&passing(|_| None)).unwrap();
        assert_eq!(chosen(&direct, "a.example", 443), None);
    }

    #[test]
    fn what_went_straight_goes_straight_and_nothing_else_does() {
        let hop = "http://proxy.corp:3128";
        let straight = |probe: &ProbeReport| probe.probe.host.ends_with(".msappproxy.net");
        let report = passing(|probe| (!straight(probe)).then_some(hop));
        let section = section(&report).unwrap();
        assert_eq!(
            chosen(&section, "new.name.msappproxy.net", 443),
            None,
            "{section:?}"
        );
        for other in [
            "msappproxy.net.example",
            "evilmsappproxy.net",
            "login.microsoftonline.com",
        ] {
            assert_eq!(
                chosen(&section, other, 443).as_deref(),
                Some(hop),
                "{other}: {section:?}"
            );
        }
        assert_eq!(
            chosen(&section, "a.msappproxy.net", 80).as_deref(),
            Some(hop),
            "{section:?}"
        );
    }

    #[test]
    fn there_is_no_block_without_a_way_that_the_agent_can_go() {
        let mut failed = passing(|_| None);
        failed.verdict = Verdict::Fail;
        assert!(
            section(&failed)
                .unwrap_err()
                .to_string()
                .contains("the verdict is fail")
        );
        let socks = passing(|_| Some("socks5://proxy:1080"));
        assert!(
            section(&socks)
                .unwrap_err()
                .to_string()
                .contains("cannot use")
        );
        let two = passing(|probe| {
            Some(if probe.probe.port == 80 {
                "http://a:1"
            } else {
                "http://b:2"
            })
        });
        assert!(
            section(&two)
                .unwrap_err()
                .to_string()
                .contains("one proxy only")
        );
    }
}
