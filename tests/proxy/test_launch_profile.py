"""How browsers are started."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.proxy.launch import profile
from corsproxy.proxy.launch.installed import Engine, Installed

CHROMIUM = Installed("chromium", Engine.CHROMIUM, "/usr/bin/chromium")
FIREFOX = Installed("firefox", Engine.FIREFOX, "/usr/bin/firefox")


def test_chromium_sends_localhost_through_the_proxy_and_trusts_our_key_in_its_own_profile(tmp_path: Path) -> None:
    command = profile.chromium(
        CHROMIUM, tmp_path, proxy="127.0.0.1:8080", key_hash="aGFzaA==", url="https://x.example/"
    )
    assert command.arguments[0] == "/usr/bin/chromium"
    assert command.arguments[-1] == "https://x.example/"
    assert {
        "--proxy-bypass-list=<-loopback>",
        "--proxy-server=http://127.0.0.1:8080",
        f"--user-data-dir={tmp_path}",
        "--ignore-certificate-errors-spki-list=aGFzaA==",
        "--disable-quic",
    } <= set(command.arguments)
    assert "--headless=new" not in command.arguments
    assert "--remote-debugging-pipe" not in command.arguments


@pytest.mark.parametrize(("user", "ci", "wanted"), [(0, "", True), (1000, "1", True), (1000, "", False)])
def test_the_sandbox_goes_only_where_it_cannot_start(
    user: int, ci: str, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile.os, "geteuid", lambda: user)
    monkeypatch.setattr(profile.sys, "platform", "linux")
    monkeypatch.setenv("CI", ci)
    assert profile.needs_no_sandbox() is wanted


def test_firefox_gets_the_proxy_for_localhost_too(tmp_path: Path) -> None:
    command = profile.firefox(FIREFOX, tmp_path, proxy="[::1]:8080", headless=True)
    settings = (tmp_path / "profile" / "user.js").read_text()
    assert 'user_pref("network.proxy.allow_hijacking_localhost", true);' in settings
    assert 'user_pref("network.proxy.http", "::1");' in settings
    assert 'user_pref("network.proxy.ssl_port", 8080);' in settings
    assert "--headless" in command.arguments


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
def test_either_engine_by_the_same_call(browser: Installed, tmp_path: Path) -> None:
    command = profile.command_for(
        browser, tmp_path, proxy="127.0.0.1:1", key_hash="x", url="https://x.example/", headless=True, pipe=False
    )
    assert command.arguments[0] == browser.path
    assert command.arguments[-1] == "https://x.example/"
