"""HTTP APIs in our YAML."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.definition import (
    HttpApi,
    HttpIntegration,
    IamAuthorization,
    JwtAuthorizer,
    LambdaAuthorizer,
    LambdaIntegration,
    Throttle,
)
from corsproxy.where import Unusable
from tests.iac.conftest import Load, Write

SHOP = """\
functions: {shop: {code: src, handler: app.main}}
apis:
  - http-api: shop
    cors: {origins: ['https://a.example'], methods: GET, headers: [X-A], max_age: 5, credentials: true}
    authorizers:
      members: {jwt: {issuer: "https://i.example", audience: a, jwks: keys.json}, identity_sources: $request.querystring.t}
      desk: {lambda: shop, payload: "1.0", ttl: 60}
    stages: {dev: {variables: {a: 1}, throttle: {rate: 2, burst: 3}, throttles: {GET /a: {rate: 1, burst: 1}}}}
    routes:
      GET /a: shop
      POST /a: {lambda: shop, payload: "1.0", authorizer: members, scopes: [read], timeout: 3}
      ANY /b/{proxy+}: {http: "https://b.example/{proxy}", method: GET, authorizer: iam,
        request_parameters: {"append:header.x": "1"}, response_parameters: {"200": {"overwrite:statuscode": "201"}}}
      $default: {lambda: {code: src, handler: app.main}, authorizer: desk}
"""


@pytest.fixture(autouse=True)
def code(write: Write) -> None:
    write("def main(event, context): ...", "src/app.py")


@pytest.fixture
def api(loaded: Load) -> HttpApi:
    (found,) = loaded(SHOP).apis
    assert isinstance(found, HttpApi)
    return found


def test_the_cors_configuration(api: HttpApi) -> None:
    assert api.cors is not None
    assert api.cors.allow_methods == ("GET",)
    assert api.cors.allow_headers == ("x-a",)
    assert (api.cors.max_age, api.cors.allow_credentials) == (5, True)


def test_routes_short_and_long(api: HttpApi) -> None:
    get, post, other, default = api.routes
    assert isinstance(get.integration, LambdaIntegration)
    assert isinstance(post.integration, LambdaIntegration)
    assert (get.integration.payload_format, post.integration.payload_format) == ("2.0", "1.0")
    assert post.integration.timeout == 3
    assert post.scopes == ("read",)
    assert isinstance(other.integration, HttpIntegration)
    assert (other.integration.method, other.integration.uri) == ("GET", "https://b.example/{proxy}")
    assert other.integration.response_parameters == {"200": {"overwrite:statuscode": "201"}}
    assert other.authorizer is IamAuthorization.AWS_IAM
    assert isinstance(default.integration, LambdaIntegration)
    assert getattr(default.integration.function, "runtime", "") == "python3.12"


def test_authorizers(api: HttpApi, tmp_path: object) -> None:
    _, post, _, default = api.routes
    assert isinstance(post.authorizer, JwtAuthorizer)
    assert post.authorizer.audience == ("a",)
    assert post.authorizer.identity_source == "$request.querystring.t"
    assert post.authorizer.jwks == f"{tmp_path}/keys.json"
    assert isinstance(default.authorizer, LambdaAuthorizer)
    assert (default.authorizer.payload_format, default.authorizer.ttl) == ("1.0", 60)
    assert default.authorizer.identity_sources == ("$request.header.Authorization",)


def test_stages(api: HttpApi) -> None:
    (stage,) = api.stages
    assert (stage.name, stage.variables, stage.throttle) == ("dev", {"a": "1"}, Throttle(2, 3))
    assert stage.route_throttles == {"GET /a": Throttle(1, 1)}


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("GET /a: shop", "GET /a: shopp"), 10, "Did you mean 'shop'?"),
        (("GET /a: shop", "get /a: shop"), 10, "Write 'GET /a'"),
        (("authorizer: members", "authorizer: member"), 11, "Did you mean 'members'?"),
        (("['https://a.example']", "'*'"), 4, "allow-credentials is not supported"),
        (("{code: src, handler: app.main}}\n", "{code: src}}\n"), 1, "lacks 'handler'"),
    ],
)
def test_mistakes_have_their_line(loaded: Load, change: tuple[str, str], line: int, words: str) -> None:
    with pytest.raises(Unusable) as failure:
        loaded(SHOP.replace(*change, 1))
    mistake = failure.value.mistakes[0]
    assert words in str(mistake)
    assert mistake.where is not None
    assert mistake.where.line == line
