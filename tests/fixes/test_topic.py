"""A remedy leads to the pieces of a definition that it changes, by product."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.remedy_texts import TEXTS
from corsproxy.fixes.topic import Topic, topics


@pytest.mark.parametrize(
    ("kind", "product", "expected"),
    [
        ("add-options-method", "rest-api", (Topic.OPTIONS_METHOD,)),
        ("add-gateway-response-headers", "rest-api", (Topic.GATEWAY_RESPONSES,)),
        ("configure-http-api-cors", "http-api", (Topic.HTTP_API_CORS,)),
        ("return-cors-headers", "rest-api", (Topic.HANDLER,)),
        ("list-header", "http-api", (Topic.HTTP_API_CORS,)),
        ("list-header", "rest-api", (Topic.OPTIONS_METHOD,)),
        ("name-the-origin", "rest-api", (Topic.OPTIONS_METHOD, Topic.HANDLER)),
        ("name-the-origin", "function-url", (Topic.HANDLER,)),
        ("configure-function-url", "function-url", (Topic.FUNCTION_URL_CORS,)),
        ("allow-options-in-policy", "rest-api", (Topic.OPTIONS_IN_POLICY,)),
        ("refresh-token", "rest-api", ()),
    ],
)
def test_topics(kind: str, product: str, expected: tuple[Topic, ...]) -> None:
    assert topics(kind, {"product": product}) == expected
    assert kind in TEXTS


def test_every_topic_is_reached_by_some_remedy() -> None:
    reached = {
        topic
        for kind in TEXTS
        for product in ("rest-api", "http-api", "")
        for topic in topics(kind, {"product": product})
    }
    assert reached == set(Topic)
