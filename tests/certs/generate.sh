#!/bin/sh
# Makes the certificates that rcgen cannot: weak, old and odd ones. Run once by hand; the results
# are kept, the keys are not.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

days=36500
printf 'subjectAltName=DNS:host.example\nbasicConstraints=CA:FALSE\n' > "$work/leaf.cnf"

key() { # NAME ARGUMENTS…
    name=$1; shift
    openssl genpkey -quiet -out "$work/$name.key" "$@"
}
root() { # NAME DIGEST
    openssl req -new -x509 -key "$work/$1.key" "-$2" -days "$days" -subj "/CN=Root $1" -out "$1-root.pem"
}
leaf() { # NAME LEAF-KEY ROOT DIGEST ARGUMENTS…
    name=$1; own=$2; ca=$3; digest=$4; shift 4
    openssl req -new -key "$work/$own.key" -subj "/CN=$name" -out "$work/$name.csr"
    openssl x509 -req -in "$work/$name.csr" -CA "$ca-root.pem" -CAkey "$work/$ca.key" -set_serial 7 \
        -days "$days" "-$digest" -extfile "$work/leaf.cnf" "$@" -out "$name-leaf.pem" 2> /dev/null
}

key p256 -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key own -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key p224 -algorithm EC -pkeyopt ec_paramgen_curve:P-224
key rsa -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key short -algorithm RSA -pkeyopt rsa_keygen_bits:1024
key ed448 -algorithm ED448

root rsa sha256
root short sha256
root p224 sha256
root p256 sha256
openssl req -new -x509 -key "$work/ed448.key" -days "$days" -subj "/CN=Root ed448" -out ed448-root.pem

leaf sha1 own rsa sha1
leaf ecdsa-sha1 own p256 sha1
leaf rsa-1024 short rsa sha256
leaf by-rsa-1024 own short sha256
leaf by-rsa-1024-sha384 own short sha384
leaf by-p224 own p224 sha256
leaf pss-digest own rsa sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest
leaf pss-longest own rsa sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:max
leaf pss-odd own rsa sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:17
leaf p256-sha512 own p256 sha512
openssl req -new -key "$work/own.key" -subj "/CN=by-ed448" -out "$work/by-ed448.csr"
openssl x509 -req -in "$work/by-ed448.csr" -CA ed448-root.pem -CAkey "$work/ed448.key" -set_serial 7 \
    -days "$days" -extfile "$work/leaf.cnf" -out by-ed448-leaf.pem 2> /dev/null

# A root of version 1, as trust stores still hold some.
openssl req -new -key "$work/p256.key" -subj "/CN=Root version 1" -out "$work/v1.csr"
openssl x509 -req -in "$work/v1.csr" -signkey "$work/p256.key" -days "$days" -out v1-root.pem 2> /dev/null
openssl x509 -req -in "$work/sha1.csr" -CA v1-root.pem -CAkey "$work/p256.key" -set_serial 7 \
    -days "$days" -sha256 -extfile "$work/leaf.cnf" -out by-v1-leaf.pem 2> /dev/null

# OCSP answers about one leaf (RFC 6960), by the issuer itself, by a responder with and without its
# mandate, and by a stranger.
key ca -algorithm EC -pkeyopt ec_paramgen_curve:P-256
key delegate -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key stranger -algorithm EC -pkeyopt ec_paramgen_curve:P-256
openssl req -new -x509 -key "$work/ca.key" -sha256 -days "$days" -subj "/CN=OCSP issuer" -out ocsp-issuer.pem
openssl req -new -x509 -key "$work/stranger.key" -sha256 -days "$days" -subj "/CN=OCSP issuer" -out "$work/stranger.pem"
ocsp_certificate() { # NAME KEY EXTENSION
    printf 'basicConstraints=CA:FALSE\n%s\n' "$3" > "$work/$1.cnf"
    openssl req -new -key "$work/$2.key" -subj "/CN=$1" -out "$work/$1.csr"
    openssl x509 -req -in "$work/$1.csr" -CA ocsp-issuer.pem -CAkey "$work/ca.key" -set_serial 0x"$4" \
        -days "$days" -sha256 -extfile "$work/$1.cnf" -out "$5" 2> /dev/null
}
ocsp_certificate host own 'subjectAltName=DNS:login.example.com' 0a11 ocsp-leaf.pem
ocsp_certificate other own 'subjectAltName=DNS:login.example.com' 0b22 "$work/other.pem"
ocsp_certificate delegate delegate 'extendedKeyUsage=OCSPSigning' 0c33 "$work/delegate.pem"
ocsp_certificate powerless delegate 'extendedKeyUsage=serverAuth' 0d44 "$work/powerless.pem"
subject() { printf 'R\t401122080000Z\t250102030405Z,%s\t%s\tunknown\t/CN=host\n' keyCompromise "$1"; }
subject 0A11 > "$work/revoked"
sed 's/^R/V/; s/250102030405Z,keyCompromise//' "$work/revoked" > "$work/good"
answer() { # NAME INDEX SIGNER-CERTIFICATE SIGNER-KEY LEAF ARGUMENTS…
    name=$1; index=$2; signer=$3; own=$4; about=$5; shift 5
    openssl ocsp -issuer ocsp-issuer.pem "$@" -cert "$about" -no_nonce -reqout "$work/request"
    openssl ocsp -index "$work/$index" -CA ocsp-issuer.pem -rsigner "$signer" -rkey "$work/$own.key" \
        -reqin "$work/request" -ndays 7 -respout "ocsp-$name.der" 2> /dev/null
}
answer revoked revoked ocsp-issuer.pem ca ocsp-leaf.pem
answer revoked-sha256-id revoked ocsp-issuer.pem ca ocsp-leaf.pem -sha256
answer good good ocsp-issuer.pem ca ocsp-leaf.pem
answer revoked-by-delegate revoked "$work/delegate.pem" delegate ocsp-leaf.pem
answer revoked-by-powerless revoked "$work/powerless.pem" delegate ocsp-leaf.pem
answer revoked-by-stranger revoked "$work/stranger.pem" stranger ocsp-leaf.pem
sed 's/0A11/0B22/' "$work/revoked" > "$work/revoked-other"
answer revoked-other revoked-other ocsp-issuer.pem ca "$work/other.pem"
