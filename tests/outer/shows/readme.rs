//! The run that the README shows is a real one: these servers, this block page.

use std::fs;
use std::path::Path;

use crate::clearway::Outcome;
use crate::pki::cabinet;
use crate::world::{World, page};

const NAMES: &str = "
    his-eur1-weur1.renewtrust.msappproxy.net  60 CNAME weur1.proxy.appproxy.msidentity.com
    weur1.proxy.appproxy.msidentity.com       60 CNAME www.tm.weur1.appproxy.trafficmanager.net
    www.tm.weur1.appproxy.trafficmanager.net   5 A     20.190.140.7
    login.microsoftonline.com                300 CNAME login.mso.msidentity.com
    login.mso.msidentity.com                  60 CNAME www.tm.a.prd.aadg.trafficmanager.net
    www.tm.a.prd.aadg.trafficmanager.net       5 A     20.190.128.5
    www.tm.a.prd.aadg.trafficmanager.net       5 A     20.190.128.6
    www.tm.a.prd.aadg.trafficmanager.net       5 AAAA  2603:1006:2000::5
    crl3.digicert.com                         60 A     152.199.19.160
    ctldl.windowsupdate.com                   60 A     152.199.19.163
    cacerts.digicert.com                      60 A     152.199.19.161";

const BLOCKED: &str = "<!DOCTYPE html><html><head><title>Access denied</title></head>\
    <body>This category is not allowed: security.</body></html>";

fn run() -> Outcome {
    let world = World::new().names(NAMES);
    let root = world.pki.root.der();
    let cab = page(
        "/msdownload/update/v3/static/trustedr/en/authrootstl.cab",
        "application/vnd.ms-cab-compressed",
        cabinet(),
    );
    let world = world
        .https("his-eur1-weur1.renewtrust.msappproxy.net")
        .https("login.microsoftonline.com")
        .page(
            "crl3.digicert.com",
            page("/DigiCertGlobalRootG2.crl", "text/html", BLOCKED.into()),
        )
        .page("ctldl.windowsupdate.com", cab)
        .page(
            "cacerts.digicert.com",
            page("/DigiCertGlobalRootG2.crt", "application/pkix-cert", root),
        )
        .start();
    let rows = fs::read(stored("agent.toml")).expect("it lies in the repository");
    fs::write(world.folder().join("agent.toml"), rows).expect("the folder is writable");
    world.on_a_machine_called(
        "jump1",
        &["check", "--endpoints", "agent.toml", "--format", "json"],
    )
}

fn stored(file: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/readme")
        .join(file)
}

#[test]
fn the_run_that_the_readme_shows_is_a_real_one() {
    let outcome = run();
    outcome.ends(1, "fail");
    outcome.finds(&["crl3.digicert.com:80 fetch.block-page fail 152.199.19.160:80"]);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(stored("report.json"), &outcome.stdout).expect("the repository is writable");
    }
}
