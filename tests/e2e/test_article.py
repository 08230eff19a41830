"""AWS's article "How do I troubleshoot CORS errors from my API Gateway API?", claim by claim.

Each row is a row of README's table: a definition that has the fault, what is found, and the definition mended.
https://repost.aws/knowledge-center/api-gateway-cors-errors
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from corsproxy.cli.emulating import emulated
from corsproxy.config import definitions
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import CHROME
from corsproxy.fetch.journey import Finished, ScriptRequest
from corsproxy.http.headers import Headers
from corsproxy.replay.errand import make
from corsproxy.replay.sending import over_sockets
from corsproxy.replay.target import Target, through

ORIGIN = "https://app.example.com"
FUNCTION = "functions:\n  items: {code: src, handler: app.handler, runtime: python3.12}\n"
REST = FUNCTION + "apis:\n  - rest-api: shop\n    stages: [prod]\n"
HTTP = FUNCTION + "apis:\n  - http-api: shop\n"
CORS = f"cors: {{origin: {ORIGIN}, methods: [GET, PUT], headers: [content-type]}}"
GATEWAY = f"""    gateway_responses:
      DEFAULT_4XX: {{headers: {{Access-Control-Allow-Origin: {ORIGIN}}}}}
      DEFAULT_5XX: {{headers: {{Access-Control-Allow-Origin: {ORIGIN}}}}}
"""


def mapped(headers: str) -> str:
    """A non-proxy method: what it returns is what its integration response maps."""
    return f"""    resources:
      /items:
        GET: {{mock: {{status: 200, headers: {{{headers}}}, body: '{{}}'}}}}
"""


@dataclass(frozen=True)
class Claim:
    """What the article says, a definition where it is so, the finding that must name it, and the mended one."""

    says: str
    broken: str
    kind: str
    mended: str


CLAIMS = (
    Claim(
        "No Access-Control-Allow-Origin header is returned (a non-proxy method)",
        REST + mapped("x-a: '1'"),
        "method-response-without-cors-headers",
        REST + mapped(f"Access-Control-Allow-Origin: {ORIGIN}"),
    ),
    Claim(
        "The method is not in Access-Control-Allow-Methods",
        REST + f"    resources:\n      /items:\n        PUT: items\n        {CORS.replace(', PUT', '')}\n",
        "method-not-listed",
        REST + f"    resources:\n      /items:\n        PUT: items\n        {CORS}\n",
    ),
    Claim(
        "The headers are not in Access-Control-Allow-Headers",
        REST
        + f"    resources:\n      /items:\n        PUT: items\n        {CORS.replace('content-type', 'x-other')}\n",
        "header-not-listed",
        REST + f"    resources:\n      /items:\n        PUT: items\n        {CORS}\n",
    ),
    Claim(
        "The OPTIONS method is missing",
        REST + "    resources:\n      /items:\n        PUT: items\n",
        "missing-options-method",
        REST + f"    resources:\n      /items:\n        PUT: items\n        {CORS}\n",
    ),
    Claim(
        "DEFAULT 4XX and DEFAULT 5XX gateway responses have no CORS headers",
        REST + "    resources:\n      /items:\n        GET: items\n",
        "gateway-response-without-cors",
        REST + GATEWAY + "    resources:\n      /items:\n        GET: items\n",
    ),
    Claim(
        "With a proxy integration the backend must return the headers",
        REST + GATEWAY + "    resources:\n      /items:\n        GET: items\n",
        "handler-must-send-cors-headers",
        # with a non-proxy integration API Gateway itself returns them
        REST + GATEWAY + mapped(f"Access-Control-Allow-Origin: {ORIGIN}"),
    ),
    Claim(
        "An HTTP API answers preflights itself, once CORS is configured",
        HTTP + "    routes: {PUT /items: items}\n",
        "cors-not-configured",
        HTTP
        + f"    cors: {{origins: [{ORIGIN}], methods: [PUT], headers: [content-type]}}\n    routes: {{PUT /items: items}}\n",
    ),
    Claim(
        "An HTTP API's CORS configuration lacks the method",
        HTTP
        + f"    cors: {{origins: [{ORIGIN}], methods: [GET], headers: [content-type]}}\n    routes: {{PUT /items: items}}\n",
        "method-not-in-configuration",
        HTTP
        + f"    cors: {{origins: [{ORIGIN}], methods: [PUT], headers: [content-type]}}\n    routes: {{PUT /items: items}}\n",
    ),
    Claim(
        "An HTTP API's CORS configuration lacks the header",
        HTTP + f"    cors: {{origins: [{ORIGIN}], methods: [PUT]}}\n    routes: {{PUT /items: items}}\n",
        "header-not-in-configuration",
        HTTP
        + f"    cors: {{origins: [{ORIGIN}], methods: [PUT], headers: [content-type]}}\n    routes: {{PUT /items: items}}\n",
    ),
    Claim(
        "A $default route with an authorizer catches the preflight",
        HTTP
        + """    authorizers:
      members: {jwt: {issuer: "https://issuer.example", audience: [web]}}
    routes: {$default: {lambda: items, authorizer: members}}
""",
        "preflight-caught-by-authorized-route",
        HTTP
        + f"""    cors: {{origins: [{ORIGIN}], methods: [GET, POST], headers: [content-type, authorization]}}
    authorizers:
      members: {{jwt: {{issuer: "https://issuer.example", audience: [web]}}}}
    routes:
      $default: {{lambda: items, authorizer: members}}
      OPTIONS /{{proxy+}}: items
