//! The world itself, asked with the tools every administrator has.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::pki::ocsp_unauthorized;
use crate::process::run;
use crate::shows::{cut_short, large_set, long_chain};
use crate::world::{Running, World, ordinary};

/// dig's answer to one question, or its complaint.
fn dig(world: &Running, question: &[&str]) -> String {
    let mut command = world.net.office.command("dig");
    command.args(["+tries=1", "+time=2", "+noall", "+comments", "+answer"]);
    let output = command.args(question).output().expect("dig is installed");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// curl's own words about one request, its exit code first.
fn curl(world: &Running, arguments: &[&str]) -> String {
    let root = world.folder().join("root.pem");
    let mut command = world.net.office.command("curl");
    command
        .env("no_proxy", "*")
        .args(["-sS", "-m", "2", "--cacert"])
        .arg(root);
    let output = command.args(arguments).output().expect("curl is installed");
    let [out, err] = [output.stdout, output.stderr];
    let [out, err] = [out, err].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    format!("{} {out}{err}", output.status.code().unwrap_or(-1))
}

#[test]
fn the_world_answers_as_described() {
    let world = ordinary().start();
    let answer = dig(&world, &["login.microsoftonline.com"]);
    assert!(
        answer.contains("NOERROR") && answer.matches("\tA\t").count() == 4,
        "{answer}"
    );
    let answer = dig(&world, &["no-such.microsoftonline.com"]);
    assert!(answer.contains("NXDOMAIN"), "{answer}");

    let page = curl(&world, &["https://login.microsoftonline.com/"]);
    assert_eq!(page, "0 genuine\n", "by name, as getaddrinfo sees it");
    let page = curl(&world, &["-6", "https://aadcdn.msftauth.net/"]);
    assert_eq!(page, "0 genuine\n", "over IPv6");
    let list = [
        "-o",
        "/dev/null",
        "-w",
        "%{content_type}",
        "http://crl.operator-pki.com/root.crl",
    ];
    assert_eq!(curl(&world, &list), "0 application/pkix-crl");
    assert!(world.has_served("/root.crl"));
    let closed = curl(&world, &["http://login.microsoftonline.com/"]);
    assert!(
        closed.starts_with("7 "),
        "a port without a server refuses: {closed}"
    );
    let nowhere = curl(&world, &["http://203.0.113.7/"]);
    assert!(
        nowhere.starts_with("28 "),
        "an address nobody has is silent: {nowhere}"
    );
}

#[test]
fn names_fail_as_described() {
    let world = World::new()
        .names(&long_chain(30))
        .names(&large_set("large.trafficmanager.net"))
        .names(
            "loop.microsoftonline.com   CNAME again.azureedge.net
             again.azureedge.net        CNAME loop.microsoftonline.com
             dangling.azure.com         CNAME gone.azureedge.net
             only-text.azure.com        TXT   hello",
        )
        .broken_zone("broken.net")
        .mute_zone("mute.net")
        .start();
    let says = |question: &[&str], wanted: &str| {
        let answer = dig(&world, question);
        assert!(
            answer.contains(wanted),
            "{question:?}: wanted `{wanted}`\n{answer}"
        );
        answer
    };
    says(&["www.broken.net"], "SERVFAIL");
    says(&["www.mute.net"], "timed out");
    says(&["dangling.azure.com"], "NXDOMAIN");
    let nothing = says(&["only-text.azure.com"], "NOERROR");
    assert!(!nothing.contains("IN\tA"), "{nothing}");
    let looped = says(&["loop.microsoftonline.com"], "CNAME\tagain.azureedge.net");
    assert!(!looped.contains("IN\tA"), "{looped}");
    says(
        &["+ignore", "+bufsize=1232", "large.trafficmanager.net"],
        " tc ",
    );
    let all = says(&["large.trafficmanager.net"], "NOERROR");
    assert_eq!(all.matches("\tA\t").count(), 100, "over TCP");
    let chain = dig(&world, &["link0.chain0.net"]);
    assert!(
        chain.contains("CNAME"),
        "BIND stops in mid-chain, with what it has: {chain}"
    );
}

#[test]
fn the_firewall_refuses_drops_and_prohibits() {
    let world = ordinary()
        .firewall("ip daddr 20.190.128.5 tcp dport 443 drop")
        .firewall("ip daddr 20.190.128.6 tcp dport 443 reject with tcp reset")
        .firewall("ip daddr 20.190.128.7 tcp dport 443 reject with icmpx type admin-prohibited")
        .start();
    let connect = |address: &str| {
        let resolve = format!("login.microsoftonline.com:443:{address}");
        curl(
            &world,
            &[
                "-v",
                "--resolve",
                &resolve,
                "https://login.microsoftonline.com/",
            ],
        )
    };
    let dropped = connect("20.190.128.5");
    assert!(dropped.starts_with("28 "), "{dropped}");
    let refused = connect("20.190.128.6");
    assert!(
        refused.starts_with("7 ") && refused.contains("refused"),
        "{refused}"
    );
    let prohibited = connect("20.190.128.7");
    assert!(
        prohibited.starts_with("7 ") && prohibited.contains("No route"),
        "{prohibited}"
    );
    let open = connect("20.190.128.8");
    assert!(open.starts_with("0 "), "{open}");
    assert!(world.net.packets_from_office() > 0);
}

#[test]
fn servers_send_the_chains_they_are_given() {
    let base = World::new().names("login.microsoftonline.com A 20.190.128.5");
    let pki = &base.pki;
    let odd = [pki.root.pem(), pki.issuing.pem()];
    let chain = pki.issuing.chain("login.microsoftonline.com", &odd);
    let world = base.https_with("login.microsoftonline.com", chain).start();
    let mut command = world.net.office.command("openssl");
    command.args(["s_client", "-connect", "20.190.128.5:443", "-showcerts"]);
    command.args(["-servername", "login.microsoftonline.com", "-CAfile"]);
    let said = run(command.arg(world.folder().join("root.pem")));
    let subjects = said
        .lines()
        .filter(|line| line.trim_start().contains(" s:"));
    let subjects: Vec<_> = subjects.map(|line| line.rsplit("CN = ").next()).collect();
    let wanted = [
        "login.microsoftonline.com",
        "Operator Root G2",
        "Operator Issuing CA 01",
    ];
    assert_eq!(subjects, wanted.map(Some));
    assert!(said.contains("Verify return code: 0"), "{said}");
}

#[test]
fn a_server_breaks_off_and_an_ocsp_responder_takes_a_post() {
    let world = ordinary()
        .names("cut.operator-pki.com A 152.199.19.161\nocsp.operator-pki.com A 152.199.19.162")
        .raw_http("cut.operator-pki.com", "/x.crl", "crl", &cut_short())
        .ocsp("ocsp.operator-pki.com", ocsp_unauthorized())
        .start();
    let cut = curl(&world, &["http://cut.operator-pki.com/x.crl"]);
    assert!(cut.starts_with("18 "), "18 is a partial file: {cut}");
    let format = "%{http_code} %{content_type} %{size_download}";
    let post = [
        "-o",
        "/dev/null",
        "-w",
        format,
        "-d",
        "x",
        "http://ocsp.operator-pki.com/",
    ];
    assert_eq!(curl(&world, &post), "0 200 application/ocsp-response 5");
    let get = [
        "-o",
        "/dev/null",
        "-w",
        format,
        "http://ocsp.operator-pki.com/MEow%2FQ==",
    ];
    assert_eq!(curl(&world, &get), "0 200 application/ocsp-response 5");
}

#[test]
fn an_ocsp_answer_is_signed_by_the_authority_itself() {
    let world = ordinary();
    let answer = crate::ocsp::answer(&world.pki.issuing);
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    std::fs::write(folder.path().join("answer.der"), answer).expect("it is writable");
    std::fs::write(folder.path().join("ca.pem"), world.pki.issuing.pem()).expect("it is writable");
    let mut openssl = Command::new("openssl");
    openssl
        .current_dir(&folder)
        .args(["ocsp", "-respin", "answer.der", "-issuer", "ca.pem"]);
    openssl.args(["-serial", "7", "-VAfile", "ca.pem", "-no_nonce"]);
    let output = openssl.output().expect("openssl is installed");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(
        said.contains("verify OK") && said.contains("7: good"),
        "{said}"
    );
}

#[test]
fn a_slow_link_takes_its_time() {
    let world = ordinary().delay(Duration::from_millis(40)).start();
    let began = Instant::now();
    let format = "%{time_namelookup} %{time_connect} %{time_appconnect} %{time_total}";
    let url = "https://login.microsoftonline.com/";
    let times = curl(&world, &["-o", "/dev/null", "-w", format, url]);
    assert!(times.starts_with("0 "), "{times}");
    let times: Vec<f64> = times
        .split(' ')
        .skip(1)
        .filter_map(|t| t.parse().ok())
        .collect();
    for (trip, time) in (1..).map(f64::from).zip(&times) {
        assert!(
            *time >= trip * 0.08,
            "round trip {trip} ended at {time}: {times:?}"
        );
    }
    assert!(began.elapsed() < Duration::from_secs(1), "{times:?}");
}

#[test]
fn an_office_without_ipv6_has_no_route_for_it() {
    let world = ordinary().without_ipv6().start();
    let page = curl(&world, &["-v", "https://[2603:1006:2000::10]/"]);
    assert!(page.contains("Network is unreachable"), "{page}");
    let page = curl(&world, &["https://aadcdn.msftauth.net/"]);
    assert_eq!(page, "0 genuine\n");
}

#[test]
fn a_world_leaves_nothing_behind() {
    let world = ordinary().start();
    let (office, folder) = (
        world.net.office.name().to_owned(),
        world.folder().to_owned(),
    );
    let commands = || {
        let list = run(Command::new("ps").args(["-eo", "args"]));
        list.matches(&*folder.to_string_lossy()).count()
    };
    assert!(commands() >= 2, "BIND and nginx run");
    let failing = std::thread::spawn(move || {
        let _world = world;
        panic!("as a failing test does");
    });
    failing.join().expect_err("it panics");
    assert_eq!(commands(), 0, "no server is left");
    assert!(!folder.exists());
    let left = run(Command::new("ip").args(["netns", "list"]));
    assert!(!left.contains(&office), "{left}");
}
