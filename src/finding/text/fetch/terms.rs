//! Requests and what was received, named.

use crate::finding::cause::answer::{Kind, Received};
use crate::finding::{Place, Untrusted};

/// The request for a remedy: itself, or requests to several hosts.
pub(super) fn request(request: &Untrusted, at: &Place<'_>) -> String {
    if at.is_many() {
        format!("the HTTP requests to {}", at.host())
    } else {
        request.quoted()
    }
}

pub(super) fn asked(asked: &Untrusted) -> String {
    format!("The request was {}", asked.quoted())
}

pub(super) fn title(received: &Received) -> String {
    match &received.kind {
        Kind::Page { title: Some(title) } => format!(", page title {}", title.quoted()),
        Kind::Page { title: None }
        | Kind::Empty
        | Kind::Unknown { .. }
        | Kind::Crl { .. }
        | Kind::Ocsp
        | Kind::Cab
        | Kind::Certificate { .. } => String::new(),
    }
}

/// Behind a proxy it is the proxy that has to let the request through; else a firewall.
pub(super) fn open(asked: &Untrusted, at: &Place<'_>) -> String {
    let asked = request(asked, at);
    if at.is_direct() {
        format!(
            "allow {asked} from this machine, by name and not by port alone, and the responses to it"
        )
    } else {
        format!("let {asked} and the responses to it through to the end")
    }
}
