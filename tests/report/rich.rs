//! Two fixed reports: one in which nearly everything is wrong, and one in which nothing is.

use std::net::{IpAddr, SocketAddr};

use clearway::catalogue::{
    Account, Catalogue, Cloud, Content, Endpoint, Inspection, Issuer, Key, Method, Need, Phase,
    PrivateLink, ProxyLogin, Sample, Scheme, Status, Sure,
};
use clearway::evidence::content::Signed;
use clearway::evidence::dns::Record;
use clearway::evidence::dns::{
    ExtendedError, Question, RecordData, RecordType, Reply, Resolution, SystemAnswer, Transport,
};
use clearway::evidence::host::{Interface, TrustStore, Unasked, UnaskedResolver, User};
use clearway::evidence::tls::Proof;
use clearway::evidence::{
    Attempt, Connection, Control, Ended, Evidence, Failure, FailureKind, Handshake, Host,
    HttpVersion, Response, Shape, Socks, Step, Tunnel, Wpad, WpadAnswer, WpadFile, WpadName,
};
use clearway::finding::cause::answer::{Answer, Kind, Received, Responder, Wanted};
use clearway::finding::cause::chain::Legacy;
use clearway::finding::cause::chain::inspection::{Intercepted, Signer};
use clearway::finding::cause::chain::presented::Presented;
use clearway::finding::cause::connect::{self, AnsweredForAll, Obstacle};
use clearway::finding::cause::fetch::{BlockPage, Portal, Speaker, Stale};
use clearway::finding::cause::handshake::Cut;
use clearway::finding::cause::resolve::{self, LinkBlocked, NoSuchName, Stop};
use clearway::finding::cause::route;
use clearway::finding::cause::run::Interrupted;
use clearway::finding::cause::tunnel::{self, SuffixNotAllowed};
use clearway::finding::{Across, Code, Finding, Scope, Severity, Target, Verdict};
use clearway::plan::{LeftOut, Probe, Selection};
use clearway::report::{EndpointReport, FORMAT, ProbeReport, Report, Run, Tool};
use clearway::route::{Construct, ConstructKind, Dialect, PassedOver, Risky, Route, Source, Why};
use clearway::text::bytes::Blob;

/// Text that would clear a screen, turn letters round and hide some.
pub(crate) const HOSTILE: &str =
    "<b>Zugriff\u{1b}[2J \u{202e}verboten\u{2066}\u{200b}\r\n\u{9b}31m";

fn address(text: &str) -> SocketAddr {
    text.parse().expect("a fixed address")
}

/// Nearly everything is wrong, and the user stopped the run.
pub(crate) fn rich() -> Report {
    let endpoints = vec![
        login(),
        msappproxy(),
        servicebus(),
        crl3(),
        ocsp(),
        registration(),
        management(),
        aadcdn(),
        long_name(),
        update(),
        portal(),
    ];
    Report {
        endpoints_file: catalogue(&endpoints),
        run: Run {
            interrupted: true,
            selection: Selection {
                skip: vec!["phonefactor".into(), "msecnd-*".into()],
                ..Selection::default()
            },
            took_ms: 47_250,
            ..run()
        },
        verdict: Verdict::Fail,
        findings: vec![
            answered_for_all(),
            Finding::new(route::Conflict {
                used_setting: "HTTPS_PROXY".into(),
                used: "http://proxy.corp.example:8080".into(),
                other_setting: "Internet Settings".into(),
                other: "http://old.corp.example:3128".into(),
            }),
        ],
        endpoints,
        revocation: vec![revocation()],
        ..report()
    }
}

/// Nothing is wrong; one route is worth a note.
pub(crate) fn good() -> Report {
    let mut endpoints = vec![aadcdn(), management(), registration()];
    for endpoint in &mut endpoints {
        endpoint.verdict = Verdict::Pass;
        endpoint.need = Need::Required;
        for probe in &mut endpoint.probes {
            probe.verdict = Verdict::Pass;
            probe.findings.clear();
        }
    }
    Report {
        endpoints_file: catalogue(&endpoints),
        endpoints,
        ..report()
    }
}

