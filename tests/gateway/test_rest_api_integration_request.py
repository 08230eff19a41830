"""The integration request's parameters and its URL."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Integration, IntegrationType, Stage
from corsproxy.gateway.rest_api.integration_request import Unmappable, endpoint, mapped
from corsproxy.gateway.rest_api.overrides import Overrides
from corsproxy.gateway.unresolved import Unresolved
from tests.gateway.rest_api_calls import api_of, arrival


def caller() -> Call:
    return Call(
        api_of(), arrival("GET", "/", {"X-A": "h"}), "GET", (("q", "first"), ("q", "a b/c")),
        Stage("dev", {"host": "api.example.com", "port": "8443"}), path_parameters={"id": "a%2Fb", "proxy": "x/y"},
    )  # fmt: skip


def test_parameters_are_mapped_to_headers_query_and_path() -> None:
    found = mapped(
        caller(),
        Integration(
            IntegrationType.HTTP,
            parameters={
                "integration.request.header.X-B": "method.request.header.x-a",
                "integration.request.header.X-None": "method.request.header.nothing",
                "integration.request.header.x-over": "'mapped'",
                "integration.request.querystring.page": "'2'",
                "integration.request.querystring.one": "method.request.querystring.q",
                "integration.request.querystring.all": "method.request.multivaluequerystring.q",
                "integration.request.path.id": "method.request.path.id",
                "integration.request.path.q": "method.request.querystring.q",
            },
        ),
        Overrides({"header": {"X-C": ["o", "p"], "X-Over": "o"}, "querystring": {"page": "3"}, "path": {"r": "a b"}}),
    )
    assert found.headers == {"X-B": ["h"], "X-C": ["o", "p"], "X-Over": ["o"]}
    assert found.query == {"page": ["3"], "one": ["a b/c"], "all": ["first", "a b/c"]}
    assert found.path == {"id": "a%2Fb", "q": "a%20b%2Fc", "r": "a%20b"}


@pytest.mark.parametrize(
    ("type_", "name", "refused"),
    [
        ("HTTP", "Content-Length", True), ("HTTP_PROXY", "transfer-encoding", True), ("HTTP", "Authorization", False),
        ("AWS", "Authorization", True), ("AWS_PROXY", "TE", True), ("AWS_PROXY", "X-A", False),
    ],
)  # fmt: skip
def test_some_headers_cannot_be_mapped_nor_overridden(type_: str, name: str, refused: bool) -> None:
    by_mapping = Integration(IntegrationType(type_), parameters={f"integration.request.header.{name}": "''"})
    plain, override = Integration(IntegrationType(type_)), Overrides({"header": {name: "x"}})
    if refused:
        with pytest.raises(Unmappable):
            mapped(caller(), by_mapping)
        with pytest.raises(Unmappable):
            mapped(caller(), plain, override)
    else:
        assert name in mapped(caller(), by_mapping).headers
        assert name in mapped(caller(), plain, override).headers


@pytest.mark.parametrize(
    ("uri", "path", "found"),
    [
        ("https://x.example/{id}", {"id": "7"}, "https://x.example/7"),
        ("https://x.example/{proxy+}", {"proxy": "a/b"}, "https://x.example/a/b"),
        ("https://x.example/{id}", {}, "https://x.example/{id}"),  # only mapped parameters are filled in
        ("http://${stageVariables.host}:${stageVariables.port}/x", {}, "http://api.example.com:8443/x"),
        ("https://${stageVariables.nothing}", {}, None),
        ("https://${stageVariables.nothing}/x", {}, None),
        ("ftp://x.example/", {}, None),
        ("arn:aws:apigateway:us-east-1:sqs:path/x", {}, None),
        ("", {}, None),
        (Unresolved("!Ref Url"), {}, "http://unresolved.invalid/"),
    ],
)
def test_the_endpoint_is_a_url_or_nothing(uri: Any, path: dict[str, str], found: str | None) -> None:
    assert endpoint(caller(), uri, path) == found
