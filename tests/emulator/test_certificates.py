"""A browser that trusts the local authority trusts the emulator, by every name it answers to."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from corsproxy.emulator import serve
from corsproxy.emulator.certificates import authority_in, context_for, how_to_trust, server_context
from tests.emulator.apis import http_api


@pytest.mark.parametrize("name", ["localhost", "http000001.execute-api.localhost", "127.0.0.1", "::1"])
async def test_every_name_is_trusted_by_who_trusts_the_authority(tmp_path: Path, name: str) -> None:
    authority = authority_in(tmp_path / "state")
    tls = context_for(authority, ["localhost", "*.execute-api.localhost", "127.0.0.1", "::1"])
    async with serve(http_api(), tls=tls) as running:
        assert running.url.startswith("https://localhost:")
        trusting = ssl.create_default_context(cafile=str(authority.certificate_file))
        reader, writer = await asyncio.open_connection("127.0.0.1", running.port, ssl=trusting, server_hostname=name)
        writer.write(b"GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 404")
        writer.close()


async def test_another_name_is_not_trusted(tmp_path: Path) -> None:
    authority = authority_in(tmp_path)
    async with serve(http_api(), tls=context_for(authority, ["localhost"])) as running:
        trusting = ssl.create_default_context(cafile=str(authority.certificate_file))
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection("127.0.0.1", running.port, ssl=trusting, server_hostname="evil.example")


def test_the_authority_is_made_once_and_its_key_is_its_owners(tmp_path: Path) -> None:
    first, again = authority_in(tmp_path / "state"), authority_in(tmp_path / "state")
    assert first.certificate == again.certificate
    assert (tmp_path / "state" / "ca-key.pem").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_files_that_are_no_certificate_are_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no")
    with pytest.raises(OSError):
        server_context(tmp_path / "no.pem", tmp_path / "no.pem")


def test_how_to_trust_names_the_certificate() -> None:
    browser, program = how_to_trust(Path("/x/ca.pem"))
    assert "/x/ca.pem" in browser
    assert "--cacert /x/ca.pem" in program