fn report() -> Report {
    Report {
        format: FORMAT,
        tool: Tool {
            name: "clearway".into(),
            version: "0.1.0".into(),
        },
        endpoints_file: catalogue(&[]),
        run: run(),
        verdict: Verdict::Pass,
        findings: Vec::new(),
        endpoints: Vec::new(),
        revocation: Vec::new(),
    }
}

fn run() -> Run {
    Run {
        label: None,
        redacted: false,
        started: "2026-11-22T08:00:00Z".into(),
        took_ms: 812,
        interrupted: false,
        host: Host {
            os: "linux x86_64".into(),
            name: Some("jump1.corp.example".into()),
            user: Some(User {
                name: "operator".into(),
                elevated: Some(false),
            }),
            clock_unix: 1_795_334_400,
            utc_offset_s: Some(3600),
            bound_to: Some("eth0".into()),
            source_addresses: vec![
                IpAddr::from([10, 1, 2, 3]),
                IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 3]),
            ],
            interfaces: vec![Interface {
                name: "eth0".into(),
                addresses: vec![IpAddr::from([10, 1, 2, 3])],
            }],
            resolvers: vec![address("10.0.0.53:53"), address("[2001:db8::53]:53")],
            resolvers_problem: None,
            unasked_resolvers: vec![UnaskedResolver {
                server: "fe80::1%eth9".into(),
                why: Unasked::UnknownZone,
            }],
            resolver_options: vec!["timeout:1".into()],
            upstreams: vec![address("10.0.0.54:53")],
            local_roots: vec![Blob::from(vec![0x30, 0x82, 1, 2])],
            trust_store: Some(TrustStore {
                certificates: 140,
                public_roots: vec!["0".repeat(64)],
            }),
            root_updates_off: Some(false),
            wpad: Some(wpad()),
        },
        selection: Selection::default(),
    }
}

fn catalogue(endpoints: &[EndpointReport]) -> Catalogue {
    Catalogue {
        dated: "2026-11-22".into(),
        sha256: "1f3a9c5b7d2e4f60".repeat(4),
        product: "Microsoft Entra provisioning agent (Cloud sync)".into(),
        accounts: vec![
            Account {
                name: r"NT AUTHORITY\NETWORK SERVICE".into(),
                products: Vec::new(),
                proxy_login: None,
            },
            Account {
                name: r"NT SERVICE\AADConnectProvisioningAgent".into(),
                products: vec!["cloud-sync".into()],
                proxy_login: Some(ProxyLogin::Integrated),
            },
        ],
        rows: endpoints.iter().map(row).collect(),
        issuers: vec![Issuer {
            id: "microsoft".into(),
            name: "Microsoft first-party front ends".into(),
            keys: vec![
                Key {
                    name: "DigiCert Global Root G2".into(),
                    spki_sha256: "8bb593a93be1d0e8".repeat(4),
                    status: Status::Accepted,
                    public_key: Some(Blob::from(vec![0x30, 1, 0])),
                    subject: Some(Blob::from(vec![0x30, 0])),
                    root: true,
                },
                Key {
                    name: "DigiCert Global Root CA".into(),
                    spki_sha256: "aff988906dde1295".repeat(4),
                    status: Status::Legacy,
                    public_key: None,
                    subject: None,
                    root: false,
                },
            ],
        }],
        ..Catalogue::default()
    }
}

