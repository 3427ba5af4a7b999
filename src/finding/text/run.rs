//! This program's own limits, in words.

use super::tunnel::{outcome as outcome_in_words, proxy, the_proxy};
use super::{Words, counted, duration, names};
use crate::finding::Place;
use crate::finding::cause::run::{
    Crashed, GaveUp, Interrupted, MissingHandshakes, OpenStep, Unfinished, Unmeasured, WhyMissing,
};
use crate::finding::cause::tunnel::Outcome;

/// No more unfinished steps are named.
const MOST_UNFINISHED: usize = 8;
/// No more samples are named.
const MOST_SAMPLES: usize = 6;

fn route(on_direct_route: bool) -> &'static str {
    if on_direct_route {
        " on the direct route"
    } else {
        ""
    }
}

fn were(at: &Place<'_>) -> &'static str {
    if at.is_many() { "were" } else { "was" }
}

impl Words for GaveUp {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let place = format!("{}{}", at.subject(), route(self.on_direct_route));
        match &self.why {
            Unmeasured::Deadline { .. } => {
                format!(
                    "The run's time limit came before {place} {} fully measured",
                    were(at)
                )
            }
            Unmeasured::NotRecorded => format!("The report holds no evidence of {place}"),
            Unmeasured::TooManyAddresses { left_out } => format!(
                "{} of {place} were not tried",
                counted(*left_out, "address", "addresses")
            ),
            Unmeasured::LocalFailure { .. } => format!("This machine could not connect to {place}"),
            Unmeasured::UncheckableSignature { .. } => {
                format!("The handshake signature of {place} cannot be checked by this program")
            }
            Unmeasured::TooManyCertificates => {
                format!("The certificates of {place} are larger than the 64 KiB that are read")
            }
            Unmeasured::Matrix { .. } => {
                format!("The inspection matrix of {place} is incomplete")
            }
            Unmeasured::TlsVersion { version } => {
                format!("Whether {place} can be reached with TLS {version} alone was not seen")
            }
            Unmeasured::NoSamples => format!("The data file names no sample host for {place}"),
            Unmeasured::NoTenant => {
                format!("No sample host of {place} can be named without a tenant")
            }
            Unmeasured::RefusedOrGone { .. } => {
                let be = if at.is_many() {
                    "are refused or no longer exist"
                } else {
                    "is refused or no longer exists"
                };
                format!("Whether {place} {be} cannot be told")
            }
            Unmeasured::NoSampleExists { .. } => {
                format!("None of the sample hosts of {place} exists")
            }
        }
    }

    fn evidence(&self, at: &Place<'_>) -> Vec<String> {
        match &self.why {
            Unmeasured::RefusedOrGone { made_up, outcome } => refused_or_gone(made_up, outcome, at),
            Unmeasured::LocalFailure { detail }
            | Unmeasured::UncheckableSignature { detail, .. } => vec![detail.quoted()],
            Unmeasured::Matrix { missing } => missing.iter().map(missing_in_words).collect(),
            Unmeasured::NoSampleExists { samples } => {
                let said = names(samples, MOST_SAMPLES);
                vec![format!("These names do not exist: {said}")]
            }
            Unmeasured::Deadline { unfinished } => {
                unfinished_in_words(unfinished, "when the time was over")
            }
            Unmeasured::NotRecorded
            | Unmeasured::TooManyAddresses { .. }
            | Unmeasured::TooManyCertificates
            | Unmeasured::NoSamples
            | Unmeasured::TlsVersion { .. }
            | Unmeasured::NoTenant => Vec::new(),
        }
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        match &self.why {
            Unmeasured::UncheckableSignature { .. } | Unmeasured::TooManyCertificates => format!(
                "look at the certificates of {} with another tool, such as `openssl s_client \
                 -showcerts`",
                at.subject()
            ),
            Unmeasured::LocalFailure { .. } => {
                "remove the local limit that is named above, or run with a lower `--parallel`"
                    .to_owned()
            }
            Unmeasured::NotRecorded => "measure this host with `clearway check`".to_owned(),
            Unmeasured::NoSamples => "add sample hosts to this row of the data file".to_owned(),
            Unmeasured::NoTenant => "give the tenant's ID with `--tenant`".to_owned(),
            Unmeasured::RefusedOrGone { .. } => format!(
                "allow the whole wildcard that {} belongs to, or check on {} that it resolves the name",
                at.host(),
                the_proxy(at)
            ),
            Unmeasured::NoSampleExists { .. } => format!(
                "let the name servers resolve every name under {}; if they do, the data file needs \
                 other samples",
                at.host()
            ),
            Unmeasured::TooManyAddresses { .. } => {
                "check the remaining addresses with another tool".to_owned()
            }
            Unmeasured::Deadline { .. }
            | Unmeasured::Matrix { .. }
            | Unmeasured::TlsVersion { .. } => {
                "run again with a longer `--deadline`, or with fewer endpoints by `--only`"
                    .to_owned()
            }
        }
    }
}

