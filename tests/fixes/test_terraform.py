"""Terraform snippets are HCL that says what the remedy says."""

from __future__ import annotations

import hcl2
import pytest

from corsproxy.fixes import terraform
from tests.fixes.values import HTTP, OPEN, VALUES


@pytest.mark.parametrize("writer", terraform.DIALECT.writers.values(), ids=lambda writer: writer.__name__)
@pytest.mark.parametrize("values", [VALUES, OPEN, HTTP], ids=["credentials", "open", "http"])
def test_it_parses(writer: object, values: dict[str, str]) -> None:
    assert callable(writer)
    assert hcl2.loads(writer(values))["resource"]


def test_the_four_resources_of_an_options_method() -> None:
    found = [key.strip('"') for one in hcl2.loads(terraform.options_method(VALUES))["resource"] for key in one]
    assert found == [
        "aws_api_gateway_method",
        "aws_api_gateway_integration",
        "aws_api_gateway_method_response",
        "aws_api_gateway_integration_response",
    ]
