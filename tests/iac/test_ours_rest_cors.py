"""`cors:` on a resource writes the OPTIONS method that AWS's own tools write."""

from __future__ import annotations

from pathlib import Path

from corsproxy.gateway.rest_api.definition import IntegrationType, Method
from corsproxy.iac.ours_functions import Reading
from corsproxy.iac.ours_rest_cors import CONSOLE_HEADERS, options_method
from corsproxy.iac.yaml_positions import parse


def options(text: str, *others: str) -> tuple[Method, dict[str, str], Reading]:
    reading = Reading(Path())
    method = options_method(parse(text, "f"), others, reading)
    assert method.integration is not None
    (answer,) = method.integration.responses
    return method, {name.rpartition(".")[2]: value for name, value in answer.parameters.items()}, reading


def test_nothing_said_is_what_the_console_does() -> None:
    method, headers, _ = options("{}", "GET", "POST")
    assert headers == {
        "Access-Control-Allow-Origin": "'*'",
        "Access-Control-Allow-Methods": "'GET,OPTIONS,POST'",
        "Access-Control-Allow-Headers": f"'{CONSOLE_HEADERS}'",
    }
    assert method.integration is not None
    assert method.integration.type is IntegrationType.MOCK
    assert method.responses[0].parameters.keys() == method.integration.responses[0].parameters.keys()


def test_any_method_means_all_seven() -> None:
    assert options("{}", "ANY")[1]["Access-Control-Allow-Methods"] == "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'"


def test_everything_can_be_said() -> None:
    method, headers, _ = options(
        "{origin: 'https://a.example,https://b.example', methods: [GET], headers: [x-a, x-b], expose: x-c, max_age: 5,"
        " credentials: true, status: 204}"
    )
    assert headers["Access-Control-Allow-Origin"] == "'https://a.example,https://b.example'"
    assert headers["Access-Control-Allow-Headers"] == "'x-a,x-b'"
    assert headers["Access-Control-Expose-Headers"] == "'x-c'"
    assert headers["Access-Control-Max-Age"] == "'5'"
    assert headers["Access-Control-Allow-Credentials"] == "'true'"
    assert method.responses[0].status == "204"


def test_several_origins_are_chosen_from_by_a_template() -> None:
    method, headers, _ = options("{origins: ['https://a.example', 'https://b.example']}")
    assert headers["Access-Control-Allow-Origin"] == "'https://a.example'"
    assert headers["Vary"] == "'Origin'"
    assert method.integration is not None
    template = method.integration.responses[0].templates["application/json"]
    assert '$origin == "https://a.example" || $origin == "https://b.example"' in template


def test_origin_and_origins_exclude_each_other() -> None:
    assert "has both" in str(options("{origin: a, origins: [b]}")[2].mistakes[0])
