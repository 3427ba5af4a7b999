//! A password is nowhere in what a run writes, whatever the proxy does with it, in no format.

use clearway::report::{Format, Style, write};
use clearway::text::bytes::Blob;
use proptest::prelude::*;

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_password_is_in_no_format_whatever_a_proxy_does_with_it(
        password in "[A-Za-z0-9]{12,24}",
        proxy in 0..PROXIES.len(),
    ) {
        let played = Scenario::read(&world(PROXIES[proxy], &password)).play();
        let pair = Blob::from(format!("user:{password}").as_bytes()).to_base64();
        for &format in Format::ALL {
            let text = write(&played.report, format, &Style::default());
            prop_assert!(!text.contains(&password), "{format}: {text}");
            prop_assert!(!text.contains(pair.trim_end_matches('=')), "{format}: {text}");
        }
    }
}
