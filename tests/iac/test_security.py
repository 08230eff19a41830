"""Security schemes and requirements as API Gateway reads them."""

from __future__ import annotations

import pytest

from corsproxy.iac.node import Node
from corsproxy.iac.references import References
from corsproxy.iac.security import Required, required, schemes
from corsproxy.iac.settled import Taking
from corsproxy.iac.yaml_positions import parse

ROOT = """
security: {security}
securityDefinitions:
  key: {{type: apiKey, name: X-API-Key, in: header}}
  iam: {{type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}}
  basic: {{type: basic}}
components:
  securitySchemes:
    token: {{$ref: '#/components/x'}}
  x: {{type: apiKey, name: T, in: header, x-amazon-apigateway-authorizer: {{type: token}}}}
"""


def needs(operation: str, document: str = "[]") -> tuple[Required, list[str]]:
    root, taking = parse(ROOT.format(security=document), "f"), Taking()
    known = schemes(root, References(root, taking))
    return required(parse(operation, "f"), root, known, taking), taking.notes


@pytest.mark.parametrize(
    ("operation", "document", "expected"),
    [
        ("{}", "[]", Required()),
        ("{}", "[{key: []}]", Required(api_key=True)),
        ("{security: []}", "[{key: []}]", Required()),
        ("{security: [{token: [a, b]}]}", "[{key: []}]", Required("token", ("a", "b"))),
        ("{security: [{token: [], key: []}]}", "[]", Required("token", api_key=True)),
        ("{security: [{token: []}, {key: []}]}", "[]", Required("token", api_key=True)),
        ("{security: [{iam: []}]}", "[]", Required(iam=True)),
        ("{x-amazon-apigateway-auth: {type: AWS_IAM}}", "[]", Required(iam=True)),
        ("{x-amazon-apigateway-auth: {type: NONE}}", "[{token: []}]", Required()),
    ],
)
def test_what_an_operation_requires(operation: str, document: str, expected: Required) -> None:
    assert needs(operation, document)[0] == expected


def test_schemes_that_mean_nothing_to_api_gateway_are_noted_and_open_the_method() -> None:
    for name, words in (("basic", "API Gateway ignores it"), ("nobody", "is not defined")):
        found, notes = needs(f"{{security: [{{{name}: []}}]}}")
        assert found == Required()
        assert words in notes[0]


def test_schemes_of_swagger_and_openapi_are_found_and_references_followed() -> None:
    root = parse(ROOT.format(security="[]"), "f")
    found = schemes(root, References(root, Taking()))
    assert found.keys() == {"key", "iam", "basic", "token"}
    assert isinstance(found["token"], Node)
    assert found["token"].get("x-amazon-apigateway-authorizer") is not None


def test_sam_s_way_to_opt_out_is_no_scheme_and_no_news() -> None:
    assert needs("{security: [{NONE: []}]}", "[{token: []}]") == (Required(), [])
    assert needs("{security: [{NONE: []}, {key: []}]}") == (Required(api_key=True), [])
    assert needs("{security: [{nobody: []}]}")[1]
