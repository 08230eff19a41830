"""The OpenAPI documents of a stack's APIs."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.where import Unusable
from tests.iac.conftest import Load, Write

TEXT = "Resources: {Api: {Type: %s, Properties: %s}}"


def test_a_definition_named_by_its_path_is_read(loaded: Load, write: Write) -> None:
    write("openapi: 3.0.1\npaths: {/a: {get: {}}}", "api.yaml")
    found = loaded(TEXT % ("AWS::ApiGateway::RestApi", "{BodyS3Location: ./api.yaml}"))
    (rest,) = found.apis
    assert isinstance(rest, RestApi)
    assert rest.resources[0].path == "/a"
    assert [path.name for path in found.files] == ["template.yaml", "api.yaml"]
    (http,) = loaded(TEXT % ("AWS::ApiGatewayV2::Api", "{BodyS3Location: api.yaml}")).apis
    assert isinstance(http, HttpApi)
    assert http.routes[0].key == "GET /a"


@pytest.mark.parametrize("kind", ["AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api"])
def test_what_lies_elsewhere_is_noted_and_what_is_no_document_is_a_mistake(loaded: Load, kind: str) -> None:
    (note,) = [note for note in loaded(TEXT % (kind, "{BodyS3Location: {Bucket: b, Key: k}}")).notes if "S3" in note]
    assert "the definition of 'Api' lies in S3" in note
    assert any("the body of 'Api' is left open" in note for note in loaded(TEXT % (kind, "{Body: !Ref X}")).notes)
    with pytest.raises(Unusable, match="the body of 'Api' is not a mapping"):
        loaded(TEXT % (kind, "{Body: text}"))
