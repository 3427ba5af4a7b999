//! A sample of a wildcard that no longer exists, behind proxies that say so as no product does. How they say it must
//! not matter: they say the same to a name that was made up, and to the sample that is there they say yes.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use super::OTHER;
use super::matrix::{Case, Home, Wanted, is_met, wanted};
use crate::findings::{Seen, all};
use crate::forward_proxies::Product;
use crate::proxies::{Asked, Proxy};
use crate::world::Running;

/// Names that the proxy knows.
const KNOWN: [&str; 4] = [
    "login.microsoftonline.com",
    "aadcdn.msftauth.net",
    "crl.operator-pki.com",
    "g1.servicebus.windows.net",
];

type Answer = fn(&mut Asked) -> io::Result<()>;

/// Ways to answer a name that the proxy does not know.
const ANSWERS: [(&str, Answer); 9] = [
    ("418 and no body", |asked| {
        asked.say("HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n")
    }),
    ("a status that nobody knows", |asked| {
        asked.say("HTTP/1.1 599 Odd\r\nContent-Length: 3\r\n\r\nodd")
    }),
    ("yes by an odd status, and an end", |asked| {
        asked.say("HTTP/1.1 299 Odd\r\n\r\n")
    }),
    ("not found, with the name", |asked| {
        let name = name_in(&asked.head());
        let length = name.len();
        asked.say(format!(
            "HTTP/1.1 404 Not Found\r\nContent-Length: {length}\r\n\r\n{name}"
        ))
    }),
    ("a bad request, with a number for each", |asked| {
        static NUMBER: AtomicU32 = AtomicU32::new(1000);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        asked.say(format!(
            "HTTP/1.1 400 Bad Request\r\nX-Request-Id: {number}\r\nContent-Length: 4\r\n\r\n{number}"
        ))
    }),
    ("403 in words of policy", |asked| {
        asked.say("HTTP/1.1 403 Forbidden\r\nContent-Length: 17\r\n\r\nBlocked by policy")
    }),
    ("302 to a search page", |asked| {
        let to = "Location: http://search.example/?q=nothing\r\n";
        asked.say(format!(
            "HTTP/1.1 302 Found\r\n{to}Content-Length: 0\r\n\r\n"
        ))
    }),
    ("one byte", |asked| asked.say("H")),
    ("an end without a word", |_| Ok(())),
];

/// The name that CONNECT asks for.
fn name_in(head: &str) -> String {
    let target = head.split(' ').nth(1).unwrap_or_default();
    target.split(':').next().unwrap_or_default().to_owned()
}

/// A proxy that opens what it knows, and answers like this whatever it does not.
fn start(world: &Running, answer: Answer) -> Proxy {
    Proxy::start(world, move |mut asked| {
        let head = asked.head();
        if !KNOWN.iter().any(|host| head.contains(host)) {
            return answer(&mut asked);
        }
        if asked.is_connect() {
            asked.say("HTTP/1.1 200 Connection established\r\n\r\n")?;
        }
        asked.relay()
    })
}

/// Fails unless the report is this, however the proxy answers; names each answer with which it is not.
#[track_caller]
fn is_right_for_all_answers(case: Case, wanted: Wanted) {
    let world = case.office();
    let complaint = |(what, answer)| {
        let _proxy = start(&world, answer);
        let outcome = world.through(&[], &["--proxy", OTHER]);
        let found = all(&outcome.report());
        let found: Vec<String> = found.iter().map(Seen::line_with_owner).collect();
        let verdict = outcome.report()["verdict"].clone();
        let complaint = format!(
            "{what}: wanted {wanted:?}\nexit {}, {verdict}, {found:#?}\n",
            outcome.exit
        );
        (!is_met(wanted, &outcome, case)).then_some(complaint)
    };
    let complaints: Vec<String> = ANSWERS.into_iter().filter_map(complaint).collect();
    assert!(complaints.is_empty(), "{}", complaints.concat());
}

#[test]
fn a_missing_sample_is_a_note_however_the_proxy_says_so() {
    // A proxy that says 403 may list names: a warning at most.
    let case = Case::UnlistedSampleMissing;
    is_right_for_all_answers(case, wanted(Product::Squid, case));
}

#[test]
fn a_sample_that_exists_and_is_refused_like_a_made_up_name_is_no_missing_one() {
    let case = Case::SampleDenied(Home::Resolves);
    // Whatever its code: the proxy does not open what exists.
    let lines = &["g2.servicebus.windows.net:443 * fail"];
    is_right_for_all_answers(case, (&["fail"], lines));
}
