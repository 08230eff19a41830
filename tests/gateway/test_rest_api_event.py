"""The event of a Lambda proxy."""

from __future__ import annotations

import base64
from typing import Any

from corsproxy.gateway.rest_api.definition import Stage
from tests.gateway.rest_api_calls import World, api_of, call, lambda_proxy


def event_of(method: str = "GET", path: str = "/items/7", **more: Any) -> dict[str, Any]:
    world = World()
    fields = more.pop("api", {})
    call(
        api_of(("ANY", "/items/{id}", lambda_proxy()), ("ANY", "/{proxy+}", lambda_proxy()), **fields),
        method,
        path,
        world=world,
        **more,
    )
    return world.event()


def test_the_keys_are_those_of_version_1_0_in_awss_order() -> None:
    assert list(event_of()) == [
        "resource", "path", "httpMethod", "headers", "multiValueHeaders", "queryStringParameters",
        "multiValueQueryStringParameters", "pathParameters", "stageVariables", "requestContext", "body",
        "isBase64Encoded",
    ]  # fmt: skip


def test_what_is_not_there_is_null() -> None:
    event = event_of()
    assert event["queryStringParameters"] is None
    assert event["multiValueQueryStringParameters"] is None
    assert event["stageVariables"] is None
    assert event["body"] is None
    assert event["isBase64Encoded"] is False


def test_repeats_are_kept_in_the_multi_value_fields_and_the_last_one_elsewhere() -> None:
    event = event_of(path="/items/7?a=1&a=2&b", headers=[("X-A", "1"), ("X-A", "2")])
    assert event["queryStringParameters"] == {"a": "2", "b": ""}
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2"], "b": [""]}
    assert event["headers"]["X-A"] == "2"
    assert event["multiValueHeaders"]["X-A"] == ["1", "2"]


def test_paths_differ_by_stage_and_base_path() -> None:
    event = event_of(path="//items/7/")
    assert (event["path"], event["requestContext"]["path"]) == ("/items/7/", "/dev//items/7/")
    assert event["resource"] == "/items/{id}"
    greedy = event_of(path="/a/b%2Fc/")
    assert greedy["pathParameters"] == {"proxy": "a/b%2Fc"}
    assert event_of(mapping_key="shop/v1")["path"] == "/shop/v1/items/7"


def test_a_body_is_text_or_base64_by_its_content_type() -> None:
    text = event_of("POST", body="grün".encode(), headers={"Content-Type": "text/plain"})
    assert (text["body"], text["isBase64Encoded"]) == ("grün", False)
    binary = {"binary_media_types": ("image/*",)}
    event = event_of("POST", body=b"\x00\xff", headers={"Content-Type": "image/png"}, api=binary)
    assert (base64.b64decode(event["body"]), event["isBase64Encoded"]) == (b"\x00\xff", True)


def test_stage_variables_and_the_overridden_method_are_shown() -> None:
    stage = Stage("dev", {"a": "b"})
    event = event_of("POST", headers={"X-HTTP-Method-Override": "DELETE"}, api={"stages": (stage,)})
    assert event["stageVariables"] == {"a": "b"}
    assert event["httpMethod"] == event["requestContext"]["httpMethod"] == "DELETE"
