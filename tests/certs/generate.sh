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
