//! Servers that ask for a certificate of the agent, in words.

use crate::finding::Place;
use crate::finding::cause::handshake::{AfterRequest, ClientCertificate};
use crate::finding::text::Words;
use crate::finding::text::alert::alert_name;

impl Words for ClientCertificate {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "The genuine server of {} asks for a certificate of the agent",
            at.subject()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let when = if self.by_renegotiation {
            "It asked in a second handshake after the request (TLS 1.2 renegotiation)"
        } else {
            "It asked during the handshake"
        };
        let first = format!(
            "{when}; this run has none to give, and {}",
            then(&self.followed_by)
        );
        let doubt = match self.followed_by {
            AfterRequest::Response { .. }
            | AfterRequest::Handshake
            | AfterRequest::ProtectedAlert { .. } => None,
            AfterRequest::Alert { .. } | AfterRequest::Reset | AfterRequest::Closed => Some(
                "A device on the route that stops client certificates would do that, too"
                    .to_owned(),
            ),
        };
        std::iter::once(first).chain(doubt).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "make sure that no device on the route to {} stops TLS with client certificates; the agent \
             has its own certificate once it is registered",
            at.endpoint()
        )
    }
}

/// What followed, as the end of a sentence.
fn then(followed_by: &AfterRequest) -> String {
    match followed_by {
        AfterRequest::Response { status } => {
            let status = status.map_or_else(String::new, |status| format!(" {status}"));
            format!("it responded{status} all the same")
        }
        AfterRequest::Handshake => "it completed the handshake all the same".to_owned(),
        AfterRequest::ProtectedAlert { alert } => {
            format!(
                "it ended the session with the alert `{}`",
                alert_name(*alert)
            )
        }
        AfterRequest::Alert { alert } => {
            format!("the alert `{}` ended the handshake", alert_name(*alert))
        }
        AfterRequest::Reset => "the connection was reset".to_owned(),
        AfterRequest::Closed => "the connection was closed".to_owned(),
    }
}