fn refused_or_gone(made_up: &str, outcome: &Outcome, at: &Place<'_>) -> Vec<String> {
    vec![
        format!(
            "{} treats it like `{made_up}`, a made-up name: it {}",
            proxy(at),
            outcome_in_words(outcome)
        ),
        "No name server of this machine shows whether it exists".to_owned(),
    ]
}

/// What was under way: "20.190.151.6: no response in 2.3 s when stopped".
fn unfinished_in_words(all: &[Unfinished], when: &str) -> Vec<String> {
    let named = all.iter().take(MOST_UNFINISHED).map(|one| {
        let to = one.address.map(|to| format!("{}: ", to.ip()));
        let what = match one.step {
            OpenStep::Resolution => "No complete answer from the name servers",
            OpenStep::Connection => "no response",
            OpenStep::ProxyHandshake => "TLS handshake with the proxy not completed",
            OpenStep::Tunnel => "no complete answer from the proxy",
            OpenStep::Handshake => "TLS handshake not completed",
            OpenStep::Response => "no complete HTTP response",
        };
        let waited = duration(one.waited_ms);
        format!("{}{what} in {waited} {when}", to.unwrap_or_default())
    });
    let more = all.len().saturating_sub(MOST_UNFINISHED);
    let more = (more > 0).then(|| format!("{more} more were not finished"));
    named.chain(more).collect()
}

fn missing_in_words(missing: &MissingHandshakes) -> String {
    let handshakes = counted(missing.handshakes as usize, "handshake", "handshakes");
    let why = match missing.why {
        WhyMissing::Interrupted => "were not made because the run was interrupted",
        WhyMissing::Deadline => "were not made because the run's time limit came first",
        WhyMissing::TooMany => "were not made because more were planned than a run makes",
        WhyMissing::Crashed => "were not made because this program failed",
        WhyMissing::NotConnected => "were not made because the connection did not open",
        WhyMissing::NoTunnel => "were not made because the proxy opened no tunnel",
    };
    let why = if missing.handshakes == 1 {
        why.replacen("were", "was", 1)
    } else {
        why.to_owned()
    };
    format!("{handshakes} {why}")
}

impl Words for Interrupted {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let place = format!("{}{}", at.subject(), route(self.on_direct_route));
        if self.missing.is_empty() {
            format!(
                "The run was interrupted before {place} {} fully measured",
                were(at)
            )
        } else {
            format!("The run was interrupted before the inspection matrix of {place} was complete")
        }
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let missing = self.missing.iter().map(missing_in_words);
        let unfinished = unfinished_in_words(&self.unfinished, "when stopped");
        missing.chain(unfinished).collect()
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        "run again and let it finish".to_owned()
    }
}

impl Words for Crashed {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let place = format!("{}{}", at.subject(), route(self.on_direct_route));
        format!("This program failed while it measured {place}; that evidence is lost")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        vec![format!("Its message: {}", self.detail.quoted())]
    }

    fn remedy(&self, _at: &Place<'_>) -> String {
        "report this as a bug in clearway, with the saved report".to_owned()
    }
}
