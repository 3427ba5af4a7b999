//! Proxies that open TLS with the company's authority, as Debian ships them, each with its own means to leave
//! a host alone.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::hops::start;
use crate::process::{Server, run};
use crate::world::Running;

const ADDRESS: &str = "10.20.0.80";
const PORT: &str = "8118";
/// Programs of Python packages, where `tests/packages.sh` installs them.
const PYTHON: &str = "/var/lib/clearway-outer/python/bin";
/// Where they listen.
pub(crate) const INSPECTOR: &str = "10.20.0.80:8118";

/// Privoxy, which opens these names by its actions.
pub(crate) fn privoxy(world: &Running, opened: &[&str]) -> Server {
    let folder = folder(world, "privoxy");
    fs::create_dir(folder.join("certificates")).expect("the folder is writable");
    let path = folder.display();
    // It signs with RSA only.
    run(Command::new("openssl")
        .current_dir(&folder)
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30",
        ])
        .args(["-subj", "/O=Outer tier/CN=Contoso Inspection CA"])
        .args(["-keyout", "corporate.key", "-out", "corporate.pem"]));
    let actions = format!("{{+https-inspection}}\n{}\n", opened.join("\n"));
    write(&folder, "test.action", &actions);
    let text = format!(
        "confdir {path}\n\
         logdir {path}\n\
         templdir /etc/privoxy/templates\n\
         actionsfile test.action\n\
         listen-address {INSPECTOR}\n\
         ca-directory {path}\n\
         ca-cert-file corporate.pem\n\
         ca-key-file corporate.key\n\
         certificate-directory {path}/certificates\n\
         trusted-cas-file root.pem\n"
    );
    let file = write(&folder, "config", &text);
    start(world, &["privoxy", "--no-daemon", &file], INSPECTOR)
}

/// mitmproxy, which sends the certificates of the server behind its own, and leaves these names alone.
pub(crate) fn mitmproxy(world: &Running, left: &str) -> Server {
    let folder = folder(world, "mitmproxy");
    let read = |file: &str| fs::read_to_string(folder.join(file)).expect("it was copied");
    let authority = read("corporate.key") + &read("corporate.pem");
    write(&folder, "mitmproxy-ca.pem", &authority);
    let path = folder.display();
    let words = [
        "mitmdump",
        "--quiet",
        "--listen-host",
        ADDRESS,
        "--listen-port",
        PORT,
        "--set",
        &format!("confdir={path}"),
        "--set",
        &format!("ssl_verify_upstream_trusted_ca={path}/root.pem"),
        "--set",
        "add_upstream_certs_to_client_chain=true",
        "--ignore-hosts",
        left,
    ];
    start(world, &words, INSPECTOR)
}

/// e2guardian, which opens all TLS but that of these names.
pub(crate) fn e2guardian(world: &Running, left: &[&str]) -> Server {
    const SETTINGS: &str = "/etc/e2guardian";
    let folder = folder(world, "e2guardian");
    let path = folder.display().to_string();
    run(Command::new("cp").args(["-r", &format!("{SETTINGS}/."), &path]));
    for name in ["generated", "log"] {
        fs::create_dir(folder.join(name)).expect("the folder is writable");
    }
    let own = |file: &str| {
        let text = fs::read_to_string(folder.join(file)).expect("the package has it");
        text.replace(SETTINGS, &path)
    };
    let settings = [
        format!("filterip = {ADDRESS}"),
        format!("filterports = {PORT}"),
        "enablessl = on".to_owned(),
        "httpworkers = 20".to_owned(),
        "nodaemon = on".to_owned(),
        "daemonuser = 'root'".to_owned(),
        "daemongroup = 'root'".to_owned(),
        format!("loglocation = '{path}/log/access'"),
        format!("pidfilename = '{path}/pid'"),
        format!("cacertificatepath = '{path}/corporate.pem'"),
        format!("caprivatekeypath = '{path}/corporate.key'"),
        format!("certprivatekeypath = '{path}/leaf.key'"),
        format!("generatedcertpath = '{path}/generated/'"),
        // Without this its certificates ended with the year 2024.
        "generatedcertstart = 1735689600".to_owned(),
    ];
    run(Command::new("openssl").args(["genrsa", "-out", &format!("{path}/leaf.key"), "2048"]));
    let file = write(
        &folder,
        "e2guardian.conf",
        &with(&own("e2guardian.conf"), &settings),
    );
    let group = ["sslmitm = on".to_owned(), "mitmcheckcert = off".to_owned()];
    write(
        &folder,
        "e2guardianf1.conf",
        &with(&own("e2guardianf1.conf"), &group),
    );
    for story in ["examplef1.story", "preauth.story"] {
        write(&folder, story, &own(story));
    }
    write(&folder, "lists/exceptionsitelist", &left.join("\n"));
    start(world, &["e2guardian", "-N", "-c", &file], INSPECTOR)
}

/// proxy.py, which opens all TLS.
pub(crate) fn proxy_py(world: &Running) -> Server {
    let folder = folder(world, "proxy_py");
    let path = folder.display();
    let key = format!("{path}/leaf.key");
    run(Command::new("openssl").args(["genrsa", "-out", &key, "2048"]));
    let words = [
        // The log is called after the first word.
        "env",
        &format!("{PYTHON}/proxy"),
        "--hostname",
        ADDRESS,
        "--port",
        PORT,
        "--threaded",
        "--num-workers",
        "1",
        "--num-acceptors",
        "1",
        "--data-dir",
        &format!("{path}/data"),
        "--ca-key-file",
        &format!("{path}/corporate.key"),
        "--ca-cert-file",
        &format!("{path}/corporate.pem"),
        "--ca-signing-key-file",
        &key,
        "--ca-cert-dir",
        &format!("{path}/certificates"),
        "--ca-file",
        &format!("{path}/root.pem"),
        "--openssl",
        "/usr/bin/openssl",
    ];
    start(world, &words, INSPECTOR)
}

/// Settings with these in the place of their own.
fn with(text: &str, settings: &[String]) -> String {
    let name = |line: &str| line.split('=').next().map(|name| name.trim().to_owned());
    let names: Vec<_> = settings.iter().map(|one| name(one)).collect();
    let kept = text.lines().filter(|line| !names.contains(&name(line)));
    let kept: Vec<&str> = kept.collect();
    format!("{}\n{}\n", kept.join("\n"), settings.join("\n"))
}

/// A folder with the company's authority and the operator's root.
fn folder(world: &Running, name: &str) -> PathBuf {
    let folder = world.folder().join(name);
    fs::create_dir(&folder).expect("the world's folder is writable");
    for file in ["corporate.pem", "corporate.key", "root.pem"] {
        fs::copy(world.folder().join(file), folder.join(file)).expect("the world has written them");
    }
    folder
}

fn write(folder: &std::path::Path, name: &str, text: &str) -> String {
    let file = folder.join(name);
    fs::write(&file, text).expect("the folder is writable");
    file.display().to_string()
}
