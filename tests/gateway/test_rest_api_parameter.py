"""Mapping expressions."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Stage
from corsproxy.gateway.rest_api.parameter import request_value, static_value, text_of
from corsproxy.gateway.rest_api.payload_json import NotJson
from tests.gateway.rest_api_calls import api_of, arrival


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'*'", "*"),
        ("''", ""),
        ('"x"', "x"),
        ("method.request.header.X-A", "2"),
        ("method.request.header.x-a", "2"),
        ("method.request.multivalueheader.X-A", "1,2"),
        ("method.request.header.nothing", None),
        ("method.request.querystring.q", "b"),
        ("method.request.multivaluequerystring.q", "a,b"),
        ("method.request.querystring.nothing", None),
        ("method.request.path.id", "7"),
        ("method.request.body", '{"a": {"b": [1, true]}}'),
        ("method.request.body.a.b", "[1,true]"),
        ("method.request.body.nothing", None),
        ("context.httpMethod", "GET"),
        ("context.identity.sourceIp", "127.0.0.1"),
        ("context.nothing", None),
        ("context.identity", None),  # what holds others has no value itself
        ("stageVariables.color", "red"),
        ("stageVariables.nothing", None),
        ("method.response.header.x", None),
        ("method.request.cookie.x", None),
        ("nonsense", None),
        ("", None),
        ("'", None),
    ],
)
def test_an_expression_has_a_value_or_none(expression: str, value: str | None) -> None:
    call = Call(
        api_of(),
        arrival("GET", "/items/7", [("X-A", "1"), ("x-a", "2")], b'{"a": {"b": [1, true]}}'),
        "GET",
        (("q", "a"), ("q", "b")),
        Stage("dev", {"color": "red"}),
        path_parameters={"id": "7"},
    )
    assert request_value(expression, call) == value


def posted(body: bytes) -> Call:
    return Call(api_of(), arrival("POST", "/", body=body), "POST")


def test_a_body_that_does_not_look_like_json_has_no_parts() -> None:
    assert request_value("method.request.body.a", posted(b"text")) is None
    assert request_value("method.request.body", posted(b" text\n")) == "text"


def test_an_empty_body_is_an_empty_object() -> None:
    assert request_value("method.request.body", posted(b"")) == "{}"
    assert request_value("method.request.body.a", posted(b"")) is None


@pytest.mark.parametrize("expression", ["method.request.body", "method.request.body.a"])
def test_a_body_that_begins_like_json_must_be_json(expression: str) -> None:
    with pytest.raises(NotJson):
        request_value(expression, posted(b"\n{broken"))


@pytest.mark.parametrize(
    ("value", "text"), [("a", "a"), (1, "1"), (True, "true"), ({"a": 1}, '{"a":1}'), (None, "null")]
)
def test_values_are_written_as_json_except_texts(value: Any, text: str) -> None:
    assert text_of(value) == text
    assert static_value("a'b") is None
