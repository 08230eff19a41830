"""Snippets for corsproxy's own configuration are read by corsproxy itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from corsproxy.fixes import ours
from corsproxy.iac.load import load
from tests.fixes.values import HTTP, OPEN, VALUES
from tests.fixes.yaml_reading import read


def test_values_of_gateway_responses_stand_in_the_quotes_that_aws_wants() -> None:
    found = read(ours.gateway_responses(VALUES))["apis"][0]["gateway_responses"]["DEFAULT_4XX"]["parameters"]
    assert found["gatewayresponse.header.Access-Control-Allow-Origin"] == "'https://app.example.com'"


@pytest.mark.parametrize("values", [VALUES, OPEN], ids=["credentials", "open"])
@pytest.mark.parametrize("writer", [ours.options_method, ours.gateway_responses])
def test_a_rest_api_with_it_loads(
    writer: Callable[[dict[str, str]], str], values: dict[str, str], tmp_path: Path
) -> None:
    text = writer(values)
    if "resources:" not in text:
        text += '    resources:\n      /items: {GET: {http: "http://localhost:1/"}}\n'
    file = tmp_path / "api.yaml"
    file.write_text(text, encoding="utf-8")
    assert load(file).apis


def test_an_http_api_with_it_loads(tmp_path: Path) -> None:
    file = tmp_path / "api.yaml"
    file.write_text(
        ours.http_api_cors(HTTP) + '    routes:\n      GET /items: {http: "http://localhost:1/"}\n', encoding="utf-8"
    )
    assert load(file).apis
