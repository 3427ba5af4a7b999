//! What a certificate may stand for by its own extensions: a server, or an issuer of other certificates.

use x509_parser::extensions::ParsedExtension;

use super::certificate::Certificate;
use super::constraints;

const KEY_USAGE: &str = "2.5.29.15";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";

impl Certificate<'_> {
    /// Why it may not stand for a server, if it may not (RFC 5280, 4.2.1.12).
    pub(super) fn unfit_as_server(&self) -> Option<String> {
        (!self.is_for_servers()).then(|| {
            let who = &self.subject.text;
            format!("the extended key usage of `{who}` does not include servers")
        })
    }

    /// Why it may not issue this leaf, if it may not (RFC 5280, 6.1.4 k to n, and 4.2.1.10);
    /// `between` counts the certificates from the leaf to it that a path length counts.
    pub(super) fn unfit_as_issuer(&self, between: usize, leaf: &Certificate<'_>) -> Option<String> {
        let why = match self.extension(BASIC_CONSTRAINTS) {
            Some(ParsedExtension::BasicConstraints(basic)) if basic.ca => {
                self.unfit_as_authority(between, basic.path_len_constraint, leaf)?
            }
            _ => "is not a CA".to_owned(),
        };
        Some(format!("`{}` {why}", self.subject.text))
    }

    fn unfit_as_authority(
        &self,
        between: usize,
        most: Option<u32>,
        leaf: &Certificate<'_>,
    ) -> Option<String> {
        let signs = match self.extension(KEY_USAGE) {
            Some(ParsedExtension::KeyUsage(usage)) => usage.key_cert_sign(),
            Some(_) => false,
            None => true,
        };
        if !signs {
            return Some("may not sign certificates by its key usage".to_owned());
        }
        if !self.is_for_servers() {
            return Some("may not issue for servers by its extended key usage".to_owned());
        }
        if most.is_some_and(|most| u32::try_from(between).is_ok_and(|between| between > most)) {
            return Some(format!("has {between} CAs below it, more than it may"));
        }
        constraints::broken(self, leaf)
    }

    fn is_for_servers(&self) -> bool {
        match self.extension(EXTENDED_KEY_USAGE) {
            Some(ParsedExtension::ExtendedKeyUsage(usage)) => usage.any || usage.server_auth,
            Some(_) => false,
            None => true,
        }
    }
}
