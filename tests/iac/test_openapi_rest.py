"""REST APIs from OpenAPI 3 and Swagger 2."""

from __future__ import annotations

import pytest

from corsproxy.gateway.rest_api.definition import (
    AuthorizerType,
    ContentHandling,
    EndpointType,
    IamAuthorization,
    IntegrationType,
    Method,
    PassthroughBehavior,
    RequestValidation,
    RestApi,
)
from corsproxy.where import Unusable
from tests.iac.conftest import Load

WHOLE = """\
swagger: "2.0"
info: {title: shop, version: "1"}
host: abcdef1234.execute-api.eu-west-1.amazonaws.com
basePath: /live
x-amazon-apigateway-api-key-source: AUTHORIZER
x-amazon-apigateway-binary-media-types: ["image/png"]
x-amazon-apigateway-minimum-compression-size: 10
x-amazon-apigateway-endpoint-configuration: {vpcEndpointIds: [vpce-1], disableExecuteApiEndpoint: true}
x-amazon-apigateway-policy: {Version: 2012-10-17, Statement: [{Effect: Allow, Principal: "*"}]}
x-amazon-apigateway-request-validators: {both: {validateRequestBody: true, validateRequestParameters: true}}
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX:
    statusCode: "418"
    responseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: "'*'"}
    responseTemplates: {application/json: "{}"}
security: [{key: []}]
securityDefinitions:
  key: {type: apiKey, name: x-api-key, in: header}
  sigv4: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
  token:
    type: apiKey
    name: X-Token
    in: header
    x-amazon-apigateway-authtype: custom
    x-amazon-apigateway-authorizer:
      type: token
      authorizerUri: arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:auth/invocations
      identityValidationExpression: "^x"
      authorizerResultTtlInSeconds: 60
paths:
  /items/{id}/:
    parameters:
      - {name: id, in: path, required: true, type: string}
    options:
      security: []
      responses: {200: {description: ok, headers: {Access-Control-Allow-Origin: {type: string}}}}
      x-amazon-apigateway-integration:
        type: mock
        contentHandling: CONVERT_TO_TEXT
        passthroughBehavior: never
        requestTemplates: {application/json: '{"statusCode": 200}'}
        responses:
          default:
            statusCode: 200
            responseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}
          "4..": {statusCode: "400", responseTemplates: {application/json: x}}
    get:
      security: [{token: [a]}, {key: []}]
      x-amazon-apigateway-request-validator: both
      parameters:
        - {name: q, in: query, required: true, type: string}
        - {name: body, in: body, schema: {$ref: '#/definitions/Item'}}
      x-amazon-apigateway-integration:
        {type: aws_proxy, httpMethod: POST, timeoutInMillis: 5000,
         uri: 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:items:live/invocations'}
    post: {security: [{sigv4: []}], x-amazon-apigateway-integration: {type: http_proxy, httpMethod: ANY, uri: "https://b.test/{id}"}}
    x-amazon-apigateway-any-method: {x-amazon-apigateway-integration: {type: http, httpMethod: GET, uri: "https://b.test"}}
definitions:
  Item: {type: object}
"""


@pytest.fixture
def api(loaded: Load) -> RestApi:
    (found,) = loaded(WHOLE, "api.yaml").apis
    assert isinstance(found, RestApi)
    return found


def method(api: RestApi, name: str) -> Method:
    return next(item for item in api.resources[0].methods if item.http_method == name)


def test_what_stands_at_the_top(api: RestApi) -> None:
    assert (api.name, api.api_id, api.region, api.stages[0].name) == ("shop", "abcdef1234", "eu-west-1", "live")
    assert api.api_key_source == "AUTHORIZER"
    assert api.binary_media_types == ("image/png",)
    assert api.minimum_compression_size == 10
    assert api.endpoint_type is EndpointType.PRIVATE
    assert api.vpc_endpoints == ("vpce-1",)
    assert api.default_endpoint_disabled
    assert isinstance(api.policy, dict)
    assert api.policy["Version"] == "2012-10-17"


def test_gateway_responses(api: RestApi) -> None:
    (response,) = api.gateway_responses
    assert (response.type, response.status) == ("DEFAULT_4XX", 418)
    assert response.parameters == {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}
    assert response.where is not None
    assert response.where.line == 13


def test_a_mock_options_method_with_its_responses_by_selection_pattern(api: RestApi) -> None:
    options = method(api, "OPTIONS")
    assert api.resources[0].path == "/items/{id}"
    assert options.integration is not None
    assert options.integration.type is IntegrationType.MOCK
    assert options.integration.passthrough is PassthroughBehavior.NEVER
    assert options.integration.content_handling is ContentHandling.CONVERT_TO_TEXT
    patterns = {item.selection_pattern: item.status for item in options.integration.responses}
    assert patterns == {"": "200", "4..": "400"}
    assert options.responses[0].parameters == {"method.response.header.Access-Control-Allow-Origin": False}
    assert options.authorizer is None
    assert not options.api_key_required
    assert options.where is not None
    assert options.where.line == 34


