//! A proxy that wants to know who asks; and the password, which is nobody else's to know.

use std::fs;

use base64::prelude::{BASE64_STANDARD, Engine as _};

use super::{SQUID, fenced, is_one_of_all, route};
use crate::clearway::{Outcome, Variables};
use crate::findings::all;
use crate::squid::{self, PASSWORD, USER};
use crate::world::{EVERY_PLACE, Running};

const BY_NAME: [&str; 4] = ["--proxy", SQUID, "--proxy-user", USER];

/// Every way a password could be told: as it is, as a URL has it, as the header has it.
fn tellings(password: &str) -> [String; 4] {
    let pair = format!("{USER}:{password}");
    [
        password.to_owned(),
        password.replace('@', "%40").replace('/', "%2F"),
        BASE64_STANDARD.encode(password),
        BASE64_STANDARD.encode(pair),
    ]
}

/// Fails if the secret stands in anything the program wrote, to whomever.
#[track_caller]
fn hides(world: &Running, password: &str) {
    let files = fs::read_dir(world.folder()).expect("the folder is there");
    let mut read = 0;
    for file in files.map(|file| file.expect("it can be listed").path()) {
        let ending = file
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !["out", "err", "json", "txt"].contains(&&*ending) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("what it writes is UTF-8");
        for telling in tellings(password) {
            assert!(
                !text.contains(&telling),
                "`{telling}` in {}",
                file.display()
            );
        }
        read += 1;
    }
    assert!(read >= 2, "there was something to search");
}

fn asked(variables: Variables<'_>, flags: &[&str], secret: &str) -> Outcome {
    let world = fenced().start();
    let _squid = squid::open().with_basic().start(&world);
    let outcome = world.through(variables, flags);
    hides(&world, secret);
    outcome
}

#[test]
fn the_right_password_passes_and_is_told_nobody() {
    let outcome = asked(&[("CLEARWAY_PROXY_PASSWORD", PASSWORD)], &BY_NAME, PASSWORD);
    outcome.ends(0, "pass");
    assert_eq!(all(&outcome.report()), []);
}

