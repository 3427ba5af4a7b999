//! Names and addresses in text and bytes. A name becomes as many `x`, so that what counts bytes still fits;
//! an address in its usual spelling becomes the one that stands in its place everywhere else.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::needles::{Boundary, Needles};
use super::secrets::Secrets;
use crate::text::bytes::Blob;

/// Hides what is secret.
#[derive(Debug)]
pub(super) struct Hider<'s> {
    secrets: &'s Secrets,
    needles: Needles,
}

impl<'s> Hider<'s> {
    pub(super) fn new(secrets: &'s Secrets) -> Self {
        Self {
            secrets,
            needles: Needles::new(secrets),
        }
    }

    pub(super) fn socket(&self, socket: &mut SocketAddr) {
        if let Some(shown) = self.secrets.addresses.get(socket.ip()) {
            *socket = SocketAddr::new(shown, socket.port());
        }
    }

    pub(super) fn address(&self, address: &mut IpAddr) {
        if let Some(shown) = self.secrets.addresses.get(*address) {
            *address = shown;
        }
    }

    pub(super) fn v4(&self, address: &mut Ipv4Addr) {
        if let Some(IpAddr::V4(shown)) = self.secrets.addresses.get((*address).into()) {
            *address = shown;
        }
    }

    /// One that carries an IPv4 address stays one that does.
    pub(super) fn v6(&self, address: &mut Ipv6Addr) {
        match self.secrets.addresses.get((*address).into()) {
            Some(IpAddr::V6(shown)) => *address = shown,
            Some(IpAddr::V4(shown)) => *address = shown.to_ipv6_mapped(),
            None => {}
        }
    }

    pub(super) fn text(&self, text: &mut String) {
        if let Some(hidden) = self.hidden(text.as_bytes()) {
            *text = String::from_utf8_lossy(&hidden).into_owned();
        }
    }

    /// Text that may hold the path of a file on this machine.
    pub(super) fn path(&self, text: &mut String) {
        self.text(text);
        *text = without_homes(text);
    }

    pub(super) fn bytes(&self, blob: &mut Blob) {
        if let Some(hidden) = self.hidden(blob) {
            *blob = hidden.into();
        }
    }

    /// What counts its own bytes, such as a certificate: none is added or taken away. A name there ends where
    /// the next begins.
    pub(super) fn der(&self, blob: &mut Blob) {
        let mut bytes = blob.to_vec();
        let mut mask = vec![false; bytes.len()];
        self.needles.mark(&bytes, Boundary::None, &mut mask);
        self.keep_hosts(&bytes, &mut mask);
        cross_out(&mut bytes, &mask);
        for (hidden, shown) in self.secrets.addresses.hidden() {
            replace_name(&mut bytes, hidden, shown);
        }
        if bytes[..] != blob[..] {
            *blob = bytes.into();
        }
    }

    /// With everything hidden; nothing where nothing has to be.
    fn hidden(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut text = self.with_placeholders(bytes);
        let mut mask = vec![false; text.len()];
        self.needles.mark(&text, Boundary::Word, &mut mask);
        self.keep_hosts(&text, &mut mask);
        cross_out(&mut text, &mask);
        (text != bytes).then_some(text)
    }

    /// Names under the machine's domains go as a whole, hosts that the report is about stay.
    fn keep_hosts(&self, text: &[u8], mask: &mut [bool]) {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
        let mut start = 0;
        for token in text.split(|byte| !is_part(byte)) {
            let place = start..start + token.len();
            start = place.end + 1;
            if !mask[place.clone()].contains(&true) {
                continue;
            }
            let name = String::from_utf8_lossy(token).to_lowercase();
            let name = name.trim_matches('.');
            if self.secrets.kept.contains(name) {
                mask[place].fill(false);
            } else if self
                .secrets
                .domains
                .iter()
                .any(|domain| is_under(name, domain))
            {
                mask[place].fill(true);
            }
        }
    }

    /// With each address that stands there as addresses usually do replaced.
    fn with_placeholders(&self, bytes: &[u8]) -> Vec<u8> {
        let is_part = |byte: u8| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.';
        let mut shown = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        while let Some(&first) = rest.first() {
            let own = is_part(first);
            let end = rest.iter().position(|&byte| is_part(byte) != own);
            let (run, behind) = rest.split_at(end.unwrap_or(rest.len()));
            let replaced = std::str::from_utf8(run).ok().filter(|_| own);
            match replaced.and_then(|run| self.replaced(run)) {
                Some(text) => shown.extend_from_slice(text.as_bytes()),
                None => shown.extend_from_slice(run),
            }
            rest = behind;
        }
        shown
    }

    /// A run of digits, points and colons with its addresses replaced: one of IPv6, or some of IPv4 with
    /// their ports.
    fn replaced(&self, run: &str) -> Option<String> {
        let colons = run.matches(':').count();
        if colons < 2 && run.matches('.').count() < 3 {
            return None;
        }
        let ends = |c: char| c == '.' || c == ':';
        let ended = run.trim_end_matches(ends);
        for own in [run, ended, ended.trim_start_matches(ends)] {
            let parsed = own.parse::<IpAddr>().ok();
            if let Some(shown) = parsed.and_then(|address| self.secrets.addresses.get(address)) {
                return Some(run.replacen(own, &shown.to_string(), 1));
            }
        }
        let pieces = run.split(':').map(|piece| {
            let own = piece.trim_matches('.');
            let parsed = own.parse::<IpAddr>().ok();
            let shown = parsed.and_then(|address| self.secrets.addresses.get(address));
            shown.map_or_else(
                || piece.to_owned(),
                |shown| piece.replacen(own, &shown.to_string(), 1),
            )
        });
        let pieces: Vec<String> = pieces.collect();
        Some(pieces.join(":"))
    }
}

