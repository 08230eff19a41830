"""What a policy makes of real responses: the gateway's own model decides, the backend's truth stays."""

from __future__ import annotations

import pytest
from mitmproxy import http

from corsproxy.capture.flows import exchange_of
from corsproxy.cli.simulate_policy import read_policy
from corsproxy.dashboard.standing import standing as standing_of
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.message import Exchange, Response
from corsproxy.proxy.simulate_policy import Simulated, concerns, simulate
from tests.proxy.traffic import GRANTED, ORIGIN, URL, flow, preflight

HTTP = f"origins={ORIGIN} methods=GET,PUT headers=content-type,x-api-key credentials"
REST = f"rest {HTTP}"
GATEWAY_403 = {
    "x-amzn-errortype": "MissingAuthenticationTokenException",
    "x-amzn-requestid": "1",
    "content-type": "application/json",
}


def simulated(policy: str, one: http.HTTPFlow) -> Simulated | None:
    return simulate(read_policy(policy), exchange_of(one))


def standing(policy: str, *flows: http.HTTPFlow) -> str:
    """How Chrome takes the flows with the policy's responses."""
    exchanges = []
    for number, one in enumerate(flows):
        exchange = exchange_of(one, index=number)
        found = simulated(policy, one)
        assert exchange.response is not None
        response = exchange.response
        if found is not None:
            response = Response(found.status, found.headers, found.body if found.body is not None else response.body)
        exchanges.append(
            Exchange(
                exchange.request,
                response,
                started=exchange.started,
                ended=exchange.ended,
                connection=exchange.connection,
                index=number,
            )
        )
    (sighting,) = page_fetches(exchanges)
    return standing_of(assess(sighting).rulings["chrome"])


def put() -> http.HTTPFlow:
    return flow(
        "PUT",
        URL,
        {"content-type": "application/json", "x-api-key": "k"},
        200,
        {"content-type": "application/json"},
        at=1_700_000_000.1,
    )


def test_an_http_api_s_configuration_answers_the_preflight_that_the_api_refuses_and_lets_the_request_pass() -> None:
    refused = preflight("PUT", "content-type,x-api-key", 403, GATEWAY_403)
    found = simulated(HTTP, refused)
    assert found is not None
    assert (found.status, found.headers.get("access-control-allow-origin")) == (204, ORIGIN)
    assert standing(HTTP, refused, put()) == "allowed"


def test_an_http_api_drops_the_backend_s_own_cors_headers_and_keeps_everything_else() -> None:
    found = simulated(
        HTTP,
        flow(
            "GET", answered={"access-control-allow-origin": "*", "access-control-expose-headers": "x-a", "x-a": "1"}
        ),
    )
    assert found is not None
    assert (found.status, found.body) == (200, None)
    assert found.headers.get("access-control-allow-origin") == ORIGIN
    assert found.headers.get("access-control-expose-headers") is None
    assert found.headers.get("x-a") == "1"


def test_an_origin_that_the_configuration_does_not_allow_loses_even_the_backend_s_consent() -> None:
    other = flow("GET", answered={"access-control-allow-origin": "*"})
    other.request.headers["origin"] = "https://other.example"
    found = simulated(HTTP, other)
    assert found is not None
    assert found.headers.get("access-control-allow-origin") is None


def test_a_header_that_the_configuration_does_not_list_still_fails_the_preflight() -> None:
    assert (
        standing(
            f"origins={ORIGIN} methods=PUT headers=content-type", preflight("PUT", "content-type,x-api-key", 403)
        )
        == "blocked"
    )


def test_what_the_api_answers_already_is_no_simulation() -> None:
    answered = {"access-control-allow-origin": ORIGIN, "vary": "origin", "access-control-allow-credentials": "true"}
    as_is = flow("GET", answered={})
    as_is.response = http.Response.make(200, b"{}", answered)
    assert simulated(HTTP, as_is) is None or simulated(HTTP, as_is).headers.get("vary") is not None  # type: ignore[union-attr]


def test_a_rest_api_s_options_method_answers_preflights() -> None:
    refused = preflight("PUT", "content-type,x-api-key", 403, GATEWAY_403)
    found = simulated(REST, refused)
    assert found is not None
    assert (found.status, found.headers.get("access-control-allow-methods")) == (200, "GET,PUT")
    assert found.headers.get("access-control-allow-credentials") == "true"


def test_a_rest_api_s_policy_leaves_the_function_s_own_responses_alone() -> None:
    """API Gateway adds nothing to a proxy integration's response: what the function must send, it must send."""
    assert simulated(REST, put()) is None
    assert standing(REST, preflight("PUT", "content-type,x-api-key", 403, GATEWAY_403), put()) == "blocked"


def test_gateway_responses_put_headers_on_the_gateway_s_own_errors_and_keep_their_words() -> None:
    error = flow("GET", status=403, answered=GATEWAY_403, body=b'{"message":"Missing Authentication Token"}')
    found = simulated(REST, error)
    assert found is not None
    assert (found.status, found.body) == (403, None)
    assert found.headers.get("access-control-allow-origin") == ORIGIN
    assert found.headers.get("x-amzn-errortype") == "MissingAuthenticationTokenException"


def test_several_origins_are_reflected_by_gateway_responses() -> None:
    error = flow("GET", status=403, answered=GATEWAY_403, body=b'{"message":"Missing Authentication Token"}')
    found = simulated(f"rest origins=https://a.example,{ORIGIN}", error)
    assert found is not None
    assert found.headers.get("access-control-allow-origin") == ORIGIN
    assert found.headers.get("vary") == "Origin"


def test_a_customised_status_and_template_replace_those_of_the_real_response() -> None:
    policy = (
        "gateway_responses:\n  MISSING_AUTHENTICATION_TOKEN:\n    status: 404\n    headers: {Access-Control-Allow-Origin: '*'}\n"
        "    templates: {application/json: '{\"error\":$context.error.messageString}'}\n"
    )
    error = flow("GET", status=403, answered=GATEWAY_403, body=b'{"message":"Missing Authentication Token"}')
    found = simulated(policy, error)
    assert found is not None
    assert (found.status, found.body) == (404, b'{"error":"Missing Authentication Token"}')
    assert found.headers.get("content-length") == str(len(found.body or b""))


def test_a_policy_of_gateway_responses_alone_leaves_preflights_to_the_api() -> None:
    policy = "gateway_responses: {DEFAULT_5XX: {headers: {Access-Control-Allow-Origin: '*'}}}"
    assert simulated(policy, preflight(answered=GRANTED)) is None


def test_an_error_that_only_may_be_the_gateway_s_is_left_alone() -> None:
    assert simulated(REST, flow("GET", status=500, body=b"oops")) is None


def test_nothing_came_back_so_nothing_is_simulated() -> None:
    assert simulated(HTTP, flow(status=None)) is None


@pytest.mark.parametrize(
    ("policy", "url", "origin", "wanted"),
    [
        (HTTP, URL, ORIGIN, True),
        (HTTP, URL, None, False),
        (HTTP, f"{ORIGIN}/same", ORIGIN, False),
        (f"{HTTP} hosts=*.execute-api.*.amazonaws.com", URL, ORIGIN, True),
        (f"{HTTP} hosts=api.example.com", URL, ORIGIN, False),
        (f"{HTTP} hosts=API.example.com", "https://api.EXAMPLE.com/x", ORIGIN, True),
    ],
)
def test_a_policy_is_for_cross_origin_requests_to_its_hosts(
    policy: str, url: str, origin: str | None, wanted: bool
) -> None:
    assert concerns(read_policy(policy), "GET", url, origin) is wanted
