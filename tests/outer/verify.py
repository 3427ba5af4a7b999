#!/usr/bin/env python3
"""A verifier of clearway's bundles that shares no line with clearway: written from the specification
in `src/proof/mod.rs`, with Python's `cryptography` for the arithmetic.

    verify.py BUNDLE ROOTS.pem [CHALLENGE-HEX]

One line a probe, `OUTCOME HOST:PORT`, and the reason on standard error. Exit 0: every probe is proven
end to end; 1: one is not; 2: it is no bundle.
"""

import hashlib
import hmac
import ipaddress
import json
import re
import struct
import sys
import time
import zlib
from datetime import timezone, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

RETRY = hashlib.sha256(b"HelloRetryRequest").digest()
HASHES = {4: hashes.SHA256(), 5: hashes.SHA384(), 6: hashes.SHA512()}
# What clearway checks on certificates, by object identifier; what is not here is not checkable.
SIGNED = {
    "1.2.840.113549.1.1.5": ("rsa", hashes.SHA1()),
    "1.2.840.113549.1.1.11": ("rsa", hashes.SHA256()),
    "1.2.840.113549.1.1.12": ("rsa", hashes.SHA384()),
    "1.2.840.113549.1.1.13": ("rsa", hashes.SHA512()),
    "1.2.840.113549.1.1.10": ("pss", None),
    "1.2.840.10045.4.1": ("ecdsa", hashes.SHA1()),
    "1.2.840.10045.4.3.2": ("ecdsa", hashes.SHA256()),
    "1.2.840.10045.4.3.3": ("ecdsa", hashes.SHA384()),
    "1.2.840.10045.4.3.4": ("ecdsa", hashes.SHA512()),
    "1.3.101.112": ("ed25519", None),
}
CURVES = ("secp256r1", "secp384r1", "secp521r1")


class NoBundle(Exception):
    pass


class NotProven(Exception):
    pass


class Intercepted(Exception):
    pass


def need(fact, why, kind=NotProven):
    if not fact:
        raise kind(why)


# KeyError: how old versions of the library meet a tag that no name has.
UNREADABLE = (ValueError, TypeError, KeyError, UnsupportedAlgorithm, x509.DuplicateExtension,
              x509.InvalidVersion, x509.UnsupportedGeneralNameType)


def read(what, how):
    """What the library cannot read or has no algorithm for proves nothing."""
    try:
        return how()
    except UNREADABLE as error:
        raise NotProven(f"{what} cannot be read or checked here: {error}") from error


# --- the file -----------------------------------------------------------------------------------


def archive(files):
    body, central = b"", b""
    for name in sorted(files):
        content = files[name]
        described = struct.pack(
            "<HHHHHIIIHH", 10, 0, 0, 0, 0x21, zlib.crc32(content),
            len(content), len(content), len(name), 0)
        central += (b"PK\x01\x02" + struct.pack("<H", 10) + described + b"\0" * 10
                    + struct.pack("<I", len(body)) + name.encode())
        body += b"PK\x03\x04" + described + name.encode() + content
    count = len(files)
    return body + central + b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, count, count, len(central), len(body), 0)


def as_json(value):
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def unpack(data):
    files, at = {}, 0
    while data[at:at + 4] == b"PK\x03\x04":
        need(len(data) >= at + 30, "cut short", NoBundle)
        size, length = struct.unpack("<I4xH", data[at + 18:at + 28])
        name = data[at + 30:at + 30 + length]
        need(re.fullmatch(rb"[a-z0-9./-]{1,100}", name) and b".." not in name, "a name", NoBundle)
        at += 30 + length
        files[name.decode()] = data[at:at + size]
        at += size
    need(archive(files) == data, "not written as bundles are", NoBundle)
    for wanted in ("manifest.json", "proof.json"):
        need(wanted in files, "no " + wanted, NoBundle)
    manifest = files.pop("manifest.json")
    listed = [{"name": name, "bytes": len(files[name]),
               "sha256": hashlib.sha256(files[name]).hexdigest()} for name in sorted(files)]
    need(manifest == as_json({"format": 1, "files": listed}), "digests", NoBundle)
    text = files.pop("proof.json")
    try:
        document = json.loads(text)
        need(document["format"] == 1 and as_json(document) == text, "proof.json", NoBundle)
    except (ValueError, KeyError, TypeError) as error:
        raise NoBundle(str(error)) from error
    return document, files


