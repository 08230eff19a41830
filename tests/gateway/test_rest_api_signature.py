"""What a signature looks like."""

from __future__ import annotations

import base64
import hashlib

import pytest

from corsproxy.gateway.rest_api.signature import Signed, access_key_of, signature_of
from corsproxy.http.headers import Headers

WHOLE = (
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE000000/20250904/us-east-1/execute-api/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=abc"
)
DATE = ("X-Amz-Date", "20250904T184701Z")


@pytest.mark.parametrize(
    ("lines", "query", "signed"),
    [
        ([], (), Signed.NO),
        ([("Authorization", "")], (), Signed.NO),
        ([("Authorization", WHOLE), DATE], (), Signed.COMPLETE),
        ([("Authorization", WHOLE)], (), Signed.INCOMPLETE),
        ([("Authorization", "Bearer abc"), DATE], (), Signed.INCOMPLETE),
        ([("Authorization", "Basic YWI="), DATE], (), Signed.INCOMPLETE),
        ([("Authorization", WHOLE.replace("Signature=abc", "X=y")), DATE], (), Signed.INCOMPLETE),
        ([], (("X-Amz-Credential", "c"), ("X-Amz-Signature", "s")), Signed.COMPLETE),
    ],
)
def test_a_signature_is_there_whole_or_in_part(
    lines: list[tuple[str, str]], query: tuple[tuple[str, str], ...], signed: Signed
) -> None:
    assert signature_of(Headers(lines), query).signed is signed


def test_a_bearer_token_is_quoted_by_its_hash() -> None:
    digest = base64.b64encode(hashlib.sha256(b"Bearer abc").digest()).decode()
    assert signature_of(Headers([("authorization", "Bearer abc")]), ()).message == (
        "Invalid key=value pair (missing equal-sign) in Authorization header "
        f"(hashed with SHA-256 and encoded with Base64): '{digest}'."
    )


def test_missing_parts_are_named() -> None:
    message = signature_of(Headers([("authorization", "Basic YWI=")]), ()).message
    for part in ("'Credential'", "'Signature'", "'SignedHeaders'", "'X-Amz-Date'"):
        assert part in message


def test_the_access_key_is_read_from_the_credential() -> None:
    assert access_key_of(WHOLE) == "AKIDEXAMPLE000000"
    assert access_key_of("Bearer x") is None
