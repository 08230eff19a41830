"""A URL's host tells which form of invocation it is, and of which API."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.gateway.invoke_url import HostForm, invoke_url


@pytest.mark.parametrize(
    ("url", "form", "api_id", "region", "vpce"),
    [
        (
            "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/x",
            "execute-api",
            "a1b2c3d4e5",
            "eu-west-1",
            "",
        ),
        ("https://abc.execute-api.cn-north-1.amazonaws.com.cn/", "execute-api", "abc", "cn-north-1", ""),
        (
            "https://abc-vpce-0123.execute-api.us-east-1.amazonaws.com/prod",
            "private-alias",
            "abc",
            "us-east-1",
            "vpce-0123",
        ),
        (
            "https://vpce-0123456789abcdef0-abcd1234.execute-api.eu-west-1.vpce.amazonaws.com/prod/item",
            "vpc-endpoint",
            "",
            "eu-west-1",
            "vpce-0123456789abcdef0",
        ),
        (
            "https://vpce-01-ab-us-east-1a.execute-api.us-east-1.vpce.amazonaws.com/",
            "vpc-endpoint",
            "",
            "us-east-1",
            "vpce-01",
        ),
        ("https://d-x1.execute-api.us-east-1.amazonaws.com/", "custom-domain-target", "", "us-east-1", ""),
        ("https://q7.lambda-url.us-east-2.on.aws/", "function-url", "q7", "us-east-2", ""),
        ("https://d111.cloudfront.net/x", "cloudfront", "", "", ""),
        ("http://localhost:4000/dev/x", "local", "", "", ""),
        ("http://abc.execute-api.localhost:4000/dev", "local", "abc", "", ""),
        ("http://abc.execute-api.localhost.localstack.cloud:4566/dev", "local", "abc", "", ""),
        ("http://127.0.0.1:3000/", "local", "", "", ""),
        ("https://api.example.com/v1", "other", "", "", ""),
        ("nonsense", "other", "", "", ""),
    ],
)
def test_the_form_of(url: str, form: str, api_id: str, region: str, vpce: str) -> None:
    found = invoke_url(url)
    assert (found.form, found.api_id, found.region, found.vpc_endpoint) == (HostForm(form), api_id, region, vpce)


def test_the_first_segment_is_given_for_whoever_knows_that_it_is_the_stage() -> None:
    assert invoke_url("https://abc.execute-api.us-east-1.amazonaws.com/prod/items").first_segment == "prod"
    assert invoke_url("https://abc.execute-api.us-east-1.amazonaws.com").first_segment == ""


def test_only_hosts_of_api_gateway_name_it() -> None:
    assert invoke_url("https://abc.execute-api.us-east-1.amazonaws.com/").names_api_gateway
    assert not invoke_url("https://abc.execute-api.us-east-1.amazonaws.com.evil.example/").names_api_gateway
    assert not invoke_url("https://execute-api.example/").names_api_gateway


@given(st.text())
def test_reading_is_total(text: str) -> None:
    assert invoke_url(text).form in HostForm


@pytest.mark.parametrize(
    ("url", "rest", "stage", "path"),
    [
        ("https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/items", True, "prod", "/items"),
        ("http://shoprest01.execute-api.localhost:4000/prod/items", True, "prod", "/items"),
        ("http://shophttp01.execute-api.localhost:4000/items", False, "", "/items"),
        ("http://localhost:3000/items", True, "", "/items"),
        ("https://api.example.com/items", True, "", "/items"),
    ],
)
def test_the_stage_that_a_path_begins_with(url: str, rest: bool, stage: str, path: str) -> None:
    found = invoke_url(url)
    assert (found.stage(rest=rest), found.resource_path(rest=rest)) == (stage, path)
