//! HTTP/2 that ends, in words.

use crate::finding::Place;
use crate::finding::cause::fetch::{Ending, Http2Cut, Reached};
use crate::finding::text::{Words, duration};

impl Words for Http2Cut {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let how = match &self.ending {
            Ending::Failed { .. } => "is cut",
            Ending::Silent { .. } => "gets no response",
        };
        let (subject, through) = (at.subject(), at.through());
        format!("HTTP/2 with {subject}{through} {how}, while HTTP/1.1 works there")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let reached = match self.reached {
            Reached::Hello => "The TLS hello offered `h2` and `http/1.1`",
            Reached::Handshake => "The server chose `h2`, and its SETTINGS frame did not come",
            Reached::Settings => "The server's SETTINGS frame came, and no acknowledgement of ours",
        };
        let ended = match &self.ending {
            Ending::Failed { detail } => format!("The connection ended: {}", detail.quoted()),
            Ending::Silent { waited_ms } => {
                format!("Nothing more came within {}", duration(*waited_ms))
            }
        };
        vec![reached.to_owned(), ended]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let endpoint = at.endpoint();
        format!("let HTTP/2 (ALPN `h2`) to {endpoint} through unchanged, as HTTP/1.1 is")
    }
}
