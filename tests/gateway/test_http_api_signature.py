"""AWS_IAM: what counts as signed."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.signature import access_key_of, identity_of
from tests.gateway.http_api_visits import api, arrive

KEY = "AKIDEXAMPLE1234567"
SCOPE = f"{KEY}/20260101/us-east-1/execute-api/aws4_request"
SIGNED = f"AWS4-HMAC-SHA256 Credential={SCOPE}, SignedHeaders=host;x-amz-date, Signature=abc"
QUERY = (
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=abc"
    f"&X-Amz-Credential={SCOPE.replace('/', '%2F')}"
)


@pytest.mark.parametrize(
    ("path", "headers", "key"),
    [
        ("/", {"authorization": SIGNED, "x-amz-date": "20260101T000000Z"}, KEY),
        ("/", {"authorization": SIGNED, "date": "x"}, KEY),
        ("/", {"authorization": SIGNED.replace(KEY, "test"), "date": "x"}, "test"),
        (f"/?{QUERY}", {}, KEY),
        ("/", {"authorization": SIGNED}, None),
        ("/", {"authorization": SIGNED.replace("execute-api", "s3"), "x-amz-date": "x"}, None),
        ("/", {"authorization": SIGNED.replace(", Signature=abc", ""), "x-amz-date": "x"}, None),
        ("/", {"authorization": "Bearer abc", "x-amz-date": "x"}, None),
        (f"/?{QUERY.replace('&X-Amz-Signature=abc', '')}", {}, None),
        ("/", {}, None),
    ],
)
def test_a_whole_signature_for_execute_api_counts(path: str, headers: dict[str, str], key: str | None) -> None:
    assert access_key_of(arrive("GET", path, headers)) == key


def test_the_identity_holds_the_access_key_and_the_apis_account() -> None:
    found = identity_of(api(), KEY)
    assert (found["accessKey"], found["accountId"]) == (KEY, "123456789012")