""",
    ),
    Claim(
        "'Allowed domains must be included in the Access-Control-Allow-Origin header value as a list': they must not",
        REST
        + f"    resources:\n      /items:\n        PUT: items\n        {CORS.replace(ORIGIN, repr(ORIGIN + ',https://b.example'))}\n",
        "allow-origin-list",
        REST
        + f"""    resources:
      /items:
        PUT: items
        cors: {{origins: [{ORIGIN}, https://b.example], methods: [PUT], headers: [content-type]}}
""",
    ),
    Claim(
        "CORS by import of an OpenAPI definition: a path without its OPTIONS operation",
        """openapi: 3.0.1
info: {title: shop, version: "1"}
paths:
  /items:
    put:
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: PUT, uri: "https://backend.example/"}
""",
        "missing-options-method",
        f"""openapi: 3.0.1
info: {{title: shop, version: "1"}}
paths:
  /items:
    put:
      x-amazon-apigateway-integration: {{type: http_proxy, httpMethod: PUT, uri: "https://backend.example/"}}
    options:
      responses:
        "200":
          description: preflight
          headers:
            Access-Control-Allow-Origin: {{schema: {{type: string}}}}
            Access-Control-Allow-Methods: {{schema: {{type: string}}}}
            Access-Control-Allow-Headers: {{schema: {{type: string}}}}
      x-amazon-apigateway-integration:
        type: mock
        requestTemplates: {{application/json: '{{"statusCode": 200}}'}}
        responses:
          default:
            statusCode: "200"
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: "'{ORIGIN}'"
              method.response.header.Access-Control-Allow-Methods: "'PUT'"
              method.response.header.Access-Control-Allow-Headers: "'content-type'"
""",
    ),
)


def written(text: str, folder: Path) -> Path:
    source = folder / "src"
    source.mkdir(exist_ok=True)
    (source / "app.py").write_text("def handler(event, context):\n    return {'statusCode': 200}\n", encoding="utf-8")
    file = folder / "definition.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def found(text: str, folder: Path) -> list[str]:
    file = written(text, folder)
    (api,) = definitions(file, {}).apis
    return [one.findings[0].kind.name for one in complaints(api, matrix(api, (ORIGIN,)))]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.says[:60])
def test_the_claim(claim: Claim, tmp_path: Path) -> None:
    assert claim.kind in found(claim.broken, tmp_path)
    assert claim.kind not in found(claim.mended, tmp_path)


PRIVATE = (
    FUNCTION
    + """apis:
  - rest-api: inner
    id: innerapi01
    stages: [prod]
    endpoint: private
    private_dns: false
    vpc_endpoints: [vpce-0123456789abcdef0]
    policy:
      Version: "2012-10-17"
      Statement: [{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*"}]
    resources:
      /items:
        GET: {mock: {status: 200, headers: {Access-Control-Allow-Origin: "*"}, body: '{}'}}
        cors: {origin: "*", headers: [x-apigw-api-id]}
"""
)
ENDPOINT = "vpce-0123456789abcdef0-abcd1234.execute-api.us-east-1.vpce.amazonaws.com"
ALIAS = "innerapi01-vpce-0123456789abcdef0.execute-api.us-east-1.amazonaws.com"


@pytest.mark.parametrize(
    ("host", "headers", "kind"),
    [
        (ENDPOINT, (), "private-api-not-addressed"),
        (ENDPOINT, (("x-apigw-api-id", "innerapi01"),), "private-api-not-addressed"),
        (ALIAS, (), ""),
    ],
    ids=["no Host", "x-apigw-api-id makes a preflight that lacks it", "the Route 53 alias works"],
)
async def test_a_private_api_without_private_dns(
    host: str, headers: tuple[tuple[str, str], ...], kind: str, tmp_path: Path
) -> None:
    file = written(PRIVATE, tmp_path)
    script = ScriptRequest(ORIGIN, "GET", f"https://{host}/prod/items", Headers(headers))
    async with emulated(file) as origin, over_sockets() as send:
        got = await make(script, CHROME, through(Target({host: origin}, keep_host=True), send))
    assert isinstance(got, Finished)
    seen = Sighting("1", got.fetch, (script.credentials,), (script.redirect,), (script.mode,), (), "chrome")
    names = [finding.kind.name for finding in assess(seen).findings if finding.severity == "error"]
    assert names[:1] == ([kind] if kind else [])


async def test_403_missing_authentication_token_is_no_matter_of_tokens(tmp_path: Path) -> None:
    file = written(REST + "    id: abcdefghij\n    resources:\n      /items:\n        GET: items\n", tmp_path)
    host = "abcdefghij.execute-api.us-east-1.amazonaws.com"
    async with emulated(file) as origin, over_sockets() as send:
        script = ScriptRequest(ORIGIN, "GET", f"https://{host}/prod/itmes")
        got = await make(script, CHROME, through(Target({host: origin}, keep_host=True), send))
    assert isinstance(got, Finished)
    seen = Sighting("1", got.fetch, (script.credentials,), (script.redirect,), (script.mode,), (), "chrome")
    first = assess(seen).findings[0]
    assert first.kind.name == "unknown-path"
    assert first.attribution is not None
    assert first.attribution.author.type == "MISSING_AUTHENTICATION_TOKEN"
