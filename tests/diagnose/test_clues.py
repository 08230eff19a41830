"""What an exchange shows of its writer is read the same way everywhere."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.clues import Product, clues
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.diagnose.answers import FUNCTION, HTTP, HTTP_ID, REST, REST_IDS, VPCE, actual, preflight


@pytest.mark.parametrize(
    ("url", "headers", "product"),
    [
        (REST, REST_IDS, Product.REST_API),
        (HTTP, HTTP_ID, Product.HTTP_API),
        (FUNCTION, (), Product.FUNCTION_URL),
        (VPCE, (), Product.REST_API),
        ("https://api.example.com/", (REST_IDS[0], ("x-amzn-errortype", "ForbiddenException")), Product.REST_API),
        ("https://api.example.com/", (REST_IDS[0],), Product.NONE),
        (REST, (), Product.NONE),
    ],
)
def test_the_product_shows_in_ids_that_only_it_sends(
    url: str, headers: tuple[tuple[str, str], ...], product: Product
) -> None:
    assert clues(actual(url, Response(200, Headers(headers)))).product is product


def test_an_error_type_is_read_without_the_address_behind_it() -> None:
    headers = Headers([("x-amzn-ErrorType", "AccessDeniedException:http://internal.amazon.com/x/")])
    assert clues(actual(REST, Response(403, headers))).error_type == "AccessDeniedException"


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff\xfe{}", b"{" * 5000, b""])
def test_a_body_that_is_no_object_is_no_clue(content: bytes) -> None:
    clue = clues(actual(REST, Response(200, Headers(), content)))
    assert clue.body == {}
    assert clue.message == ""


def test_a_preflight_is_told_by_method_origin_and_request_method() -> None:
    assert clues(preflight(REST, None)).preflight
    assert not clues(actual(REST, None, method="OPTIONS")).preflight


def test_message_and_Message_are_both_read() -> None:
    assert clues(actual(REST, Response(403, Headers(), b'{"Message":"no"}'))).message == "no"