fn row(endpoint: &EndpointReport) -> Endpoint {
    let plain = endpoint.port == 80;
    Endpoint {
        id: endpoint.id.clone(),
        host: endpoint.host.clone(),
        port: endpoint.port,
        scheme: if plain { Scheme::Http } else { Scheme::Https },
        need: endpoint.need,
        products: Vec::new(),
        private_link: PrivateLink::Refused,
        clouds: vec![Cloud::Public],
        phase: plain.then_some(Phase::Revocation),
        purpose: "Something the agent needs".into(),
        issuers: if plain {
            Vec::new()
        } else {
            vec!["microsoft".into()]
        },
        inspection: Inspection::Forbidden,
        ranges: vec!["AzureCloud".into(), "20.190.128.0/18".into()],
        source: "Cloud sync troubleshooting".into(),
        samples: vec![Sample {
            host: endpoint
                .host
                .is_wildcard()
                .then(|| format!("a.{}", endpoint.host.suffix())),
            content: if plain { Content::Crl } else { Content::Any },
            ..Sample::default()
        }],
    }
}

fn endpoint(id: &str, host: &str, port: u16, probes: Vec<ProbeReport>) -> EndpointReport {
    let worst = probes.iter().map(|probe| probe.verdict).max();
    EndpointReport {
        id: id.into(),
        host: host.parse().expect("a fixed host"),
        port,
        need: Need::Required,
        verdict: worst.unwrap_or(Verdict::Unproven),
        findings: Vec::new(),
        left_out: Vec::new(),
        probes: probes.into_iter().map(|probe| named(id, probe)).collect(),
    }
}

fn named(id: &str, mut probe: ProbeReport) -> ProbeReport {
    probe.probe.endpoint = id.into();
    probe
}

fn probe(host: &str, port: u16, findings: Vec<Finding>) -> ProbeReport {
    let plain = port == 80;
    let findings = findings.into_iter();
    let findings: Vec<_> = findings.map(|one| one.on(target(host, port))).collect();
    let worst = findings
        .iter()
        .map(|finding| Verdict::from(finding.severity))
        .max();
    ProbeReport {
        probe: Probe {
            endpoint: String::new(),
            host: host.into(),
            port,
            scheme: if plain { Scheme::Http } else { Scheme::Https },
            path: "/".into(),
            method: Method::Get,
            content: if plain { Content::Crl } else { Content::Any },
            request: None,
            upgrade: None,
            sure: Sure::High,
            wildcard: false,
        },
        route: Route::default(),
        need: None,
        named_by: Vec::new(),
        verdict: worst.unwrap_or(Verdict::Pass),
        seen: true,
        findings,
        inspected: None,
        direct: None,
        evidence: seen(host, "20.190.128.5:443"),
    }
}

fn answered_for_all() -> Finding {
    let regions = ["wus2", "scus2", "eus1", "ncus1", "cus1"];
    let hosts = regions.map(|region| format!("his-{region}.servicebus.windows.net"));
    let reserved = ["192.0.2.1:443", "198.51.100.7:443"].map(address);
    let finding = Finding::new(AnsweredForAll {
        reserved: reserved.into(),
    });
    finding.across(Across {
        hosts: hosts.into(),
        of: 17,
        scope: Scope::Hosts,
        via: None,
        unaffected: Vec::new(),
    })
}

fn target(host: &str, port: u16) -> Target {
    Target {
        host: host.into(),
        port,
        via: None,
    }
}

/// A name server that does not respond.
pub(crate) fn silent_server() -> Finding {
    Finding::new(resolve::Silent {
        server: Some(address("10.0.0.53:53")),
        record: resolve::Record::A,
        waited_ms: 10_000,
        error: None,
        unusable: None,
        tried: vec![resolve::Tried::Udp, resolve::Tried::Tcp],
        answers_others: false,
        upstreams: Vec::new(),
        others: Vec::new(),
    })
}

