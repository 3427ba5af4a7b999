//! Facts of TLS inspection that concerns only some connections.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::presented::Presented;
use crate::finding::cause::pattern::Pattern;
use crate::finding::facts::Facts;
use crate::finding::{Code, Owner, Place, Untrusted};

/// `chain.intercepted-sometimes`: TLS is inspected in some handshakes and not in others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InterceptedSometimes {
    /// How many handshakes are compared.
    pub handshakes: usize,
    /// How many of them were inspected.
    pub inspected: usize,
    /// What sets these apart.
    pub when: Pattern,
    /// What was presented first of them; none where a genuine certificate was shown without its key.
    pub presented: Option<Presented>,
    /// The known CA in whose name it was signed, where that is false.
    pub claimed: Option<Untrusted>,
}

impl Facts for InterceptedSometimes {
    const CODE: Code = Code::ChainInterceptedSometimes;

    fn owner(&self, _at: &Place<'_>) -> Owner {
        self.presented
            .as_ref()
            .map_or(Owner::Proxy, Presented::owner)
    }

    fn common(&self) -> Self {
        Self {
            handshakes: 0,
            inspected: 0,
            presented: self.presented.as_ref().map(Presented::common),
            ..self.clone()
        }
    }

    fn change(&self) -> Self {
        Self {
            when: Pattern::NowAndThen,
            presented: self.presented.as_ref().map(Presented::change),
            claimed: None,
            ..self.common()
        }
    }
}
