"""Events of payload format 1.0."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corsproxy.gateway.http_api.definition import Stage
from corsproxy.gateway.http_api.event_1_0 import authorizer_request_part, function_event
from corsproxy.gateway.http_api.signature import identity_of
from corsproxy.gateway.http_api.visit import Authorization, AuthorizedBy, Visit
from tests.gateway.http_api_visits import api, arrive, visit

FIXTURES = Path(__file__).parents[3] / "shared" / "recordings" / "lambda-events"


def event(the_visit: Visit) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(function_event(the_visit))
    return made


def test_the_gateways_own_headers_are_title_case_and_the_clients_stand_as_sent() -> None:
    made = event(visit(arrive("GET", "/", [("accept", "*/*"), ("user-agent", "agent"), ("X-Custom", "1")])))
    assert list(made["headers"]) == [
        "Content-Length",
        "Host",
        "User-Agent",
        "X-Custom",
        "X-Forwarded-For",
        "X-Forwarded-Port",
        "X-Forwarded-Proto",
        "accept",
    ]


def test_standard_names_are_spelled_in_one_way_however_the_client_wrote_them() -> None:
    sent = [("content-type", "text/plain"), ("COOKIE", "a=1"), ("Accept", "*/*"), ("X-a", "1")]
    made = event(visit(arrive("POST", "/", sent, b"x")))
    for headers in (made["headers"], made["multiValueHeaders"]):
        assert {"Content-Type", "Cookie", "accept", "X-a"} <= headers.keys()


def test_no_body_is_not_base64_whatever_its_type() -> None:
    assert event(visit(arrive("GET", "/")))["isBase64Encoded"] is False
    assert event(visit(arrive("POST", "/", body=b"x")))["isBase64Encoded"] is True


def test_empty_parts_are_null() -> None:
    made = event(visit(arrive("GET", "/")))
    empty = ["queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables", "body"]
    assert [made[key] for key in empty] == [None] * len(empty)
    assert "authorizer" not in made["requestContext"]


def test_values_of_one_name_are_all_in_the_multi_value_maps() -> None:
    made = event(visit(arrive("GET", "/?p=1&p=2", [("Header2", "value1"), ("header2", "value2")])))
    assert made["multiValueHeaders"]["Header2"] == ["value1", "value2"]
    assert made["headers"]["Header2"] == "value2"
    assert made["multiValueQueryStringParameters"] == {"p": ["1", "2"]}
    assert made["queryStringParameters"] == {"p": "2"}


def test_the_path_has_stage_or_mapping_key() -> None:
    assert event(visit(arrive("GET", "/hello", stage="dev")))["path"] == "/dev/hello"
    custom = event(visit(arrive("GET", "/items", stage="dev", mapping_key="orders")))
    assert custom["path"] == custom["requestContext"]["path"] == "/orders/items"


def test_resource_is_the_routes_path_or_default() -> None:
    assert event(visit(arrive("GET", "/a/1"), "GET /a/{id}"))["resource"] == "/a/{id}"
    assert event(visit(arrive("GET", "/a/1")))["resource"] == "$default"


def test_who_authorized_is_told_where_each_kind_belongs() -> None:
    jwt = Authorization(AuthorizedBy.JWT, {"claims": {"sub": "x"}, "scopes": None})
    made = event(visit(arrive("GET", "/"), authorization=jwt))
    assert made["requestContext"]["authorizer"] == {"claims": {"sub": "x"}, "scopes": None}
    asked = Authorization(AuthorizedBy.LAMBDA, {"k": "v"}, "user")
    made = event(visit(arrive("GET", "/"), authorization=asked))
    assert made["requestContext"]["authorizer"] == {
        "claims": None,
        "scopes": None,
        "principalId": "user",
        "k": "v",
    }
    simple = Authorization(AuthorizedBy.LAMBDA, None)
    made = event(visit(arrive("GET", "/"), authorization=simple))
    assert made["requestContext"]["authorizer"] == {"claims": None, "scopes": None}
    iam = Authorization(AuthorizedBy.IAM, identity_of(api(), "AKIDEXAMPLE12345"))
    made = event(visit(arrive("GET", "/"), authorization=iam))
    assert "authorizer" not in made["requestContext"]
    assert made["requestContext"]["identity"]["accessKey"] == "AKIDEXAMPLE12345"


def test_an_authorizer_sees_objects_where_a_function_sees_null() -> None:
    part = authorizer_request_part(visit(arrive("GET", "/request"), "GET /request"))
    assert part["queryStringParameters"] == part["pathParameters"] == part["stageVariables"] == {}
    assert "body" not in part


@pytest.mark.skipif(not FIXTURES.exists(), reason="published fixtures are not here")
def test_a_published_event_is_made_again() -> None:
    recorded = json.loads((FIXTURES / "powertools-python" / "apiGatewayProxyEvent.json").read_text())
    context = recorded["requestContext"]
    del context["identity"]["clientCert"]  # mutual TLS is unmodelled
    headers = [(name, value) for name, values in recorded["multiValueHeaders"].items() for value in values]
    headers += [("User-Agent", context["identity"]["userAgent"]), ("content-type", "text/plain")]
    query = "&".join(f"{k}={v}" for k, vs in recorded["multiValueQueryStringParameters"].items() for v in vs)
    arrival = arrive("GET", f"/my/path?{query}", headers, recorded["body"].encode())
    made = event(
        visit(
            arrival,
            "GET /my/path",
            stage=Stage(),
            authorization=Authorization(AuthorizedBy.JWT, context["authorizer"]),
        )
    )
    assert made.keys() == recorded.keys()
    assert made["requestContext"].keys() == context.keys()
    assert context["identity"].keys() <= made["requestContext"]["identity"].keys()
    # the sample's single map of the query holds the first of two values; a recorded event holds the last
    for key in ("version", "resource", "path", "httpMethod", "body", "isBase64Encoded"):
        assert made[key] == recorded[key], key
    for key in ("multiValueQueryStringParameters", "pathParameters", "stageVariables"):
        assert made[key] == recorded[key], key
    assert recorded["headers"].items() <= made["headers"].items()
    assert recorded["multiValueHeaders"].items() <= made["multiValueHeaders"].items()
