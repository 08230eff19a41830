"""HTTPS without a certificate of one's own: a local certificate authority, and a certificate from it for each start.

The authority is made once, for this machine and user; its key never leaves its file, which only its owner can read.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "corsproxy local certificate authority")])
_AUTHORITY_DAYS = 3650
# what Apple's and Chromium's verifiers accept at most is 398
_LEAF_DAYS = 90


@dataclass(frozen=True, slots=True)
class Authority:
    """The local authority; `certificate_file` is what a browser has to trust."""

    certificate_file: Path
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def authority_in(directory: Path) -> Authority:
    """The authority kept in `directory`; made, with its key readable to its owner only, when there is none."""
    certificate_file, key_file = directory / "ca.pem", directory / "ca-key.pem"
    if certificate_file.exists() and key_file.exists():
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        still_good = certificate.not_valid_after_utc > datetime.datetime.now(datetime.UTC) + datetime.timedelta(
            days=1
        )
        if isinstance(key, ec.EllipticCurvePrivateKey) and still_good:
            return Authority(certificate_file, certificate, key)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _signed(_NAME, _NAME, key.public_key(), key, _AUTHORITY_DAYS, None)
    _write_private(key_file, _pem(key))
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(certificate_file, certificate, key)


def context_for(authority: Authority, hosts: Iterable[str]) -> ssl.SSLContext:
    """A server's TLS context with a certificate for `hosts` (names, wildcards, IP addresses)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "corsproxy emulate")])
    leaf = _signed(name, _NAME, key.public_key(), authority.key, _LEAF_DAYS, list(dict.fromkeys(hosts)))
    with tempfile.TemporaryDirectory(prefix="corsproxy-tls-") as directory:
        # the ssl module reads certificates from files only
        both = Path(directory) / "leaf.pem"
        _write_private(both, _pem(key) + leaf.public_bytes(serialization.Encoding.PEM))
        return server_context(both, both)


def server_context(certificate_file: Path, key_file: Path) -> ssl.SSLContext:
    """A TLS context of TLS 1.2 or newer, as API Gateway's own. Raises OSError (ssl.SSLError) for unusable files."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate_file, key_file)
    return context


def how_to_trust(certificate_file: Path) -> tuple[str, ...]:
    """How to make this machine's browsers trust the authority, and programs; a line each."""
    if sys.platform == "darwin":
        system = f"sudo security add-trusted-cert -d -k /Library/Keychains/System.keychain {certificate_file}"
    elif sys.platform == "win32":
        system = f"certutil -addstore -user Root {certificate_file}"
    else:
        # certutil makes the database, but not its directory; it is in the package libnss3-tools, elsewhere nss-tools
        nss = "mkdir -p $HOME/.pki/nssdb && certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n corsproxy"
        system = f"{nss} -i {certificate_file}   (Chrome; in Firefox: Settings, Certificates, Import)"
    return system, f"curl --cacert {certificate_file} …   (Node.js: NODE_EXTRA_CA_CERTS={certificate_file})"


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    by: ec.EllipticCurvePrivateKey,
    days: int,
    hosts: list[str] | None,
) -> x509.Certificate:
    """A certificate; `hosts` None makes it an authority's own."""
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(
            x509.BasicConstraints(ca=hosts is None, path_length=0 if hosts is None else None), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
    )
    if hosts is None:
        builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    else:
        names = x509.SubjectAlternativeName([_general_name(host) for host in hosts])
        server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = builder.add_extension(names, critical=False).add_extension(server, critical=False)
        builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    return builder.sign(by, hashes.SHA256())


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_private(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read, from its first byte on."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
