"""`corsproxy demo`; with a browser it is tested in tests/e2e."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from pathlib import Path

import pytest

from corsproxy.cli.main import run
from corsproxy.proxy.launch import installed


@pytest.mark.parametrize("option", ["--port", "--emulator-port", "--page-port", "--live-port"])
def test_a_taken_port_is_one_line_that_names_its_option(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ports = {
            "--port": "0",
            "--emulator-port": "0",
            "--page-port": "0",
            "--live-port": "0",
            option: str(other.getsockname()[1]),
        }
        with pytest.raises(SystemExit) as ended:
            run(["demo", *(word for pair in ports.items() for word in pair)])
    assert ended.value.code == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    assert option in text


def test_once_without_a_browser_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installed, "_ELSEWHERE", {})
    with pytest.raises(SystemExit) as ended:
        run(["demo", "--once", "--port", "0", "--emulator-port", "0", "--page-port", "0"])
    assert ended.value.code == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1
    assert "Install Chromium" in text


async def test_it_says_how_to_point_a_browser_at_it_and_ends_cleanly_on_ctrl_c() -> None:
    process = await asyncio.create_subprocess_exec(
        *[
            sys.executable,
            "-m",
            "corsproxy",
            "demo",
            "--port",
            "0",
            "--emulator-port",
            "0",
            "--page-port",
            "0",
            "--live-port",
            "0",
        ],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    said = await asyncio.wait_for(process.stdout.readuntil(b"Ctrl-C"), 30)
    assert b"corsproxy browser --proxy 127.0.0.1:" in said
    assert b"--proxy-bypass-list" in said
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert err == b""
