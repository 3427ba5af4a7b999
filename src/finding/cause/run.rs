//! Facts of this program's own limits.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tunnel::Outcome;
use crate::catalogue::TlsVersion;
use crate::finding::facts::Facts;
use crate::finding::shape::{Socket, Version};
use crate::finding::{Code, Owner, Place, Severity, Untrusted};

/// `run.gave-up`: why something was not measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GaveUp {
    /// What kept it from being measured.
    pub why: Unmeasured,
    /// Was it in the comparison on the direct route, beside the route that counts?
    pub on_direct_route: bool,
}

/// What kept something from being measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Unmeasured {
    /// The run's time limit.
    Deadline {
        /// What was under way when it came.
        #[serde(default)]
        unfinished: Vec<Unfinished>,
    },
    /// The report holds no evidence of it.
    NotRecorded,
    /// The host has more addresses than one probe tries.
    TooManyAddresses {
        /// How many were not tried.
        left_out: usize,
    },
    /// A failure of this machine, such as too few file descriptors.
    LocalFailure {
        /// The operating system's words.
        detail: Untrusted,
    },
    /// The signature of the handshake cannot be checked by this program.
    UncheckableSignature {
        /// What cannot be checked: an algorithm, a curve, a size.
        detail: Untrusted,
        /// Is the key too short to be checked, which is a finding of its own?
        short_key: bool,
    },
    /// The server sent more than the 64 KiB of certificates that are read.
    TooManyCertificates,
    /// Handshakes of the inspection matrix.
    Matrix {
        /// How many were not made or not completed, by reason.
        missing: Vec<MissingHandshakes>,
    },
    /// The data file names no sample for the wildcard.
    NoSamples,
    /// Every sample needs a tenant, and none was given.
    NoTenant,
    /// A TLS version that has to work by itself: its handshake was not made, or broken off.
    TlsVersion {
        /// The version.
        #[schemars(with = "Version")]
        version: TlsVersion,
    },
    /// The proxy treats a sample like a name that nobody has, and nothing shows whether the sample exists.
    RefusedOrGone {
        /// A name beside the sample that was made up.
        made_up: String,
        /// What the proxy did to both.
        outcome: Outcome,
    },
    /// No sample of the wildcard exists.
    NoSampleExists {
        /// The samples that were asked.
        samples: Vec<String>,
    },
}

/// A step that was under way when the run ended, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unfinished {
    /// What was waited for.
    pub step: OpenStep,
    /// The address; none where the name was still asked for.
    #[schemars(with = "Option<Socket>")]
    pub address: Option<SocketAddr>,
    /// How long nothing more had come, in ms.
    pub waited_ms: u32,
}

/// What a step waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OpenStep {
    /// Name servers or the system's resolver.
    Resolution,
    /// The answer to the first packet.
    Connection,
    /// TLS with the proxy itself.
    ProxyHandshake,
    /// The proxy's answer.
    Tunnel,
    /// TLS with the target.
    Handshake,
    /// The HTTP response.
    Response,
}

/// Handshakes of the inspection matrix that were not made or not completed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MissingHandshakes {
    /// The reason that they have in common.
    pub why: WhyMissing,
    /// How many.
    pub handshakes: u32,
}

/// Why a handshake of the inspection matrix is missing. The order is that in which they are said.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum WhyMissing {
    /// The run was interrupted.
    Interrupted,
    /// The run's time limit.
    Deadline,
    /// More were planned than a run makes.
    TooMany,
    /// This program failed.
    Crashed,
    /// The connection did not open.
    NotConnected,
    /// The proxy opened no tunnel.
    NoTunnel,
}

impl Facts for GaveUp {
    const CODE: Code = Code::RunGaveUp;

    /// What the matrix did not see leaves the first walk's result as it is, and is no pass either.
    fn severity(&self) -> Severity {
        match self.why {
            Unmeasured::Matrix { .. } => Severity::Warn,
            Unmeasured::Deadline { .. }
            | Unmeasured::NotRecorded
            | Unmeasured::TooManyAddresses { .. }
            | Unmeasured::LocalFailure { .. }
            | Unmeasured::UncheckableSignature { .. }
            | Unmeasured::TooManyCertificates
            | Unmeasured::NoSamples
            | Unmeasured::TlsVersion { .. }
            | Unmeasured::NoTenant
            | Unmeasured::RefusedOrGone { .. }
            | Unmeasured::NoSampleExists { .. } => Severity::Unproven,
        }
    }

    fn owner(&self, _at: &Place<'_>) -> Owner {
        match self.why {
            Unmeasured::NoSampleExists { .. } => Owner::Dns,
            Unmeasured::RefusedOrGone { .. } => Owner::Proxy,
            Unmeasured::Deadline { .. }
            | Unmeasured::NotRecorded
            | Unmeasured::TooManyAddresses { .. }
            | Unmeasured::LocalFailure { .. }
            | Unmeasured::UncheckableSignature { .. }
            | Unmeasured::TooManyCertificates
            | Unmeasured::Matrix { .. }
            | Unmeasured::NoSamples
            | Unmeasured::TlsVersion { .. }
            | Unmeasured::NoTenant => Owner::Tester,
        }
    }

    fn common(&self) -> Self {
        let mut common = self.clone();
        match &mut common.why {
            Unmeasured::TooManyAddresses { left_out } => *left_out = 0,
            Unmeasured::Matrix { missing } => missing.iter_mut().for_each(|one| one.handshakes = 0),
            Unmeasured::NoSampleExists { samples } => samples.clear(),
            Unmeasured::Deadline { unfinished } => unfinished.clear(),
            Unmeasured::RefusedOrGone { made_up, .. } => made_up.clear(),
            Unmeasured::NotRecorded
            | Unmeasured::LocalFailure { .. }
            | Unmeasured::UncheckableSignature { .. }
            | Unmeasured::TooManyCertificates
            | Unmeasured::NoSamples
            | Unmeasured::TlsVersion { .. }
            | Unmeasured::NoTenant => {}
        }
        common
    }
}

/// The user stopped the run before this was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interrupted {
    /// Handshakes of the inspection matrix that are missing; empty where the probe itself was
    /// interrupted.
    pub missing: Vec<MissingHandshakes>,
    /// What was under way when the run was stopped.
    #[serde(default)]
    pub unfinished: Vec<Unfinished>,
    /// Was it in the comparison on the direct route, beside the route that counts?
    pub on_direct_route: bool,
}

impl Facts for Interrupted {
    const CODE: Code = Code::RunInterrupted;

    /// What the matrix did not see leaves the first walk's result as it is, and is no pass either.
    fn severity(&self) -> Severity {
        if self.missing.is_empty() {
            Severity::Unproven
        } else {
            Severity::Warn
        }
    }

    fn common(&self) -> Self {
        let mut common = self.clone();
        common.missing.iter_mut().for_each(|one| one.handshakes = 0);
        common.unfinished.clear();
        common
    }
}

/// A fault of this program: the probe broke and what it saw is lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Crashed {
    /// The program's last words.
    pub detail: Untrusted,
    /// Was it in the comparison on the direct route, beside the route that counts?
    pub on_direct_route: bool,
}

impl Facts for Crashed {
    const CODE: Code = Code::RunCrashed;
}
