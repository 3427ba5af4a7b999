//! TLS inspection, in words: who, by which marks, and what this machine makes of it.

use super::presented::{attribution, by, hints, presented};
use crate::finding::cause::chain::inspection::{
    FalseClaim, Impostor, Intercepted, SelfSigned, Signer,
};
use crate::finding::cause::chain::presented::{Presented, Recognised, SharedIssuer, SharedKey};
use crate::finding::text::{Words, names};
use crate::finding::{Cause, Finding, Many, Place, Untrusted};

/// No more hosts are named in a remedy.
const MOST_HOSTS: usize = 12;

/// What is expected.
pub(super) fn expected(sets: &[String]) -> String {
    match sets {
        [] => "any issuer set, since the endpoint names none".to_owned(),
        sets => format!("a key of issuer set {}", names(sets, sets.len())),
    }
}

/// Who issued the leaf, as far as it was shown.
fn issued(of: &Intercepted) -> String {
    let quoted = |text: &Option<Untrusted>| text.clone().unwrap_or_default().quoted();
    let (leaf, issuer) = (quoted(&of.presented.leaf), quoted(&of.presented.issuer));
    let signer = match &of.signer {
        Signer::Unreadable { bytes, detail } => {
            return format!(
                "The first certificate, {bytes} bytes, cannot be read as X.509: {}",
                detail.quoted()
            );
        }
        Signer::WithoutKey => {
            return "A genuine certificate is shown, and the handshake is not signed with its key"
                .to_owned();
        }
        Signer::Sent { sha256 } => format!("whose key is `{sha256}`"),
        Signer::Itself => "which is itself".to_owned(),
        Signer::NotSent => "whose certificate was not sent".to_owned(),
        Signer::OtherKeySent => {
            "and no certificate of that name has the key that signed it".to_owned()
        }
    };
    let top = of.presented.top.as_ref();
    let top = top.map_or_else(String::new, |top| format!(", under {}", top.quoted()));
    format!("{leaf} was issued by {issuer}, {signer}{top}")
}

fn no_path(of: &Presented) -> String {
    format!("No signature leads to {}", expected(&of.expected_sets))
}

/// The product, which says most in fewest words.
fn recognised(of: &Presented) -> Option<String> {
    let found = of.attribution.as_ref();
    found.map(|found| attribution(Some(found)))
}

/// That no product was recognised, which says least.
fn unrecognised(of: &Presented) -> Option<String> {
    of.attribution.is_none().then(|| attribution(None))
}

/// The name behind several hosts that have no key in common.
fn in_common(shared: &SharedIssuer) -> Vec<String> {
    let issuer = shared.issuer.quoted();
    let who = match &shared.recognised {
        Recognised::Name => format!("The issuer of all of them is called {issuer}"),
        Recognised::NameButHost => {
            format!(
                "The issuers of all of them are called {issuer}, with each host's own name for `…`"
            )
        }
        Recognised::Mark { product } => {
            let name = shared.name.quoted();
            format!(
                "The issuers of all of them have the common name {name}, as {product} calls its own"
            )
        }
    };
    std::iter::once(who)
        .chain(different_sets(&shared.issuer_sets))
        .collect()
}

/// What several hosts have in common.
fn common(key: Option<&SharedKey>, issuer: Option<&SharedIssuer>) -> Vec<String> {
    let mut all: Vec<String> = key.into_iter().flat_map(shared).collect();
    all.extend(issuer.into_iter().flat_map(in_common));
    if key.is_none() && issuer.is_some() {
        let no_key = "They have no key in common: this name alone shows that it is one device. That TLS is \
                      inspected is shown by the keys of each host";
        all.push(no_key.to_owned());
    }
    all
}

fn different_sets(sets: &[String]) -> Option<String> {
    let listed = || {
        format!(
            "Their genuine issuers are in different sets: {}",
            names(sets, 12)
        )
    };
    (sets.len() > 1).then(listed)
}

