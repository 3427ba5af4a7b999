//! A report as long as a real one: every endpoint of the data file, with failures of many kinds and
//! certificates that can be read.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};

use clearway::catalogue::{Catalogue, Issuer, Key, Need, Scheme, Status};
use clearway::evidence::dns::{
    Question, Record, RecordData, RecordType, Reply, Resolution, SystemAnswer, Transport,
};
use clearway::evidence::{
    Attempt, Connection, Ended, Evidence, Failure, FailureKind, Handshake, Response, Shape, Step,
};
use clearway::finding::cause::handshake::Cut;
use clearway::finding::{Finding, Severity, Target, Verdict};
use clearway::plan::{Plan, Probe, Selection, plan};
use clearway::report::{EndpointReport, ProbeReport, Report};
use clearway::route::Route;
use clearway::text::bytes::{Blob, sha256_hex};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData,
    date_time_ymd,
};

use crate::rich::good;

/// Every endpoint for the public cloud, and one failure of each kind among them.
pub(crate) fn wide() -> Report {
    let mut catalogue = Catalogue::built_in();
    let pki = Pki::new();
    catalogue.issuers.push(pki.known());
    for row in &mut catalogue.rows {
        if row.scheme != Scheme::Http {
            row.issuers.push("test".into());
        }
    }
    let selection = Selection::default();
    let plan = plan(&catalogue, &selection).expect("the built-in rows can be planned");
    let endpoints: Vec<_> = plan
        .endpoints
        .iter()
        .enumerate()
        .map(|(at, id)| endpoint(&catalogue, &plan, &pki, id, at))
        .collect();
    Report {
        verdict: endpoints
            .iter()
            .map(|e| e.verdict)
            .max()
            .expect("there are endpoints"),
        endpoints_file: catalogue,
        endpoints,
        ..good()
    }
}

