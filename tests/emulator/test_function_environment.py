"""A function sees Lambda's variables and its own, and none of the shell's secrets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corsproxy.emulator.function_environment import Overrides, environment_of
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved

FUNCTION = LambdaFunction("f", "a.b", runtime="python3.12", environment={"A": "1", "B": Unresolved("x")}, memory=256)


def variables(overrides: Overrides = Overrides()) -> dict[str, str]:  # noqa: B008 -- frozen
    return environment_of(
        FUNCTION, root=Path("/src"), region="eu-west-1", runtime_api="h:1", overrides=overrides, instance="i"
    )


def test_lambdas_own_variables_are_there() -> None:
    found = variables()
    assert found["AWS_LAMBDA_FUNCTION_NAME"] == "f"
    assert found["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"
    assert found["AWS_REGION"] == found["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert (found["_HANDLER"], found["LAMBDA_TASK_ROOT"], found["AWS_LAMBDA_RUNTIME_API"]) == ("a.b", "/src", "h:1")
    assert found["AWS_LAMBDA_LOG_GROUP_NAME"] == "/aws/lambda/f"


def test_the_definitions_variables_are_there_but_unresolved_ones_are_not() -> None:
    assert variables()["A"] == "1"
    assert "B" not in variables()


def test_the_shells_secrets_are_not_passed_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
    monkeypatch.setenv("GITHUB_TOKEN", "hunter2")
    assert "hunter2" not in variables().values()
    assert variables(Overrides(passed=("AWS_SECRET_ACCESS_KEY",)))["AWS_SECRET_ACCESS_KEY"] == "hunter2"


def test_overrides_win_over_the_definition_but_not_over_the_runtime() -> None:
    overrides = Overrides({"f": {"A": "2", "_HANDLER": "evil"}, "g": {"A": "3"}}, {"A": "4", "C": "5"})
    found = variables(overrides)
    assert (found["A"], found["C"], found["_HANDLER"]) == ("2", "5", "a.b")


def test_layers_are_searched_as_lambda_searches_opt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    layered = replace(FUNCTION, layers=("/one", "/two"))
    found = environment_of(
        layered, root=Path("/src"), region="eu-west-1", runtime_api="h:1", overrides=Overrides(), instance="i"
    )
    assert found["PYTHONPATH"].split(":") == [
        "/one/python", "/one/python/lib/python3.12/site-packages", "/two/python", "/two/python/lib/python3.12/site-packages",
    ]  # fmt: skip
    assert found["PATH"] == "/one/bin:/two/bin:/usr/bin"
    assert "PYTHONPATH" not in variables()
