"""Function URLs are linted as APIs are: what they can answer, and whether a page can read it."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.finding import Severity
from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.endpoints import endpoints
from corsproxy.diagnose.lint.matrix import Situation, matrix
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import CorsConfiguration
from tests.diagnose.lint_apis import FUNCTION, ORIGIN, at

URL = FunctionUrl("openopenop", FUNCTION, where=at(1))
CORS = CorsConfiguration((ORIGIN,), ("GET", "PUT"), ("content-type",), where=at(3))


def found(url: FunctionUrl) -> dict[str, Severity]:
    said = complaints(url, matrix(url))
    return {one.findings[0].kind.name: one.findings[0].severity for one in said}


def test_the_methods_that_the_configuration_names_are_called_else_two() -> None:
    assert [one.method for one in endpoints(replace(URL, cors=CORS))] == ["GET", "PUT"]
    assert [one.method for one in endpoints(replace(URL, cors=replace(CORS, allow_methods=("*",))))] == [
        "GET",
        "POST",
    ]
    assert [one.method for one in endpoints(replace(URL, cors=replace(CORS, allow_methods=())))] == ["GET", "POST"]
    assert [one.method for one in endpoints(URL)] == ["GET", "POST"]
    assert {one.url for one in endpoints(URL)} == {"https://openopenop.lambda-url.us-east-1.on.aws/"}


def test_with_a_configuration_only_a_function_that_sends_headers_as_well_is_noted() -> None:
    assert found(replace(URL, cors=CORS)) == {"function-url-duplicate-cors": Severity.NOTE}


def test_without_a_configuration_no_error_can_be_read_and_the_function_must_send_the_headers() -> None:
    said = found(URL)
    assert said["function-url-errors-without-cors"] is Severity.WARNING
    assert "handler-must-send-cors-headers" in said


def test_a_signed_call_needs_its_headers_in_the_configuration() -> None:
    assert found(replace(URL, cors=CORS, iam=True))["header-not-listed"] is Severity.ERROR
    allowed = replace(CORS, allow_headers=("authorization", "content-type", "x-amz-date"))
    assert Severity.ERROR not in found(replace(URL, cors=allowed, iam=True)).values()


def test_every_path_is_known_and_without_a_signature_it_is_asked_too() -> None:
    asked = {cell.question.situation for cell in matrix(replace(URL, cors=CORS, iam=True))}
    assert asked == {Situation.NORMAL, Situation.NO_CREDENTIALS}
    assert {cell.question.situation for cell in matrix(URL)} == {Situation.NORMAL}
