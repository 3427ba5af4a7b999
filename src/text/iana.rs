//! The names of numbers in TLS and DNS, as IANA's registries have them.

use std::borrow::Cow;

/// A name from a table; of a number that is not in it, the number as hexadecimal digits.
pub type Name = Cow<'static, str>;

/// A protocol version of TLS: `TLS 1.3`.
#[must_use]
pub fn tls_version(number: u16) -> Name {
    name_or_hex(
        number,
        match number {
            0x0300 => "SSL 3.0",
            0x0301 => "TLS 1.0",
            0x0302 => "TLS 1.1",
            0x0303 => "TLS 1.2",
            0x0304 => "TLS 1.3",
            _ => "",
        },
    )
}

/// A cipher suite: those of TLS 1.3 (RFC 8446, B.4), and those of TLS 1.2 with a key exchange that
/// keeps secrets from whoever gets the key later (RFC 5289, RFC 7905).
#[must_use]
pub fn cipher_suite(number: u16) -> Name {
    name_or_hex(
        number,
        match number {
            0x1301 => "TLS_AES_128_GCM_SHA256",
            0x1302 => "TLS_AES_256_GCM_SHA384",
            0x1303 => "TLS_CHACHA20_POLY1305_SHA256",
            0x1304 => "TLS_AES_128_CCM_SHA256",
            0x1305 => "TLS_AES_128_CCM_8_SHA256",
            0xc02b => "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            0xc02c => "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            0xc02f => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            0xc030 => "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            0xcca8 => "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            0xcca9 => "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            _ => "",
        },
    )
}

/// A group of a key exchange (RFC 8446, 4.2.7).
#[must_use]
pub fn group(number: u16) -> Name {
    name_or_hex(
        number,
        match number {
            0x0017 => "secp256r1",
            0x0018 => "secp384r1",
            0x0019 => "secp521r1",
            0x001d => "x25519",
            0x001e => "x448",
            0x0100 => "ffdhe2048",
            0x0101 => "ffdhe3072",
            0x0102 => "ffdhe4096",
            0x0103 => "ffdhe6144",
            0x0104 => "ffdhe8192",
            0x0200 => "MLKEM512",
            0x0201 => "MLKEM768",
            0x0202 => "MLKEM1024",
            0x11eb => "SecP256r1MLKEM768",
            0x11ec => "X25519MLKEM768",
            0x11ed => "SecP384r1MLKEM1024",
            _ => "",
        },
    )
}

/// A signature scheme (RFC 8446, 4.2.3).
#[must_use]
pub fn signature_scheme(number: u16) -> Name {
    name_or_hex(
        number,
        match number {
            0x0201 => "rsa_pkcs1_sha1",
            0x0203 => "ecdsa_sha1",
            0x0401 => "rsa_pkcs1_sha256",
            0x0403 => "ecdsa_secp256r1_sha256",
            0x0501 => "rsa_pkcs1_sha384",
            0x0503 => "ecdsa_secp384r1_sha384",
            0x0601 => "rsa_pkcs1_sha512",
            0x0603 => "ecdsa_secp521r1_sha512",
            0x0804 => "rsa_pss_rsae_sha256",
            0x0805 => "rsa_pss_rsae_sha384",
            0x0806 => "rsa_pss_rsae_sha512",
            0x0807 => "ed25519",
            0x0808 => "ed448",
            0x0809 => "rsa_pss_pss_sha256",
            0x080a => "rsa_pss_pss_sha384",
            0x080b => "rsa_pss_pss_sha512",
            0x0904 => "mldsa44",
            0x0905 => "mldsa65",
            0x0906 => "mldsa87",
            _ => "",
        },
    )
}

fn name_or_hex(number: u16, name: &'static str) -> Name {
    match name {
        "" => format!("0x{number:04x}").into(),
        name => name.into(),
    }
}

