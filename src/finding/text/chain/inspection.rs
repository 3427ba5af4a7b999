//! TLS inspection, in words: who, by which marks, and what this machine makes of it.

use crate::finding::cause::chain::inspection::{
    Attribution, Condition, Confidence, FalseClaim, Hints, Impostor, Intercepted,
    InterceptedSometimes, Mark, Pattern, Presented, SelfSigned, SharedKey, Signer, Timestamps,
};
use crate::finding::text::{Words, counted, duration, list, moment, names};
use crate::finding::{Many, Place, Untrusted};

/// No more hosts are named in a remedy.
const MOST_HOSTS: usize = 12;

/// What is expected.
pub(super) fn expected(sets: &[String]) -> String {
    match sets {
        [] => "any issuer set, since the endpoint names none".to_owned(),
        sets => format!("a key of issuer set {}", names(sets, sets.len())),
    }
}

/// The SCTs of a leaf.
pub(super) fn timestamps(all: &Timestamps) -> String {
    if all.number == 0 {
        return "The certificate has no embedded SCTs".to_owned();
    }
    let first = all.first.iter();
    let first: Vec<String> = first
        .map(|one| format!("log `{}` at {}", one.log, moment(one.at_unix)))
        .collect();
    let number = counted(all.number, "embedded SCT", "embedded SCTs");
    format!(
        "The certificate has {number}, not verified: {}",
        first.join(", ")
    )
}

fn attribution(found: Option<&Attribution>) -> String {
    let Some(found) = found else {
        return "Its names match no known inspection product".to_owned();
    };
    let mark = |mark: &Mark| {
        let (attribute, value) = (&mark.attribute, mark.value.quoted());
        format!("{attribute} {value} matches `{}`", mark.pattern)
    };
    let marks: Vec<String> = found.marks.iter().map(mark).collect();
    let confidence = match found.confidence {
        Confidence::Low => "low",
        Confidence::Medium => "medium",
        Confidence::High => "high",
    };
    let whose = if found.in_issuer {
        "the issuer's"
    } else {
        "a higher certificate's"
    };
    format!(
        "It is probably {} (confidence {confidence}): {whose} {}",
        found.product,
        marks.join(" and ")
    )
}

/// What is known beside the mark that decides.
fn presented(of: &Presented) -> Vec<String> {
    let trusted = match &of.trusted_root {
        Some(root) => format!(
            "This machine trusts the chain, by its own root {}",
            root.quoted()
        ),
        None => "No root of this machine is known to complete the chain".to_owned(),
    };
    let quoted = |all: &[Untrusted]| all.iter().map(Untrusted::quoted).collect::<Vec<_>>();
    let refused = quoted(&of.refused);
    let refused = (!refused.is_empty()).then(|| {
        format!(
            "Valid signatures that do not count: {}",
            list(&refused, refused.len())
        )
    });
    let unchecked = quoted(&of.uncheckable);
    let unchecked = (!unchecked.is_empty()).then(|| {
        format!(
            "Not checkable by this program: {}",
            list(&unchecked, unchecked.len())
        )
    });
    let early = of
        .search_ended_early
        .then(|| "More certificates were presented than are looked at".to_owned());
    let all = [
        Some(trusted),
        Some(timestamps(&of.timestamps)),
        refused,
        unchecked,
        early,
    ];
    all.into_iter().flatten().chain(hints(&of.hints)).collect()
}

