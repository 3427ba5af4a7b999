//! A password is nowhere in what a run writes, whatever the proxy does with it, in no format.

use std::cell::RefCell;
use std::io::{self, Write};
use std::sync::Once;

use clearway::report::{Format, Style, write};
use clearway::text::bytes::Blob;
use proptest::prelude::*;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::lab::scenario::Scenario;

/// Proxies that take a password, refuse it, say it back or do not ask for it; and what each speaks.
const PROXIES: [(&str, &str); 10] = [
    ("http", "proxy = 'says-back'"),
    ("http", "proxy = 'says-digest-back'"),
    ("http", "proxy = 'wants user:another'"),
    ("http", "proxy = 'wants-digest user:another'"),
    ("http", "proxy = 'wants-negotiate'"),
    ("http", "proxy = 'obeys'"),
    ("https", "tls = 'corporate', proxy = 'says-back'"),
    ("https", "tls = 'self-signed', proxy = 'says-back'"),
    ("socks5", "socks = 'wants user:another'"),
    ("socks5h", "socks = 'obeys'"),
];

fn world((scheme, hop): (&str, &str), password: &str) -> String {
    format!(
        "shows = 'a password'
        zone = [
            'login.operator.com 60 A 20.190.128.5',
            'crl.operator.com 60 A 20.190.128.8',
            'proxy.corp.example 60 A 10.0.0.8',
        ]
        proxy = '{scheme}://user:{password}@proxy.corp.example:3128'
        machine-trusts = ['corporate-root']
        [[endpoint]]\nhost = 'login.operator.com'
        [[endpoint]]\nid = 'crl'\nhost = 'crl.operator.com'\nport = 80\nscheme = 'http'
        [at]
        '10.0.0.8:3128' = {{ {hop} }}
        '20.190.128.5' = {{ tls = 'genuine', http = 'gives text' }}
        '20.190.128.8:80' = {{ http = 'gives text' }}
        [expect]\nverdict = 'pass'\n"
    )
}

thread_local! {
    /// What is logged on this thread, while somebody wants it.
    static LOG: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Writes what is logged on a thread into that thread's log.
struct OwnLog;

impl Write for OwnLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.iter_mut().for_each(|log| log.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is done, and all that is written of it at the finest level, by libraries too.
fn logged<T>(work: impl FnOnce() -> T) -> (T, String) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let lines = tracing_subscriber::fmt::layer().with_writer(|| OwnLog);
        Registry::default().with(lines).init();
    });
    LOG.set(Some(Vec::new()));
    let done = work();
    let bytes = LOG.take().unwrap_or_default();
    (done, String::from_utf8(bytes).expect("it is text"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_password_is_in_no_format_whatever_a_proxy_does_with_it(
        password in "[A-Za-z0-9]{12,24}",
        proxy in 0..PROXIES.len(),
    ) {
        let scenario = Scenario::read(&world(PROXIES[proxy], &password));
        let (played, log) = logged(|| scenario.play());
        prop_assert!(log.contains("connecting: done"), "{}", log);
        let pair = Blob::from(format!("user:{password}").as_bytes()).to_base64();
        let texts = Format::ALL.iter();
        let texts = texts.map(|&format| (format.word(), write(&played.report, format, &Style::default())));
        for (format, text) in texts.chain([("the log", log)]) {
            prop_assert!(!text.contains(&password), "{format}: {text}");
            prop_assert!(!text.contains(pair.trim_end_matches('=')), "{format}: {text}");
        }
    }
}