/// The key behind several hosts.
fn shared(key: &SharedKey) -> Vec<String> {
    let (hash, subject) = (&key.sha256, key.subject.quoted());
    let who = if key.leaf {
        format!("One leaf key, `{hash}`, is shown for all of them")
    } else {
        format!("The key `{hash}` of {subject} signs for all of them")
    };
    let sets = different_sets(&key.issuer_sets);
    std::iter::once(who).chain(sets).collect()
}

/// Names the hosts of the whole run, so that it can be followed without the rest of the report.
fn exclude(of: &Presented, at: &Place<'_>) -> String {
    let (hosts, by_name) = match at.many {
        Many::Across(across) => (names(&across.hosts, MOST_HOSTS), ", each by its name"),
        Many::One | Many::Addresses(_) | Many::Hosts(_) => (at.endpoint(), ""),
    };
    match of.program_here() {
        Some(product) => format!(
            "exclude {hosts} from TLS inspection in the settings of {product} on this machine{by_name}, or \
             remove it: services here accept only the genuine certificates"
        ),
        None => format!("exclude {hosts} from TLS inspection{by_name}"),
    }
}

/// Who inspects TLS, as a sentence names it: "`Corp Inspection CA`". Nothing where the finding is no
/// inspection.
#[must_use]
pub fn inspector(finding: &Finding) -> Option<String> {
    match &finding.cause {
        Cause::ChainIntercepted(facts) => Some(facts.device()),
        Cause::ChainInterceptedSometimes(facts) => {
            let issuer = facts.presented.as_ref();
            Some(by(issuer.and_then(|shown| shown.issuer_name.as_ref())))
        }
        Cause::ChainImpostor(facts) => Some(facts.device()),
        Cause::ChainSelfSigned(facts) => Some(by(facts.presented.leaf.as_ref())),
        _ => None,
    }
}

impl Intercepted {
    fn device(&self) -> String {
        match (&self.shared_key, &self.signer) {
            (Some(key), _) if !key.leaf => key.name.quoted(),
            (None, Signer::Unreadable { .. } | Signer::WithoutKey) => {
                "an unknown device".to_owned()
            }
            (key, _) => match &self.shared_issuer {
                Some(shared) => shared.name.quoted(),
                None if key.is_some() => "one device".to_owned(),
                None => by(self.presented.issuer_name.as_ref()),
            },
        }
    }
}

impl Impostor {
    fn device(&self) -> String {
        let claimed = self.claimed.quoted();
        format!("a device that signs in the name of {claimed}")
    }
}

impl Words for Intercepted {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = format!("{}{}", at.subject(), at.through());
        format!("TLS is inspected on {subject} by {}", self.device())
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let of = &self.presented;
        let mut all: Vec<String> = recognised(of).into_iter().collect();
        all.extend(common(
            self.shared_key.as_ref(),
            self.shared_issuer.as_ref(),
        ));
        all.push(issued(self));
        match &self.signer {
            // Nothing is known of what cannot be read, and nothing is wrong with what is genuine.
            Signer::Unreadable { .. } => {
                all.push(no_path(of));
                all.extend(hints(&of.hints));
            }
            Signer::WithoutKey => all.extend(hints(&of.hints)),
            Signer::Sent { .. } | Signer::Itself | Signer::NotSent | Signer::OtherKeySent => {
                all.push(no_path(of));
                all.extend(unrecognised(of));
                all.extend(presented(of));
            }
        }
        all
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        exclude(&self.presented, at)
    }
}

