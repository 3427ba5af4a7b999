//! What came in plain HTTP where TLS should begin: its head, without what may be a secret.

/// Leaves cookies out, and the query of each header, which is a login's token where it is an address.
pub(super) fn without_secrets(head: &[u8]) -> Vec<u8> {
    if !head.starts_with(b"HTTP/") {
        return head.to_vec();
    }
    let mut kept = Vec::new();
    let mut lines = head.split_inclusive(|byte| *byte == b'\n');
    for line in lines.by_ref() {
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        if name.eq_ignore_ascii_case(b"set-cookie") {
            continue;
        }
        let end = line.iter().position(|byte| matches!(byte, b'?' | b'#'));
        let is_field = name.len() < line.len();
        match end.filter(|_| is_field) {
            Some(end) => {
                kept.extend_from_slice(&line[..end]);
                let rest = &line[end..];
                let close = rest
                    .iter()
                    .position(|byte| matches!(byte, b'>' | b'\r' | b'\n'));
                kept.extend_from_slice(&rest[close.unwrap_or(rest.len())..]);
            }
            None => kept.extend_from_slice(line),
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            break;
        }
    }
    lines.for_each(|line| kept.extend_from_slice(line));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn keeps(head: &str, kept: &str) {
        let seen = without_secrets(head.as_bytes());
        assert_eq!(String::from_utf8(seen).unwrap(), kept);
    }

    #[test]
    fn cookies_and_queries_are_left_out() {
        keeps(
            "HTTP/1.1 302 Found\r\nSet-Cookie: a=b\r\nLocation: https://a.example/x?t=1#y\r\n\r\n?",
            "HTTP/1.1 302 Found\r\nLocation: https://a.example/x\r\n\r\n?",
        );
        keeps("HTTP/1.1 302 What?\nset-cookie: a", "HTTP/1.1 302 What?\n");
        keeps(
            "HTTP/1.1 200 OK\nLink: <https://a/?t>; x\n",
            "HTTP/1.1 200 OK\nLink: <https://a/>; x\n",
        );
        keeps(
            "HTTP/1.1 302 Found\nLocation: //a/?t",
            "HTTP/1.1 302 Found\nLocation: //a/",
        );
    }

    #[test]
    fn what_is_no_http_is_kept_as_it_came() {
        keeps(
            "220 mail? Set-Cookie: x\nLocation: ?y",
            "220 mail? Set-Cookie: x\nLocation: ?y",
        );
    }
}
