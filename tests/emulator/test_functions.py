"""Functions are found by their definition; what cannot run is said in one line before anybody asks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from corsproxy.emulator.functions import Functions, FunctionSettings, functions_of
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api import definition as http
from corsproxy.gateway.rest_api import definition as rest
from corsproxy.gateway.turn import FunctionReturned, FunctionUnavailable
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.where import Where
from tests.emulator.apis import function, http_api, rest_api

API = http_api()


async def invoke(functions: Functions, one: LambdaFunction | Unresolved) -> object:
    return await functions.invoke(one, b"null", api=API, trace_id="", patience=30.0)


async def test_what_cannot_be_found_is_unavailable_and_said_once() -> None:
    said: list[str] = []
    functions = Functions(FunctionSettings(say=said.append))
    for one in (
        Unresolved("!ImportValue X"),
        LambdaFunction("f", code=Unresolved("s3://bucket")),
        LambdaFunction("f"),
        LambdaFunction("f", "a.b", "/no/such/place"),
        LambdaFunction("f", "a.b", "/", "cobol85"),
    ):
        assert isinstance(await invoke(functions, one), FunctionUnavailable)
        assert isinstance(await invoke(functions, one), FunctionUnavailable)
    await functions.close()
    assert len(said) == len(set(said)) == 5


async def test_a_new_definition_of_a_function_is_run_instead_of_the_old(tmp_path: Path) -> None:
    one = function(
        tmp_path, "import os\ndef handler(e, c):\n    return os.environ.get('WHO')", environment={"WHO": "a"}
    )
    functions = Functions(FunctionSettings())
    first = await invoke(functions, one)
    functions.replaced([http_api(replace(one, environment={"WHO": "b"}))])
    second = await invoke(functions, replace(one, environment={"WHO": "b"}))
    await functions.close()
    assert (first, second) == (FunctionReturned(b'"a"'), FunctionReturned(b'"b"'))


async def test_apis_of_one_account_share_a_functions_process(tmp_path: Path) -> None:
    one = function(tmp_path, "import os\ndef handler(e, c):\n    return os.getpid()")
    functions = Functions(FunctionSettings())
    apis = (http_api(one), rest_api(one), replace(API, region="eu-west-1"))
    pids = [await functions.invoke(one, b"null", api=api, trace_id="", patience=30.0) for api in apis]
    await functions.close()
    assert pids[0] == pids[1]
    assert pids[0] != pids[2]


async def test_variables_that_are_unresolved_are_not_set_and_said(tmp_path: Path) -> None:
    source = "import os\ndef handler(e, c):\n    return sorted(k for k in os.environ if k.startswith('MY_'))"
    one = function(tmp_path, source, environment={"MY_A": "1", "MY_B": Unresolved("!GetAtt Table.Arn")})
    said: list[str] = []
    functions = Functions(FunctionSettings(say=said.append))
    outcome = await invoke(functions, one)
    await functions.close()
    assert isinstance(outcome, FunctionReturned)
    assert json.loads(outcome.payload) == ["MY_A"]
    assert len(said) == 1
    assert "MY_B" in said[0]


def test_problems_are_one_line_each_with_their_place(tmp_path: Path) -> None:
    good = function(tmp_path, "def handler(e, c): pass")
    bad = LambdaFunction("bad", "x.handler", "/no/such", where=Where("template.yaml", 7))
    problems = Functions(FunctionSettings()).problems([http_api(good, bad), rest_api(bad)])
    assert len(problems) == 1
    assert problems[0].startswith("template.yaml:7: bad: there is no ")


def test_every_function_of_an_api_is_found_authorizers_too() -> None:
    f, g = LambdaFunction("f"), LambdaFunction("g")
    routes = (http.Route("GET /a", http.LambdaIntegration(f), http.LambdaAuthorizer("x", g)),)
    assert list(functions_of(http.HttpApi("a", routes))) == [f, g]
    authorizer = rest.Authorizer("x", rest.AuthorizerType.TOKEN, g)
    integration = rest.Integration(rest.IntegrationType.AWS_PROXY, function=f)
    methods = (rest.Method("GET", integration, authorizer),)
    assert list(functions_of(rest.RestApi("a", (rest.Resource("/", methods),)))) == [f, g]
    chosen = rest.Integration(
        rest.IntegrationType.AWS, function=LambdaFunction("${stageVariables.x}", choices={"f": f, "g": g})
    )
    by_stage = (rest.Method("GET", chosen),)
    assert list(functions_of(rest.RestApi("a", (rest.Resource("/", by_stage),)))) == [f, g]
