//! Why a signature cannot be checked here.

/// Why a signature cannot be checked by this program. It is no word against the signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotCheckable {
    /// The certificate does not parse.
    #[error("the leaf cannot be read")]
    Leaf,
    /// The `AlgorithmIdentifier` does not parse.
    #[error("the signature algorithm cannot be read")]
    Algorithm,
    /// An algorithm that is not implemented, by its object identifier.
    #[error("the signature algorithm `{0:.80}`")]
    UnknownAlgorithm(String),
    /// Parameters of RSASSA-PSS (RFC 4055, 3.1) other than the usual ones.
    #[error("RSASSA-PSS with unusual parameters")]
    PssParameters,
    /// A TLS `SignatureScheme` that is not implemented.
    #[error("the TLS signature scheme `0x{0:04x}`")]
    TlsScheme(u16),
    /// The key does not parse.
    #[error("a key that cannot be read")]
    Key,
    /// A key's algorithm that is not implemented, by its object identifier.
    #[error("a key of the algorithm `{0:.80}`")]
    KeyAlgorithm(String),
    /// An elliptic curve that is not named but described.
    #[error("a key on an unnamed curve")]
    UnnamedCurve,
    /// A curve that is not implemented, by its object identifier.
    #[error("a key on the curve `{0:.80}`")]
    Curve(String),
    /// A scheme and a key that the library does not check together, such as by their sizes.
    #[error("{scheme} by {key}")]
    Pair {
        /// The scheme's name.
        scheme: String,
        /// The key's name.
        key: String,
    },
    /// The library does not take the key.
    #[error("{0} that is malformed")]
    MalformedKey(String),
    /// A digest of another length than its algorithm has.
    #[error("the digest that was kept has the wrong length")]
    DigestLength,
    /// A scheme that needs the message and not its digest.
    #[error("{0} cannot be checked from a digest")]
    FromDigest(String),
    /// More signatures than one chain is worth.
    #[error("more than {0} signatures to check")]
    TooMany(usize),
}