fn hints(of: &Hints) -> Vec<String> {
    let words: Vec<String> = of.own_words.iter().map(Untrusted::quoted).collect();
    let words = (!words.is_empty()).then(|| {
        format!(
            "The responder identifies itself as {}",
            list(&words, words.len())
        )
    });
    let nearer = of.answered_nearer_ms.map(|(tcp, tls)| {
        format!(
            "TCP was answered after {} and TLS after {}, as where a device on the path answers TCP",
            duration(tcp),
            duration(tls)
        )
    });
    words.into_iter().chain(nearer).collect()
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

/// The key behind several hosts.
fn shared(key: &SharedKey) -> Vec<String> {
    let (hash, subject) = (&key.sha256, key.subject.quoted());
    let who = if key.leaf {
        format!("One leaf key, `{hash}`, is shown for all of them")
    } else {
        format!("The key `{hash}` of {subject} signs for all of them")
    };
    let sets = (key.issuer_sets.len() > 1).then(|| {
        let sets = names(&key.issuer_sets, 12);
        format!("Their genuine issuers are in different sets: {sets}")
    });
    std::iter::once(who).chain(sets).collect()
}

/// By whom, for the end of a sentence: "`Corp Inspection CA`".
fn by(issuer: Option<&Untrusted>) -> String {
    issuer.map_or_else(|| "an unknown device".to_owned(), Untrusted::quoted)
}

/// Names the hosts of the whole run, so that it can be followed without the rest of the report.
fn exclude(at: &Place<'_>) -> String {
    match at.many {
        Many::Across(across) => {
            let hosts = names(&across.hosts, MOST_HOSTS);
            format!("exclude {hosts} from TLS inspection, each by its name")
        }
        Many::One | Many::Addresses(_) | Many::Hosts(_) => {
            format!("exclude {} from TLS inspection", at.endpoint())
        }
    }
}

impl Words for Intercepted {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = format!("{}{}", at.subject(), at.through());
        let who = match (&self.shared_key, &self.signer) {
            (Some(key), _) if key.leaf => "one device".to_owned(),
            (Some(key), _) => key.name.quoted(),
            (None, Signer::Unreadable { .. } | Signer::WithoutKey) => {
                "an unknown device".to_owned()
            }
            (None, _) => by(self.presented.issuer_name.as_ref()),
        };
        format!("TLS is inspected on {subject} by {who}")
    }

    fn evidence(&self, _at: &Place<'_>) -> Vec<String> {
        let of = &self.presented;
        let mut all: Vec<String> = self.shared_key.iter().flat_map(shared).collect();
        all.push(issued(self));
        match &self.signer {
            // Nothing is known of what cannot be read, and nothing is wrong with what is genuine.
            Signer::Unreadable { .. } => {
                all.push(no_path(of));
                all.extend(hints(&of.hints));
            }
            Signer::WithoutKey => all.extend(hints(&of.hints)),
            Signer::Sent { .. } | Signer::Itself | Signer::NotSent | Signer::OtherKeySent => {
                all.extend([no_path(of), attribution(of.attribution.as_ref())]);
                all.extend(presented(of));
            }
        }
        all
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        exclude(at)
    }
}

impl Words for Impostor {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let subject = format!("{}{}", at.subject(), at.through());
        let claimed = self.claimed.quoted();
        format!("TLS is inspected on {subject} by a device that signs in the name of {claimed}")
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
        let key = self.shared_key.iter().flat_map(shared);
        let own = [claim, attribution(self.presented.attribution.as_ref())];
        key.chain(own).chain(presented(&self.presented)).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "find the device that signs in the name of {}, and {}",
            self.claimed.quoted(),
            exclude(at)
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
        let product = self.presented.attribution.as_ref();
        let product = product.map(|found| attribution(Some(found)));
        let rest = presented(&self.presented);
        std::iter::once(alone).chain(product).chain(rest).collect()
    }

    fn remedy(&self, at: &Place<'_>) -> String {
        format!(
            "find the device that answers for {}, and let the connection reach the service",
            at.subject()
        )
    }
}

impl Words for InterceptedSometimes {
    fn conclusion(&self, at: &Place<'_>) -> String {
        let when = match &self.when {
            Pattern::Only { conditions } => {
                let all: Vec<String> = conditions.iter().map(condition).collect();
                format!("only {}", all.join(" and "))
            }
            Pattern::First { times: 1 } => "only the first time".to_owned(),
            Pattern::First { times } => format!("only the first {times} times"),
            Pattern::NowAndThen => "now and then".to_owned(),
        };
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

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::TlsVersion { version } => format!("with TLS {version}"),
        Condition::OwnName => "with its own server name".to_owned(),
        Condition::OtherName { name } => format!("with the server name `{name}`"),
        Condition::NoName => "without a server name".to_owned(),
        Condition::SmallHello => "with a small client hello".to_owned(),
        Condition::PostQuantumHello => "with a post-quantum client hello".to_owned(),
        Condition::Ipv4 => "over IPv4".to_owned(),
        Condition::Ipv6 => "over IPv6".to_owned(),
        Condition::Direct => "on the direct route".to_owned(),
        Condition::Through { proxy } => format!("through proxy `{proxy}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
