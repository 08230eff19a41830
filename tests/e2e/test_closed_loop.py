"""The loop is closed: a failing definition, the snippet applied to it, and the browser's verdict turns to allowed.

For every dialect that can be loaded, through the real emulator on a socket.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from corsproxy.cli.emulating import emulated
from corsproxy.config import definitions
from corsproxy.diagnose.finding import Finding
from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.fetch.browser import BROWSERS
from corsproxy.fetch.journey import Finished, ScriptRequest
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.fetch.verdict import Outcome, Verdict
from corsproxy.fixes.snippets import snippets
from corsproxy.http.headers import Headers
from corsproxy.replay.errand import make
from corsproxy.replay.sending import over_sockets
from corsproxy.replay.target import Target, through
from tests.fixes.yaml_reading import merged, read

ORIGIN = "https://app.example.com"
HANDLER = f"""
def handler(event, context):
    return {{"statusCode": 200, "headers": {{"Access-Control-Allow-Origin": "{ORIGIN}"}}, "body": "ok"}}
"""
URI = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations"
FUNCTION = {
    "Type": "AWS::Lambda::Function",
    "Properties": {"Handler": "app.handler", "Runtime": "python3.12", "Code": "src", "Role": "arn:aws:iam::1:role/x"},
}

REST_CLOUDFORMATION: dict[str, Any] = {
    "Resources": {
        "Function": FUNCTION,
        "RestApi": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "shop"}},
        "Resource": {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": {
                "RestApiId": {"Ref": "RestApi"},
                "ParentId": {"Fn::GetAtt": ["RestApi", "RootResourceId"]},
                "PathPart": "items",
            },
        },
        "Method": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {
                "RestApiId": {"Ref": "RestApi"},
                "ResourceId": {"Ref": "Resource"},
                "HttpMethod": "POST",
                "AuthorizationType": "NONE",
                "Integration": {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": {"Fn::Sub": URI}},
            },
        },
        "Deployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "DependsOn": "Method",
            "Properties": {"RestApiId": {"Ref": "RestApi"}, "StageName": "prod"},
        },
    }
}
HTTP_CLOUDFORMATION: dict[str, Any] = {
    "Resources": {
        "Function": FUNCTION,
        "HttpApi": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "shop", "ProtocolType": "HTTP"}},
        "Integration": {
            "Type": "AWS::ApiGatewayV2::Integration",
            "Properties": {
                "ApiId": {"Ref": "HttpApi"},
                "IntegrationType": "AWS_PROXY",
                "IntegrationUri": {"Fn::GetAtt": ["Function", "Arn"]},
                "PayloadFormatVersion": "2.0",
            },
        },
        "Route": {
            "Type": "AWS::ApiGatewayV2::Route",
            "Properties": {
                "ApiId": {"Ref": "HttpApi"},
                "RouteKey": "POST /items",
                "Target": {"Fn::Sub": "integrations/${Integration}"},
            },
        },
        "Stage": {
            "Type": "AWS::ApiGatewayV2::Stage",
            "Properties": {"ApiId": {"Ref": "HttpApi"}, "StageName": "$default", "AutoDeploy": True},
        },
    }
}


def sam(kind: str, api: str, event: str) -> dict[str, Any]:
    properties = {"StageName": "prod"} if kind == "Api" else {}
    return {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {
            api: {"Type": f"AWS::Serverless::{kind}", "Properties": properties},
            "Function": {
                "Type": "AWS::Serverless::Function",
                "Properties": {
                    "Handler": "app.handler",
                    "Runtime": "python3.12",
                    "CodeUri": "src",
                    "Events": {
                        "Post": {"Type": event, "Properties": {"Path": "/items", "Method": "post", f"{'Rest' if event == 'Api' else ''}ApiId": {"Ref": api}}}
                    },
                },
            },
        },
    }  # fmt: skip


OPENAPI_REST: dict[str, Any] = {
    "openapi": "3.0.1",
    "info": {"title": "shop", "version": "1"},
    "paths": {
        "/items": {
            "post": {
                "responses": {},
                "x-amazon-apigateway-integration": {
                    "type": "http_proxy",
                    "httpMethod": "POST",
                    "uri": "http://127.0.0.1:9/items",
                },
            }
        }
    },
}
OPENAPI_HTTP: dict[str, Any] = {
    "openapi": "3.0.1",
    "info": {"title": "shop", "version": "1"},
    "x-amazon-apigateway-importexport-version": "1.0",
    "paths": {
        "/items": {
            "post": {
                "x-amazon-apigateway-integration": {
                    "type": "http_proxy", "httpMethod": "POST", "uri": "http://127.0.0.1:9/items", "payloadFormatVersion": "1.0",
                }
            }
        }
    },
}  # fmt: skip
OURS_REST: dict[str, Any] = {
    "functions": {"items": {"code": "src", "handler": "app.handler", "runtime": "python3.12"}},
    "apis": [{"rest-api": "shop", "stages": ["prod"], "resources": {"/items": {"POST": "items"}}}],
}
OURS_HTTP: dict[str, Any] = {
    "functions": {"items": {"code": "src", "handler": "app.handler", "runtime": "python3.12"}},
    "apis": [{"http-api": "shop", "routes": {"POST /items": "items"}}],
}

OPTIONS_CASES = [
    ("sam", sam("Api", "Api", "Api")),
    ("cloudformation", REST_CLOUDFORMATION),
    ("openapi", OPENAPI_REST),
    ("corsproxy", OURS_REST),
]
HTTP_CASES = [
    ("sam", sam("HttpApi", "HttpApi", "HttpApi")),
    ("cloudformation", HTTP_CLOUDFORMATION),
    ("openapi", OPENAPI_HTTP),
    ("corsproxy", OURS_HTTP),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "src"
    source.mkdir()
    (source / "app.py").write_text(HANDLER, encoding="utf-8")
    return tmp_path


def written(folder: Path, definition: dict[str, Any], name: str = "template.yaml") -> Path:
    file = folder / name
    file.write_text(yaml.safe_dump(definition, sort_keys=False), encoding="utf-8")
    return file


def findings(file: Path) -> list[Finding]:
    (api,) = definitions(file, {}).apis
    return [one.findings[0] for one in complaints(api, matrix(api, (ORIGIN,)))]


def named(found: list[Finding], *names: str) -> Finding:
    return next(one for one in found if one.kind.name in names)


def applied(definition: dict[str, Any], finding: Finding, dialect: str) -> dict[str, Any]:
    """Merge the dialect's snippet for the finding's first remedy that has one."""
    for remedy in finding.remedies:
        text = snippets(remedy).get(dialect)
        if text is not None:
            return _same_names(merged(definition, read(text.text)))
    pytest.fail(f"no snippet in {dialect} for {finding.kind.name}")


def _same_names(definition: dict[str, Any]) -> dict[str, Any]:
    """A snippet calls the API by the id it saw; in our YAML the entry has a name of its own already."""
    for api in definition.get("apis", []):
        for key in ("rest-api", "http-api"):
            if key in api:
                api[key] = "shop"
    return definition


async def verdicts(
    file: Path, method: str, path: str, headers: dict[str, str], *, preflight: bool
) -> list[Verdict | None]:
    """What each browser makes of a fetch against the emulator; None for a preflight that lets the request pass."""
    (api,) = definitions(file, {}).apis
    host = f"{api.api_id}.execute-api.{api.region}.amazonaws.com"
    stage = (
        "" if api.stages and api.stages[0].name == "$default" else f"/{api.stages[0].name if api.stages else 'prod'}"
    )
    script = ScriptRequest(
        ORIGIN, method, f"https://{host}{stage}{path}", Headers(headers.items()), credentials=Credentials.OMIT
    )
    found: list[Verdict | None] = []
    async with emulated(file) as origin, over_sockets() as sockets:
        send = through(Target({host: origin}, keep_host=True), sockets)
        for browser in BROWSERS:
            got = await make(script, browser, send, preflight_only=preflight)
            found.append(got.verdict if isinstance(got, Finished) else None)
    return found


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(("dialect", "definition"), OPTIONS_CASES, ids=[name for name, _ in OPTIONS_CASES])
async def test_a_rest_api_without_options_is_mended_by_the_snippet(
    dialect: str, definition: dict[str, Any], folder: Path
) -> None:
    broken = written(folder, definition)
    assert all(
        one is not None and one.outcome is Outcome.BLOCKED
        for one in await verdicts(broken, "POST", "/items", JSON, preflight=True)
    )
    finding = named(findings(broken), "missing-options-method")
    mended = written(folder, applied(definition, finding, dialect), "mended.yaml")
    assert not [one for one in findings(mended) if one.kind.name == "missing-options-method"]
    assert await verdicts(mended, "POST", "/items", JSON, preflight=True) == [None, None, None]


@pytest.mark.parametrize(("dialect", "definition"), OPTIONS_CASES, ids=[name for name, _ in OPTIONS_CASES])
async def test_gateway_responses_without_cors_are_mended_by_the_snippet(
    dialect: str, definition: dict[str, Any], folder: Path
) -> None:
    broken = written(folder, definition)
    assert all(
        one and one.outcome is Outcome.BLOCKED
        for one in await verdicts(broken, "GET", "/nowhere", {}, preflight=False)
    )
    finding = named(findings(broken), "gateway-response-without-cors")
    mended = written(folder, applied(definition, finding, dialect), "mended.yaml")
    assert not [one for one in findings(mended) if one.kind.name == "gateway-response-without-cors"]
    assert all(
        one and one.outcome is Outcome.ALLOWED
        for one in await verdicts(mended, "GET", "/nowhere", {}, preflight=False)
    )


@pytest.mark.parametrize(("dialect", "definition"), HTTP_CASES, ids=[name for name, _ in HTTP_CASES])
async def test_an_http_api_without_cors_is_mended_by_the_snippet(
    dialect: str, definition: dict[str, Any], folder: Path
) -> None:
    broken = written(folder, definition)
    assert all(
        one is not None and one.outcome is Outcome.BLOCKED
        for one in await verdicts(broken, "POST", "/items", JSON, preflight=True)
    )
    finding = named(findings(broken), "cors-not-configured")
    mended = written(folder, applied(definition, finding, dialect), "mended.yaml")
    assert not [one for one in findings(mended) if one.severity != "note"]
    assert await verdicts(mended, "POST", "/items", JSON, preflight=True) == [None, None, None]
    assert all(
        one and one.outcome is Outcome.ALLOWED
        for one in await verdicts(mended, "POST", "/items", JSON, preflight=False)
    )
