"""`corsproxy analyze`: formats, filters, exit codes, and no secret in any output."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corsproxy.cli.analyze import command
from corsproxy.cli.reporting import FORMATS
from corsproxy.where import Unusable
from tests.capture.making import entry, fields, har, preflight

TRUTH = Path(__file__).parents[3] / "shared" / "browser-truth"
REFUSED = {"x-amzn-ErrorType": "MissingAuthenticationTokenException"}
BLOCKED = preflight("/blocked", 403, answered=REFUSED, body='{"message":"Missing Authentication Token"}')
GRANTED = {
    "Access-Control-Allow-Origin": "https://app.example.com",
    "Access-Control-Allow-Credentials": "true",
    "Vary": "Origin",
}
FINE = entry(path="/fine", at=5, answered=GRANTED)


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments], input=stdin, standalone_mode=False)


def saved(folder: Path, *entries: Any, name: str = "session.har") -> Path:
    file = folder / name
    file.write_bytes(har(*entries))
    return file


def fetches(result: Result) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(result.stdout)["fetches"]
    return found


@pytest.mark.parametrize("form", [*FORMATS, "har"])
def test_every_format_is_written_to_a_file_and_to_standard_output_alike(form: str, tmp_path: Path) -> None:
    file = saved(tmp_path, BLOCKED, FINE)
    printed = run(file, "--format", form)
    written = run(file, "--format", form, "-o", tmp_path / "out")
    assert printed.exception is None
    assert (tmp_path / "out").read_text(encoding="utf-8") == printed.stdout != ""
    assert (printed.return_value, written.return_value, written.stdout) == (1, 1, "")


@pytest.mark.parametrize(
    ("entries", "fail_on", "code"),
    [
        ([FINE], "error", 0),
        ([BLOCKED], "error", 1),
        ([BLOCKED], "never", 0),
        ([BLOCKED], "note", 1),
        ([FINE], "never", 0),
    ],
)
def test_the_exit_code_says_whether_there_is_a_finding_that_counts(
    entries: list[Any], fail_on: str, code: int, tmp_path: Path
) -> None:
    assert run(saved(tmp_path, *entries), "--fail-on", fail_on).return_value == code


def test_filters_leave_what_they_name(tmp_path: Path) -> None:
    other = entry(path="/other", at=9)
    other["request"]["headers"] = fields({"Host": "x", "Origin": "https://b.example"})
    file = saved(tmp_path, BLOCKED, FINE, other)
    assert len(fetches(run(file, "--format", "json"))) == 3
    assert {
        each["page_origin"] for each in fetches(run(file, "--format", "json", "--origin", "https://b.example"))
    } == {"https://b.example"}
    assert all(
        each["url"].endswith(("/blocked", "/other"))
        for each in fetches(run(file, "--format", "json", "--only", "blocked"))
    )
    firefox = fetches(run(file, "--format", "json", "--browser", "firefox"))
    assert all(set(each["verdicts"]) == {"firefox"} for each in firefox)
    assert set(fetches(run(file, "--format", "json", "--browser", "firefox", "--browser", "all"))[0]["verdicts"]) > {
        "firefox"
    }


def test_several_files_are_one_report_that_names_each(tmp_path: Path) -> None:
    one, two = saved(tmp_path, BLOCKED, name="one.har"), saved(tmp_path, FINE, name="two.har")
    found = fetches(run(one, two, "--format", "json"))
    assert [each["file"] for each in found] == [str(one), str(two)]


def test_standard_input_is_a_capture_too() -> None:
    found = run("-", "--format", "json", stdin=gzip.compress(har(BLOCKED)))
    assert fetches(found)[0]["file"] == "<stdin>"
    written = json.loads(run("-", "--format", "har", stdin=har(BLOCKED, creator="mitmproxy")).stdout)
    assert written["log"]["creator"]["name"] == "mitmproxy"
    assert written["log"]["entries"][0]["comment"].startswith("cors:blocked")


def test_all_unusable_files_are_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "page.har").write_text("<html>")
    (tmp_path / "api.har").write_text('{"openapi": "3.0.1"}')
    refused = run(tmp_path / "page.har", saved(tmp_path, FINE), tmp_path / "api.har", tmp_path / "gone.har").exception
    assert isinstance(refused, Unusable)
    assert [each.where.file.rpartition("/")[2] for each in refused.mistakes if each.where] == [
        "page.har",
        "api.har",
        "gone.har",
    ]
    assert all(each.instead for each in refused.mistakes)


@pytest.mark.parametrize(
    "arguments", [("--origin", "app.example.com"), ("--origin", "https://"), ("-o", "/nonexistent/folder/out")]
)
def test_a_mistake_on_the_command_line_is_no_traceback(arguments: tuple[str, str], tmp_path: Path) -> None:
    assert isinstance(run(saved(tmp_path, FINE), *arguments).exception, Unusable)


def test_two_captures_cannot_be_one_har(tmp_path: Path) -> None:
    file = saved(tmp_path, FINE)
    assert isinstance(run(file, file, "--format", "har").exception, Unusable)


def test_the_annotated_har_is_the_capture_with_verdicts(tmp_path: Path) -> None:
    file = saved(tmp_path, BLOCKED, FINE)
    written = json.loads(run(file, "--format", "har").stdout)["log"]["entries"]
    assert [each["comment"].split(" ")[0] for each in written] == ["cors:blocked", "cors:ok"]
    for each, was in zip(written, json.loads(file.read_bytes())["log"]["entries"], strict=True):
        assert {name: each[name] for name in was} == was


def test_colour_is_for_those_who_want_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = saved(tmp_path, BLOCKED)
    assert "\x1b" not in run(file).stdout
    assert "\x1b" in run(file, "--color", "always").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run(file).stdout


def test_a_damaged_capture_is_analysed_as_far_as_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "cut.har"
    file.write_bytes(har(BLOCKED, FINE, FINE)[:-900])
    found = json.loads(run(file, "--format", "json").stdout)
    assert len(found["fetches"]) == 2
    assert "ends in the middle of entry 2" in found["notes"][0]


def test_the_command_as_users_start_it(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "corsproxy", "analyze", str(tmp_path / "gone.har")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "gone.har: there is no such file." in done.stderr
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "corsproxy", "analyze", str(saved(tmp_path, FINE))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "mitmproxy" not in done.stderr


SECRET = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=12, max_size=24).map(lambda text: f"zq{text}zq")


def _secretive(token: str) -> list[dict[str, Any]]:
    """Secrets in every place of a HAR that has one, on fetches that fail and on one that does not."""
    sent = {
        "Authorization": f"Bearer {token}1", "Cookie": f"a=b; sid={token}2", "X-Api-Key": f"{token}3",
        "Referer": f"https://app.example.com/?access_token={token}4", "X-Amz-Security-Token": f"{token}5",
    }  # fmt: skip
    answered = {
        "Set-Cookie": f"sid={token}6; Path=/", "Location": f"https://b.example/?code={token}7", "Access-Control-Allow-Origin": "*",
        "x-amzn-ErrorType": "IncompleteSignatureException",
    }  # fmt: skip
    path = f"/x?X-Amz-Signature={token}8&token={token}9"
    body = json.dumps({"message": f"bad header: 'Bearer {token}1'", "refresh_token": f"{token}0"})
    made = [
        entry("PUT", path, status, sent=sent, answered=answered, body=body, at=number)
        for number, status in enumerate((200, 302, 401, 403))
    ]
    for value in made:
        value["request"]["cookies"] = fields({"sid": f"{token}2"})
        value["response"]["cookies"] = fields({"sid": f"{token}6"})
        value["request"]["queryString"] = fields({"token": f"{token}9", "X-Amz-Signature": f"{token}8"})
        value["request"]["postData"] = {
            "mimeType": "x",
            "text": f"client_secret={token}a",
            "params": fields({"password": f"{token}b"}),
        }
        value["response"]["redirectURL"] = f"https://b.example/?code={token}7"
    return made


@pytest.mark.parametrize("form", [*FORMATS, "har"])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=SECRET)
def test_no_secret_of_the_input_is_in_any_output(form: str, token: str, tmp_path: Path) -> None:
    file = saved(tmp_path, *_secretive(token), FINE)
    done = run(file, "--format", form, "--color", "always", "--fix", "sam")
    assert done.exception is None
    assert token not in done.output
    if form == "har":
        assert token in run(file, "--format", form, "--show-secrets").output


@pytest.mark.skipif(not TRUTH.exists(), reason="the measured browser data is not here")
@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
def test_in_a_real_capture_every_entry_is_in_exactly_one_fetch(engine: str) -> None:
    path = TRUTH / f"{engine}.har.gz"
    count = len(json.loads(gzip.decompress(path.read_bytes()))["log"]["entries"])
    done = run(path, "--format", "json")
    assert done.return_value == 1
    indices = [each["index"] for fetch in fetches(done) for each in fetch["entries"]]
    assert sorted(indices) == list(range(count))
