"""An entry loses its secrets wherever a HAR has a place for them, and nothing else."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from corsproxy.capture.har_redaction import redact_entry, redact_log
from tests.capture.making import entry, fields

TOKEN = "s3cr3t-t0k3n-value"


def placed(*path: str | int, value: Any) -> dict[str, Any]:
    made: Any = entry(body="{}")
    made["request"]["postData"] = {"mimeType": "", "text": "", "params": []}
    holder = made
    for name in path[:-1]:
        holder = holder[name]
    if isinstance(holder, list):
        holder.append(value)
    else:
        holder[path[-1]] = value
    return dict(made)


@pytest.mark.parametrize(
    "value",
    [
        placed("request", "headers", 0, value={"name": "Authorization", "value": f"Bearer {TOKEN}"}),
        placed("request", "headers", 0, value={"name": "Referer", "value": f"https://a.example/?token={TOKEN}"}),
        placed("response", "headers", 0, value={"name": "Location", "value": f"https://u:{TOKEN}@a.example/"}),
        placed("request", "cookies", 0, value={"name": "theme", "value": TOKEN}),
        placed("response", "cookies", 0, value={"name": "sid", "value": TOKEN, "path": "/"}),
        placed("request", "queryString", 0, value={"name": "api_key", "value": TOKEN}),
        placed("request", "postData", "text", value=f"password={TOKEN}"),
        placed("request", "postData", "text", value=json.dumps({"refresh_token": TOKEN})),
        placed("request", "postData", "params", 0, value={"name": "password", "value": TOKEN}),
        placed("response", "content", "text", value=json.dumps({"id_token": TOKEN})),
        placed("request", "url", value=f"https://a.example/?X-Amz-Signature={TOKEN}"),
        placed("response", "redirectURL", value=f"https://a.example/?token={TOKEN}"),
        placed(
            "_initiator",
            value={"type": "script", "stack": {"callFrames": [{"url": f"https://a.example/x.js?token={TOKEN}"}]}},
        ),
        placed("_webSocketMessages", value=[{"type": "send", "data": json.dumps({"token": TOKEN})}]),
        placed("_security", value={"session_token": TOKEN}),
    ],
)
def test_a_secret_in_any_place_is_struck_out(value: dict[str, Any]) -> None:
    assert TOKEN in json.dumps(value)
    shown = redact_entry(value)
    assert TOKEN not in json.dumps(shown)
    assert list(shown) == list(value)


def test_an_echo_is_found_in_places_that_are_made_for_none() -> None:
    value = entry(
        sent={"Authorization": f"Bearer {TOKEN}"}, body=f"not valid: 'Bearer {TOKEN}'", comment=f"used {TOKEN}"
    )
    assert TOKEN not in json.dumps(redact_entry(value))


def test_encoded_bodies_are_looked_into_and_pictures_stay() -> None:
    value = entry(body=base64.b64encode(json.dumps({"token": TOKEN}).encode()).decode())
    value["response"]["content"]["encoding"] = "base64"
    shown = base64.b64decode(redact_entry(value)["response"]["content"]["text"])
    assert json.loads(shown) == {"token": "[redacted]"}
    picture = base64.b64encode(bytes(range(256))).decode()
    value["response"]["content"]["text"] = picture
    assert redact_entry(value)["response"]["content"]["text"] == picture


def test_an_entry_without_secrets_is_the_same_entry() -> None:
    value = entry(
        "PUT", sent={"Content-Type": "application/json"}, body='{"message": "Forbidden"}', _unknown=[1, {"a": None}]
    )
    value["request"]["queryString"] = fields({"page": "2"})
    assert redact_entry(value) == value


def test_titles_of_pages_lose_tokens_too() -> None:
    assert TOKEN not in json.dumps(redact_log([{"id": "page_1", "title": f"https://a.example/?token={TOKEN}"}]))
