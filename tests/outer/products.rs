//! Interceptors as they are sold and shared: mitmproxy and sslsplit, each with the company's
//! authority, in the way of what is redirected to it.

use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;

use crate::interceptor::{PORT, redirect};
use crate::process::Server;
use crate::world::Running;

/// mitmproxy in the way of these addresses (a rule of nftables).
pub(crate) fn mitmproxy(world: &Running, to: &str) -> Server {
    let folder = folder(world, "mitmproxy");
    let read = |file: &str| fs::read_to_string(world.folder().join(file)).expect("it was written");
    let authority = read("corporate.key") + &read("corporate.pem");
    fs::write(folder.join("mitmproxy-ca.pem"), authority).expect("the folder is writable");
    let mut command = world.net.internet.command("mitmdump");
    let set = |name: &str, value: &str| format!("{name}={value}");
    let root = world.folder().join("root.pem");
    command
        .env("HOME", &folder)
        .args(["--quiet", "--mode", "transparent", "--listen-port"])
        .arg(PORT.to_string())
        .args(["--set", &set("confdir", &folder.display().to_string())])
        .args([
            "--set",
            &set(
                "ssl_verify_upstream_trusted_ca",
                &root.display().to_string(),
            ),
        ]);
    let mut server = Server::start(&mut command, &folder.join("log"));
    server.ready("mitmproxy", || world.net.internet.enter(is_open));
    redirect(world, to);
    server
}

/// sslsplit in the way of these addresses (a rule of nftables).
pub(crate) fn sslsplit(world: &Running, to: &str) -> Server {
    let folder = folder(world, "sslsplit");
    let mut command = world.net.internet.command("sslsplit");
    command
        .args(["-D", "-u", "root", "-k"])
        .arg(world.folder().join("corporate.key"))
        .arg("-c")
        .arg(world.folder().join("corporate.pem"))
        .args(["-e", "netfilter", "ssl", "0.0.0.0", &PORT.to_string()]);
    let mut server = Server::start(&mut command, &folder.join("log"));
    server.ready("sslsplit", || world.net.internet.enter(is_open));
    redirect(world, to);
    server
}

fn folder(world: &Running, name: &str) -> PathBuf {
    let folder = world.folder().join(name);
    fs::create_dir(&folder).expect("the world's folder is writable");
    folder
}

#[expect(
    clippy::disallowed_methods,
    reason = "the door is the program's, not the test's"
)]
fn is_open() -> bool {
    TcpStream::connect(("127.0.0.1", PORT)).is_ok()
}