# --- TLS ----------------------------------------------------------------------------------------


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, many):
        need(self.at + many <= len(self.data), "a message is cut short")
        self.at += many
        return self.data[self.at - many:self.at]

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def vector(self, size):
        return self.take(self.number(size))

    def more(self):
        return self.at < len(self.data)


def records(data):
    at = 0
    while at + 5 <= len(data):
        kind, length = data[at], int.from_bytes(data[at + 3:at + 5], "big")
        need(20 <= kind <= 23 and data[at + 1] == 3, "no TLS record")
        if at + 5 + length > len(data):
            return
        yield kind, data[at:at + 5], data[at + 5:at + 5 + length]
        at += 5 + length


def split(data):
    """Whole handshake messages."""
    at = 0
    while at + 4 <= len(data):
        end = at + 4 + int.from_bytes(data[at + 1:at + 4], "big")
        if end > len(data):
            return
        yield data[at:end]
        at = end


def plain(data, stop_at_ccs=False):
    """What is not encrypted, put together; and the records behind it."""
    text, rest, clear = b"", [], True
    for kind, head, body in records(data):
        clear = clear and kind != 23 and not (stop_at_ccs and kind == 20)
        if not clear:
            rest.append((kind, head, body))
        elif kind == 22:
            text += body
    return list(split(text)), rest


def extensions(data):
    found, reader = {}, Reader(data)
    if not reader.more():
        return found
    reader = Reader(reader.vector(2))
    while reader.more():
        kind = reader.number(2)
        found.setdefault(kind, reader.vector(2))
    return found


def client_hello(message):
    need(message[0] == 1, "no ClientHello")
    reader = Reader(message[4:])
    reader.take(2)
    random = reader.take(32)
    reader.vector(1), reader.vector(2), reader.vector(1)
    name = extensions(reader.data[reader.at:]).get(0)
    return random, name[5:].decode("ascii", "replace") if name else None


def server_hello(message):
    need(message[0] == 2, "no ServerHello")
    reader = Reader(message[4:])
    version, random = reader.number(2), reader.take(32)
    reader.vector(1)
    suite = reader.number(2)
    reader.take(1)
    chosen = extensions(reader.data[reader.at:]).get(43)
    return random, suite, int.from_bytes(chosen, "big") if chosen else version


def expand(hash_name, secret, label, length):
    label = b"tls13 " + label
    info = struct.pack(">HB", length, len(label)) + label + b"\0"
    out, block, count = b"", b"", 1
    while len(out) < length:
        block = hmac.new(secret, block + info + bytes([count]), hash_name).digest()
        out, count = out + block, count + 1
    return out[:length]


def decrypted(suite, secret, rest):
    hash_name, size = {0x1301: ("sha256", 16), 0x1302: ("sha384", 32), 0x1303: ("sha256", 32)}[suite]
    cipher = (ChaCha20Poly1305 if suite == 0x1303 else AESGCM)(
        expand(hash_name, secret, b"key", size))
    iv = int.from_bytes(expand(hash_name, secret, b"iv", 12), "big")
    text, sequence = b"", 0
    for kind, head, body in rest:
        if kind == 20:
            continue
        try:
            opened = cipher.decrypt((iv ^ sequence).to_bytes(12, "big"), body, head).rstrip(b"\0")
        except InvalidTag as error:
            raise NotProven("a record cannot be read") from error
        sequence += 1
        need(opened[-1:] == b"\x16", "no handshake record")
        text += opened[:-1]
        messages = list(split(text))
        if any(message[0] == 15 for message in messages):
            return messages
    raise NotProven("no CertificateVerify")