/// By a CA that this machine trusts.
pub(crate) fn intercepted(host: &str) -> Intercepted {
    Intercepted {
        signer: Signer::NotSent,
        presented: Presented {
            leaf: Some(format!("CN={host}").into()),
            issuer: Some("CN=Contoso Proxy CA 3,O=Contoso".into()),
            issuer_name: Some("Contoso Proxy CA 3".into()),
            expected_sets: vec!["microsoft".into()],
            trusted_root: Some("CN=Contoso Root CA,O=Contoso".into()),
            ..Presented::default()
        },
        shared_key: None,
        shared_issuer: None,
    }
}

fn login_required() -> Portal {
    Portal {
        request: "GET https://login.microsoftonline.com/".into(),
        status: 511,
        location: None,
        responder: Responder::default(),
    }
}

fn not_on_list() -> tunnel::Reply {
    tunnel::Reply::Http {
        answer: Answer {
            status: Some(403),
            reason: Some("Not on list".into()),
            ..Answer::default()
        },
    }
}

/// Nothing came back for so many milliseconds.
pub(crate) fn no_response(took_ms: u32) -> connect::Silent {
    connect::Silent {
        failure: connect::Failure {
            obstacle: Obstacle::Silent,
            took_ms,
            detail: None,
            alone: None,
        },
    }
}

pub(crate) fn refused() -> connect::Refused {
    connect::Refused {
        failure: connect::Failure {
            obstacle: Obstacle::Refused,
            took_ms: 1,
            detail: Some("connection refused".into()),
            alone: None,
        },
    }
}

pub(crate) fn block_page(title: &str) -> BlockPage {
    BlockPage {
        request: "GET http://crl3.digicert.com/DigiCertGlobalRootG2.crl".into(),
        status: 200,
        wanted: Wanted::Crl,
        received: Received {
            content_type: Some("text/html".into()),
            kind: Kind::Page {
                title: Some(title.into()),
            },
            bytes: 3_412,
        },
        responder: Responder::default(),
        trick: None,
        speaker: Speaker::default(),
        cuts_tls: false,
    }
}

pub(crate) fn link_blocked(host: &str, link: &str) -> LinkBlocked {
    LinkBlocked {
        server: address("10.0.0.53:53"),
        chain: vec![host.into(), link.into()],
        stop: Stop::Rcode { rcode: 3 },
        only_alone: false,
        grounds: resolve::Grounds::default(),
        others: Vec::new(),
    }
}

/// TLS is inspected, at every address.
fn login() -> EndpointReport {
    let opened = |at: &str| Finding::new(intercepted("login.microsoftonline.com")).at(address(at));
    let five = [
        "20.190.128.5:443",
        "20.190.128.6:443",
        "40.126.38.20:443",
        "40.126.38.21:443",
    ];
    let mut findings: Vec<_> = five.into_iter().map(opened).collect();
    findings.push(opened("[2603:1047:1:a0::15]:443"));
    findings.push(opened("[2603:1047:1:a0::16]:443"));
    findings.push(
        Finding::new(login_required())
            .at(address("20.190.128.5:443"))
            .explained_by(Code::ChainIntercepted),
    );
    endpoint(
        "login",
        "login.microsoftonline.com",
        443,
        vec![probe("login.microsoftonline.com", 443, findings)],
    )
}

fn dialect() -> Dialect {
    Dialect {
        setting: "--pac proxy.pac".into(),
        constructs: vec![Construct {
            construct: "String.prototype.includes".into(),
            line: Some(3),
            kind: ConstructKind::Library,
        }],
    }
}

fn wpad() -> Wpad {
    let answer = |address: &str| WpadAnswer {
        address: address.parse().expect("an address"),
        file: None,
        problem: None,
    };
    Wpad {
        names: vec![WpadName {
            name: "wpad.corp.example".into(),
            addresses: vec![
                "10.0.0.9".parse().expect("an address"),
                "10.0.0.10".parse().expect("an address"),
            ],
            asked: vec![
                WpadAnswer {
                    problem: Some("status 302 in place of the script".into()),
                    ..answer("10.0.0.9")
                },
                WpadAnswer {
                    file: Some(WpadFile {
                        bytes: 78,
                        sha256: "0".repeat(64),
                        is_script: true,
                    }),
                    ..answer("10.0.0.10")
                },
            ],
        }],
    }
}