#[test]
fn a_password_that_the_agent_cannot_give_is_no_pass() {
    let world = fenced().product(r#"proxy_login = "integrated""#).start();
    let _squid = squid::open().with_basic().start(&world);
    let outcome = world.through(&[("CLEARWAY_PROXY_PASSWORD", PASSWORD)], &BY_NAME);
    is_one_of_all(&outcome, "tunnel.login-unsupported");
    hides(&world, PASSWORD);
    world.tells(&["pass only with the login that this run gave; the agent cannot give it"]);
}

#[test]
fn the_right_password_in_a_file_passes() {
    let world = fenced().start();
    let _squid = squid::open().with_basic().start(&world);
    fs::write(world.folder().join("secret"), format!("{PASSWORD}\r\n")).expect("it is writable");
    let outcome = world.through(
        &[],
        &[&BY_NAME[..], &["--proxy-password-file", "secret"]].concat(),
    );
    outcome.ends(0, "pass");
    hides(&world, PASSWORD);
}

#[test]
fn the_right_password_in_a_variable_s_url_passes_and_is_told_nobody() {
    let url = "http://alice:geh%40im%2F2@proxy.contoso.com:3128";
    let outcome = asked(&[("HTTPS_PROXY", url), ("http_proxy", url)], &[], PASSWORD);
    outcome.ends(0, "pass");
    let report = outcome.report();
    assert_eq!(all(&report), []);
    assert_eq!(route(&report, EVERY_PLACE[0])["via"], SQUID);
    assert_eq!(route(&report, EVERY_PLACE[0])["setting"], "HTTPS_PROXY");
    assert_eq!(route(&report, EVERY_PLACE[2])["setting"], "http_proxy");
}

#[test]
fn a_wrong_password_is_one_failed_authentication_and_is_told_nobody() {
    let world = fenced().start();
    let _squid = squid::open().with_basic().start(&world);
    let outcome = world.through(&[("CLEARWAY_PROXY_PASSWORD", "fal/sch@1")], &BY_NAME);
    is_one_of_all(&outcome, "tunnel.auth-failed");
    hides(&world, "fal/sch@1");
    world.tells(&[
        "Proxy `http://proxy.contoso.com:3128` rejected the given user name and password",
        "Its response: 407",
        "`ERR_CACHE_ACCESS_DENIED 0`",
        "check user name and password",
    ]);
}

#[test]
fn a_wrong_password_in_a_variable_s_url_is_told_nobody() {
    let url = "http://alice:fal%2Fsch%401@proxy.contoso.com:3128";
    let outcome = asked(&[("ALL_PROXY", url)], &[], "fal/sch@1");
    is_one_of_all(&outcome, "tunnel.auth-failed");
}

#[test]
fn a_wrong_password_in_mid_url_is_told_nobody_even_where_the_url_is_none() {
    let world = fenced().start();
    for url in [
        "http://alice:geh@im/2@proxy.contoso.com:3128",
        "http://alice:geh@im/2@proxy.contoso.com:no-port",
        "https://alice:geh@im/2@proxy.contoso.com:3128",
        "alice:geh@im/2@proxy.contoso.com:3128",
        "http:/alice:geh@im/2@proxy.contoso.com:3128",
        "alice:geh@im/2://x@proxy.contoso.com:3128",
    ] {
        world.through(&[("HTTPS_PROXY", url)], &["--timeout", "1s"]);
        hides(&world, "geh@im/2");
        hides(&world, "im/2");
        hides(&world, "geh@im");
    }
}

#[test]
fn no_credentials_are_one_wanted_authentication() {
    let world = fenced().start();
    let _squid = squid::open().with_basic().start(&world);
    let outcome = world.through(&[], &["--proxy", SQUID]);
    is_one_of_all(&outcome, "tunnel.auth-required");
    world.tells(&[
        "Proxy `http://proxy.contoso.com:3128` requires authentication for 3 of 3 hosts; it offers `Basic`",
        "ask the proxy team",
        "exempt requests to 3 of 3 hosts from authentication for this machine",
    ]);
}

#[test]
fn credentials_stay_here_where_the_proxy_asks_in_a_way_that_is_not_spoken() {
    let world = fenced().start();
    let answer = "HTTP/1.1 407 Who\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n";
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let hearing = std::sync::Arc::clone(&heard);
    let _proxy = crate::proxies::Proxy::start(&world, move |mut asked| {
        hearing.lock().expect("nobody panicked").push(asked.head());
        asked.say(answer)
    });
    let variables = [("CLEARWAY_PROXY_PASSWORD", PASSWORD)];
    let outcome = world.through(&variables, &["--proxy", super::OTHER, "--proxy-user", USER]);
    is_one_of_all(&outcome, "tunnel.auth-required");
    let heard = heard.lock().expect("nobody panicked");
    assert_eq!(heard.len(), 3, "one request each: {heard:#?}");
    let told = |head: &String| head.to_ascii_lowercase().contains("authorization");
    assert!(!heard.iter().any(told), "{heard:#?}");
}

/// A command line that is refused before any packet, without repeating the secret.
fn refused(variables: Variables<'_>, flags: &[&str]) -> String {
    let world = fenced().start();
    let outcome = world.check_with(variables, flags);
    assert_eq!((outcome.exit, &*outcome.stdout), (2, ""), "{outcome:#?}");
    assert_eq!(world.net.packets_from_office(), 0, "no packet was sent");
    hides(&world, PASSWORD);
    for part in ["geh", "im/2", "im%2F2"] {
        assert!(!outcome.stderr.contains(part), "{}", outcome.stderr);
    }
    outcome.stderr
}

#[test]
fn credentials_in_the_proxy_flag_are_refused_and_not_repeated() {
    let message = refused(
        &[],
        &[
            "--proxy",
            "http://alice:geh%40im%2F2@proxy.contoso.com:3128",
        ],
    );
    assert!(
        message.contains("--proxy-user") && !message.contains("alice"),
        "{message}"
    );
    for url in [
        "http://alice:geh@im/2@proxy.contoso.com:3128",
        "socks5://alice:geh@im/2@proxy.contoso.com:3128",
        "alice:geh@im/2@proxy.contoso.com:3128",
        "http://alice:geh@im/2@proxy.contoso.com:no-port",
        "alice:geh@im/2://x@proxy.contoso.com:3128",
    ] {
        let message = refused(&[], &["--proxy", url]);
        assert!(message.contains("--proxy"), "{message}");
    }
}

#[test]
fn a_password_behind_the_user_is_refused_and_not_repeated() {
    let message = refused(&[], &["--proxy", SQUID, "--proxy-user", "alice:geh@im/2"]);
    assert!(message.contains("--proxy-user"), "{message}");
}

#[test]
fn a_password_where_no_flag_takes_one_is_refused_and_not_repeated() {
    refused(&[], &["--proxy-password", PASSWORD]);
    refused(&[], &["--proxy-password=geh@im/2"]);
    refused(&[], &["http://alice:geh@im/2@proxy.contoso.com:3128"]);
}

#[test]
fn a_user_without_a_password_is_refused() {
    let message = refused(&[], &BY_NAME);
    assert!(message.contains("CLEARWAY_PROXY_PASSWORD"), "{message}");
    let message = refused(
        &[],
        &[&BY_NAME[..], &["--proxy-password-file", "no-such"]].concat(),
    );
    assert!(message.contains("no-such"), "{message}");
}
