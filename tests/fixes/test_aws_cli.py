"""AWS CLI snippets are shell commands whose JSON is JSON."""

from __future__ import annotations

import json
import shlex

import pytest

from corsproxy.fixes import aws_cli
from tests.fixes.values import HOSTILE, HTTP, OPEN, VALUES


def commands(text: str) -> list[list[str]]:
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#")).replace("\\\n", " ")
    return [shlex.split(line) for line in lines.splitlines() if line.strip()]


@pytest.mark.parametrize("writer", aws_cli.DIALECT.writers.values(), ids=lambda writer: writer.__name__)
@pytest.mark.parametrize("values", [VALUES, OPEN, HTTP, HOSTILE], ids=["credentials", "open", "http", "hostile"])
def test_each_line_is_one_command_of_aws_and_its_json_parses(writer: object, values: dict[str, str]) -> None:
    assert callable(writer)
    for words in commands(writer(values)):
        assert words[0] == "aws" or words[0].startswith("RESOURCE=")
        for word in words:
            if word.startswith("{"):
                assert json.loads(word)


def test_values_are_wrapped_in_the_single_quotes_that_api_gateway_wants() -> None:
    words = commands(aws_cli.gateway_responses(VALUES))[0]
    mapped = json.loads(next(word for word in words if word.startswith("{")))
    assert mapped["gatewayresponse.header.Access-Control-Allow-Origin"] == "'https://app.example.com'"


@pytest.mark.parametrize(
    "writer", [aws_cli.options_method, aws_cli.gateway_responses], ids=lambda writer: writer.__name__
)
def test_the_deployment_that_everybody_forgets_comes_last(writer: object) -> None:
    assert callable(writer)
    assert commands(writer(VALUES))[-1][:3] == ["aws", "apigateway", "create-deployment"]
