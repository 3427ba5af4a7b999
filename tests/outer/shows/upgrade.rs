//! Rows that ask for a WebSocket: servers that know HTTP/2 as well, and a device that does not.

use crate::clearway::Outcome;
use crate::findings::{Seen, all};
use crate::hops::{start, write};
use crate::interceptor::{Act, Interceptor};
use crate::pki::{Authority, Chain};
use crate::process::Server;
use crate::world::{Running, World};

const HOST: &str = "relay.operator.com";
const AT: &str = "20.190.128.5:443";

/// A world with a row that asks for the upgrade and no server for it, and the genuine chain of one.
fn world() -> (Running, Chain) {
    let row = format!(
        "[[endpoint]]\nid = \"relay\"\nhost = \"{HOST}\"\nport = 443\nscheme = \"https\"\n\
         issuers = [\"operator\"]\npurpose = \"Test\"\nsource = \"The test\"\n\
         [[endpoint.sample]]\npath = \"/$hc\"\nupgrade = \"websocket\"\n"
    );
    let world = World::new().names(&format!("{HOST} 60 A 20.190.128.5"));
    let chain = world.pki.genuine(HOST);
    (world.row(&row).start(), chain)
}

/// Severity and code of everything that is found.
fn found(outcome: &Outcome) -> Vec<(String, String)> {
    let found = all(&outcome.report()).into_iter();
    found
        .map(|Seen { code, severity, .. }| (severity, code))
        .collect()
}

/// haproxy, which chooses HTTP/2 where that is offered.
fn haproxy(world: &Running, chain: &Chain) -> Server {
    let pem = write(
        world,
        "leaf.pem",
        &format!("{}{}", chain.certificates, chain.key),
    );
    let text = format!(
        "defaults\n mode http\n timeout connect 5s\n timeout client 60s\n timeout server 60s\n\
         frontend tls\n bind {AT} ssl crt {pem} alpn h2,http/1.1\n http-request return status 400\n"
    );
    let file = write(world, "haproxy.cfg", &text);
    start(world, &["haproxy", "-db", "-f", &file], AT)
}

/// Apache, with its module for HTTP/2.
fn apache(world: &Running, chain: &Chain) -> Server {
    let leaf = write(world, "leaf.pem", &chain.certificates);
    let key = write(world, "leaf.key", &chain.key);
    let folder = world.folder().display();
    let modules = "/usr/lib/apache2/modules";
    let text = format!(
        "ServerRoot {folder}\nServerName {HOST}\nPidFile {folder}/apache.pid\nMutex posixsem\n\
         ErrorLog {folder}/apache-errors.log\nListen {AT} https\n\
         LoadModule mpm_event_module {modules}/mod_mpm_event.so\n\
         LoadModule authz_core_module {modules}/mod_authz_core.so\n\
         LoadModule socache_shmcb_module {modules}/mod_socache_shmcb.so\n\
         LoadModule http2_module {modules}/mod_http2.so\n\
         LoadModule ssl_module {modules}/mod_ssl.so\n\
         Protocols h2 http/1.1\nSSLEngine on\nSSLCertificateFile {leaf}\n\
         SSLCertificateKeyFile {key}\n"
    );
    let file = write(world, "apache.conf", &text);
    start(world, &["apache2", "-X", "-f", &file], AT)
}

#[test]
fn servers_that_choose_http_2_pass() {
    for serve in [haproxy, apache] {
        let (world, chain) = world();
        let _server = serve(&world, &chain);
        let outcome = world.check(&[]);
        assert_eq!(found(&outcome), [], "{outcome:#?}");
        assert!(
            outcome.stdout.contains("\"acknowledged\": true"),
            "{outcome:#?}"
        );
    }
}

#[test]
fn a_device_that_ends_hellos_with_http_2_is_a_warning() {
    let (world, chain) = world();
    let _server = haproxy(&world, &chain);
    let nobody = Authority::root("Nobody asks this CA");
    let pem = nobody.pem();
    let mint = move |name: &str| nobody.chain(name, std::slice::from_ref(&pem));
    let decide = |hello: &crate::interceptor::Hello| {
        if hello.http2 { Act::Cut } else { Act::Pass }
    };
    let _device = Interceptor::start(&world, decide, mint);
    let outcome = world.check(&[]);
    let wanted = ("warn".to_owned(), "fetch.newer-http-cut".to_owned());
    assert_eq!(found(&outcome), [wanted], "{outcome:#?}");
    assert_eq!(outcome.exit, 0);
}
