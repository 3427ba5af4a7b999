//! OCSP by `openssl ocsp`: one answer for a file, or a responder that signs as it is asked.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::pki::Authority;
use crate::process::{Server, run};
use crate::world::Running;

/// Where the responder listens, behind nginx.
pub(crate) const PORT: u16 = 2560;

/// The database of `openssl ca`: valid, until, not revoked, serial, no file, subject.
const INDEX: &str = "V\t21240101000000Z\t\t07\tunknown\t/CN=login.microsoftonline.com\n";

/// The one certificate that [`INDEX`] knows.
const SERIAL: [&str; 2] = ["-serial", "7"];

/// A signed answer about a certificate that this authority issued; DER.
pub(crate) fn answer(authority: &Authority) -> Vec<u8> {
    answer_by(authority, INDEX)
}

/// The same certificate, withdrawn: a signed answer; DER.
pub(crate) fn withdrawal(authority: &Authority) -> Vec<u8> {
    const WITHDRAWN: &str =
        "R\t21240101000000Z\t240601000000Z,keyCompromise\t07\tunknown\t/CN=a leaf\n";
    answer_by(authority, WITHDRAWN)
}

fn answer_by(authority: &Authority, index: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    write(folder.path(), "ca.pem", &authority.pem());
    write(folder.path(), "ca.key", &authority.key_pem());
    write(folder.path(), "index.txt", index);
    let mut openssl = Command::new("openssl");
    openssl
        .current_dir(&folder)
        .args(["ocsp", "-index", "index.txt", "-no_nonce", "-CA", "ca.pem"])
        .args(["-rsigner", "ca.pem", "-rkey", "ca.key", "-ndays", "9999"])
        .args(["-issuer", "ca.pem", "-respout", "answer.der"])
        .args(SERIAL);
    run(&mut openssl);
    fs::read(folder.path().join("answer.der")).expect("openssl wrote it")
}

/// A request about that certificate; DER.
pub(crate) fn request(authority: &Authority) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    write(folder.path(), "ca.pem", &authority.pem());
    let mut openssl = Command::new("openssl");
    openssl
        .current_dir(&folder)
        .args([
            "ocsp",
            "-issuer",
            "ca.pem",
            "-no_nonce",
            "-reqout",
            "request.der",
        ])
        .args(SERIAL);
    run(&mut openssl);
    fs::read(folder.path().join("request.der")).expect("openssl wrote it")
}

/// Starts a responder for a world's issuing authority on [`PORT`]. It takes one request at a time.
pub(crate) fn start(world: &Running) -> Server {
    let folder = world.folder();
    write(folder, "index.txt", INDEX);
    let mut command = world.net.internet.command("openssl");
    command
        .current_dir(folder)
        .args(["ocsp", "-index", "index.txt", "-CA", "issuing.pem"])
        .args([
            "-rsigner",
            "issuing.pem",
            "-rkey",
            "issuing.key",
            "-ndays",
            "9999",
        ])
        .args(["-port", &PORT.to_string()]);
    let mut server = Server::start(&mut command, &folder.join("ocsp.log"));
    // A connection that asks nothing would occupy it for ever, so that only its log may be asked.
    let log = folder.join("ocsp.log");
    server.ready("openssl ocsp", || {
        fs::read_to_string(&log).is_ok_and(|text| text.contains("waiting for OCSP client"))
    });
    server
}

fn write(folder: &Path, file: &str, text: &str) {
    fs::write(folder.join(file), text).expect("the temporary folder is writable");
}
