"""REST APIs in our YAML."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.rest_api.definition import (
    ApiKey,
    AuthorizerType,
    EndpointType,
    IamAuthorization,
    IntegrationType,
    RequestValidation,
    RestApi,
    Throttle,
    UsagePlan,
)
from corsproxy.where import Unusable
from tests.iac.conftest import Load, Write

SHOP = """\
functions: {shop: {code: src, handler: app.main}}
apis:
  - rest-api: shop
    endpoint: private
    policy: {Statement: [{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "*"}]}
    vpc_endpoints: [vpce-1]
    private_dns: false
    binary_media_types: "*/*"
    stages: {live: {variables: {v: x}, throttles: {GET /items: {rate: 1, burst: 2}}}}
    gateway_responses:
      DEFAULT_5XX: {status: 599, headers: {X-A: b}, parameters: {gatewayresponse.header.X-B: context.requestId}}
    authorizers:
      desk: {token: shop, header: X-Token, validation: "^a", ttl: 1}
      gate: {request: shop, identity_sources: [method.request.querystring.q]}
      pool: {cognito: {user_pools: ["arn:aws:cognito-idp:us-east-1:123456789012:userpool/p"], issuer: "https://i.example"}}
    usage_plans: {gold: {keys: [k1, {value: k2, enabled: false}], throttle: {rate: 1, burst: 1}, quota: {limit: 5, period: DAY}}}
    resources:
      /items:
        GET: shop
        POST: {lambda: shop, authorizer: desk, api_key: true, validate: [body, parameters], required: [method.request.header.x],
               models: {application/json: {type: object}}, timeout: 2}
        cors: {origin: "*", headers: [content-type]}
      /proxy/{proxy+}:
        ANY: {http: "https://b.example/{proxy}", authorizer: iam}
      /mock:
        GET: {mock: {status: 201, headers: {X-A: b}, body: "{}"}, authorizer: pool}
        PUT: {integration: {type: aws, httpMethod: POST, uri: "arn:aws:apigateway:us-east-1:sqs:path/q",
              responses: {default: {statusCode: "200"}}}, authorizer: gate}
"""


@pytest.fixture(autouse=True)
def code(write: Write) -> None:
    write("exports.main = async () => ({})", "src/app.js")


@pytest.fixture
def api(loaded: Load) -> RestApi:
    (found,) = loaded(SHOP).apis
    assert isinstance(found, RestApi)
    return found


def methods(api: RestApi) -> dict[str, Any]:
    return {
        f"{method.http_method} {resource.path}": method for resource in api.resources for method in resource.methods
    }


def test_what_stands_at_the_top(api: RestApi) -> None:
    assert api.endpoint_type is EndpointType.PRIVATE
    assert (api.vpc_endpoints, api.private_dns, api.binary_media_types) == (("vpce-1",), False, ("*/*",))
    assert isinstance(api.policy, dict)
    (stage,) = api.stages
    assert (stage.name, stage.variables) == ("live", {"v": "x"})
    assert stage.method_throttles == {"/items/GET": Throttle(1, 2)}
    assert api.usage_plans == (
        UsagePlan("gold", (ApiKey("k1"), ApiKey("k2", enabled=False)), Throttle(1, 1), (5, "DAY")),
    )


def test_plain_header_values_get_the_quotes_that_aws_wants(api: RestApi) -> None:
    (response,) = api.gateway_responses
    assert response.status == 599
    assert response.parameters == {
        "gatewayresponse.header.X-A": "'b'",
        "gatewayresponse.header.X-B": "context.requestId",
    }
    (answer,) = methods(api)["GET /mock"].integration.responses
    assert (answer.status, answer.parameters, answer.templates) == (
        "201", {"method.response.header.X-A": "'b'"}, {"application/json": "{}"},
    )  # fmt: skip


def test_methods_short_and_long(api: RestApi) -> None:
    get, post = methods(api)["GET /items"], methods(api)["POST /items"]
    assert get.integration.type is IntegrationType.AWS_PROXY
    assert get.integration.function.runtime == "nodejs20.x"
    assert post.validation == RequestValidation(True, True)
    assert (post.required_parameters, post.models) == (
        ("method.request.header.x",),
        {"application/json": {"type": "object"}},
    )
    assert (post.api_key_required, post.integration.timeout) == (True, 2)
    other = methods(api)["PUT /mock"].integration
    assert (other.type, other.responses[0].status) == (IntegrationType.AWS, "200")


def test_a_url_s_parameters_are_filled_from_the_path(api: RestApi) -> None:
    proxy = methods(api)["ANY /proxy/{proxy+}"]
    assert proxy.integration.parameters == {"integration.request.path.proxy": "method.request.path.proxy"}
    assert proxy.authorizer is IamAuthorization.AWS_IAM


def test_authorizers(api: RestApi) -> None:
    desk, gate, pool = (methods(api)[key].authorizer for key in ("POST /items", "PUT /mock", "GET /mock"))
    assert (desk.type, desk.identity_sources, desk.validation, desk.ttl) == (
        AuthorizerType.TOKEN, ("method.request.header.X-Token",), "^a", 1,
    )  # fmt: skip
    assert (gate.type, gate.identity_sources) == (AuthorizerType.REQUEST, ("method.request.querystring.q",))
    assert (pool.type, pool.issuer) == (AuthorizerType.COGNITO_USER_POOLS, "https://i.example")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("GET: shop", "GET: {lambda: shop, http: 'http://b'}"), "has 'lambda' and 'http'"),
        (("GET: shop", "OPTIONS: shop"), "has both 'cors' and 'OPTIONS'"),
        (("DEFAULT_5XX:", "DEFAULT_5X:"), "Did you mean 'DEFAULT_5XX'?"),
        (("authorizer: desk", "authorizer: dask"), "Did you mean 'desk'?"),
        (("/mock:", "/mo{c}k:"), "a parameter is a whole segment"),
        (("{type: aws,", "{type: awss,"), "the integration's type is 'awss'"),
    ],
)
def test_mistakes_are_told(loaded: Load, change: tuple[str, str], words: str) -> None:
    with pytest.raises(Unusable) as failure:
        loaded(SHOP.replace(*change, 1))
    assert words in str(failure.value)


@pytest.mark.parametrize(
    ("short", "status", "body"), [("204", "204", {}), ("'{\"a\": 1}'", "200", {"application/json": '{"a": 1}'})]
)
def test_a_mock_in_short_is_a_status_or_a_body(loaded: Load, short: str, status: str, body: dict[str, str]) -> None:
    (api,) = loaded(f"apis: [{{rest-api: a, resources: {{/x: {{GET: {{mock: {short}}}}}}}}}]", "corsproxy.yaml").apis
    assert isinstance(api, RestApi)
    integration = next(one for one in api.resources if one.path == "/x").methods[0].integration
    assert integration is not None
    assert (integration.responses[0].status, integration.responses[0].templates) == (status, body)
    assert json.loads(integration.templates["application/json"]) == {"statusCode": int(status)}
