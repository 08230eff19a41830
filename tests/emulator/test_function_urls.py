"""Function URLs on a real socket, beside APIs and alone: by host name, by path, and listed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corsproxy.emulator import serve
from corsproxy.emulator.listing import Row, rows, title
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.function_url.definition import FunctionUrl
from tests.emulator.apis import CORS, ORIGIN, RUNTIME, ask, http_api

ECHO = "import json\ndef handler(event, context): return {'statusCode': 201, 'body': json.dumps(event)}"
FUNCTION = LambdaFunction("shop", "index.handler", inline_code=ECHO, runtime=RUNTIME)
URL = FunctionUrl("abcdefghij", FUNCTION, CORS)


@pytest.mark.parametrize("host", ["abcdefghij.lambda-url.us-east-1.on.aws", "abcdefghij.lambda-url.localhost:4000"])
async def test_its_host_name_leads_to_its_function(host: str) -> None:
    async with serve(http_api(), function_urls=(URL,)) as running:
        got = await ask(running.port, "GET", "/a/b?c=d", f"Host: {host}", f"Origin: {ORIGIN}")
        event = json.loads(got.body)
        assert got.status == 201
        assert got.headers.get_all("access-control-allow-origin") == (ORIGIN,)
        assert (event["rawPath"], event["rawQueryString"], event["routeKey"]) == ("/a/b", "c=d", "$default")
        assert event["requestContext"]["domainPrefix"] == "abcdefghij"
        preflight = await ask(running.port, "OPTIONS", "/", f"Host: {host}", f"Origin: {ORIGIN}",
                              "Access-Control-Request-Method: GET")  # fmt: skip
        assert (preflight.status, preflight.headers.get("vary")) == (200, "Origin")
        assert (await ask(running.port, "GET", "/nothing/here")).status == 404, "the API beside it is still there"


async def test_who_resolves_no_host_names_uses_the_path() -> None:
    async with serve(http_api(), function_urls=(URL,)) as running:
        path = running.urls["abcdefghij"].removeprefix(running.origin)
        got = await ask(running.port, "GET", f"{path}/x")
        assert (got.status, json.loads(got.body)["rawPath"]) == (201, "/x")


async def test_alone_it_has_the_whole_emulator_and_may_be_replaced() -> None:
    async with serve((), function_urls=(URL,)) as running:
        assert running.url == running.origin
        assert (await ask(running.port, "GET", "/")).status == 201
        running.replace((), function_urls=(replace(URL, iam=True),))
        got = await ask(running.port, "GET", "/")
        assert (got.status, got.headers.get("x-amzn-errortype")) == (403, "AccessDeniedException")


async def test_authorizers_that_are_off_are_off_here_too() -> None:
    async with serve((), function_urls=(replace(URL, iam=True),), authorizers=False) as running:
        assert (await ask(running.port, "GET", "/")).status == 201


async def test_code_that_is_not_there_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    gone = replace(URL, url_id="gone", function=LambdaFunction("gone", "a.b", str(tmp_path / "none"), RUNTIME))
    said: list[str] = []
    async with serve((), function_urls=(URL, gone), say=said.append) as running:
        assert running.outside.functions.problems(running.function_urls) == [f"gone: there is no {tmp_path / 'none'}"]
        assert (await ask(running.port, "GET", "/_aws/lambda-url/gone/")).status == 403
        assert (await ask(running.port, "GET", "/_aws/lambda-url/abcdefghij/")).status == 201
    assert said == [f"gone: there is no {tmp_path / 'none'}"]


def test_it_is_listed() -> None:
    assert title(URL) == "Function URL of shop [abcdefghij]"
    assert rows(replace(URL, iam=True)) == (Row("any", "/", "Lambda shop", "AWS_IAM"),)
