"""mitmproxy's certificate authority: where it lies, and how its key is named to a browser."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from mitmproxy.certs import CertStore
from mitmproxy.options import CONF_BASENAME, CONF_DIR, KEY_SIZE


def certificate_path(confdir: str | Path = CONF_DIR) -> Path:
    """The authority's certificate as PEM; it is made, as mitmproxy makes it, where there is none yet."""
    folder = Path(confdir).expanduser()
    path = folder / f"{CONF_BASENAME}-ca-cert.pem"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        CertStore.from_store(folder, CONF_BASENAME, KEY_SIZE)
    return path


def public_key_hash(certificate: Path) -> str:
    """Base64 of the SHA-256 of the key's SubjectPublicKeyInfo, as --ignore-certificate-errors-spki-list takes it."""
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return b64encode(digest).decode("ascii")
