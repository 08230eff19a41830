"""The event that a function behind a URL gets."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.conversation import begin
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.turn import CallIntegration, InvokeFunction
from tests.gateway.http_api_visits import FUNCTION, arrive

URL = FunctionUrl("urlid", FUNCTION)


def event(url: FunctionUrl, arrival: Arrival) -> dict[str, Any]:
    called = begin(url, arrival)
    assert isinstance(called, CallIntegration)
    assert isinstance(called.call, InvokeFunction)
    made: dict[str, Any] = json.loads(called.call.event)
    return made


def test_the_function_gets_an_event_of_format_2_from_an_anonymous_account() -> None:
    made = event(URL, arrive("POST", "/a%20b?x=1", {"content-type": "text/plain"}, b"hi"))
    assert (made["routeKey"], made["rawPath"], made["body"]) == ("$default", "/a%20b", "hi")
    assert made["requestContext"]["accountId"] == "anonymous"
    assert made["requestContext"]["apiId"] == "urlid"


def test_the_path_is_raw_in_one_place_and_decoded_in_another_and_the_id_is_the_answers() -> None:
    context = event(URL, arrive("GET", "/a%20b"))["requestContext"]
    assert (context["http"]["path"], context["requestId"]) == ("/a b", "uuid")


def test_cookies_are_told_twice_and_a_length_only_where_one_was_sent() -> None:
    made = event(URL, arrive("GET", "/", {"cookie": "a=1; b=2"}))
    assert (made["cookies"], made["headers"]["cookie"]) == (["a=1", "b=2"], "a=1; b=2")
    assert "content-length" not in made["headers"]
    assert made["headers"]["x-amzn-tls-version"] == "TLSv1.3"
    sent = event(URL, arrive("POST", "/", {"content-length": "2"}, b"hi"))
    assert sent["headers"]["content-length"] == "2"


def test_who_signed_is_told() -> None:
    credential = "AKIDEXAMPLE12345/20260101/us-east-1/lambda/aws4_request"
    signature = f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=x"
    signed = arrive("GET", "/", {"authorization": signature, "x-amz-date": "20260101T000000Z"})
    context = event(replace(URL, iam=True), signed)["requestContext"]
    assert context["authorizer"]["iam"]["accessKey"] == "AKIDEXAMPLE12345"
    assert context["accountId"] == URL.account
