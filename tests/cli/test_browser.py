"""`corsproxy browser`; real ones are started in tests/proxy/test_launch_session.py."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import pytest

from corsproxy.cli.browser import NAMES, require_listening
from corsproxy.cli.demo_stage import staged
from corsproxy.cli.main import run
from corsproxy.proxy.launch import installed
from corsproxy.where import Unusable
from tests.e2e import installed_browsers


def test_every_browser_that_can_be_found_can_be_named() -> None:
    assert NAMES == installed.NAMES


def test_without_a_browser_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installed, "_ELSEWHERE", {})
    with pytest.raises(SystemExit) as ended:
        run(["browser", "--verify"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_proxy_that_is_not_there_is_said() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    with pytest.raises(Unusable, match="corsproxy proxy"):
        require_listening(f"127.0.0.1:{port}")


@pytest.mark.parametrize("proxy", ["nonsense", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:99999999"])
def test_what_is_no_address_is_refused(proxy: str) -> None:
    with pytest.raises(Unusable):
        require_listening(proxy)


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
async def test_verify_finds_no_difference_on_the_demos_page() -> None:
    installed_browsers.chromium()
    async with staged(0, 0, 0, lambda _: None) as stage:
        process = await asyncio.create_subprocess_exec(
            *[sys.executable, "-m", "corsproxy", "browser", "--verify", "--headless", "--seconds", "8", stage.page],
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, err.decode()
    compared = int(out.split()[0])
    assert compared >= 19
    assert b"no difference" in out


def test_firefox_cannot_be_verified_and_is_not_said_to_be_missing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(["browser", "--verify", "--name", "firefox"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "Firefox has none" in said
    assert "installed" not in said
