//! PAC scripts as web servers hand them out: redirected, compressed, in old charsets.

use serde_json::Value;

use crate::clearway::Outcome;
use crate::web::Page;
use crate::world::{Running, ordinary, page};

/// The server is also where the script lies; what it names is the world's nginx, which is no proxy.
const HOST: &str = "wpad.operator.net";

/// A script that names another proxy where its one letter beyond ASCII was misread.
fn script(bytes_of_letter: &[u8]) -> Vec<u8> {
    let before = b"function FindProxyForURL(url, host) {\n  return '";
    let after = b"'.charCodeAt(0) == 233 ? 'PROXY right:3128' : 'PROXY misread:3128';\n}\n";
    [&before[..], bytes_of_letter, after].concat()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(plain).expect("memory is writable");
    encoder.finish().expect("memory is writable")
}

/// An nginx with the script in every form.
fn server() -> Running {
    let as_utf16 = String::from_utf8(script("é".as_bytes())).expect("it is a literal");
    let marked = [b"\xff\xfe".to_vec(), utf16(&as_utf16)].concat();
    let pac = "application/x-ns-proxy-autoconfig";
    let latin = "'text/plain; charset=iso-8859-1'";
    let wide = "'text/plain; charset=utf-16le'";
    let pages: [Page; 7] = [
        page("/utf-8.pac", pac, script("é".as_bytes())),
        page("/latin-1.pac", pac, script(b"\xe9")),
        page("/named-latin-1.pac", latin, script(b"\xe9")),
        page("/marked.pac", pac, marked),
        page("/utf-16.pac", wide, utf16(&as_utf16)),
        page("/packed.pac", pac, gzip(&script(b"\xe9"))),
        page("/long.pac", pac, vec![b' '; (1 << 20) + 1]),
    ];
    let mut world = ordinary().names(&format!("{HOST} A 152.199.19.180"));
    for page in pages {
        world = world.page(HOST, page);
    }
    let redirects =
        (1..=6).map(|n| format!("location = /{n} {{ return 302 /{}?secret=x; }}", n - 1));
    let redirects: String = redirects.collect();
    let settings = format!(
        "{redirects} location = /0 {{ return 301 http://{HOST}/utf-8.pac; }} \
         location = /gone {{ return 302 /none.pac; }} location = /none.pac {{ return 404; }} \
         set $coding ''; if ($uri ~ packed) {{ set $coding gzip; }} \
         add_header Content-Encoding $coding;"
    );
    world.set(&settings).start()
}

/// The route by the script at a path, and the setting that names it.
fn route(office: &Running, path: &str) -> (Outcome, Value) {
    let url = format!("http://{HOST}{path}");
    let endpoints = ["--endpoints", "endpoints.toml", "--format", "json"];
    let arguments = [&["routes", "--pac", &url][..], &endpoints].concat();
    let outcome = office.clearway(&arguments);
    let routes: Value = serde_json::from_str(&outcome.stdout).expect("it is JSON");
    let route = routes["endpoints"][0]["samples"][0]["route"].clone();
    (outcome, route)
}

#[test]
fn a_script_says_the_same_in_every_charset_and_coding() {
    let office = server();
    for path in [
        "/utf-8",
        "/latin-1",
        "/named-latin-1",
        "/marked",
        "/utf-16",
        "/packed",
    ] {
        let (outcome, route) = route(&office, &format!("{path}.pac"));
        assert_eq!(
            route["via"], "http://right:3128",
            "{path}: {}",
            outcome.stdout
        );
    }
}

#[test]
fn redirects_of_a_script_are_followed_and_shown() {
    let office = server();
    let (_, through) = route(&office, "/4");
    assert_eq!(through["via"], "http://right:3128");
    let setting = format!("--pac http://{HOST}/4, redirected to http://{HOST}/utf-8.pac");
    assert_eq!(through["setting"], setting);
    for (path, words) in [
        (
            "/6",
            format!("redirected to `http://{HOST}/0`: redirected more than 5 times"),
        ),
        (
            "/gone",
            "/none.pac`: status 404 in place of the script".to_owned(),
        ),
        ("/long.pac", "the script is longer than 1 MiB".to_owned()),
    ] {
        let (outcome, route) = route(&office, path);
        assert_eq!(outcome.exit, 1, "{}", outcome.stdout);
        assert_eq!(route["via"], Value::Null);
        assert!(
            outcome.stdout.contains(&words),
            "{path}: {}",
            outcome.stdout
        );
        assert!(!outcome.stdout.contains("secret"), "{}", outcome.stdout);
    }
}

#[test]
fn a_variable_that_cannot_be_used_is_not_replaced_by_the_direct_route() {
    let office = ordinary().start();
    let before = office.net.packets_from_office();
    let outcome = office.check_with(
        &[
            ("https_proxy", "gopher://10.20.9.9:1"),
            ("http_proxy", "socks9://x"),
        ],
        &[],
    );
    outcome.ends(1, "unproven");
    outcome.finds(&[
        "login.microsoftonline.com:443 route.unusable unproven",
        "aadcdn.msftauth.net:443 route.unusable unproven",
        "crl.operator-pki.com:80 route.unusable unproven",
    ]);
    assert_eq!(office.net.packets_from_office(), before, "nothing is sent");
}
