//! PAC scripts as servers and files hand them out: redirected, compressed, in old charsets, broken.

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use clearway::net::{Deadline, System, stop_pair};
use clearway::route::{FetchedScript, Location, ScriptError, fetch};

const SCRIPT: &str = "function FindProxyForURL() { return 'PROXY é:1' }";

/// A server that answers each path with bytes of its own, whoever asks and how often.
async fn serve(pages: Vec<(&'static str, Vec<u8>)>) -> (String, impl Future<Output = ()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let at = format!("http://{}", listener.local_addr().expect("it is bound"));
    let serving = async move {
        loop {
            let (mut stream, _) = listener.accept().await.expect("it listens");
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n")
                && stream.read_buf(&mut asked).await.expect("a request") > 0
            {}
            let asked = String::from_utf8(asked).expect("a request is text");
            let path = asked.split(' ').nth(1).expect("a path").to_owned();
            let page = pages.iter().find(|(known, _)| *known == path);
            let page = page.map_or(&b"HTTP/1.1 404 Not Found\r\n\r\n"[..], |(_, page)| page);
            // Whoever has read enough closes.
            let _ = stream.write_all(page).await;
        }
    };
    (at, serving)
}

fn page(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn redirect(status: u16, to: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Moved\r\ncontent-length: 0\r\nlocation: {to}\r\n\r\n").into_bytes()
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).expect("memory is writable");
    encoder.finish().expect("memory is writable")
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

async fn fetched(url: &str) -> Result<FetchedScript, ScriptError> {
    let (_stop, stopping) = stop_pair();
    let limit = Duration::from_secs(20);
    let by = Deadline::after(limit, stopping);
    fetch(
        &Location::Url(url.to_owned()),
        &System::default(),
        &[],
        limit,
        &by,
    )
    .await
}

/// What comes of one path of a server.
async fn from(
    pages: Vec<(&'static str, Vec<u8>)>,
    path: &str,
) -> Result<FetchedScript, ScriptError> {
    let (at, serving) = serve(pages).await;
    let url = format!("{at}{path}");
    tokio::select! {
        done = fetched(&url) => done,
        () = serving => unreachable!("it serves for ever"),
    }
}

#[tokio::test]
async fn a_script_is_read_in_every_charset_and_coding_that_servers_send_it_in() {
    let latin: Vec<u8> = SCRIPT.chars().map(|c| u8::try_from(c).unwrap()).collect();
    let marked = [b"\xff\xfe".to_vec(), utf16(SCRIPT)].concat();
    let gzipped = "content-encoding: gzip\r\n";
    for page in [
        page("", SCRIPT.as_bytes()),
        page("", &latin),
        page(
            "content-type: application/x-ns-proxy-autoconfig; charset=ISO-8859-1\r\n",
            &latin,
        ),
        page(
            "content-type: text/plain;x=y; Charset=\"utf-16\"\r\n",
            &utf16(SCRIPT),
        ),
        page("content-type: text/html; charset=utf-8\r\n", &marked),
        page(gzipped, &gzip(SCRIPT.as_bytes())),
        page("content-encoding: X-Gzip\r\n", &gzip(&latin)),
        page("content-encoding: identity\r\n", SCRIPT.as_bytes()),
    ] {
        let head = String::from_utf8_lossy(&page).into_owned();
        let script = from(vec![("/p.pac", page)], "/p.pac").await.expect(&head);
        assert_eq!(
            (&*script.text, script.redirects),
            (SCRIPT, vec![]),
            "{head}"
        );
    }
}

#[tokio::test]
async fn five_redirects_are_followed_and_told_without_queries_and_six_are_not() {
    let pages = || {
        vec![
            ("/0", redirect(301, "/1?key=geheim")),
            ("/1?key=geheim", redirect(302, "./2#part")),
            ("/2", redirect(303, "/3")),
            ("/3", redirect(307, "/4")),
            ("/4", redirect(308, "/5")),
            ("/5", page("", SCRIPT.as_bytes())),
            ("/nowhere", redirect(302, "http://127.0.0.1:port/")),
            (
                "/bare",
                b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n".to_vec(),
            ),
            ("/loop", redirect(302, "/loop")),
        ]
    };
    let script = from(pages(), "/0").await.unwrap();
    assert_eq!(script.redirects.len(), 5);
    assert!(
        script.redirects[0].ends_with("/1"),
        "{:?}",
        script.redirects
    );
    for nowhere in ["/nowhere", "/bare"] {
        let why = from(pages(), nowhere).await.unwrap_err();
        assert_eq!(why, ScriptError::RedirectNowhere(302));
    }
    let why = from(pages(), "/loop").await.unwrap_err().to_string();
    assert!(why.starts_with("redirected to `http://127.0.0.1:"), "{why}");
    assert!(
        why.ends_with("/loop`: redirected more than 5 times"),
        "{why}"
    );
}

#[tokio::test]
async fn what_is_no_script_says_why() {
    let whole = vec![b' '; 1 << 20];
    let longer = vec![b' '; (1 << 20) + 1];
    let half = gzip(SCRIPT.as_bytes());
    let pages = || {
        vec![
            ("/whole", page("", &whole)),
            (
                "/whole.gz",
                page("content-encoding: gzip\r\n", &gzip(&whole)),
            ),
            ("/longer", page("", &longer)),
            (
                "/longer.gz",
                page("content-encoding: gzip\r\n", &gzip(&longer)),
            ),
            (
                "/half.gz",
                page("content-encoding: gzip\r\n", &half[..half.len() / 2]),
            ),
            ("/br", page("content-encoding: br\r\n", b"x")),
            (
                "/short",
                b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx".to_vec(),
            ),
            ("/file", redirect(302, "file:///etc/passwd")),
            ("/ftp", redirect(302, "ftp://127.0.0.1/")),
            ("/script", redirect(302, "javascript:alert(1)")),
            ("/login", redirect(302, "/none")),
            ("/204", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
            ("/ssh", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
        ]
    };
    for good in ["/whole", "/whole.gz"] {
        assert_eq!(from(pages(), good).await.unwrap().text.len(), 1 << 20);
    }
    let mut wrong = Vec::new();
    for (path, words) in [
        ("/longer", "the script is longer than 1 MiB"),
        ("/longer.gz", "the script is longer than 1 MiB"),
        ("/half.gz", "the script did not come whole"),
        ("/br", "in the coding `br`"),
        ("/short", "the script did not come whole"),
        ("/file", "redirect to http and https, not to `file`"),
        ("/ftp", "redirect to http and https, not to `ftp`"),
        ("/script", "redirect to http and https, not to `javascript`"),
        ("/login", "/none`: status 404 in place of the script"),
        ("/204", "status 204 in place of the script"),
        ("/ssh", "no HTTP response"),
    ] {
        let why = from(pages(), path).await.unwrap_err().to_string();
        if !why.contains(words) {
            wrong.push(format!("{path}: {why}"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[tokio::test]
async fn a_text_that_names_no_place_says_what_to_write() {
    for (text, words) in [
        ("wpad", "no URL; write `http://`"),
        (r"C:\proxy.pac", "no URL; write `http://`"),
        ("/etc/proxy.pac", "no URL; write `http://`"),
        ("", "no URL"),
        (
            "ftp://a/",
            "unsupported scheme `ftp`; use http, https or file",
        ),
        ("javascript:x", "unsupported scheme `javascript`"),
        ("http://", "names no host and port"),
        ("http://a:x/", "names no host and port"),
        ("http://a:99999/", "names no host and port"),
        ("http://[::1/", "names no host and port"),
        ("file:///no/such.pac", "it cannot be read"),
        ("file://localhost/", "it cannot be read"),
    ] {
        let why = fetched(text).await.unwrap_err().to_string();
        assert!(why.contains(words), "{text}: {why}");
    }
}

#[tokio::test]
async fn a_file_is_read_by_its_url() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("my proxy.pac");
    std::fs::write(&file, [b"\xff\xfe".to_vec(), utf16(SCRIPT)].concat()).unwrap();
    let path = file.to_str().unwrap().replace(' ', "%20");
    let script = fetched(&format!("FILE://LocalHost{path}")).await.unwrap();
    assert_eq!(&*script.text, SCRIPT);
    std::fs::write(&file, vec![b' '; (1 << 20) + 1]).unwrap();
    let why = fetched(&format!("file://{path}")).await.unwrap_err();
    assert!(why.to_string().contains("longer than 1 MiB"), "{why}");
}
