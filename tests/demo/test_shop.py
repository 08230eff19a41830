"""The shop's handlers make the mistakes that the demo says they make, and no others."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SHOP = Path(__file__).parents[2] / "corsproxy" / "demo" / "shop" / "shop.py"


@pytest.fixture
def shop() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shop", SHOP)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("handler", "origin"),
    [
        ("products", "*"),
        ("orders", "http://page.test"),
        ("account", "http://page.test"),
        ("basket", "*"),
        ("wishlist", "http://page.test,https://shop.example"),
        ("reviews", None),
        ("plain", None),
    ],
)
def test_each_handler_sends_the_allow_origin_that_the_demo_needs(
    shop: ModuleType, monkeypatch: pytest.MonkeyPatch, handler: str, origin: str | None
) -> None:
    monkeypatch.setenv("PAGE_ORIGIN", "http://page.test")
    answer = getattr(shop, handler)({"httpMethod": "GET"}, None)
    assert answer["headers"].get("Access-Control-Allow-Origin") == origin
    assert json.loads(answer["body"])


def test_the_method_is_found_in_events_of_both_payload_formats(shop: ModuleType) -> None:
    assert shop.method_of({"httpMethod": "PUT"}) == "PUT"
    assert shop.method_of({"requestContext": {"http": {"method": "PATCH"}}}) == "PATCH"


def test_checkout_returns_what_a_proxy_integration_cannot_use(shop: ModuleType) -> None:
    assert not isinstance(shop.checkout({}, None), dict)


def event(token: str) -> dict[str, Any]:
    return {"authorizationToken": token, "methodArn": "arn:aws:execute-api:us-east-1:123456789012:x/prod/GET/account"}


def test_the_token_authorizer_allows_denies_and_says_unauthorized(shop: ModuleType) -> None:
    for token, effect in (("Bearer let-me-in", "Allow"), ("Bearer deny", "Deny")):
        policy = shop.authorize(event(token), None)["policyDocument"]
        assert policy["Statement"][0]["Effect"] == effect
    with pytest.raises(Exception, match=r"^Unauthorized$"):
        shop.authorize(event("Bearer nonsense"), None)


def test_the_simple_authorizer_knows_one_token(shop: ModuleType) -> None:
    assert shop.authorize_simply({"headers": {"authorization": "Bearer let-me-in"}}, None) == {"isAuthorized": True}
    assert shop.authorize_simply({"headers": {}}, None) == {"isAuthorized": False}