/// A TLS alert (RFC 8446, 6; RFC 5246, 7.2).
#[must_use]
pub fn alert(number: u8) -> Option<&'static str> {
    Some(match number {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        21 => "decryption_failed",
        22 => "record_overflow",
        30 => "decompression_failure",
        40 => "handshake_failure",
        41 => "no_certificate",
        42 => "bad_certificate",
        43 => "unsupported_certificate",
        44 => "certificate_revoked",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        49 => "access_denied",
        50 => "decode_error",
        51 => "decrypt_error",
        60 => "export_restriction",
        70 => "protocol_version",
        71 => "insufficient_security",
        80 => "internal_error",
        86 => "inappropriate_fallback",
        90 => "user_canceled",
        100 => "no_renegotiation",
        109 => "missing_extension",
        110 => "unsupported_extension",
        111 => "certificate_unobtainable",
        112 => "unrecognized_name",
        113 => "bad_certificate_status_response",
        114 => "bad_certificate_hash_value",
        115 => "unknown_psk_identity",
        116 => "certificate_required",
        120 => "no_application_protocol",
        121 => "ech_required",
        _ => return None,
    })
}

/// A response code of DNS (RFC 6895, 2.3).
#[must_use]
pub fn response_code(number: u16) -> Option<&'static str> {
    Some(match number {
        0 => "NOERROR",
        1 => "FORMERR",
        2 => "SERVFAIL",
        3 => "NXDOMAIN",
        4 => "NOTIMP",
        5 => "REFUSED",
        6 => "YXDOMAIN",
        7 => "YXRRSET",
        8 => "NXRRSET",
        9 => "NOTAUTH",
        10 => "NOTZONE",
        11 => "DSOTYPENI",
        16 => "BADVERS",
        23 => "BADCOOKIE",
        _ => return None,
    })
}

/// An extended DNS error (RFC 8914, 4).
#[must_use]
pub fn extended_error(number: u16) -> Option<&'static str> {
    Some(match number {
        0 => "other error",
        1 => "unsupported DNSKEY algorithm",
        2 => "unsupported DS digest type",
        3 => "stale answer",
        4 => "forged answer",
        5 => "DNSSEC indeterminate",
        6 => "DNSSEC bogus",
        7 => "signature expired",
        8 => "signature not yet valid",
        9 => "DNSKEY missing",
        10 => "RRSIGs missing",
        11 => "no zone key bit set",
        12 => "NSEC missing",
        13 => "cached error",
        14 => "not ready",
        15 => "blocked",
        16 => "censored",
        17 => "filtered",
        18 => "prohibited",
        19 => "stale NXDOMAIN answer",
        20 => "not authoritative",
        21 => "not supported",
        22 => "no reachable authority",
        23 => "network error",
        24 => "invalid data",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_without_a_name_is_written_as_it_is_in_the_registry() {
        assert_eq!(cipher_suite(0x1301), "TLS_AES_128_GCM_SHA256");
        assert_eq!(cipher_suite(0x00ff), "0x00ff");
        assert_eq!(tls_version(0x0304), "TLS 1.3");
        assert_eq!(tls_version(0x7f1c), "0x7f1c");
        assert_eq!(group(0x11ec), "X25519MLKEM768");
        assert_eq!(signature_scheme(0x0403), "ecdsa_secp256r1_sha256");
    }

    /// Whatever our hello can offer has a name here.
    #[test]
    fn everything_that_can_be_negotiated_has_a_name() {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        for suite in &provider.cipher_suites {
            let number = u16::from(suite.suite());
            assert!(cipher_suite(number).starts_with("TLS_"), "{number:#06x}");
        }
        for offered in &provider.kx_groups {
            let number = u16::from(offered.name());
            assert!(!group(number).starts_with("0x"), "{number:#06x}");
        }
        let schemes = provider.signature_verification_algorithms;
        for scheme in schemes.supported_schemes() {
            let number = u16::from(scheme);
            let name = signature_scheme(number);
            assert!(!name.starts_with("0x"), "{number:#06x}");
        }
    }
}
