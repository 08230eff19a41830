"""Private REST APIs: forms of calling them, and the mistakes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from corsproxy.gateway.rest_api.definition import EndpointType, GatewayResponse
from corsproxy.gateway.rest_api.private import Forbidden, Form, Reached, Unresolvable, forbidden, host_of, route
from tests.gateway.rest_api_calls import api_of, arrival, call, error_type, mock

VPCE = "vpce-0123456789abcdef0"
NAME = f"{VPCE}-abcd1234.execute-api.us-east-1.vpce.amazonaws.com"
PRIVATE = replace(api_of(("GET", "/", mock())), endpoint_type=EndpointType.PRIVATE, vpc_endpoints=(VPCE,))
PUBLIC = replace(PRIVATE, api_id="public1234", endpoint_type=EndpointType.REGIONAL, vpc_endpoints=())
QUIET = replace(PRIVATE, api_id="quiet12345", private_dns=False)
OWN = host_of(PRIVATE)


@pytest.mark.parametrize(
    ("name", "more", "found"),
    [
        (OWN, {"endpoint": VPCE}, Reached(PRIVATE, VPCE, Form.PRIVATE_DNS)),
        (f"{OWN}:443", {"endpoint": VPCE}, Reached(PRIVATE, VPCE, Form.PRIVATE_DNS)),
        (OWN.replace(".", f"-{VPCE}.", 1), {}, Reached(PRIVATE, VPCE, Form.ALIAS)),
        (NAME, {"host": OWN}, Reached(PRIVATE, VPCE, Form.HOST_HEADER)),
        (NAME, {"api_id": PRIVATE.api_id}, Reached(PRIVATE, VPCE, Form.API_ID_HEADER)),
        (NAME, {"api_id": PRIVATE.api_id, "host": "wrong.example"}, Reached(PRIVATE, VPCE, Form.API_ID_HEADER)),
        (NAME, {"host": host_of(QUIET)}, Reached(QUIET, VPCE, Form.HOST_HEADER)),
        (NAME, {}, Forbidden),
        (NAME, {"host": "wrong.example"}, Forbidden),
        (NAME, {"host": f"{OWN}.cn"}, Forbidden),
        (NAME, {"api_id": "nosuchapi1"}, Forbidden),
        (NAME, {"host": host_of(PUBLIC)}, Forbidden),
        (host_of(PUBLIC), {"endpoint": VPCE}, Forbidden),  # private DNS leads all of execute-api to the endpoint
        (OWN.replace("us-east-1", "eu-west-1"), {"endpoint": VPCE}, Forbidden),
        (OWN, {}, Unresolvable),
        (host_of(QUIET), {"endpoint": VPCE}, Unresolvable),
        (OWN.replace(".", "-vpce-0aaaaaaaaaaaaaaaa.", 1), {}, Unresolvable),
    ],
)
def test_a_form_reaches_the_api_or_fails_in_its_own_way(name: str, more: dict[str, Any], found: Any) -> None:
    result = route([PRIVATE, PUBLIC, QUIET], name, **more)
    if isinstance(found, type):
        assert isinstance(result, found)
        assert result.because
    else:
        assert result == found


def test_only_two_forms_need_a_header() -> None:
    assert {form for form in Form if form.needs_header} == {Form.API_ID_HEADER, Form.HOST_HEADER}


def test_the_names_of_china_have_their_suffix() -> None:
    assert host_of(replace(PRIVATE, region="cn-north-1")) == "abcde12345.execute-api.cn-north-1.amazonaws.com.cn"


def test_the_403_of_a_mistake_is_awss_and_cannot_be_customised() -> None:
    cors = GatewayResponse("DEFAULT_4XX", parameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"})
    api = replace(PRIVATE, gateway_responses=(cors,))
    for answer in (
        forbidden(api, arrival("GET", "/", vpc_endpoint=VPCE), "because"),
        call(api, "GET", "/", stage=None, vpc_endpoint=VPCE),
        call(api, "GET", "/", stage="nosuchstage", vpc_endpoint=VPCE),
    ):
        assert (answer.response.status, answer.response.body) == (403, b'{"message":"Forbidden"}')
        assert error_type(answer) == "ForbiddenException"
        assert answer.response.headers.get("server") == "Server"
        assert "access-control-allow-origin" not in answer.response.headers


def test_a_public_api_refuses_calls_through_an_endpoint() -> None:
    assert call(PUBLIC, "GET", "/", vpc_endpoint=VPCE).response.status == 403
