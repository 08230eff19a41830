"""mitmproxy's authority."""

from __future__ import annotations

import hashlib
import subprocess
from base64 import b64encode
from pathlib import Path

from corsproxy.proxy.launch.authority import certificate_path, public_key_hash


def test_it_is_made_once_and_its_hash_is_openssls(tmp_path: Path) -> None:
    path = certificate_path(tmp_path / "conf")
    assert certificate_path(tmp_path / "conf") == path
    first = path.read_bytes()
    assert first.startswith(b"-----BEGIN CERTIFICATE-----")
    pem = subprocess.run(
        ["openssl", "x509", "-in", str(path), "-pubkey", "-noout"], check=True, capture_output=True
    ).stdout
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-outform", "der"], input=pem, check=True, capture_output=True
    ).stdout
    assert public_key_hash(path) == b64encode(hashlib.sha256(der).digest()).decode()
