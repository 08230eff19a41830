"""Endpoints are what a page can call: real URLs, with what each method wants sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.diagnose.lint.endpoints import endpoints, example
from corsproxy.gateway.rest_api.definition import IamAuthorization, RequestValidation
from tests.diagnose.lint_apis import AUTHORIZER, JWT, http, options, proxy, rest, route


@pytest.mark.parametrize(
    ("path", "found"),
    [("/items/{id}", "/items/1"), ("/{proxy+}", "/any/path"), ("/a/{x}/b/{y+}", "/a/1/b/any/path"), ("/", "/")],
)
def test_an_example_path(path: str, found: str) -> None:
    assert example(path) == found


def test_any_stands_for_the_methods_that_the_path_does_not_define_itself() -> None:
    found = [one.method for one in endpoints(http(route("ANY /x"), route("GET /x")))]
    assert found == ["POST", "PUT", "PATCH", "DELETE", "GET"]
    assert [one.method for one in endpoints(rest(proxy("ANY"), proxy("POST"), options()))] == [
        "GET",
        "PUT",
        "PATCH",
        "DELETE",
        "POST",
    ]


def test_pages_do_not_call_options() -> None:
    assert endpoints(rest(options())) == ()
    assert endpoints(http(route("OPTIONS /x"))) == ()


def test_a_guarded_endpoint_sends_what_its_authorizer_reads() -> None:
    (one,) = endpoints(http(route("GET /x", authorizer=JWT)))
    assert [name for name, _ in one.identity] == ["Authorization"]
    (other,) = endpoints(rest(proxy("POST", authorizer=AUTHORIZER, api_key_required=True)))
    assert [name for name, _ in other.lines] == ["Content-Type", "Authorization", "x-api-key"]
    (signed,) = endpoints(rest(proxy("GET", authorizer=IamAuthorization.AWS_IAM)))
    assert "X-Amz-Date" in dict(signed.identity)


def test_a_key_that_the_authorizer_reads_too_is_sent_once() -> None:
    reads_key = replace(AUTHORIZER, identity_sources=("method.request.header.X-Api-Key",))
    (one,) = endpoints(rest(proxy("POST", authorizer=reads_key, api_key_required=True)))
    assert one.identity == (("x-api-key", "supposed"),)


def test_required_parameters_are_sent() -> None:
    method = proxy(
        "GET",
        validation=RequestValidation(parameters=True),
        required_parameters=("method.request.querystring.q", "method.request.header.X-A"),
    )
    (one,) = endpoints(rest(method))
    assert one.path == "/items?q=supposed"
    assert ("X-A", "supposed") in one.lines


def test_urls_are_the_real_ones() -> None:
    assert endpoints(rest(proxy("GET")))[0].url == "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/items"
    assert (
        endpoints(http(route("$default")))[0].url == "https://h1i2j3k4l5.execute-api.us-east-1.amazonaws.com/any/path"
    )
