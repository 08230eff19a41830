"""The assertions that AWS runs against deployed SAM stacks hold for the model of the same templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.iac.load import load
from tests.gateway.rest_api_calls import World, arrival, drive
from tests.gateway.rest_api_recorded import recorded

SAM = recorded("sam-integration.json")
pytestmark = pytest.mark.skipif(SAM is None, reason="the recordings are not beside the checkout")


def rows() -> list[Any]:
    if SAM is None:
        return []
    return [
        pytest.param(case, exchange, id=f"{case['id']}:{exchange['request']['path']}:{number}")
        for case in SAM["cases"]
        for number, exchange in enumerate(case["exchanges"])
    ]


def authorize(event: dict[str, Any]) -> dict[str, Any]:
    """The authorizer of the templates: `allow` allows."""
    parameters = event.get("queryStringParameters") or {}
    token = event["authorizationToken"] if event["type"] == "TOKEN" else parameters["authorization"]
    effect = "Allow" if token.lower() == "allow" else "Deny"
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {
        "principalId": "user",
        "context": {},
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }


@pytest.mark.parametrize(("case", "exchange"), rows())
def test_a_deployed_stack_and_the_model_of_its_template_agree(
    case: dict[str, Any], exchange: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    template = tmp_path / "template.json"
    template.write_text(json.dumps(case["template"]))
    (api,) = load(template).apis
    assert isinstance(api, RestApi)
    request = exchange["request"]
    stage, path = request["path"].removeprefix("/").split("/", 1)
    if stage not in {s.name for s in api.stages}:
        stage = api.stages[0].name  # one row names a stage that its template does not have
    headers = dict(request.get("headers") or {})
    if headers.get("x-api-key") == "<value>":
        headers["x-api-key"] = api.usage_plans[0].keys[0].value
    answer = drive(api, arrival(request["method"], f"/{path}", headers, stage=stage), World(authorizer=authorize))
    assert answer.response.status == exchange["response"]["status"]
    for name, value in (exchange["response"].get("headers") or {}).items():
        assert answer.response.headers.get(name) == value, name
