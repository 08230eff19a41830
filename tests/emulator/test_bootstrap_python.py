"""Python handlers run as Lambda runs them: loading, context, results, errors, logging."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corsproxy.emulator.functions import Functions, FunctionSettings
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.turn import FunctionFailed, FunctionReturned
from tests.emulator.apis import RUNTIME, http_api


async def run(
    directory: Path, source: str, handler: str = "app.handler", event: object = None
) -> tuple[object, list[str]]:
    """The result (or Lambda's error document), and the log."""
    (directory / "app.py").write_text(source, encoding="utf-8")
    lines: list[str] = []
    functions = Functions(FunctionSettings(on_line=lambda _name, _request, line: lines.append(line)))
    one = LambdaFunction("app", handler, str(directory), RUNTIME, timeout=10, memory=192)
    outcome = await functions.invoke(
        one, json.dumps(event).encode(), api=http_api(), trace_id="Root=1-x", patience=30.0
    )
    await functions.close()
    assert isinstance(outcome, FunctionReturned | FunctionFailed), outcome
    return json.loads(outcome.payload), lines


@pytest.mark.parametrize(
    ("source", "handler", "kind", "message"),
    [
        ("import nothing_like_it", "app.handler", "Runtime.ImportModuleError",
         "Unable to import module 'app': No module named 'nothing_like_it'"),
        ("", "other.handler", "Runtime.ImportModuleError", "Unable to import module 'other': No module named 'other'"),
        ("", "app.handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'app'"),
        ("def handler(:", "app.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'app': "),
        ("", "handler", "Runtime.MalformedHandlerName", "Bad handler 'handler'"),
        ("raise KeyError('x')", "app.handler", "KeyError", "'x'"),
        ("def handler(e, c): raise ValueError('bad')", "app.handler", "ValueError", "bad"),
        ("def handler(e, c): return {1, 2}", "app.handler", "Runtime.MarshalError",
         "Unable to marshal response: Object of type set is not JSON serializable"),
        ("import sys\ndef handler(e, c): sys.exit(4)", "app.handler", "Runtime.ExitError", "RequestId: "),
    ],
)  # fmt: skip
async def test_errors_are_lambdas(tmp_path: Path, source: str, handler: str, kind: str, message: str) -> None:
    document, _ = await run(tmp_path, source, handler)
    assert isinstance(document, dict)
    assert document["errorType"] == kind
    assert str(document["errorMessage"]).startswith(message)


async def test_an_exceptions_stack_names_the_handlers_lines_only(tmp_path: Path) -> None:
    document, lines = await run(tmp_path, "def handler(e, c):\n    raise ValueError('bad')")
    assert isinstance(document, dict)
    assert len(document["stackTrace"]) == 1
    assert "app.py" in document["stackTrace"][0]
    assert lines[0] == "[ERROR] ValueError: bad"


async def test_the_context_is_lambdas(tmp_path: Path) -> None:
    source = """
import os
def handler(event, context):
    return [event, context.function_name, context.memory_limit_in_mb, context.invoked_function_arn, context.log_group_name,
            len(context.aws_request_id), 0 < context.get_remaining_time_in_millis() <= 10000, context.function_version,
            os.environ["_X_AMZN_TRACE_ID"], os.getcwd(), context.identity.cognito_identity_id, context.client_context]
"""
    result, _ = await run(tmp_path, source, event={"a": "ü"})
    assert result == [
        {"a": "ü"}, "app", "192", "arn:aws:lambda:us-east-1:123456789012:function:app", "/aws/lambda/app",
        36, True, "$LATEST", "Root=1-x", str(tmp_path), None, None,
    ]  # fmt: skip


async def test_the_handlers_imports_are_found_beside_it_and_not_in_the_emulator(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text("WHO = 'mine'", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "deep.py").write_text("import server\ndef f(e, c): return server.WHO", encoding="utf-8")
    assert (await run(tmp_path, "import server\ndef handler(e, c): return server.WHO"))[0] == "mine"
    assert (await run(tmp_path, "", "sub/deep.f"))[0] == "mine"
    assert (await run(tmp_path, "", "sub.deep.f"))[0] == "mine"


async def test_logging_has_lambdas_format(tmp_path: Path) -> None:
    source = """
import logging
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
    logging.info("hello %s", 1)
    context.log("raw\\n")
    return context.aws_request_id
"""
    request_id, lines = await run(tmp_path, source)
    assert lines[0].startswith("[INFO]\t")
    assert lines[0].endswith(f"Z\t{request_id}\thello 1")
    assert lines[1] == "raw"


async def test_decimals_and_odd_strings_are_marshalled(tmp_path: Path) -> None:
    source = (
        "import decimal\ndef handler(e, c): return [decimal.Decimal('1'), decimal.Decimal('1.5'), '\\ud800', None]"
    )
    assert (await run(tmp_path, source))[0] == [1, 1.5, "\ud800", None]


async def test_the_handler_finds_a_runtime_api_in_its_environment_and_nothing_of_ours(tmp_path: Path) -> None:
    names, _ = await run(tmp_path, "import os\ndef handler(e, c): return sorted(os.environ)")
    assert isinstance(names, list)
    assert "AWS_LAMBDA_RUNTIME_API" in names
    assert not [name for name in names if "CORSPROXY" in name]
