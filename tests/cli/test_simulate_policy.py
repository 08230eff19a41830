from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.cli.simulate_policy import read_policy
from corsproxy.diagnose.finding import Remedy
from corsproxy.fixes.snippets import snippets
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.where import Unusable

LINE = "origins=https://a.example,https://b.example methods=GET,PUT headers=Content-Type expose=x-a max-age=60 credentials"


def test_the_short_form_is_an_http_api_s_configuration() -> None:
    api = read_policy(LINE).api
    assert isinstance(api, HttpApi)
    assert api.cors is not None
    assert api.cors.allow_origins == ("https://a.example", "https://b.example")
    assert (api.cors.allow_methods, api.cors.allow_headers) == (("GET", "PUT"), ("content-type",))
    assert (api.cors.expose_headers, api.cors.max_age, api.cors.allow_credentials) == (("x-a",), 60, True)


def test_the_long_form_says_the_same() -> None:
    long = "cors:\n  origins: [https://a.example, https://b.example]\n  methods: [GET, PUT]\n  headers: [Content-Type]\n  expose: [x-a]\n  max_age: 60\n  credentials: true\n"
    short, whole = read_policy(LINE).api, read_policy(long).api
    assert isinstance(short, HttpApi)
    assert isinstance(whole, HttpApi)
    assert short.cors is not None
    assert whole.cors is not None
    assert short.cors.allow_origins == whole.cors.allow_origins
    assert read_policy(LINE).summary == read_policy(long).summary


def test_rest_has_options_methods_for_every_path_and_both_default_gateway_responses() -> None:
    api = read_policy("rest origins=https://a.example methods=PUT").api
    assert isinstance(api, RestApi)
    assert [resource.path for resource in api.resources] == ["/", "/{proxy+}"]
    assert {response.type for response in api.gateway_responses} == {"DEFAULT_4XX", "DEFAULT_5XX"}


def test_hosts_are_those_of_the_policy() -> None:
    assert read_policy("origins=* hosts=*.a.example,b.example").hosts == ("*.a.example", "b.example")
    assert read_policy("cors: {origins: ['*']}\nhosts: b.example\n").hosts == ("b.example",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "allows no origin"),
        ("methods=GET", "allows no origin"),
        ("origins=* colour=blue", "'colour=blue' is no part of a policy"),
        ("origins=* credentials", "allow-credentials is not supported"),
        ("origins=capacitor://localhost", "Invalid format for origin"),
        ("origins=* max-age=x", "'max-age=x'"),
        ("origins='", "No closing quotation"),
        ("cors: {origin: x}\n", "Did you mean 'origins'?"),
        ("cors: {}\noptions: {}\n", "one of the two"),
        ("hosts: a\n", "says nothing"),
        ("cors: {origins: ['*']}\nother: 1\n", "'other' is no part of a policy"),
        ("gateway_responses: {DEFAULT_9XX: {}}\n", "DEFAULT_9XX"),
        ("cors: [\n", "the policy:"),
    ],
)
def test_each_mistake_is_said_with_what_to_write_instead(text: str, said: str) -> None:
    with pytest.raises(Unusable) as caught:
        read_policy(text)
    assert said in str(caught.value)


def test_all_mistakes_of_a_line_are_said_at_once() -> None:
    with pytest.raises(Unusable) as caught:
        read_policy("a=1 b=2")
    assert len(caught.value.mistakes) == 3


def test_a_page_may_name_no_file(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("cors: {origins: ['*']}\n", encoding="utf-8")
    assert read_policy(str(file), files=True).api
    with pytest.raises(Unusable):
        read_policy(str(file))


def test_a_definition_of_the_api_is_a_policy(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(
        "apis:\n  - http-api: shop\n    cors: {origins: [https://a.example]}\n    routes: {}\n", encoding="utf-8"
    )
    assert "https://a.example" in read_policy(str(file), files=True).summary


def test_a_file_that_is_not_there_or_holds_two_apis_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be read"):
        read_policy(str(tmp_path / "none.yaml"), files=True)
    file = tmp_path / "api.yaml"
    file.write_text("apis:\n  - {http-api: a, routes: {}}\n  - {http-api: b, routes: {}}\n", encoding="utf-8")
    with pytest.raises(Unusable, match="this file has 2"):
        read_policy(str(file), files=True)


@pytest.mark.parametrize("text", [LINE, "rest origins=https://a.example methods=PUT headers=x-a credentials"])
def test_every_policy_can_be_written_out_in_every_dialect(text: str) -> None:
    for kind, values in read_policy(text).remedies:
        found = snippets(Remedy(kind, "", values))
        assert {"sam", "cloudformation", "terraform", "openapi"} <= set(found)
        assert all("https://a.example" in snippet.text for snippet in found.values())


def test_every_origin_that_a_rest_api_is_simulated_for_is_in_its_summary_and_its_snippets() -> None:
    policy = read_policy("rest origins=https://a.example,https://b.example methods=PUT headers=x-a")
    assert "for https://a.example, https://b.example" in policy.summary
    kind, values = policy.remedies[0]
    found = snippets(Remedy(kind, "", values))["cloudformation"].text
    assert "https://a.example" in found
    assert "https://b.example" in found


def test_several_origins_are_several_items_in_the_snippet() -> None:
    ((kind, values),) = read_policy(LINE).remedies
    assert '["https://a.example", "https://b.example"]' in snippets(Remedy(kind, "", values))["sam"].text
