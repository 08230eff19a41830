"""Where the proxy and the live page listen: command line over environment over file."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.cli.main import run
from corsproxy.cli.proxy_settings import settings
from corsproxy.where import Unusable

FILE = """
proxy: {listen_host: 127.0.0.2, listen_port: 9001, mode: "reverse:https://api.example.com", ui: terminal}
live_page: {enabled: false, port: 9002}
"""
ENVIRONMENT = {"CORSPROXY_PROXY_LISTEN_PORT": "9101", "CORSPROXY_LIVE_PAGE_ENABLED": "true"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "other.yaml"
    path.write_text(FILE)
    return path


def test_without_anything_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = settings(None, {})
    assert (found.host, found.port, found.modes, found.ui, found.page_port) == ("127.0.0.1", 8080, (), "dump", 8081)


def test_the_file_is_over_the_defaults(file: Path) -> None:
    found = settings(file, {})
    assert (found.host, found.port, found.page_port) == ("127.0.0.2", 9001, None)
    assert (found.modes, found.ui) == (("reverse:https://api.example.com",), "console")


def test_the_environment_is_over_the_file(file: Path) -> None:
    found = settings(file, ENVIRONMENT)
    assert (found.host, found.port, found.page_port) == ("127.0.0.2", 9101, 9002)


def test_the_command_line_is_over_both(file: Path) -> None:
    found = settings(
        file, ENVIRONMENT, host="127.0.0.3", port=9201, modes=("regular",), ui="web", page=True, page_port=9202
    )
    assert (found.host, found.port, found.page_port) == ("127.0.0.3", 9201, 9202)
    assert (found.modes, found.ui) == (("regular",), "web")
    assert settings(file, ENVIRONMENT, page=False).page_port is None
    assert settings(file, {}, page_port=9202).page_port == 9202, "whoever names its port wants the page"


def test_the_usual_file_is_read_where_it_lies(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file.rename(tmp_path / "corsproxy.yaml")
    assert settings(None, {}).port == 9001


def test_what_is_wrong_in_the_file_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "corsproxy.yaml"
    path.write_text("proxy:\n  listen_port: many\n")
    with pytest.raises(SystemExit) as ended:
        run(["proxy", "--config", str(path)])
    assert ended.value.code == 2
    assert "corsproxy.yaml:2" in capsys.readouterr().err


def test_the_live_page_is_for_this_machine_only(tmp_path: Path) -> None:
    path = tmp_path / "corsproxy.yaml"
    path.write_text("live_page: {host: 0.0.0.0}\n")
    with pytest.raises(Unusable, match="this machine only"):
        settings(path, {})
