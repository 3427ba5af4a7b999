//! Whose words a response is, in words.

use crate::finding::Place;
use crate::finding::cause::fetch::{Sign, Speaker};
use crate::finding::text::names;

/// What shows whose it is, a sentence each.
pub(super) fn signs(speaker: &Speaker, at: &Place<'_>) -> Vec<String> {
    speaker.signs.iter().map(|sign| said(sign, at)).collect()
}

fn said(sign: &Sign, at: &Place<'_>) -> String {
    let where_from = at.proxy().unwrap_or_else(|| "the same address".to_owned());
    match sign {
        Sign::MadeUpHost { host } => {
            let host = names(&[host], 1);
            format!("The invented host {host} gets the same response from {where_from}")
        }
        Sign::OtherForMadeUpHost { host, status } => {
            let host = names(&[host], 1);
            format!(
                "To the invented host {host}, {where_from} responds otherwise, with status {status}"
            )
        }
        Sign::OtherHosts { hosts } => {
            let number = hosts.len();
            let verb = if number == 1 { "gets" } else { "get" };
            format!("{} {verb} the same response", names(hosts, number))
        }
        Sign::OtherServer { genuine } => format!(
            "The genuine content of this host came with {}, and this response did not",
            genuine.quoted()
        ),
        Sign::SameServer { request, header } => format!(
            "{} gave its genuine content with the same {}",
            request.quoted(),
            header.quoted()
        ),
        Sign::ProxyHeader { header } => {
            let header = header.quoted();
            format!(
                "It has the header {header}, and no genuine content on this route has one like it"
            )
        }
        Sign::ProxySoftware { header } => {
            format!(
                "What {where_from} says itself has the same {}",
                header.quoted()
            )
        }
        Sign::TooSoon {
            response_ms,
            path_ms,
        } => {
            let path = match at.proxy() {
                Some(_) => "the host's own content takes",
                None => "the connection took",
            };
            format!("It came within {response_ms} ms, and {path} {path_ms} ms")
        }
        Sign::GenuineTls => "It came inside TLS with the genuine server".to_owned(),
    }
}
