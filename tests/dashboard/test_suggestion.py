from __future__ import annotations

from corsproxy.cli.simulate_policy import read_policy
from corsproxy.dashboard.suggestion import policy_for
from corsproxy.diagnose.assess import assess
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from tests.dashboard.sights import refused_preflight, sighting
from tests.proxy.traffic import GRANTED, ORIGIN, flow, preflight


def test_a_missing_options_method_suggests_a_rest_policy_that_can_be_read() -> None:
    (finding, *_) = assess(refused_preflight()).findings
    policy = read_policy(policy_for(finding))
    assert isinstance(policy.api, RestApi)
    assert ORIGIN in policy.summary


def test_an_http_api_s_unlisted_header_suggests_a_configuration_that_lists_it() -> None:
    answered = {**GRANTED, "apigw-requestid": "abc="}
    (finding, *_) = assess(sighting(preflight("PUT", "content-type,x-trace", 204, answered))).findings
    api = read_policy(policy_for(finding)).api
    assert isinstance(api, HttpApi)
    assert api.cors is not None
    assert "x-trace" in api.cors.allow_headers
    assert "PUT" in api.cors.allow_methods


def test_what_no_policy_mends_suggests_none() -> None:
    (finding, *_) = assess(sighting(flow(status=None))).findings
    assert policy_for(finding) == ""