def transcript(client, server, secret):
    sent, _ = plain(client)
    answered, rest = plain(server)
    need(sent and answered, "no hellos")
    random, name = client_hello(sent[0])
    server_random, suite, version = server_hello(answered[0])
    if version == 0x0303:
        answered, _ = plain(server, stop_at_ccs=True)
        return name, random, version, *old(answered[1:], random, server_random)
    need(version == 0x0304 and suite in (0x1301, 0x1302, 0x1303), "another version or suite")
    need(secret, "no secret")
    hash_name = "sha384" if suite == 0x1302 else "sha256"
    hashed = hashlib.new(hash_name)
    if server_random == RETRY:
        first = hashlib.new(hash_name, sent[0]).digest()
        hashed.update(b"\xfe\0\0" + bytes([len(first)]) + first + answered[0])
        need(len(answered) > 1 and len(sent) > 1, "no second hello")
        sent, answered = sent[1:], answered[1:]
        client_hello(sent[0])
        need(server_hello(answered[0])[1:] == (suite, version), "another suite")
    hashed.update(sent[0] + answered[0])
    messages = decrypted(suite, secret, rest)
    kinds = [message[0] for message in messages]
    verify = kinds.index(15)
    need(kinds[:verify] in ([8, 11], [8, 13, 11]), "the order of the messages")
    for message in messages[:verify]:
        hashed.update(message)
    signed = b" " * 64 + b"TLS 1.3, server CertificateVerify\0" + hashed.digest()
    reader = Reader(messages[verify - 1][4:])
    reader.vector(1)
    entries, chain, staple = Reader(reader.vector(3)), [], b""
    while entries.more():
        chain.append(entries.vector(3))
        status = extensions(struct.pack(">H", len(e := entries.vector(2))) + e).get(5)
        if status and len(chain) == 1:
            staple = status[4:]
    reader = Reader(messages[verify][4:])
    return name, random, version, chain, staple, signed, reader.number(2), reader.vector(2)


def old(messages, random, server_random):
    found = {message[0]: message[4:] for message in reversed(messages)}
    need(11 in found and 12 in found, "no certificate or no key share")
    entries, chain = Reader(Reader(found[11]).vector(3)), []
    while entries.more():
        chain.append(entries.vector(3))
    reader = Reader(found[12])
    need(reader.number(1) == 3, "no named curve")
    reader.take(2), reader.vector(1)
    params = reader.data[:reader.at]
    staple = found[22][4:] if 22 in found else b""
    return chain, staple, random + server_random + params, reader.number(2), reader.vector(2)


# --- keys ---------------------------------------------------------------------------------------


def check(key, scheme, signature, message):
    """One signature of TLS, by its number."""
    high, low = scheme >> 8, scheme & 0xff
    if isinstance(key, ed25519.Ed25519PublicKey):
        need(scheme == 0x0807, "another scheme")
        key.verify(signature, message)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        need(low == 3 and high in HASHES, "another scheme")
        key.verify(signature, message, ec.ECDSA(HASHES[high]))
    elif isinstance(key, rsa.RSAPublicKey):
        if high == 8:
            used = {4: 4, 5: 5, 6: 6, 9: 4, 0xa: 5, 0xb: 6}.get(low)
            need(used, "another scheme")
            pss = padding.PSS(padding.MGF1(HASHES[used]), HASHES[used].digest_size)
            key.verify(signature, message, pss, HASHES[used])
        else:
            need(low == 1 and high in HASHES, "another scheme")
            key.verify(signature, message, padding.PKCS1v15(), HASHES[high])
    else:
        raise NotProven("another kind of key")


