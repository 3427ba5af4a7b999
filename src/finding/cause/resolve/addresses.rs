//! Facts of the addresses that a name leads to, and of who gave them.

use std::net::{IpAddr, SocketAddr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::finding::facts::Facts;
use crate::finding::shape::Socket;
use crate::finding::{Code, Severity, Untrusted};

/// `resolve.private-answer`: an address where a public service cannot be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PrivateAnswer {
    /// The address.
    pub answer: IpAddr,
    /// What kind of address that is, such as "a private address".
    pub kind: String,
    /// Is the certificate chain there genuine, as behind a private link?
    pub genuine_there: bool,
}

impl Facts for PrivateAnswer {
    const CODE: Code = Code::ResolvePrivateAnswer;

    fn severity(&self) -> Severity {
        if self.genuine_there {
            Severity::Warn
        } else {
            Severity::Fail
        }
    }

    fn change(&self) -> Self {
        Self {
            answer: IpAddr::from([0, 0, 0, 0]),
            ..self.clone()
        }
    }
}

/// `resolve.rewritten`: names that cannot exist are answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rewritten {
    /// Made-up names that were answered, at most 8.
    pub made_up: Vec<MadeUp>,
    /// The wildcards that they were made up under; empty where under none.
    pub under: Vec<String>,
    /// The address that the host got as well.
    pub same_address: Option<IpAddr>,
}

/// A name that cannot exist, and the answer to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MadeUp {
    /// The name.
    pub name: String,
    /// The name server that answered; null: the operating system's resolver.
    #[schemars(with = "Option<Socket>")]
    pub server: Option<SocketAddr>,
    /// The addresses it gave, at most 4.
    pub addresses: Vec<IpAddr>,
}

impl Facts for Rewritten {
    const CODE: Code = Code::ResolveRewritten;

    fn common(&self) -> Self {
        Self {
            made_up: Vec::new(),
            under: Vec::new(),
            same_address: self.same_address,
        }
    }

    fn change(&self) -> Self {
        Self {
            same_address: None,
            ..self.common()
        }
    }
}

/// `resolve.translated`: IPv6 addresses that are made of IPv4 ones (DNS64, RFC 6147).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Translated {
    /// The translator's prefix, as `64:ff9b::/96`.
    pub prefix: String,
    /// Does nothing behind it answer, while IPv4 works?
    pub dead: bool,
}

impl Facts for Translated {
    const CODE: Code = Code::ResolveTranslated;

    fn severity(&self) -> Severity {
        if self.dead {
            Severity::Warn
        } else {
            Severity::Note
        }
    }
}

/// `resolve.outside-range`: an address outside the endpoint's ranges.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutsideRange {
    /// The service tags and networks that the row names.
    pub expected: Vec<String>,
}

impl Facts for OutsideRange {
    const CODE: Code = Code::ResolveOutsideRange;
}

/// `resolve.system-differs`: the operating system's answer is another than the servers'.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SystemDiffers {
    /// What the operating system's resolver answers.
    pub system: SystemAnswer,
    /// The addresses that the name servers give, at most 8.
    pub servers_give: Vec<IpAddr>,
}

/// What the operating system's resolver answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum SystemAnswer {
    /// Addresses that no name server gives.
    OtherAddresses {
        /// They, at most 8.
        addresses: Vec<IpAddr>,
        /// Does none of its addresses work, while one of the servers' does, or can none work?
        dead: bool,
    },
    /// No such name.
    NoSuchName {
        /// Its words.
        detail: Untrusted,
    },
    /// It says "try again".
    TryAgain {
        /// Its words.
        detail: Untrusted,
    },
    /// No address.
    NoAddress,
    /// Nothing in time.
    Late {
        /// How long was waited, in ms.
        waited_ms: u32,
    },
}

impl Facts for SystemDiffers {
    const CODE: Code = Code::ResolveSystemDiffers;

    fn severity(&self) -> Severity {
        match self.system {
            SystemAnswer::OtherAddresses { dead: true, .. }
            | SystemAnswer::NoSuchName { .. }
            | SystemAnswer::NoAddress => Severity::Fail,
            SystemAnswer::OtherAddresses { dead: false, .. }
            | SystemAnswer::TryAgain { .. }
            | SystemAnswer::Late { .. } => Severity::Warn,
        }
    }

    fn common(&self) -> Self {
        let system = match &self.system {
            SystemAnswer::Late { .. } => SystemAnswer::Late { waited_ms: 0 },
            other => other.clone(),
        };
        Self {
            system,
            servers_give: Vec::new(),
        }
    }
}
