//! Chains to an expected key that clients refuse, or that cannot be checked here, in words.

use crate::finding::Place;
use crate::finding::cause::chain::{Unchecked, Unfit};
use crate::finding::text::Words;

impl Words for Unfit {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let what = if self.refused.is_empty() {
            "has an odd form, which some clients refuse"
        } else {
            "is one that clients refuse"
        };
        format!(
            "The certificate chain of {} leads to an expected key and {what}",
            at.subject()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let all = self.refused.iter().chain(&self.odd);
        all.map(|why| format!("The reason: {}", why.quoted()))
            .collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let endpoint = at.endpoint();
        format!(
            "report the certificates of {endpoint} to the service operator; no change in this network helps"
        )
    }
}

impl Words for Unchecked {
    fn conclusion(&self, at: &Place<'_>) -> String {
        format!(
            "The certificate chain of {} cannot be checked here: {}",
            at.subject(),
            self.detail.quoted()
        )
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let (certificate, issuer) = (self.certificate.quoted(), self.issuer.quoted());
        vec![format!(
            "{certificate} names the expected issuer {issuer}, and only that signature could not be checked"
        )]
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        let endpoint = at.endpoint();
        format!("check the certificates of {endpoint} with another tool, such as `openssl verify`")
    }
}