def kind_of(key):
    """Which signatures a key makes, where they are checkable at all."""
    if isinstance(key, rsa.RSAPublicKey):
        return ("rsa", "pss") if 1024 <= key.key_size <= 8192 else ()
    if isinstance(key, ec.EllipticCurvePublicKey):
        return ("ecdsa",) if key.curve.name in CURVES else ()
    return ("ed25519",) if isinstance(key, ed25519.Ed25519PublicKey) else ()


def signed_by(certificate, issuer):
    """Did the issuer's key sign it? None: that is not checkable here, which is no word against it."""
    try:
        key = issuer.public_key()
        family, used = SIGNED[certificate.signature_algorithm_oid.dotted_string]
        signature, message = certificate.signature, certificate.tbs_certificate_bytes
    except UNREADABLE:
        return None
    kinds = kind_of(key)
    if family not in kinds:
        return False if kinds else None
    if family == "pss":
        # Which hash it is stands in parameters that old versions of the library do not show.
        return any(verifies(key, signature, message, padding.PSS(padding.MGF1(one), padding.PSS.AUTO), one)
                   for one in [hashes.SHA1(), *HASHES.values()])
    return verifies(key, signature, message, *{
        "rsa": lambda: (padding.PKCS1v15(), used),
        "ecdsa": lambda: (ec.ECDSA(used),),
        "ed25519": lambda: (),
    }[family]())


def verifies(key, *what):
    try:
        key.verify(*what)
        return True
    except (InvalidSignature, ValueError):
        return False


def is_weak(certificate):
    """SHA-1 under it, or an RSA key of less than 2048 bits."""
    key = certificate.public_key()
    _, used = SIGNED.get(certificate.signature_algorithm_oid.dotted_string, (None, None))
    return isinstance(used, hashes.SHA1) or isinstance(key, rsa.RSAPublicKey) and key.key_size < 2048


def spki(key):
    return key.public_bytes(serialization.Encoding.DER,
                            serialization.PublicFormat.SubjectPublicKeyInfo)


def dates(certificate):
    if hasattr(certificate, "not_valid_before_utc"):
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    utc = [certificate.not_valid_before, certificate.not_valid_after]
    return [moment.replace(tzinfo=timezone.utc) for moment in utc]


