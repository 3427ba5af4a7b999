//! The runs that the README shows are real ones: these servers, and in one of them this block page.

use std::fs;
use std::path::Path;

use crate::clearway::Outcome;
use crate::pki::{Authority, cabinet};
use crate::web::Page;
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

/// A network in which this answers for `crl3.digicert.com`.
fn run(list: fn(&Authority) -> Page) -> Outcome {
    let world = World::new().names(NAMES);
    let list = list(&world.pki.root);
    let root = world.pki.root.der();
    let cab = page(
        "/msdownload/update/v3/static/trustedr/en/authrootstl.cab",
        "application/vnd.ms-cab-compressed",
        cabinet(),
    );
    let world = world
        .https("his-eur1-weur1.renewtrust.msappproxy.net")
        .https("login.microsoftonline.com")
        .page("crl3.digicert.com", list)
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

/// Keeps a run for the README, where that is asked for.
fn keep(outcome: &Outcome, file: &str) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(stored(file), &outcome.stdout).expect("the repository is writable");
    }
}

#[test]
fn the_run_that_the_readme_shows_is_a_real_one() {
    let outcome = run(|_| page("/DigiCertGlobalRootG2.crl", "text/html", BLOCKED.into()));
    outcome.ends(1, "fail");
    outcome.finds(&["crl3.digicert.com:80 fetch.block-page fail 152.199.19.160:80"]);
    keep(&outcome, "report.json");
}

#[test]
fn the_run_that_passes_in_the_readme_is_a_real_one_too() {
    let outcome = run(|root| {
        page(
            "/DigiCertGlobalRootG2.crl",
            "application/pkix-crl",
            root.crl(),
        )
    });
    outcome.ends(0, "pass");
    keep(&outcome, "passes.json");
}