def test_security_of_the_method_of_the_document_and_none(api: RestApi) -> None:
    get, post, other = (method(api, name) for name in ("GET", "POST", "ANY"))
    assert get.authorizer is not None
    assert not isinstance(get.authorizer, IamAuthorization)
    assert get.authorizer.type is AuthorizerType.TOKEN
    assert get.authorizer.identity_sources == ("method.request.header.X-Token",)
    assert (get.authorizer.validation, get.authorizer.ttl) == ("^x", 60)
    assert get.scopes == ("a",)
    assert get.api_key_required
    assert post.authorizer is IamAuthorization.AWS_IAM
    assert not post.api_key_required
    assert other.api_key_required


def test_validation_parameters_and_models(api: RestApi) -> None:
    get = method(api, "GET")
    assert get.validation == RequestValidation(True, True)
    assert get.required_parameters == ("method.request.path.id", "method.request.querystring.q")
    assert get.models["application/json"] == {
        "$ref": "#/definitions/definitions.Item",
        "definitions": {"definitions.Item": {"type": "object"}},
    }


def test_lambda_http_and_their_timeouts(api: RestApi) -> None:
    get, post, other = (method(api, name).integration for name in ("GET", "POST", "ANY"))
    assert get is not None
    assert getattr(get.function, "name", None) == "items"
    assert get.timeout == 5.0
    assert post is not None
    assert (post.type, post.http_method, post.uri) == (IntegrationType.HTTP_PROXY, "ANY", "https://b.test/{id}")
    assert other is not None
    assert (other.type, other.timeout) == (IntegrationType.HTTP, 29.0)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("{openapi: 3.0.1, paths: {/a: invalid}}", 1, "the path '/a' is text"),
        ("openapi: 3.0.1\npaths:\n  /a:\n    get: {x-amazon-apigateway-integration: {type: moc}}", 4, "'MOCK'"),
        ("openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {}}}}", 2, "has no type"),
        ("swagger: 2.0\nx-amazon-apigateway-gateway-responses: {DEFAULT4XX: {}}", 2, "'DEFAULT_4XX'"),
        (
            "swagger: 2.0\nx-amazon-apigateway-gateway-responses:\n  THROTTLED:\n    responseParameters: {header.X: a}",
            4,
            "Write 'gatewayresponse.header.X'",
        ),
        ("swagger: 1.2\npaths: {}", 1, "API Gateway imports 2.0 and 3.0.x"),
    ],
)
def test_what_an_import_refuses_is_told_with_its_line(loaded: Load, text: str, line: int, words: str) -> None:
    with pytest.raises(Unusable) as failure:
        loaded(text, "api.yaml")
    mistake = failure.value.mistakes[0]
    assert words in str(mistake)
    assert mistake.where is not None
    assert mistake.where.line == line


def test_all_mistakes_of_a_file_are_told_together(loaded: Load) -> None:
    text = "openapi: 3.0.1\npaths: {/a: text, b: {}, '/c{d}': {}}\nx-amazon-apigateway-gateway-responses: {X: {}}"
    with pytest.raises(Unusable) as failure:
        loaded(text, "api.yaml")
    assert len(failure.value.mistakes) == 2


def test_what_an_import_only_warns_of_is_noted(loaded: Load) -> None:
    notes = " ".join(
        loaded(
            "openapi: 3.1.0\npaths: {/a: {trace: {}, any: {}, gett: {}, get: {security: [{nobody: []}], x-amazon-apigateway-request-validator: v}}}",
            "api.yaml",
        ).notes
    )
    for words in (
        "imports 3.0.x",
        "does not support TRACE",
        "'any' is not a method",
        "'gett' is not a method and is left out. Did you mean 'get'?",
        "'nobody' is not defined",
        "validator 'v' is not defined",
    ):
        assert words in notes


def test_a_path_that_an_import_refuses_is_noted_and_left_out(loaded: Load) -> None:
    found = loaded("openapi: 3.0.1\npaths: {a: {}, '/c{d}': {}, /e: {}}", "api.yaml")
    (api,) = found.apis
    assert isinstance(api, RestApi)
    assert [resource.path for resource in api.resources] == ["/e"]
    said = [note for note in found.notes if "is left out" in note]
    assert [note.split(":")[1] for note in said] == ["2", "2"]