def address(host):
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_for(certificate, host):
    """Names in the subject do not count (RFC 6125, 6.4.4)."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    if address(host):
        return address(host) in names.get_values_for_type(x509.IPAddress)
    names = [name.lower() for name in names.get_values_for_type(x509.DNSName)]
    host = host.lower()
    return host in names or "." in host and "*." + host.split(".", 1)[1] in names


def leads(chain, extra, roots, lenient=False):
    """The certificates from the leaf to one that an expected key signed; lenient: where what is not
    checkable counts as signed by whom it names."""
    known = [spki(root.public_key()) for root in roots]

    def signs(child, issuer):
        done = signed_by(child, issuer)
        return child.issuer == issuer.subject if lenient and done is None else done

    def follow(path, left):
        top = path[-1]
        if any(signs(top, root) for root in roots):
            return path
        for above in left:
            if above.subject != top.issuer or not signs(top, above):
                continue
            if spki(above.public_key()) in known:
                return path
            found = follow(path + [above], [one for one in left if one is not above])
            if found:
                return found
        return None

    return follow(chain[:1], chain[1:] + extra)


# --- the proof ----------------------------------------------------------------------------------


def client_random(run, probe, salt):
    parts = [b"clearway proof 1 client random", bytes.fromhex(run["challenge"] or ""),
             bytes.fromhex(run["id"]), probe["endpoint"].encode(), probe["host"].encode(),
             str(probe["port"]).encode(), salt]
    return hashlib.sha256(b"".join(struct.pack(">I", len(p)) + p for p in parts)).digest()


def attempt(document, files, probe, walk, roots):
    shown, run = walk["handshake"], document["run"]
    need(shown and shown["signature"], walk["problem"] or "nothing recorded")
    began = run["started_unix"] * 1000
    need(began <= walk["time_unix_ms"] <= began + run["took_ms"] + 2000, "outside of the run")
    need(run["started_unix"] <= time.time() + 300, "in the future")
    secret = bytes.fromhex(shown["server_secret"] or "")
    name, random, version, chain, staple, message, scheme, signature = transcript(
        files[shown["client"]], files[shown["server"]], secret)
    need(message.hex() == shown["message"], "another message")
    need((scheme, signature.hex()) == (shown["scheme"], shown["signature"]), "another signature")
    need(chain == [files[one] for one in shown["chain"]], "another chain")
    need(staple == (files[shown["staple"]] if shown["staple"] else b""), "another staple")
    salt = bytes.fromhex(shown["salt"])
    need(len(salt) == 32 and random == client_random(run, probe, salt), "the client random")
    need(name == probe["host"] or name is None and address(probe["host"]), "another host")
    need(chain, "no certificate")
    need(scheme >> 8 != 2 and (version == 0x0303 or scheme & 0xff != 1), "an old scheme")
    leaf = read("the leaf", lambda: x509.load_der_x509_certificate(chain[0]))
    key = read("the leaf's key", leaf.public_key)
    try:
        read("the signature", lambda: check(key, scheme, signature, message))
    except InvalidSignature as error:
        raise NotProven("the leaf's key did not sign it") from error
    fetched = [files[one["file"]] for one in probe["fetched"]]
    certificates, extra = [leaf, *readable(chain[1:])], readable(fetched)
    path = read("a name", lambda: leads(certificates, extra, roots))
    if not path:
        open_step = read("a name", lambda: leads(certificates, extra, roots, lenient=True))
        need(not open_step, "a signature on the way to an expected key is not checkable here")
        raise Intercepted("no expected key")
    now = datetime.fromtimestamp(walk["time_unix_ms"] / 1000, timezone.utc)
    for certificate in path:
        first, last = read("the dates", lambda: dates(certificate))
        need(first <= now <= last, "not valid then")
        need(not read("a key", lambda: is_weak(certificate)), "too weak")
    need(read("the names", lambda: is_for(leaf, probe["host"])), "for another name")


def readable(ders):
    """The certificates that can be read: others lead nowhere."""
    found = []
    for der in ders:
        try:
            one = x509.load_der_x509_certificate(der)
            one.subject, one.issuer, spki(one.public_key())
            found.append(one)
        except UNREADABLE:
            pass
    return found


def outcome(document, files, probe, roots):
    need(probe["attempts"], "nothing was reached")
    held, open_ones = set(), []
    for walk in probe["attempts"]:
        try:
            attempt(document, files, probe, walk, roots)
            held.add(walk["to"])
        except NotProven as why:
            open_ones.append((walk, str(why)))
    over_v4 = any(not to.startswith("[") for to in held)
    for walk, why in open_ones:
        spare = walk["to"].startswith("[") and over_v4
        silent = walk["handshake"] is None
        need(silent and (spare or walk["to"] in held), walk["to"] + ": " + why)


def main():
    data = open(sys.argv[1], "rb").read()
    pem = open(sys.argv[2], "rb").read()
    parts = re.findall(b"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", pem, re.S)
    roots = [x509.load_pem_x509_certificate(part + b"\n") for part in parts]
    challenge = sys.argv[3] if len(sys.argv) > 3 else None
    try:
        document, files = unpack(data)
    except NoBundle as why:
        print("no bundle:", why, file=sys.stderr)
        return 2
    worst = 0 if document["probes"] else 1
    for probe in document["probes"]:
        said, why = "proven-end-to-end", ""
        try:
            need(challenge is None or document["run"]["challenge"] == challenge, "the challenge")
            outcome(document, files, probe, roots)
        except NotProven as error:
            said, why = "not-proven", str(error)
        except Intercepted as error:
            said, why = "proven-intercepted", str(error)
        worst = max(worst, said != "proven-end-to-end")
        print(said, f"{probe['host']}:{probe['port']}")
        if why:
            print(f"{probe['host']}: {why}", file=sys.stderr)
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())
