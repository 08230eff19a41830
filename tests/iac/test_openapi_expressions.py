"""An OpenAPI file that a template includes, read by itself."""

from __future__ import annotations

from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.gateway.unresolved import Unresolved
from tests.iac.conftest import Load

INCLUDED = """\
    openapi: 3.0.1
    info: {title: !Sub 'shop-${Stage}'}
    paths:
      /a:
        get:
          x-amazon-apigateway-integration:
            type: aws_proxy
            uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
    """


def test_what_only_the_template_settles_stays_open_and_is_noted_once(loaded: Load) -> None:
    found = loaded(INCLUDED, "api.yaml")
    (api,) = found.apis
    assert isinstance(api, RestApi)
    (method,) = api.resources[0].methods
    assert method.integration is not None
    assert isinstance(method.integration.function, Unresolved)
    (note,) = [note for note in found.notes if "CloudFormation's expressions" in note]
    assert ":2:" in note
    assert any("!Sub arn:aws:apigateway" in note for note in found.notes)


def test_parameters_settle_what_they_name(loaded: Load) -> None:
    assert loaded(INCLUDED, "api.yaml", Stage="dev").apis[0].name == "shop-dev"


def test_a_schema_with_a_property_called_ref_is_no_expression(loaded: Load) -> None:
    found = loaded(
        "openapi: 3.0.1\npaths: {}\ncomponents: {schemas: {A: {properties: {Ref: {type: string}}}}}", "api.yaml"
    )
    assert not any("expressions" in note for note in found.notes)
