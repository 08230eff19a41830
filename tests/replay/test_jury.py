"""Would a browser be allowed? The assertion fails in the browser's words, with cause and fix."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from corsproxy.replay.jury import Cors

PAGE = "https://app.example.com"


def app_allowing(origin: str, methods: str = "PUT", headers: str = "content-type") -> Callable[..., Any]:
    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        lines = [(b"access-control-allow-origin", origin.encode())]
        if scope["method"] == "OPTIONS":
            lines += [
                (b"access-control-allow-methods", methods.encode()),
                (b"access-control-allow-headers", headers.encode()),
            ]
        await send({"type": "http.response.start", "status": 200, "headers": lines})
        await send({"type": "http.response.body", "body": b"{}"})

    return app


cors = Cors()


def test_an_app_that_allows_the_page_passes_preflight_and_all() -> None:
    found = cors.assert_allowed(
        PAGE, "/items", app=app_allowing(PAGE), method="PUT", headers={"Content-Type": "application/json"}
    )
    assert found.errors == {"chrome": None, "firefox": None, "safari": None}


def test_one_that_does_not_fails_with_the_browsers_words_and_a_fix() -> None:
    with pytest.raises(AssertionError) as caught:
        cors.assert_allowed(PAGE, "/items", app=app_allowing("https://other.example"))
    text = str(caught.value)
    assert "has been blocked by CORS policy" in text
    assert "fix: " in text
    assert "https://other.example" in text


def test_blocked_may_be_what_is_wanted() -> None:
    app = app_allowing(PAGE, methods="GET")
    cors.assert_blocked(PAGE, "/items", app=app, method="PUT", error="MethodDisallowedByPreflightResponse")
    with pytest.raises(AssertionError, match="not by"):
        cors.assert_blocked(PAGE, "/items", app=app, method="PUT", error="MissingAllowOriginHeader")
    with pytest.raises(AssertionError, match="may read it"):
        cors.assert_blocked(PAGE, "/items", app=app)


def test_a_response_that_a_client_got_is_judged_as_it_is() -> None:
    response = SimpleNamespace(
        status_code=200, headers={"Access-Control-Allow-Origin": "*"}, url="https://api.example.com/x"
    )
    cors.assert_allowed(PAGE, response)
    with pytest.raises(AssertionError, match="wildcard"):
        cors.assert_allowed(PAGE, response, credentials="include")


def test_one_browser_may_be_asked_alone_and_unknown_ones_are_refused() -> None:
    found = cors.fetch(PAGE, "/x", app=app_allowing("*"), browsers=("safari",))
    assert list(found.verdicts) == ["safari"]
    with pytest.raises(ValueError, match="no browser"):
        cors.fetch(PAGE, "/x", app=app_allowing("*"), browsers=("opera",))
