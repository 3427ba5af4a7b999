//! The tests, by what they are about.

mod harness; // the world itself: it answers as described, and leaves nothing behind

/// `link0.chain0.net` → `link1.chain1.net` → … → one address, `links` aliases, each in another zone.
fn long_chain(links: usize) -> String {
    let alias = |n: usize| format!("link{n}.chain{n}.net CNAME link{0}.chain{0}.net\n", n + 1);
    let aliases: String = (0..links).map(alias).collect();
    aliases + &format!("link{links}.chain{links}.net A 52.112.0.1\n")
}

/// A hundred addresses: too many for one datagram.
fn large_set(name: &str) -> String {
    (1..=100)
        .map(|n| format!("{name} A 52.113.0.{n}\n"))
        .collect()
}

/// An answer that ends long before its promised length.
fn cut_short() -> Vec<u8> {
    b"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nContent-Length: 5000\r\n\r\n\x30\x82"
        .to_vec()
}