fn endpoint(catalogue: &Catalogue, plan: &Plan, pki: &Pki, id: &str, at: usize) -> EndpointReport {
    let row = catalogue.endpoint(id).expect("it was planned");
    let trouble = Trouble::of(at, row.scheme);
    let probes: Vec<_> = plan
        .probes_of(id)
        .map(|probe| observed(probe, pki, trouble, row.need))
        .collect();
    EndpointReport {
        id: id.into(),
        host: row.host.clone(),
        port: row.port,
        need: row.need,
        verdict: probes
            .iter()
            .map(|p| p.verdict)
            .max()
            .unwrap_or(Verdict::Unproven),
        findings: Vec::new(),
        left_out: plan.left_out_of(id).cloned().collect(),
        probes,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    None,
    Silent,
    Refused,
    Intercepted,
    LinkBlocked,
    Cut,
    BlockPage,
    SomeSilent,
}

impl Trouble {
    fn of(at: usize, scheme: Scheme) -> Self {
        match (at % 9, scheme) {
            (1, _) => Self::Silent,
            (2, Scheme::Https) => Self::Intercepted,
            (2, _) => Self::BlockPage,
            (4, _) if at.is_multiple_of(2) => Self::LinkBlocked,
            (5, Scheme::Https) => Self::Cut,
            (7, _) if !at.is_multiple_of(2) => Self::SomeSilent,
            (8, _) if at > 20 => Self::Refused,
            _ => Self::None,
        }
    }
}

fn observed(probe: &Probe, pki: &Pki, trouble: Trouble, need: Need) -> ProbeReport {
    let addresses = addresses(&probe.host);
    let to = |ip: &Ipv4Addr| SocketAddr::from((*ip, probe.port));
    let mut evidence = Evidence {
        started_unix: 1_795_334_400,
        resolve: Some(done(0, 14, resolution(&probe.host, &addresses, trouble))),
        ..Evidence::default()
    };
    if trouble != Trouble::LinkBlocked {
        let walks = addresses.iter().enumerate();
        evidence.attempts = walks
            .map(|(at, ip)| walk(probe, pki, trouble, to(ip), at))
            .collect();
    }
    let mut findings = findings(probe, trouble, &evidence);
    for finding in &mut findings {
        finding.target = Some(Target {
            host: probe.host.clone(),
            port: probe.port,
            via: None,
        });
        if need != Need::Required {
            finding.severity = Severity::Warn;
        }
    }
    let worst = findings
        .iter()
        .map(|finding| Verdict::from(finding.severity))
        .max();
    ProbeReport {
        probe: probe.clone(),
        route: Route::default(),
        inspected: None,
        direct: None,
        need: None,
        named_by: Vec::new(),
        verdict: worst.unwrap_or(Verdict::Pass),
        seen: true,
        findings,
        evidence,
    }
}

/// Two to four addresses out of the name, always the same.
fn addresses(host: &str) -> Vec<Ipv4Addr> {
    let digest = sha256_hex(host.as_bytes());
    let byte = |at: usize| u8::from_str_radix(&digest[at * 2..at * 2 + 2], 16).expect("hex");
    let number = 2 + byte(0) % 3;
    (0..number)
        .map(|n| Ipv4Addr::new(20, 190, byte(1), byte(2).wrapping_add(n)))
        .collect()
}

fn findings(probe: &Probe, trouble: Trouble, seen: &Evidence) -> Vec<Finding> {
    let all = seen.attempts.iter().map(|attempt| attempt.to);
    match trouble {
        Trouble::None => Vec::new(),
        Trouble::Silent | Trouble::SomeSilent => all
            .skip(usize::from(trouble == Trouble::SomeSilent))
            .map(|to| Finding::new(crate::rich::no_response(10_000)).at(to))
            .collect(),
        Trouble::Refused => all
            .map(|to| Finding::new(crate::rich::refused()).at(to))
            .collect(),
        Trouble::Intercepted => all
            .map(|to| Finding::new(crate::rich::intercepted(&probe.host)).at(to))
            .collect(),
        Trouble::Cut => all
            .map(|to| {
                let cut = Cut {
                    reset: true,
                    received_bytes: 0,
                };
                Finding::new(cut).at(to)
            })
            .collect(),
        Trouble::BlockPage => all
            .map(|to| Finding::new(crate::rich::block_page("Access denied")).at(to))
            .collect(),
        Trouble::LinkBlocked => {
            let link = alias(&probe.host);
            let blocked = crate::rich::link_blocked(&probe.host, &link);
            vec![Finding::new(blocked).named(link)]
        }
    }
}

fn alias(host: &str) -> String {
    let first = host.split('.').next().unwrap_or(host);
    format!("www.tm.{first}.prd.aadg.trafficmanager.net")
}

fn resolution(host: &str, addresses: &[Ipv4Addr], trouble: Trouble) -> Resolution {
    let record = |name: &str, data| Record {
        name: name.into(),
        ttl: 60,
        data,
    };
    let middle = format!(
        "{}.mso.msidentity.com",
        host.split('.').next().unwrap_or(host)
    );
    let last = alias(host);
    let mut answers = vec![
        record(host, RecordData::Cname(middle.clone())),
        record(&middle, RecordData::Cname(last.clone())),
    ];
    let blocked = trouble == Trouble::LinkBlocked;
    if !blocked {
        answers.extend(addresses.iter().map(|ip| record(&last, RecordData::A(*ip))));
    }
    let servers: Vec<SocketAddr> = ["10.0.0.53:53", "10.0.1.53:53"]
        .map(|text| text.parse().expect("fixed"))
        .into();
    let ask = |server: SocketAddr, rtype| Question {
        server,
        name: host.into(),
        rtype,
        transport: Transport::Udp,
        at_ms: 0,
        took_ms: 9,
        opened: false,
        ended: Ended::Completed,
        reply: Some(Reply {
            rcode: if blocked { 3 } else { 0 },
            truncated: false,
            answers: answers.clone(),
            ..Reply::default()
        }),
    };
    let both =
        |server: &SocketAddr| [RecordType::A, RecordType::Aaaa].map(|rtype| ask(*server, rtype));
    Resolution {
        name: host.into(),
        questions: servers.iter().flat_map(both).collect(),
        servers,
        system: Some(SystemAnswer {
            took_ms: 12,
            addresses: if blocked {
                Vec::new()
            } else {
                addresses.iter().map(|ip| (*ip).into()).collect()
            },
            ended: Ended::Completed,
        }),
    }
}

fn walk(probe: &Probe, pki: &Pki, trouble: Trouble, to: SocketAddr, at: usize) -> Attempt {
    let mut attempt = Attempt::new(to);
    let silent = trouble == Trouble::Silent || trouble == Trouble::SomeSilent && at > 0;
    let local = Connection {
        local: (!silent).then(|| "10.1.2.3:50112".parse().expect("fixed")),
        mss: None,
    };
    let late = u32::try_from(at).unwrap_or_default() * 7;
    attempt.connect = Some(match trouble {
        _ if silent => Step {
            ended: Ended::OutOfTime,
            ..done(14, 10_000, local)
        },
        Trouble::Refused => failed(14, 1, local, FailureKind::Refused),
        _ => done(14, 21 + late, local),
    });
    if silent || trouble == Trouble::Refused {
        return attempt;
    }
    let mut now = 35 + late;
    if probe.scheme != Scheme::Http {
        let shown = Handshake {
            server_name: Some(probe.host.clone()),
            version: Some(0x0304),
            chain: pki.chain(&probe.host, trouble == Trouble::Intercepted),
            ..Handshake::default()
        };
        if trouble == Trouble::Cut {
            attempt.handshake = Some(failed(now, 1, Handshake::default(), FailureKind::Reset));
            return attempt;
        }
        attempt.handshake = Some(done(now, 44 + 2 * late, shown));
        now += 44 + 2 * late;
    }
    attempt.fetch = Some(done(now, 63 + late, answer()));
    attempt
}

fn answer() -> Response {
    Response {
        status: Some(200),
        length: 17,
        whole: true,
        shape: Shape::Html {
            title: Some("Sign in".into()),
        },
        ..Response::default()
    }
}

fn done<T>(at_ms: u32, took_ms: u32, seen: T) -> Step<T> {
    Step {
        at_ms,
        took_ms,
        seen,
        ended: Ended::Completed,
    }
}

fn failed<T>(at_ms: u32, took_ms: u32, seen: T, kind: FailureKind) -> Step<T> {
    let failure = Failure {
        kind,
        detail: "as the system says".into(),
    };
    Step {
        ended: Ended::Failed(failure),
        ..done(at_ms, took_ms, seen)
    }
}

/// An authority that the rows know, and a box that opens TLS.
struct Pki {
    root: CertifiedIssuer<'static, KeyPair>,
    issuing: CertifiedIssuer<'static, KeyPair>,
    box_of_the_office: CertifiedIssuer<'static, KeyPair>,
    /// What a host showed once it shows again.
    shown: RefCell<HashMap<String, Vec<Blob>>>,
}

impl Pki {
    fn new() -> Self {
        let root = CertifiedIssuer::self_signed(authority("Operator Root G2"), key())
            .expect("it signs itself");
        let issuing =
            CertifiedIssuer::signed_by(authority("Operator TLS Issuing CA 04"), key(), &root);
        let office = CertifiedIssuer::self_signed(authority("Contoso Proxy CA 3"), key());
        Self {
            issuing: issuing.expect("the root signs"),
            box_of_the_office: office.expect("it signs itself"),
            root,
            shown: RefCell::default(),
        }
    }

    fn known(&self) -> Issuer {
        let spki = self.root.key().subject_public_key_info();
        Issuer {
            id: "test".into(),
            name: "The operator".into(),
            keys: vec![Key {
                name: "Operator Root G2".into(),
                spki_sha256: sha256_hex(&spki),
                status: Status::Accepted,
                public_key: None,
                subject: None,
                root: false,
            }],
        }
    }

    fn chain(&self, host: &str, opened: bool) -> Vec<Blob> {
        let mut shown = self.shown.borrow_mut();
        let chain = shown.entry(host.to_owned());
        chain.or_insert_with(|| self.made(host, opened)).clone()
    }

    fn made(&self, host: &str, opened: bool) -> Vec<Blob> {
        let issuer = if opened {
            &self.box_of_the_office
        } else {
            &self.issuing
        };
        let mut leaf = CertificateParams::new(vec![host.to_owned()]).expect("a host name");
        leaf.distinguished_name.push(DnType::CommonName, host);
        leaf.not_before = date_time_ymd(2026, 9, 1);
        leaf.not_after = date_time_ymd(2027, 2, 28);
        let leaf = leaf.signed_by(&key(), issuer).expect("the authority signs");
        [leaf.der().to_vec(), issuer.der().to_vec()]
            .map(Blob::from)
            .into()
    }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("keys can be made")
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params
        .distinguished_name
        .push(DnType::OrganizationName, "Contoso");
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2040, 1, 1);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}
