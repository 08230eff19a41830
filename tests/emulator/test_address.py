"""Every URL form leads to the API, the stage and the path that it leads to at AWS."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.emulator.address import Addresses, DomainMapping, base_urls, locate
from corsproxy.gateway.rest_api.definition import EndpointType
from tests.emulator.apis import http_api, rest_api, staged

HTTP = http_api()
NAMED = staged(http_api(api_id="http000002"), "dev")
REST = rest_api()
VPCE = "vpce-0123456789abcdef0"
PRIVATE = replace(rest_api(api_id="priv000001"), endpoint_type=EndpointType.PRIVATE, vpc_endpoints=(VPCE,))
ALL = Addresses((HTTP, NAMED, REST, PRIVATE))
AWS = "execute-api.us-east-1.amazonaws.com"


@pytest.mark.parametrize(
    ("host", "path", "asked", "api", "stage", "rest", "endpoint"),
    [
        (f"rest000001.{AWS}", "/prod/a/b", None, REST, "prod", "/a/b", None),
        (f"rest000001.{AWS}:443", "/prod", None, REST, "prod", "/", None),
        (f"REST000001.{AWS.upper()}", "/prod/", None, REST, "prod", "/", None),
        (f"rest000001.{AWS}", "//prod/a", None, REST, "prod", "/a", None),
        (f"rest000001.{AWS}", "/nope/a", None, REST, None, "/nope/a", None),
        (f"rest000001.{AWS}", "/product/a", None, REST, None, "/product/a", None),
        (f"http000001.{AWS}", "/prod/a", None, HTTP, "$default", "/prod/a", None),
        (f"http000002.{AWS}", "/dev/a", None, NAMED, "dev", "/a", None),
        (f"http000002.{AWS}", "/$default/a", None, NAMED, None, "/$default/a", None),
        ("rest000001.execute-api.localhost:4000", "/prod/a", None, REST, "prod", "/a", None),
        ("rest000001.execute-api.localhost.localstack.cloud:4566", "/prod/a", None, REST, "prod", "/a", None),
        (f"gone000001.{AWS}", "/prod/a", None, REST, None, "/prod/a", None),
        (f"priv000001.{AWS}", "/prod/a", None, PRIVATE, "prod", "/a", VPCE),
        # recorded: a Host that is not exactly a private API's own name is 403
        (f"priv000001.{AWS}.cn", "/prod/a", None, PRIVATE, None, "/prod/a", None),
        (f"priv000001.{AWS}.cn", "/prod/a", "priv000001", PRIVATE, "prod", "/a", VPCE),
        (f"priv000001-{VPCE}.{AWS}", "/prod/a", None, PRIVATE, "prod", "/a", VPCE),
        (f"priv000001-{VPCE}.execute-api.localhost:4000", "/prod/a", None, PRIVATE, "prod", "/a", VPCE),
        # an alias is made for the endpoints that are associated with the API, and for no others
        (f"priv000001-vpce-0aaa.{AWS}", "/prod/a", None, PRIVATE, None, "/prod/a", "vpce-0aaa"),
        (
            "vpce-0aaa-bbb.execute-api.us-east-1.vpce.amazonaws.com",
            "/prod/a",
            None,
            REST,
            None,
            "/prod/a",
            "vpce-0aaa",
        ),
        (
            "vpce-0aaa-bbb.execute-api.us-east-1.vpce.amazonaws.com",
            "/prod/a",
            "priv000001",
            PRIVATE,
            "prod",
            "/a",
            "vpce-0aaa",
        ),
        ("elsewhere.example", "/prod/a", "priv000001", PRIVATE, "prod", "/a", VPCE),
        # what a custom domain's DNS record points to leads nowhere by its own name
        (f"d-0a1b2c3d4e.{AWS}", "/prod/a", None, REST, None, "/prod/a", None),
        ("localhost:4000", "/_aws/execute-api/http000002/dev/a", None, NAMED, "dev", "/a", None),
        ("localhost:4000", "/_aws/execute-api/nobody/dev/a", None, REST, None, "/dev/a", None),
        ("localhost:4000", "/rest000001/prod/a", None, REST, "prod", "/a", None),
        ("localhost:4000", "/dev/a", None, NAMED, "dev", "/a", None),
        ("localhost:4000", "/prod/a", None, REST, "prod", "/a", None),
        ("localhost:4000", "/anything", None, HTTP, "$default", "/anything", None),
        ("", "/prod/a", None, REST, "prod", "/a", None),
    ],
)
def test_host_and_path_tell_api_stage_and_path(
    host: str, path: str, asked: str | None, api: object, stage: str | None, rest: str, endpoint: str | None
) -> None:
    place = locate(ALL, host, path, asked)
    assert place.api is api
    assert (place.stage, place.path, place.vpc_endpoint) == (stage, rest, endpoint)


@pytest.mark.parametrize(
    ("path", "api", "stage", "rest", "key"),
    [
        ("/orders/v1/items", HTTP, "$default", "/items", "orders/v1"),
        ("/orders/items", REST, "prod", "/items", "orders"),
        ("/orders", REST, "prod", "/", "orders"),
        ("/ordersandmore", NAMED, "dev", "/ordersandmore", ""),
        ("/", NAMED, "dev", "/", ""),
    ],
)
def test_a_custom_domain_takes_the_longest_base_path(path: str, api: object, stage: str, rest: str, key: str) -> None:
    domains = (
        DomainMapping("api.example.com", "http000002", "dev"),
        DomainMapping("api.example.com", "rest000001", "prod", "orders"),
        DomainMapping("api.example.com", "http000001", "$default", "orders/v1"),
    )
    place = locate(replace(ALL, domains=domains), "API.example.com:4000", path, None)
    assert place.api is api
    assert (place.stage, place.path, place.mapping_key) == (stage, rest, key)


def test_a_custom_domain_without_a_mapping_for_the_path_has_no_stage() -> None:
    addresses = replace(ALL, domains=(DomainMapping("api.example.com", "rest000001", "prod", "orders"),))
    assert locate(addresses, "api.example.com", "/prod/orders", None).stage is None


def test_a_custom_domain_of_both_products_answers_as_a_rest_api_where_no_mapping_leads() -> None:
    domains = (
        DomainMapping("api.example.com", "http000001", "$default", "a"),
        DomainMapping("api.example.com", "rest000001", "prod", "b"),
    )
    place = locate(replace(ALL, domains=domains), "api.example.com", "/c", None)
    assert (place.api, place.stage) == (REST, None)


def test_one_api_alone_needs_no_name() -> None:
    assert locate(Addresses((REST,)), "localhost", "/prod/a", None).stage == "prod"
    assert locate(Addresses((REST,)), "localhost", "/a", None).stage is None


def test_without_the_stage_in_urls_paths_begin_behind_it() -> None:
    place = locate(Addresses((REST,), stage_in_url=False), "localhost", "/prod/a", None)
    assert (place.stage, place.path) == ("prod", "/prod/a")


def test_each_base_url_leads_back_to_its_api() -> None:
    twins = Addresses((REST, rest_api(api_id="rest000002"), HTTP, http_api(api_id="http000003"), NAMED))
    for api_id, url in base_urls(twins, "http://localhost:4000").items():
        place = locate(twins, "localhost:4000", url.removeprefix("http://localhost:4000") + "/x", None)
        assert (place.api.api_id, place.path) == (api_id, "/x")
        assert place.stage == place.api.stages[0].name


def test_without_private_dns_a_private_apis_own_name_leads_to_nothing_of_it() -> None:
    api = replace(PRIVATE, private_dns=False)
    assert locate(Addresses((api,)), f"priv000001.{AWS}", "/prod/a", None).stage is None
    assert locate(Addresses((api,)), "priv000001.execute-api.localhost", "/prod/a", None).stage == "prod"