fn is_under(name: &str, domain: &str) -> bool {
    let labels = name.strip_suffix(domain);
    labels.is_some_and(|labels| labels.is_empty() || labels.ends_with('.'))
}

/// Marks stay what they are, so that a name is still one.
fn cross_out(text: &mut [u8], mask: &[bool]) {
    for (byte, _) in text.iter_mut().zip(mask).filter(|(_, hidden)| **hidden) {
        if byte.is_ascii_alphanumeric() || !byte.is_ascii() {
            *byte = b'x';
        }
    }
}

/// An address as a certificate names it: `iPAddress` of RFC 5280, 4.2.1.6.
fn replace_name(der: &mut [u8], hidden: IpAddr, shown: IpAddr) {
    const TAG: u8 = 0x87;
    let octets = |address| match address {
        IpAddr::V4(v4) => Ipv4Addr::octets(&v4).to_vec(),
        IpAddr::V6(v6) => Ipv6Addr::octets(&v6).to_vec(),
    };
    let (hidden, shown) = (octets(hidden), octets(shown));
    let length = u8::try_from(hidden.len()).unwrap_or_default();
    let name = [&[TAG, length][..], &hidden].concat();
    for at in 0..der.len() {
        if der[at..].starts_with(&name) {
            der[at + 2..at + name.len()].copy_from_slice(&shown);
        }
    }
}

/// A text whose home folders and numbers of accounts say nothing of whose they are.
fn without_homes(text: &str) -> String {
    const HOMES: [&str; 6] = [
        "/home/",
        "/users/",
        "\\users\\",
        "/users\\",
        "documents and settings\\",
        "s-1-5-21-",
    ];
    let lower = text.to_ascii_lowercase();
    let mut bytes = text.as_bytes().to_vec();
    for home in HOMES {
        for (at, _) in lower.match_indices(home) {
            let name = at + home.len();
            let end = text[name..].find(['/', '\\', '`', '"', '\'', ',', ';']);
            let end = end.map_or(text.len(), |end| name + end);
            cross_out(&mut bytes[name..end], &vec![true; end - name]);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::addresses::Placeholders;
    use super::*;

    fn hidden(text: &str) -> String {
        let set = |names: &[&str]| {
            names
                .iter()
                .map(ToString::to_string)
                .collect::<BTreeSet<_>>()
        };
        let own = ["10.1.2.3", "fd00::a:1"].map(|ip| ip.parse().unwrap());
        let secrets = Secrets {
            names: set(&["jump1", "anna", "jürgen"]),
            domains: set(&["corp.example"]),
            addresses: Placeholders::new(own, ""),
            kept: set(&["proxy.corp.example", "anna.example.net"]),
        };
        let mut text = text.to_owned();
        Hider::new(&secrets).text(&mut text);
        text
    }

    #[test]
    fn names_become_as_many_crosses_in_any_case() {
        assert_eq!(hidden("on JUMP1 as CORP\\Anna!"), "on xxxxx as CORP\\xxxx!");
        assert_eq!(hidden("Johanna"), "Johanna");
        assert_eq!(hidden("?u=CORP%5Canna&x=1"), "?u=CORP%5Cxxxx&x=1");
        assert_eq!(hidden("JÜRGEN"), "xxxxxxx");
    }

    #[test]
    fn names_in_the_domain_go_as_a_whole_and_targets_stay() {
        assert_eq!(hidden("ask dc01.corp.example."), "ask xxxx.xxxx.xxxxxxx.");
        assert_eq!(hidden("a@corp.example"), "a@xxxx.xxxxxxx");
        let kept = "http://proxy.corp.example:3128 anna.example.net";
        assert_eq!(hidden(kept), kept);
        assert_eq!(hidden("notcorp.example"), "notxxxx.xxxxxxx");
    }

    #[test]
    fn addresses_are_replaced_in_every_spelling() {
        for (text, shown) in [
            ("Your IP: 10.1.2.3.", "Your IP: 192.0.2.1."),
            ("http://10.1.2.3:3128", "http://192.0.2.1:3128"),
            ("110.1.2.3 10.1.2.34", "110.1.2.3 10.1.2.34"),
            ("[FD00:0:0:0:0:0:A:1]:53", "[2001:db8::1]:53"),
            ("from fd00::000a:0001%eth0", "from 2001:db8::1%eth0"),
            ("::ffff:10.1.2.3 ::ffff:a01:203", "192.0.2.1 192.0.2.1"),
            (
                "ip-10-1-2-3 3.2.1.10.in-addr.arpa",
                "ip-xx-x-x-x x.x.x.xx.xx-xxxx.xxxx",
            ),
            ("id=167838211 0A010203", "id=xxxxxxxxx xxxxxxxx"),
            ("fd00%3A%3Aa%3A1", "xxxx%xx%xxx%xxx"),
        ] {
            assert_eq!(hidden(text), shown, "{text}");
        }
    }

    #[test]
    fn home_folders_lose_their_names() {
        for (text, shown) in [
            ("`--pac /home/anna.x/p.pac`", "`--pac /home/xxxx.x/p.pac`"),
            ("C:\\Users\\Anna M\\a.config", "C:\\Users\\xxxx x\\a.config"),
            (
                "HKEY_USERS\\S-1-5-21-12-34\\X",
                "HKEY_USERS\\S-1-5-21-xx-xx\\X",
            ),
            ("/etc/environment", "/etc/environment"),
        ] {
            assert_eq!(without_homes(text), shown);
        }
    }
}