/// With all that a route can say.
fn scripted_route() -> Route {
    Route {
        via: Some("http://proxy.corp.example:8080".into()),
        unusable: false,
        source: Source::Flag,
        setting: Some("--proxy".into()),
        alternatives: vec!["http://second.corp.example:8080".into(), "direct".into()],
        risky: Some(Risky {
            entry: "contoso".into(),
            also: "https://contoso.example".into(),
        }),
        dialect: Some(Box::new(dialect())),
        auto_detect: Some("agent.exe.config autoDetect".into()),
        passed_over: vec![PassedOver {
            source: Source::Environment,
            setting: "HTTPS_PROXY".into(),
            raw: "http://old.corp.example:3128".into(),
            why: Why::Earlier,
        }],
    }
}

/// A hop refuses any name but the sample; one sample no longer exists, and one needs the tenant.
fn msappproxy() -> EndpointReport {
    let mut first = probe("his-nam1-cus1.renewtrust.msappproxy.net", 443, Vec::new());
    first.route = scripted_route();
    first.evidence = behind_a_hop();
    first.probe.wildcard = true;
    let gone = Finding::new(NoSuchName {
        server: Some(address("10.0.0.53:53")),
        only_record: None,
        grounds: resolve::Grounds::default(),
        others: Vec::new(),
    });
    let gone = gone.named("0.register.msappproxy.net");
    let gone = gone.weighing(Severity::Note);
    let mut second = probe("0.register.msappproxy.net", 443, vec![gone]);
    second.probe.sure = Sure::Low;
    let refused = Finding::new(tunnel::Refused {
        request: "CONNECT connector-trust.msappproxy.net:443".into(),
        reply: not_on_list(),
        alone: None,
    });
    let refused = refused.explained_by(Code::TunnelSuffixNotAllowed);
    let third = probe("connector-trust.msappproxy.net", 443, vec![refused]);
    let samples = vec![first, second, third];
    let mut all = endpoint("msappproxy", "*.msappproxy.net", 443, samples);
    let not_allowed = Finding::new(SuffixNotAllowed {
        wildcard: "*.msappproxy.net".into(),
        allowed: "his-nam1-cus1.renewtrust.msappproxy.net".into(),
        refused_name: "k3v9x.msappproxy.net".into(),
        made_up: false,
        reply: not_on_list(),
    });
    all.findings
        .push(not_allowed.on(target("*.msappproxy.net", 443)));
    all.left_out = [
        "<tenant>.registration.msappproxy.net",
        "<tenant>.bootstrap.msappproxy.net",
    ]
    .map(|host| LeftOut {
        endpoint: "msappproxy".into(),
        host: host.into(),
        why: "needs `--tenant GUID`".into(),
    })
    .into();
    all
}

/// Many hosts, many addresses, all silent; the device that accepts everything explains the rest.
fn servicebus() -> EndpointReport {
    let regions = [
        "wus2", "scus2", "eus1", "ncus1", "cus1", "neur1", "weur1", "seas3", "ejpn3",
    ];
    let probes = regions.iter().zip(1..).map(|(region, n)| {
        let to = address(&format!("52.167.106.{n}:443"));
        let silent = Finding::new(no_response(9_990 + n));
        let cut = Finding::new(Cut {
            reset: false,
            received_bytes: 0,
        });
        let second = address(&format!("52.167.107.{n}:443"));
        let findings = vec![
            silent.at(to),
            cut.at(second).explained_by(Code::ConnectAnsweredForAll),
        ];
        let mut one = probe(
            &format!("his-{region}.servicebus.windows.net"),
            443,
            findings,
        );
        one.evidence = silence(to);
        one
    });
    endpoint(
        "servicebus",
        "*.servicebus.windows.net",
        443,
        probes.collect(),
    )
}

