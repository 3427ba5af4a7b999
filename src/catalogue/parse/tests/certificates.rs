//! Certificate files that a data file names.

use super::*;

fn ca(name: Option<&str>) -> rcgen::Certificate {
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
        .distinguished_name
        .push(rcgen::DnType::OrganizationName, "Corp, Inc.");
    params
        .distinguished_name
        .push(rcgen::DnType::CountryName, "CH");
    if let Some(name) = name {
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
    }
    params
        .self_signed(&rcgen::KeyPair::generate().unwrap())
        .unwrap()
}

/// The good file, where the key says `lines` and every file beside it holds `pem`.
fn with(lines: &str, pem: &[u8]) -> Result<Catalogue, String> {
    let (name, hash) = ("name        = \"Corp Root\"\n", "a".repeat(64));
    let text = GOOD
        .replace(name, "")
        .replace(&format!("spki_sha256 = \"{hash}\""), lines);
    let read = |path: &Path| {
        assert_eq!(path, PathBuf::from("conf/corp.pem"));
        Ok(pem.to_vec())
    };
    Catalogue::parse(text.as_bytes(), Path::new("conf/my.toml"), &read)
        .map_err(|error| error.to_string())
}

const FILE: &str = "certificate = \"corp.pem\"";

#[test]
fn a_certificate_alone_gives_name_subject_hash_and_key() {
    let ca = ca(Some("Corp Root"));
    let catalogue = with(FILE, ca.pem().as_bytes()).unwrap();
    let key = &catalogue.issuers[0].keys[0];
    assert_eq!(key.name, "Corp Root");
    let spki = key.public_key.as_ref().unwrap();
    assert_eq!(key.spki_sha256, sha256_hex(spki));
    let holds = |part: &[u8]| ca.der().windows(part.len()).any(|window| window == part);
    assert!(holds(spki) && holds(key.subject.as_ref().unwrap()));
}

#[test]
fn a_certificate_without_a_common_name_gives_its_whole_subject() {
    let catalogue = with(FILE, ca(None).pem().as_bytes()).unwrap();
    assert_eq!(catalogue.issuers[0].keys[0].name, "C=CH,O=Corp\\, Inc.");
}

#[test]
fn a_certificate_beside_its_hash_fits() {
    let pem = ca(Some("Corp Root")).pem();
    let hash = with(FILE, pem.as_bytes()).unwrap().issuers[0].keys[0]
        .spki_sha256
        .clone();
    let both = format!("{FILE}\nspki_sha256 = \"{hash}\"\nname = \"Ours\"");
    assert_eq!(
        with(&both, pem.as_bytes()).unwrap().issuers[0].keys[0].name,
        "Ours"
    );
}

#[test]
fn a_certificate_that_does_not_fit_its_hash_is_a_mistake() {
    let pem = ca(Some("Corp Root")).pem();
    let hash = with(FILE, pem.as_bytes()).unwrap().issuers[0].keys[0]
        .spki_sha256
        .clone();
    let both = format!("spki_sha256 = \"{}\"\n{FILE}", "b".repeat(64));
    assert_eq!(
        with(&both, pem.as_bytes()).unwrap_err(),
        format!(
            "conf/my.toml:11: `certificate` does not fit `spki_sha256`: its key has the hash `{hash}`"
        )
    );
}

#[test]
fn a_public_key_that_does_not_fit_its_hash_is_a_mistake() {
    let pem = ca(Some("Corp Root")).pem();
    let key = with(FILE, pem.as_bytes()).unwrap().issuers[0]
        .keys
        .remove(0);
    let text = key.public_key.unwrap().to_base64();
    let both = format!(
        "spki_sha256 = \"{}\"\npublic_key = \"{text}\"",
        "b".repeat(64)
    );
    assert_eq!(
        with(&both, b"").unwrap_err(),
        format!(
            "conf/my.toml:11: `public_key` does not fit `spki_sha256`: its key has the hash `{}`",
            key.spki_sha256
        )
    );
}

#[test]
fn a_key_stands_once_in_a_set() {
    let pem = ca(Some("Corp Root")).pem();
    let twice = format!("{FILE}\n[[issuer.key]]\nname = \"Twin\"\n{FILE}");
    assert_eq!(
        with(&twice, pem.as_bytes()).unwrap_err(),
        "conf/my.toml:11: `Twin` has the same key as `Corp Root`"
    );
}

#[test]
fn a_certificate_is_the_same_in_der() {
    let root = ca(Some("Corp Root"));
    let keys = |bytes: &[u8]| with(FILE, bytes).unwrap().issuers;
    assert_eq!(keys(root.der()), keys(root.pem().as_bytes()));
}

#[test]
fn a_file_that_holds_no_certificate_is_a_mistake() {
    for bytes in [&b""[..], b"-----BEGIN CERTIFICATE-----\nnonsense"] {
        assert_eq!(
            with(FILE, bytes).unwrap_err(),
            "conf/my.toml:10: certificate file `corp.pem` holds no certificate; give one in PEM or DER"
        );
    }
}

#[test]
fn a_file_that_holds_two_certificates_is_a_mistake() {
    let two = ca(None).pem() + &ca(None).pem();
    assert_eq!(
        with(FILE, two.as_bytes()).unwrap_err(),
        "conf/my.toml:10: certificate file `corp.pem` holds 2 certificates; give a file with one"
    );
}

#[test]
fn a_damaged_certificate_is_a_mistake() {
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assert_eq!(
        with(FILE, pem.as_bytes()).unwrap_err(),
        "conf/my.toml:10: certificate file `corp.pem` holds a damaged certificate"
    );
}
