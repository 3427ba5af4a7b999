//! Proxies of other kinds than squid: SOCKS by dante and microsocks, HTTP by tinyproxy, and TLS in
//! front of any of them by stunnel and haproxy.

use std::fs;
use std::net::TcpStream;
use std::process::Command;

use crate::net::RESOLVER;
use crate::pki::Chain;
use crate::process::{Server, feed};
use crate::squid::{PASSWORD, USER};
use crate::world::Running;

/// Where they listen.
const SOCKS: &str = "10.20.0.80:1080";
const HTTP: &str = "10.20.0.80:8888";
/// Where TLS is taken off.
pub(crate) const TLS: &str = "10.20.0.80:3130";

/// dante, with these lines before all else is allowed.
pub(crate) fn dante(world: &Running, rules: &str) -> Server {
    dante_by(world, "none", rules)
}

/// dante, for users of its machine.
pub(crate) fn dante_with_users(world: &Running) -> Server {
    dante_with_users_and(world, "")
}

/// dante, for users of its machine, with these lines before all else is allowed.
pub(crate) fn dante_with_users_and(world: &Running, rules: &str) -> Server {
    add_user(world);
    dante_by(world, "username", rules)
}

/// dante, which takes everybody and then lets only those pass who logged in.
pub(crate) fn dante_refusing_strangers(world: &Running) -> Server {
    add_user(world);
    let rule = "socks block { from: 0/0 to: 0/0 socksmethod: none }";
    dante_by(world, "username none", rule)
}

fn add_user(world: &Running) {
    let mut openssl = Command::new("openssl");
    let hash = feed(openssl.args(["passwd", "-6", "-stdin"]), PASSWORD);
    let known = fs::read_to_string("/etc/passwd").expect("everybody may read it");
    let internet = &world.net.internet;
    internet.etc(
        "passwd",
        &format!("{known}{USER}:x:4242:4242::/nonexistent:/bin/false\n"),
    );
    internet.etc("shadow", &format!("{USER}:{}:20000::::::\n", hash.trim()));
}

fn dante_by(world: &Running, method: &str, rules: &str) -> Server {
    let text = format!(
        "logoutput: stderr\n\
         internal: 10.20.0.80 port = 1080\n\
         external: 10.20.0.80\n\
         user.privileged: root\n\
         user.unprivileged: nobody\n\
         clientmethod: none\n\
         socksmethod: {method}\n\
         client pass {{ from: 0/0 to: 0/0 }}\n\
         {rules}\n\
         socks pass {{ from: 0/0 to: 0/0 }}\n"
    );
    let file = write(world, "danted.conf", &text);
    start(world, &["danted", "-f", &file], SOCKS)
}

/// microsocks, for anybody.
pub(crate) fn microsocks(world: &Running) -> Server {
    start(world, &["microsocks", "-i", "10.20.0.80"], SOCKS)
}

/// microsocks, for one user.
pub(crate) fn microsocks_with_user(world: &Running) -> Server {
    let words = ["microsocks", "-i", "10.20.0.80", "-u", USER, "-P", PASSWORD];
    start(world, &words, SOCKS)
}

/// tinyproxy, with these lines of its configuration.
pub(crate) fn tinyproxy(world: &Running, lines: &str) -> Server {
    tinyproxy_with(world, 60, lines)
}

/// tinyproxy, which ends what is idle for so many seconds.
pub(crate) fn tinyproxy_giving_up_after(world: &Running, seconds: u8) -> Server {
    tinyproxy_with(world, seconds, "")
}

fn tinyproxy_with(world: &Running, timeout: u8, lines: &str) -> Server {
    let text = format!(
        "Listen 10.20.0.80\nPort 8888\nTimeout {timeout}\nMaxClients 200\nAllow 10.20.0.0/24\n{lines}\n"
    );
    let file = write(world, "tinyproxy.conf", &text);
    start(world, &["tinyproxy", "-d", "-c", &file], HTTP)
}

/// stunnel, which takes TLS off with this chain, in front of tinyproxy.
pub(crate) fn stunnel(world: &Running, chain: &Chain) -> Server {
    let pem = both(world, chain);
    let text = format!(
        "foreground = yes\npid =\nsyslog = no\n[proxy]\naccept = {TLS}\nconnect = {HTTP}\ncert = {pem}\n"
    );
    let file = write(world, "stunnel.conf", &text);
    start(world, &["stunnel4", &file], TLS)
}

/// haproxy, which does the same.
pub(crate) fn haproxy(world: &Running, chain: &Chain) -> Server {
    haproxy_giving_up_after(world, chain, 60)
}

/// haproxy, which ends what is idle for so many seconds.
pub(crate) fn haproxy_giving_up_after(world: &Running, chain: &Chain, seconds: u8) -> Server {
    let pem = both(world, chain);
    let text = format!(
        "defaults\n mode tcp\n timeout connect 5s\n timeout client {seconds}s\n timeout server {seconds}s\n\
         frontend tls\n bind {TLS} ssl crt {pem}\n default_backend plain\n\
         backend plain\n server plain {HTTP}\n"
    );
    let file = write(world, "haproxy.cfg", &text);
    start(world, &["haproxy", "-db", "-f", &file], TLS)
}

fn both(world: &Running, chain: &Chain) -> String {
    write(
        world,
        "hop.pem",
        &format!("{}{}", chain.certificates, chain.key),
    )
}

pub(crate) fn write(world: &Running, name: &str, text: &str) -> String {
    let file = world.folder().join(name);
    fs::write(&file, text).expect("the world's folder is writable");
    file.display().to_string()
}

/// Starts a proxy, which finds its names as the office does.
pub(crate) fn start(world: &Running, words: &[&str], at: &str) -> Server {
    let internet = &world.net.internet;
    find_names(world);
    let mut command = internet.command(words[0]);
    command.args(&words[1..]);
    let log = world.folder().join(format!("{}.log", words[0]));
    let mut server = Server::start(&mut command, &log);
    server.ready(words[0], || internet.enter(|| is_open(at)));
    server
}

/// Makes what runs on the internet's side find names as the office does at first: by BIND, and users in files.
pub(crate) fn find_names(world: &Running) {
    let internet = &world.net.internet;
    internet.etc("resolv.conf", &format!("nameserver {RESOLVER}\n"));
    internet.etc("hosts", "127.0.0.1 localhost\n");
    internet.etc(
        "nsswitch.conf",
        "passwd: files\nshadow: files\nhosts: files dns\n",
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "the door is the program's, not the test's"
)]
fn is_open(at: &str) -> bool {
    TcpStream::connect(at).is_ok()
}