/// A block page in place of a revocation list, with a title that would do harm.
fn crl3() -> EndpointReport {
    let blocked = Finding::new(block_page(HOSTILE)).at(address("192.229.221.95:80"));
    let mut one = probe("crl3.digicert.com", 80, vec![blocked]);
    one.probe.path = "/DigiCertGlobalRootG2.crl".into();
    one.evidence = page();
    endpoint("crl3", "crl3.digicert.com", 80, vec![one])
}

/// Stopped before anything was seen.
fn ocsp() -> EndpointReport {
    let stopped = Finding::new(Interrupted {
        missing: Vec::new(),
        unfinished: Vec::new(),
        on_direct_route: false,
    });
    let mut one = probe("ocsp.digicert.com", 80, vec![stopped]);
    one.probe.content = Content::Ocsp;
    one.probe.method = Method::Post;
    one.probe.request = Some(Blob::from(vec![0x30, 3, 1, 2, 3]));
    one.evidence = Evidence {
        started_unix: 1_795_334_400,
        crashed: Some(format!("a panic said {HOSTILE}")),
        ..Evidence::default()
    };
    endpoint("ocsp", "ocsp.digicert.com", 80, vec![one])
}

/// An alias on the way is blocked.
fn registration() -> EndpointReport {
    let link = "www.tm.f.prd.aadg.trafficmanager.net";
    let host = "enterpriseregistration.windows.net";
    let blocked = Finding::new(link_blocked(host, link)).named(link);
    endpoint(
        "enterpriseregistration",
        host,
        443,
        vec![probe(host, 443, vec![blocked])],
    )
}

/// Works, with something to look at.
fn management() -> EndpointReport {
    let host = "management.azure.com";
    let findings = vec![
        Finding::new(no_response(10_000))
            .at(address("[2603:1030::7]:443"))
            .weighing(Severity::Warn),
        Finding::new(Legacy {
            key: "DigiCert Global Root CA".into(),
        })
        .at(address("40.71.13.226:443")),
    ];
    endpoint("management", host, 443, vec![probe(host, 443, findings)])
}

/// All is well.
fn aadcdn() -> EndpointReport {
    endpoint(
        "msauth",
        "*.msauth.net",
        443,
        vec![
            probe("aadcdn.msauth.net", 443, Vec::new()),
            probe("logincdn.msauth.net", 443, Vec::new()),
        ],
    )
}

/// A host that no table has room for.
fn long_name() -> EndpointReport {
    let host =
        "a-very-long-name-that-no-column-of-any-table-has-room-for.westeurope.cloudapp.example";
    endpoint("long", host, 443, vec![probe(host, 443, Vec::new())])
}

/// Nice to have, and broken.
fn update() -> EndpointReport {
    let host = "connector-update.msappproxy.net";
    let cut = Finding::new(Cut {
        reset: true,
        received_bytes: 0,
    })
    .at(address("20.44.48.98:443"))
    .weighing(Severity::Warn);
    let mut all = endpoint(
        "connector-update",
        host,
        443,
        vec![probe(host, 443, vec![cut])],
    );
    all.need = Need::Advised;
    all
}

/// Of no importance.
fn portal() -> EndpointReport {
    let host = "www.d-trust.net";
    let refused = Finding::new(refused())
        .at(address("193.28.64.28:443"))
        .weighing(Severity::Note);
    let mut all = endpoint("d-trust", host, 443, vec![probe(host, 443, vec![refused])]);
    all.need = Need::Optional;
    all
}

