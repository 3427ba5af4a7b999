//! What a run recorded, as a bundle of proofs and as a capture.

use crate::catalogue::Scheme;
use crate::evidence::recording::{Challenge, Recording, Side};
use crate::evidence::{self, Control, Ended, Evidence, Step};
use crate::judge::missing_sample;
use crate::proof::capture::{self, Flow};
use crate::proof::document::{
    Attempt, Document, EndpointsFile, Fetched, Handshake, Hex, Probe, Run, Tool,
};
use crate::proof::{Bundle, FORMAT};
use crate::report::{EndpointReport, ProbeReport, Report};
use crate::text::bytes::Blob;
use crate::text::escape::escape;

/// The bundle of a run whose handshakes were recorded.
#[must_use]
pub fn proof(report: &Report, challenge: &Challenge) -> Bundle {
    let mut writer = Writer {
        bundle: Bundle::new(document(report, challenge)),
        handshakes: 0,
    };
    for (endpoint, probe) in tls_probes(report) {
        let entry = writer.probe(endpoint, probe);
        writer.bundle.document.probes.push(entry);
    }
    writer.bundle
}

/// The capture of a run whose handshakes were recorded.
#[must_use]
pub fn capture(report: &Report) -> Vec<u8> {
    let mut titles = Vec::new();
    for (_, probe) in tls_probes(report) {
        let through = probe
            .route
            .via
            .as_ref()
            .map(|via| format!(" through {via}"));
        let (host, port) = (&probe.probe.host, probe.probe.port);
        titles.push(format!("{host}:{port}{}", through.unwrap_or_default()));
    }
    let probes = tls_probes(report).zip(&titles);
    let flows = probes.flat_map(|((_, probe), title)| {
        let evidence = &probe.evidence;
        let recorded =
            attempts(evidence).filter_map(|attempt| Some((attempt, recording_of(attempt)?)));
        recorded.map(move |(attempt, recording)| Flow {
            from: local_of(attempt),
            to: attempt.to,
            port: probe.probe.port,
            began_us: u64::try_from(time_of(evidence, attempt)).unwrap_or(0) * 1000,
            title,
            recording,
        })
    });
    capture::write(&flows.collect::<Vec<_>>())
}

fn document(report: &Report, challenge: &Challenge) -> Document {
    Document {
        format: FORMAT,
        tool: Tool {
            name: report.tool.name.clone(),
            version: report.tool.version.clone(),
        },
        run: Run {
            id: challenge.run.as_slice().into(),
            started_unix: report.run.host.clock_unix,
            took_ms: report.run.took_ms,
            interrupted: report.run.interrupted,
            challenge: (!challenge.value.is_empty()).then(|| challenge.value.as_slice().into()),
        },
        endpoints_file: EndpointsFile {
            dated: report.endpoints_file.dated.clone(),
            sha256: report.endpoints_file.sha256.clone(),
        },
        probes: Vec::new(),
    }
}

fn tls_probes(report: &Report) -> impl Iterator<Item = (&EndpointReport, &ProbeReport)> {
    let endpoints = report.endpoints.iter();
    let probes = endpoints.flat_map(|row| row.probes.iter().map(move |probe| (row, probe)));
    probes.filter(|(_, probe)| probe.probe.scheme != Scheme::Http)
}

/// All walks, also those that were made again alone.
fn attempts(evidence: &Evidence) -> impl Iterator<Item = &evidence::Attempt> {
    let alone = evidence.controls.iter().filter_map(Control::retest);
    evidence.attempts.iter().chain(alone)
}

fn recording_of(attempt: &evidence::Attempt) -> Option<&Recording> {
    attempt.handshake.as_ref()?.seen.recording.as_deref()
}

fn local_of(attempt: &evidence::Attempt) -> Option<std::net::SocketAddr> {
    attempt.connect.as_ref()?.seen.local
}

/// When the handshake began, or else the walk; milliseconds since 1970.
fn time_of(evidence: &Evidence, attempt: &evidence::Attempt) -> i64 {
    let handshake = attempt.handshake.as_ref().map(|step| step.at_ms);
    let connect = attempt.connect.as_ref().map(|step| step.at_ms);
    let at = handshake.or(connect).unwrap_or(0);
    evidence
        .started_unix
        .saturating_mul(1000)
        .saturating_add(at.into())
}

