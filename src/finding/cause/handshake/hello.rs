//! Facts of handshakes that pass or fail by what the client hello says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::TlsVersion;
use crate::finding::cause::pattern::{Condition, Pattern};
use crate::finding::facts::Facts;
use crate::finding::shape::Version;
use crate::finding::{Code, Owner, Place, Severity};

use super::failure::Failure;

/// `handshake.name-filtered`: no answer for this server name, and one for another name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NameFiltered {
    /// How the handshake of this name failed, the first time and again.
    pub failure: Failure,
    /// The name that fails, where it is not the host's own but a made-up one under its wildcard.
    pub made_up_name: Option<String>,
    /// The wildcard of the data file, where the row has one.
    pub wildcard: Option<String>,
    /// Server names that got an answer at the same address; null stands for a hello without a name.
    pub answered: Vec<Option<String>>,
}

impl Facts for NameFiltered {
    const CODE: Code = Code::HandshakeNameFiltered;

    fn common(&self) -> Self {
        Self {
            failure: self.failure.clone(),
            made_up_name: self.made_up_name.as_ref().map(|_| String::new()),
            wildcard: None,
            answered: Vec::new(),
        }
    }

    fn change(&self) -> Self {
        Self {
            failure: Failure::Silent,
            made_up_name: None,
            ..self.common()
        }
    }
}

/// `handshake.version-blocked`: handshakes fail by the TLS versions that they offer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VersionBlocked {
    /// Which hellos fail.
    pub blocked: BlockedHello,
    /// How the first of them failed.
    pub failure: Failure,
    /// How it failed again, after all other connections had ended; none where there was no time for
    /// that, or where it was not needed.
    pub again: Option<Failure>,
}

/// The hellos that fail, as told by the versions that they offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum BlockedHello {
    /// One that offers this version alone, while one that offers more agrees on another version.
    Only {
        /// The version.
        #[schemars(with = "Version")]
        version: TlsVersion,
        /// What was agreed on at the same address.
        #[schemars(with = "Version")]
        works: TlsVersion,
    },
    /// One that offers TLS 1.3 beside 1.2, while one that offers 1.2 alone passes.
    OffersNewer,
}

impl VersionBlocked {
    /// May the server just have no cipher suite of those that this program offers?
    #[must_use]
    pub fn may_lack_suites(&self) -> bool {
        const HANDSHAKE_FAILURE: u8 = 40;
        const INSUFFICIENT_SECURITY: u8 = 71;
        let alert = |failure: &Failure| matches!(failure, Failure::Alert { alert } if [HANDSHAKE_FAILURE, INSUFFICIENT_SECURITY].contains(alert));
        alert(&self.failure)
    }
}

impl Facts for VersionBlocked {
    const CODE: Code = Code::HandshakeVersionBlocked;

    /// One failure may be chance; a device that spares older hellos lets an older agent work.
    fn severity(&self) -> Severity {
        match self.blocked {
            BlockedHello::Only { .. } if self.again.is_some() && !self.may_lack_suites() => {
                Severity::Fail
            }
            BlockedHello::Only { .. } | BlockedHello::OffersNewer => Severity::Warn,
        }
    }

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    fn common(&self) -> Self {
        Self {
            again: None,
            ..self.clone()
        }
    }
}

/// `handshake.large-hello`: large client hellos fail and small ones succeed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LargeHello {
    /// How many handshakes with a post-quantum key share were made.
    pub large: usize,
    /// How many of them failed.
    pub failed: usize,
    /// How the first of them failed.
    pub failure: Failure,
}

impl Facts for LargeHello {
    const CODE: Code = Code::HandshakeLargeHello;

    fn common(&self) -> Self {
        Self {
            large: 0,
            failed: 0,
            ..self.clone()
        }
    }
}

/// `handshake.sometimes`: handshakes of some shapes get no answer, where others come through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sometimes {
    /// How many handshakes are compared.
    pub handshakes: usize,
    /// How many of them failed.
    pub failed: usize,
    /// What sets these apart.
    pub when: Pattern,
    /// How the first of them failed.
    pub failure: Failure,
}

impl Facts for Sometimes {
    const CODE: Code = Code::HandshakeSometimes;

    /// Servers that lack a version may close without an alert (that of Java does): where only the version
    /// sets them apart, it may be the server's own choice.
    fn severity(&self) -> Severity {
        match &self.when {
            Pattern::Only { conditions }
                if matches!(conditions.as_slice(), [Condition::TlsVersion { .. }]) =>
            {
                Severity::Note
            }
            _ => Severity::Warn,
        }
    }

    fn owner(&self, at: &Place<'_>) -> Owner {
        at.team_on_route()
    }

    fn common(&self) -> Self {
        Self {
            handshakes: 0,
            failed: 0,
            ..self.clone()
        }
    }
}