/// An address out of a certificate, stale.
fn revocation() -> ProbeReport {
    let stale = Finding::new(Stale {
        request: "GET http://crl.contoso.example/".into(),
        kind: Wanted::Crl,
        next_update_unix: 1_793_491_200,
        now_unix: 1_795_334_400,
    });
    let mut one = probe("crl.contoso.example", 80, vec![stale]);
    one.evidence.attempts[0].fetch = Some(fetched(Shape::Crl {
        issuer: "CN=Contoso Proxy CA 3".into(),
        issuer_der: Blob::from(vec![0x30, 0]),
        this_update: 1_790_000_000,
        next_update: Some(1_793_491_200),
        signed: Signed {
            algorithm: Blob::from(vec![0x30, 13]),
            digest: Blob::from(vec![7; 32]),
            value: Blob::from(vec![8; 256]),
        },
    }));
    one
}

/// A walk to the end, with everything a walk can hold.
fn seen(host: &str, to: &str) -> Evidence {
    let to = address(to);
    let mut attempt = Attempt::new(to);
    attempt.connect = Some(done(
        9,
        31,
        Connection {
            local: Some(address("10.1.2.3:50112")),
            mss: None,
        },
    ));
    attempt.handshake = Some(done(40, 45, handshake(host)));
    attempt.fetch = Some(fetched(Shape::Html {
        title: Some("Sign in".into()),
    }));
    Evidence {
        started_unix: 1_795_334_400,
        resolve: Some(done(0, 9, resolution(host))),
        attempts: vec![attempt],
        left_out: vec![address("20.190.128.99:443")],
        unrouted: vec![address("[2603:1047:1:a0::99]:443")],
        not_retested: vec![address("20.190.128.98:443")],
        ..Evidence::default()
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

fn failed<T>(seen: T, kind: FailureKind, detail: &str) -> Step<T> {
    let failure = Failure {
        kind,
        detail: detail.into(),
    };
    Step {
        at_ms: 40,
        took_ms: 12,
        seen,
        ended: Ended::Failed(failure),
    }
}

fn resolution(host: &str) -> Resolution {
    let server = address("10.0.0.53:53");
    let record = |name: &str, data| Record {
        name: name.into(),
        ttl: 60,
        data,
    };
    let question = |rtype, transport, reply| Question {
        server,
        name: host.into(),
        rtype,
        transport,
        at_ms: 0,
        took_ms: 4,
        ended: Ended::Completed,
        reply,
        opened: false,
    };
    let answers = vec![
        record(host, RecordData::Cname("front.example".into())),
        record("front.example", RecordData::A([20, 190, 128, 5].into())),
        record(
            "front.example",
            RecordData::Aaaa([0x2603, 0x1047, 1, 0xa0, 0, 0, 0, 0x15].into()),
        ),
        record("front.example", RecordData::Other("TXT".into())),
    ];
    let whole = Reply {
        answers,
        ..Reply::default()
    };
    Resolution {
        name: host.into(),
        servers: vec![server],
        questions: vec![
            question(RecordType::A, Transport::Udp, Some(cut_reply())),
            question(RecordType::A, Transport::Tcp, Some(whole)),
            Question {
                ended: Ended::OutOfTime,
                ..question(RecordType::Aaaa, Transport::PlainUdp, None)
            },
            Question {
                ended: Ended::GaveUp,
                ..question(RecordType::Cname, Transport::Udp, None)
            },
        ],
        system: Some(SystemAnswer {
            took_ms: 5,
            addresses: vec![[20, 190, 128, 5].into()],
            ended: Ended::Completed,
        }),
    }
}

/// An answer that was cut, with all that can come along.
fn cut_reply() -> Reply {
    Reply {
        rcode: 2,
        truncated: true,
        zone: Some("example".into()),
        primary: Some("dc1.corp.example".into()),
        no_recursion: true,
        reasons: vec![ExtendedError {
            code: 15,
            text: "Blocked by policy".into(),
        }],
        ..Reply::default()
    }
}

fn handshake(host: &str) -> Handshake {
    Handshake {
        server_name: Some(host.into()),
        version: Some(0x0304),
        suite: Some(0x1302),
        group: Some(0x001d),
        alpn: Some("http/1.1".into()),
        chain: vec![Blob::from(vec![0x30, 0x82]), Blob::from(vec![0x30, 0x83])],
        staple: Blob::default(),
        proof: Some(Proof {
            scheme: 0x0804,
            message: Blob::from(vec![0x20; 64]),
            signature: Blob::from(vec![1, 2, 3]),
        }),
        received: 4_711,
        head: Blob::from(vec![0x16, 3, 3]),
        recording: None,
        certificate_requested: false,
        renegotiation_requested: false,
    }
}

fn fetched(shape: Shape) -> Step<Response> {
    done(
        85,
        47,
        Response {
            status: Some(200),
            reason: Some("Fine".into()),
            headers: vec![
                ("Server".into(), "Kestrel".into()),
                ("X-Note".into(), HOSTILE.into()),
            ],
            length: 17,
            promised: Some(17),
            whole: true,
            sha256: "ab".repeat(32),
            encoding: Some("gzip".into()),
            decoded_length: Some(17),
            encoding_fault: Some(HOSTILE.into()),
            head: Blob::from(b"<html>hello</html".as_slice()),
            body: Some(Blob::from(b"<html>hello</html".as_slice())),
            shape,
            authorised: true,
        },
    )
}

fn page() -> Evidence {
    let mut all = seen("crl3.digicert.com", "192.229.221.95:80");
    all.attempts[0].handshake = None;
    all.attempts[0].fetch = Some(fetched(Shape::Html {
        title: Some(HOSTILE.into()),
    }));
    all
}

/// Nothing came, also when it was asked once more.
fn silence(to: SocketAddr) -> Evidence {
    let mut all = seen("his.servicebus.windows.net", "52.167.106.1:443");
    let silent = Step {
        ended: Ended::OutOfTime,
        ..done(9, 10_000, Connection::default())
    };
    let mut walk = Attempt::new(to);
    walk.connect = Some(silent);
    all.attempts = vec![walk.clone()];
    let reset = failed(
        Handshake::default(),
        FailureKind::TlsAlert(40),
        "handshake failure",
    );
    walk.connect = Some(done(10_010, 3, Connection::default()));
    walk.handshake = Some(reset);
    let mut fetched = walk.clone();
    fetched.fetch = Some(done(10_020, 3, Response::default()));
    all.controls.push(Control::Retest {
        attempt: Box::new(walk),
    });
    all.controls.push(Control::Issuer {
        url: "http://cacerts.digicert.com/a.crt".into(),
        route: Route::default(),
        resolve: Some(Box::new(done(0, 6, resolution("cacerts.digicert.com")))),
        attempts: vec![fetched],
    });
    all
}

fn behind_a_hop() -> Evidence {
    let mut all = seen("his-nam1-cus1.renewtrust.msappproxy.net", "10.9.9.9:8080");
    all.resolve_hop = Some(done(0, 6, resolution("proxy.corp.example")));
    all.resolve = Some(failed(
        Resolution::default(),
        FailureKind::NoSuchName,
        HOSTILE,
    ));
    all.attempts[0].tunnel = Some(done(
        35,
        5,
        Tunnel {
            status: Some(200),
            version: Some(HttpVersion::Http11),
            reason: Some("Connection established".into()),
            headers: vec![("Via".into(), "1.1 squid".into())],
            body_head: Blob::default(),
            title: None,
            socks: Some(Socks {
                version: 5,
                login_offered: true,
                method: Some(2),
                login: Some(0),
                reply: Some(0),
            }),
            asked: Some([203, 0, 113, 7].into()),
            authorised: true,
            challenge: Some(Box::new(Tunnel {
                status: Some(407),
                title: Some("Who are you?".into()),
                ..Tunnel::default()
            })),
        },
    ));
    all
}
