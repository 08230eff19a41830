"""Events of payload format 2.0."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corsproxy.gateway.http_api.definition import HttpApi, Route, Stage
from corsproxy.gateway.http_api.event_2_0 import function_event
from corsproxy.gateway.http_api.visit import Authorization, AuthorizedBy, Visit
from tests.gateway.http_api_visits import LAMBDA, arrive, visit

FIXTURES = Path(__file__).parents[3] / "shared" / "recordings" / "lambda-events"


def event(the_visit: Visit) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(function_event(the_visit))
    return made


def test_names_are_lower_case_duplicates_joined_cookies_apart_and_hop_by_hop_headers_gone() -> None:
    headers = [("Header1", "value1"), ("HEADER2", "value1"), ("header2", "value2")]
    headers += [("Cookie", "cookie1; cookie2"), ("Connection", "keep-alive"), ("User-Agent", "agent")]
    made = event(visit(arrive("GET", "/my/path?parameter1=value1&parameter1=value2&parameter2=value", headers)))
    assert made["headers"]["header1"] == "value1"
    assert made["headers"]["header2"] == "value1,value2"
    assert {"cookie", "connection"} & made["headers"].keys() == set()
    assert made["cookies"] == ["cookie1", "cookie2"]
    assert made["rawPath"] == "/my/path"
    assert made["rawQueryString"] == "parameter1=value1&parameter1=value2&parameter2=value"
    assert made["queryStringParameters"] == {"parameter1": "value1,value2", "parameter2": "value"}
    assert made["requestContext"]["http"] == {
        "method": "GET",
        "path": "/my/path",
        "protocol": "HTTP/1.1",
        "sourceIp": "203.0.113.7",
        "userAgent": "agent",
    }
    assert made["requestContext"]["time"] == "04/Mar/2020:19:03:58 +0000"
    assert made["requestContext"]["timeEpoch"] == 1583348638390
    assert made["requestContext"]["requestId"] == "cs_pJhGvoAMEJYQ="
    assert made["requestContext"]["domainPrefix"] == "abcdefghij"


def test_empty_parts_are_left_out() -> None:
    made = event(visit(arrive("GET", "/")))
    absent = {"cookies", "queryStringParameters", "body", "pathParameters", "stageVariables"}
    assert absent & made.keys() == set()
    assert "authorizer" not in made["requestContext"]
    assert made["isBase64Encoded"] is False


def test_full_parts_are_there() -> None:
    arrival = arrive("POST", "/a/b", {"content-type": "application/octet-stream"}, b"\x00")
    made = event(
        visit(
            arrival,
            "POST /a/{id}",
            path_parameters={"id": "b"},
            stage=Stage(variables={"v": "1"}),
            authorization=Authorization(AuthorizedBy.LAMBDA, {"key": "value"}),
        )
    )
    assert (made["body"], made["isBase64Encoded"]) == ("AA==", True)
    assert made["pathParameters"] == {"id": "b"}
    assert made["stageVariables"] == {"v": "1"}
    assert made["requestContext"]["authorizer"] == {"lambda": {"key": "value"}}
    assert made["routeKey"] == made["requestContext"]["routeKey"] == "POST /a/{id}"


def test_raw_path_has_the_stage_but_not_a_custom_domains_mapping_key() -> None:
    assert event(visit(arrive("GET", "/hello", stage="dev")))["rawPath"] == "/dev/hello"
    assert event(visit(arrive("GET", "/items", stage="dev", mapping_key="orders")))["rawPath"] == "/items"


def test_bytes_that_are_no_text_do_not_break_the_event() -> None:
    assert event(visit(arrive("GET", "/", {"x": "caf\xc3\xa9"})))["headers"]["x"] == "caf\xc3\xa9"


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: shape(held) for name, held in value.items()}
    return type(value).__name__


@pytest.mark.skipif(not FIXTURES.exists(), reason="published fixtures are not here")
def test_a_recorded_event_is_made_again_exactly() -> None:
    recorded = json.loads((FIXTURES / "aws-lambda-go" / "apigw-v2-request-no-authorizer.json").read_text())
    context = recorded["requestContext"]
    del context["authentication"]  # mutual TLS is unmodelled
    sent = {name: value for name, value in recorded["headers"].items() if name in ("accept", "user-agent")}
    arrival = replace(
        arrive("GET", "/", sent, host=context["domainName"]),
        at=context["timeEpoch"] / 1000,
        extended_id=context["requestId"],
        source_ip="1.2.3.4",
        trace_id=recorded["headers"]["x-amzn-trace-id"],
    )
    one = Route("$default", LAMBDA)
    assert event(Visit(HttpApi(context["apiId"], (one,)), arrival, Stage(), one, "/", {})) == recorded


@pytest.mark.skipif(not FIXTURES.exists(), reason="published fixtures are not here")
@pytest.mark.parametrize(
    "name",
    [
        "aws-lambda-java-libs/apigw_http_event.json",
        "powertools-python/apiGatewayProxyV2Event.json",
        "powertools-python/apiGatewayProxyV2IamEvent.json",
        "powertools-python/apiGatewayProxyV2Event_GET.json",
        "aws-lambda-go/apigw-v2-request-lambda-authorizer.json",
    ],
)
def test_published_events_have_the_same_keys_and_types(name: str) -> None:
    recorded = json.loads((FIXTURES / name).read_text())
    context = recorded["requestContext"]
    context.pop("authentication", None)
    ((by, value),) = context["authorizer"].items()
    http = context["http"]
    query = recorded["rawQueryString"]
    headers = [*recorded["headers"].items(), ("cookie", "; ".join(recorded["cookies"]))]
    headers.append(("content-type", "text/plain"))
    arrival = arrive(http["method"], f"{http['path']}?{query}", headers, recorded.get("body", "").encode())
    made = event(
        visit(
            arrival,
            path_parameters=recorded["pathParameters"],
            stage=Stage(variables=recorded["stageVariables"]),
            authorization=Authorization(AuthorizedBy(by), value),
        )
    )
    made["headers"] = recorded["headers"] = {}
    if by == "iam":  # who signed is made up: only the keys are AWS's
        assert value.keys() == made["requestContext"]["authorizer"]["iam"].keys()
    assert shape(made) == shape(recorded)
    same = ("version", "routeKey", "rawPath", "rawQueryString", "cookies", "queryStringParameters", "pathParameters")
    assert [made[key] for key in same] == [recorded[key] for key in same]
    assert made.get("body") == recorded.get("body")