struct Writer {
    bundle: Bundle,
    handshakes: usize,
}

impl Writer {
    fn probe(&mut self, endpoint: &EndpointReport, report: &ProbeReport) -> Probe {
        let (probe, evidence) = (&report.probe, &report.evidence);
        let fetched = evidence.controls.iter().filter_map(Control::issuer);
        let fetched = fetched.filter_map(|(url, body)| Some((url, body?)));
        let fetched = fetched.map(|(url, body)| Fetched {
            url: url.to_owned(),
            file: self.bundle.add_der(body),
        });
        Probe {
            endpoint: endpoint.id.clone(),
            need: endpoint.need,
            host: probe.host.clone(),
            port: probe.port,
            gone: is_gone(report),
            via: report.route.via.clone(),
            fetched: fetched.collect(),
            attempts: attempts(evidence)
                .map(|attempt| self.attempt(evidence, attempt))
                .collect(),
        }
    }

    fn attempt(&mut self, evidence: &Evidence, attempt: &evidence::Attempt) -> Attempt {
        let step = attempt.handshake.as_ref();
        let recorded = step.and_then(|step| Some((step, step.seen.recording.as_deref()?)));
        Attempt {
            to: attempt.to,
            from: local_of(attempt),
            time_unix_ms: time_of(evidence, attempt),
            problem: problem(attempt),
            handshake: recorded.map(|(step, recording)| self.handshake(&step.seen, recording)),
        }
    }

    fn handshake(&mut self, seen: &evidence::Handshake, recording: &Recording) -> Handshake {
        self.handshakes += 1;
        let number = self.handshakes;
        let proof = seen.proof.as_ref();
        let bundle = &mut self.bundle;
        let secret = |secret: &Option<evidence::recording::HandshakeSecret>| {
            secret.as_ref().map(|secret| secret.reveal().into())
        };
        Handshake {
            salt: Hex(recording.salt.to_vec()),
            client: bundle.add_records(number, "client", recording.of(Side::Client)),
            server: bundle.add_records(number, "server", recording.of(Side::Server)),
            client_secret: secret(&recording.client_secret),
            server_secret: secret(&recording.server_secret),
            chain: seen.chain.iter().map(|der| bundle.add_der(der)).collect(),
            staple: Some(&seen.staple)
                .filter(|staple| !staple.is_empty())
                .map(|staple: &Blob| bundle.add_der(staple)),
            message: proof.map(|proof| Hex(proof.message.to_vec())),
            scheme: proof.map(|proof| proof.scheme),
            signature: proof.map(|proof| Hex(proof.signature.to_vec())),
        }
    }
}

/// Does the report say that this is a sample of a wildcard that no longer exists?
fn is_gone(report: &ProbeReport) -> bool {
    report.probe.wildcard && missing_sample::is_reported(&report.route, &report.findings)
}

/// Why a walk went no further than it went; nothing where its handshake was completed.
fn problem(attempt: &evidence::Attempt) -> Option<String> {
    if let Some(step) = &attempt.handshake {
        let recorded = step.seen.recording.is_some();
        let unheard = || (!recorded).then(|| "the handshake was not recorded".to_owned());
        return ended(step, "shaking hands").or_else(unheard);
    }
    if let Some(step) = &attempt.tunnel {
        let said = step.seen.status;
        let refused = said.map(|status| format!("the hop answered with status {status}"));
        let silent = || ended(step, "asking the hop");
        return refused
            .or_else(silent)
            .or(Some("the hop gave no tunnel".to_owned()));
    }
    let connect = attempt.connect.as_ref();
    let told = connect.and_then(|step| ended(step, "connecting"));
    told.or(Some("the walk went no further".to_owned()))
}

fn ended<T>(step: &Step<T>, activity: &str) -> Option<String> {
    let why = match &step.ended {
        Ended::Completed => return None,
        Ended::Failed(failure) => failure.detail.chars().take(200).collect(),
        Ended::OutOfTime => format!("nothing more came within {} ms", step.took_ms),
        Ended::GaveUp => "the run's deadline came".to_owned(),
        Ended::Interrupted => "the run was stopped".to_owned(),
    };
    Some(escape(&format!("{activity}: {why}")))
}
