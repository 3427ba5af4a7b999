//! TLS inspection that concerns only some connections, in words.

use super::presented::{attribution, by, presented};
use crate::finding::Place;
use crate::finding::cause::chain::sometimes::InterceptedSometimes;
use crate::finding::text::pattern::when;
use crate::finding::text::{Words, counted};

impl Words for InterceptedSometimes {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let when = when(&self.when);
        let subject = format!("{}{}", at.subject(), at.through());
        format!(
            "TLS is inspected on {subject} {when}, in {} of {}",
            self.inspected,
            counted(self.handshakes, "handshake", "handshakes")
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let Some(shown) = &self.presented else {
            return vec!["A genuine certificate was shown without proof of its key".to_owned()];
        };
        let (leaf, issuer) = (by(shown.leaf.as_ref()), by(shown.issuer.as_ref()));
        let claimed = self.claimed.as_ref();
        let claimed = claimed.map(|ca| {
            let ca = ca.quoted();
            format!("It names the known CA {ca}, whose key did not sign it")
        });
        let first = format!("{leaf} was shown, issued by {issuer}");
        let product = attribution(shown.attribution.as_ref());
        let all = std::iter::once(first).chain(claimed).chain([product]);
        all.chain(presented(shown)).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "exclude {} from TLS inspection on every device and for every kind of connection",
            at.endpoint()
        )
    }
}
