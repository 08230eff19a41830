"""Node handlers run as Lambda runs them: CommonJS and ES modules, promises and callbacks, errors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from corsproxy.emulator.functions import Functions, FunctionSettings
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.turn import FunctionFailed, FunctionReturned
from tests.emulator.apis import http_api

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="needs node")


async def run(directory: Path, files: dict[str, str], handler: str = "app.handler") -> tuple[object, list[str]]:
    """The result (or Lambda's error document), and the log."""
    for name, source in files.items():
        (directory / name).write_text(source, encoding="utf-8")
    lines: list[str] = []
    functions = Functions(FunctionSettings(on_line=lambda _name, _request, line: lines.append(line)))
    one = LambdaFunction("app", handler, str(directory), "nodejs20.x", timeout=10)
    outcome = await functions.invoke(one, b'{"a":"\xc3\xbc"}', api=http_api(), trace_id="Root=1-x", patience=30.0)
    await functions.close()
    assert isinstance(outcome, FunctionReturned | FunctionFailed), outcome
    return json.loads(outcome.payload), lines


@pytest.mark.parametrize(
    ("name", "source", "result"),
    [
        ("app.js", "exports.handler = async (event) => event", {"a": "ü"}),
        ("app.mjs", "export const handler = async (event) => event", {"a": "ü"}),
        ("app.cjs", "module.exports.handler = async (event) => event", {"a": "ü"}),
        ("app.js", "module.exports = { ['hand' + 'ler']: async () => 1 }", 1),
        ("app.js", "exports.handler = (e, c, done) => setTimeout(() => done(null, 2), 5)", 2),
        ("app.js", "exports.handler = (e, c) => { setTimeout(() => c.succeed(3), 5) }", 3),
        ("app.js", "exports.handler = () => {}", None),
        ("app.js", "exports.handler = async () => undefined", None),
        ("app.js", "exports.handler = async (e, c) => [c.functionName, c.memoryLimitInMB, c.getRemainingTimeInMillis() > 0]",
         ["app", "128", True]),
    ],
)  # fmt: skip
async def test_handlers_of_every_kind_return(tmp_path: Path, name: str, source: str, result: object) -> None:
    assert (await run(tmp_path, {name: source}))[0] == result


async def test_many_invocations_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("exports.handler = (e, c, done) => setTimeout(() => done(null, 1), 1)")
    lines: list[str] = []
    functions = Functions(FunctionSettings(on_line=lambda _name, _request, line: lines.append(line)))
    one = LambdaFunction("app", "app.handler", str(tmp_path), "nodejs20.x", timeout=10)
    for _ in range(12):
        await functions.invoke(one, b"1", api=http_api(), trace_id="", patience=30.0)
    await functions.close()
    assert lines == []


STREAM = "exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {{ {} }})"


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (
            "const out = awslambda.HttpResponseStream.from(stream, {statusCode: 201, headers: {'x-a': '1'}, cookies: ['c=1']});"
            "out.write('a'); await null; out.write(Buffer.from('b')); out.end()",
            {"statusCode": 201, "headers": {"x-a": "1"}, "cookies": ["c=1"], "body": "YWI=", "isBase64Encoded": True},
        ),
        (
            "stream.setContentType('text/plain'); setTimeout(() => stream.end(event.a), 5)",
            {"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": "w7w=", "isBase64Encoded": True},
        ),
        ("stream.write({answer: 42}); stream.end()", {"answer": 42}),
    ],
)
async def test_what_a_streaming_handler_writes_becomes_one_result(tmp_path: Path, body: str, result: object) -> None:
    returned, log = await run(tmp_path, {"app.js": STREAM.format(body)})
    assert returned == result
    assert "not streamed here" in "".join(log)


async def test_a_streaming_handler_that_throws_fails_like_any_other(tmp_path: Path) -> None:
    said, _ = await run(tmp_path, {"app.js": STREAM.format("throw new RangeError('bad')")})
    assert isinstance(said, dict)
    assert (said["errorType"], said["errorMessage"]) == ("RangeError", "bad")


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("exports.handler = async () => { throw new TypeError('bad') }", "TypeError", "bad"),
        ("exports.handler = (e, c, done) => done(new RangeError('bad'))", "RangeError", "bad"),
        ("exports.handler = () => { throw 'text' }", "string", "text"),
        ("exports.other = 1", "Runtime.HandlerNotFound", "app.handler is undefined or not exported"),
        ("exports.handler = 1", "Runtime.HandlerNotFound", "app.handler is not a function"),
        ("require('nothing-like-it')", "Runtime.ImportModuleError", "Error: Cannot find module 'nothing-like-it'"),
        ("exports.handler = (", "Runtime.UserCodeSyntaxError", "SyntaxError: "),
        ("exports.handler = async () => process.exit(5)", "Runtime.ExitError", "RequestId: "),
    ],
)
async def test_errors_are_lambdas(tmp_path: Path, source: str, kind: str, message: str) -> None:
    document, _ = await run(tmp_path, {"app.js": source})
    assert isinstance(document, dict)
    assert document["errorType"] == kind
    assert str(document["errorMessage"]).startswith(message)


async def test_a_missing_file_is_an_import_error(tmp_path: Path) -> None:
    document, _ = await run(tmp_path, {}, "none.handler")
    assert isinstance(document, dict)
    assert document["errorType"] == "Runtime.ImportModuleError"


async def test_log_lines_arrive(tmp_path: Path) -> None:
    _, lines = await run(tmp_path, {"app.js": "exports.handler = async () => { console.log('hello') }"})
    assert lines == ["hello"]
