"""Who is known to send a request header, whatever its case."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.header_senders import sender, senders


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("amz-sdk-invocation-id", "AWS SDK"),
        ("Sentry-Trace", "Sentry"),
        ("x-datadog-trace-id", "Datadog"),
        ("X-Requested-With", "axios"),
        ("ngrok-skip-browser-warning", "ngrok"),
        ("Access-Control-Allow-Origin", "by mistake"),
    ],
)
def test_a_known_sender(name: str, who: str) -> None:
    assert who in sender(name)


def test_nobody_in_particular_sends_a_page_s_own_header() -> None:
    assert sender("x-correlation-id") == ""
    assert sender("b3x") == ""


def test_headers_of_one_sender_are_named_together() -> None:
    said = senders(["amz-sdk-request", "amz-sdk-invocation-id", "x-own"])
    assert said == "amz-sdk-request, amz-sdk-invocation-id: sent by the AWS SDK for JavaScript v3"
