"""`corsproxy explain`: console text or code in, meaning out."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from corsproxy.cli.explain import command
from corsproxy.diagnose.console_meaning import all_kinds
from corsproxy.where import Unusable

TEXT = (
    "Access to fetch at 'https://api.example.net/x' from origin 'https://app.example.com' has been blocked by CORS policy: "
    "Response to preflight request doesn't pass access control check: It does not have HTTP ok status."
)


def run(*arguments: str, stdin: str | None = None) -> str:
    result = CliRunner().invoke(command, arguments, input=stdin, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_a_message_is_told_with_its_phase_url_and_origin() -> None:
    told = run(TEXT)
    for part in (
        "PreflightInvalidStatus",
        "preflight",
        "https://api.example.net/x",
        "https://app.example.com",
        "Does not mean",
    ):
        assert part in told


def test_the_json_form_holds_the_same() -> None:
    told = json.loads(run("--format", "json", TEXT))
    [found] = told["recognised"]
    assert told["schema_version"] == 1
    assert found["error"] == "PreflightInvalidStatus"
    assert (found["phase"], found["url"]) == ("preflight", "https://api.example.net/x")
    assert found["means"]
    assert found["does_not_mean"]


def test_text_comes_from_standard_input_too() -> None:
    assert "PreflightInvalidStatus" in run(stdin=TEXT)
    assert "PreflightInvalidStatus" in run("-", stdin=TEXT)


@pytest.mark.parametrize("word", ["B021", "b021", "preflight-not-ok", "PreflightInvalidStatus"])
def test_a_code_a_name_and_an_errors_name_are_looked_up(word: str) -> None:
    assert run(word).startswith("B021 preflight-not-ok")


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_every_code_is_explained(kind: object) -> None:
    told = json.loads(run("--format", "json", kind.code))  # type: ignore[attr-defined]
    assert told["kinds"][0]["what"]


def test_the_list_names_every_code() -> None:
    told = run("--list")
    assert all(kind.code in told for kind in all_kinds())


def test_the_assumptions_are_listed_with_their_reasons() -> None:
    told = json.loads(run("--assumptions", "--format", "json"))["assumptions"]
    assert told
    assert all(each["says"] and each["why"] for each in told)


def test_a_line_that_hides_the_reason_is_called_so() -> None:
    assert "hides the reason" in run("TypeError: Failed to fetch")


def test_unrecognised_text_is_the_users_mistake_with_what_to_paste_instead() -> None:
    with pytest.raises(Unusable) as complaint:
        CliRunner().invoke(command, ["nothing of the sort"], catch_exceptions=False)
    assert "Paste" in str(complaint.value)


def test_a_pasted_control_character_never_reaches_the_terminal() -> None:
    assert "\x1b" not in run(TEXT.replace("/x'", "/x\x1b]0;owned\x07'"))


def test_the_likely_causes_come_ranked_with_the_command_that_decides() -> None:
    [found] = json.loads(run("--format", "json", TEXT))["recognised"]
    assert found["likely_causes"][0]["kind"] == "options-requires-authorization"
    assert found["decide_with"] == (
        "corsproxy probe https://api.example.net/x --origin https://app.example.com --preflight-only"
    )
    assert "Likely causes" in run(TEXT)


def test_a_pasted_url_cannot_smuggle_a_command_into_the_one_that_is_suggested() -> None:
    text = TEXT.replace("https://api.example.net/x", "https://api.example.net/$(touch);y")
    [found] = json.loads(run("--format", "json", text))["recognised"]
    assert "'https://api.example.net/$(touch)" in found["decide_with"]