impl Words for Impostor {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = format!("{}{}", at.subject(), at.through());
        format!("TLS is inspected on {subject} by {}", self.device())
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let (certificate, claimed) = (self.certificate.quoted(), self.claimed.quoted());
        let why = match &self.why {
            FalseClaim::OtherKey { sha256 } => {
                format!("but the key `{sha256}` signed it, which is not that CA's")
            }
            FalseClaim::NotSigned => "but that CA's key did not sign it".to_owned(),
            FalseClaim::KeyUnknown => {
                "and that CA's key is neither sent nor known, so nothing shows \
                                       that it signed it"
                    .to_owned()
            }
        };
        let claim = format!("{certificate} names the known CA {claimed} as its issuer, {why}");
        let common = common(self.shared_key.as_ref(), self.shared_issuer.as_ref());
        let of = &self.presented;
        recognised(of)
            .into_iter()
            .chain(common)
            .chain([claim])
            .chain(unrecognised(of))
            .chain(presented(of))
            .collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "find the device that signs in the name of {}, and {}",
            self.claimed.quoted(),
            exclude(&self.presented, at)
        )
    }
}

impl Words for SelfSigned {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = format!("{}{}", at.subject(), at.through());
        let leaf = by(self.presented.leaf.as_ref());
        format!("The certificate of {subject} is self-signed: {leaf}")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let alone = format!(
            "It came alone, and its key `{}` is not {}",
            self.sha256,
            expected(&self.presented.expected_sets)
        );
        let product = recognised(&self.presented).into_iter();
        let rest = presented(&self.presented);
        product.chain([alone]).chain(rest).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "find the device that answers for {}, and let the connection reach the service",
            at.subject()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::cause::chain::presented::{Attribution, Confidence, Kind};
    use crate::finding::{Across, Finding, Scope, Target};

    fn intercepted(signer: Signer) -> Intercepted {
        Intercepted {
            signer,
            presented: Presented {
                leaf: Some("CN=a".into()),
                issuer: Some("CN=Corp\u{1b}[2J `CA`".into()),
                issuer_name: Some("Corp\u{1b}[2J `CA`".into()),
                expected_sets: vec!["own".to_owned()],
                ..Presented::default()
            },
            shared_key: None,
            shared_issuer: None,
        }
    }

    fn at_one(facts: Intercepted) -> Finding {
        Finding::new(facts).on(Target {
            host: "a.example".to_owned(),
            port: 443,
            via: None,
        })
    }

    #[test]
    fn a_name_in_a_certificate_cannot_end_its_quotation() {
        assert_eq!(
            at_one(intercepted(Signer::NotSent)).conclusion(),
            "TLS is inspected on `a.example:443` by `Corp\\u{1b}[2J 'CA'`"
        );
    }

    #[test]
    fn the_remedy_for_the_whole_run_names_its_hosts() {
        let hosts = vec!["a.example".to_owned(), "b.example".to_owned()];
        let across = Across {
            hosts,
            of: 3,
            scope: Scope::Hosts,
            via: None,
            unaffected: Vec::new(),
        };
        assert_eq!(
            Finding::new(intercepted(Signer::NotSent))
                .across(across)
                .remedy(),
            "exclude `a.example`, `b.example` from TLS inspection, each by its name"
        );
    }

    #[test]
    fn a_program_on_this_machine_is_named_in_the_remedy() {
        let mut facts = intercepted(Signer::NotSent);
        facts.presented.attribution = Some(Attribution {
            product: "Fiddler".to_owned(),
            kind: Kind::Endpoint,
            confidence: Confidence::High,
            in_issuer: true,
            marks: Vec::new(),
        });
        assert_eq!(
            at_one(facts).remedy(),
            "exclude `a.example:443` from TLS inspection in the settings of Fiddler on this machine, or remove \
             it: services here accept only the genuine certificates"
        );
    }

    #[test]
    fn nothing_is_said_of_the_contents_of_what_cannot_be_read() {
        let unread = Intercepted {
            presented: Presented {
                expected_sets: vec!["own".to_owned()],
                ..Presented::default()
            },
            ..intercepted(Signer::Unreadable {
                bytes: 4,
                detail: "junk".into(),
            })
        };
        assert_eq!(
            at_one(unread).evidence(),
            [
                "The first certificate, 4 bytes, cannot be read as X.509: `junk`",
                "No signature leads to a key of issuer set `own`"
            ]
        );
    }
}
