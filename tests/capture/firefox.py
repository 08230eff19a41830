"""Records what a real Firefox's own Network panel exports, over Firefox's remote control.

The panel is opened in a fresh profile without a window, the page makes its calls, and the panel gives its log as
"Save All As HAR" and `devtools.network.getHAR()` do.
https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
_PREFERENCES = {
    "marionette.port": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "devtools.cache.disabled": True,
}
_TOOLBOX = """
const done = arguments[arguments.length - 1];
(async () => {
  const { require } = ChromeUtils.importESModule("resource://devtools/shared/loader/Loader.sys.mjs");
  const { gDevTools } = require("devtools/client/framework/devtools");
  const tab = Services.wm.getMostRecentWindow("navigator:browser").gBrowser.selectedTab;
  const toolbox = await gDevTools.showToolboxForTab(tab, { toolId: "netmonitor" });
  return %s;
})().then(done, error => done("failed: " + error));
"""
_ASK = """
const [calls, api] = arguments;
const done = arguments[arguments.length - 1];
(async () => {
  const seen = [];
  for (const [method, path] of calls) {
    try { await fetch(api + path, { method, credentials: "omit" }); seen.push("allowed"); }
    catch { seen.push("blocked"); }
  }
  return seen;
})().then(done, error => done("failed: " + error));
"""


class _Remote:
    """Marionette, as far as this needs it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._file = self._socket.makefile("rb")
        self._number = 0
        self._message()

    def _message(self) -> Any:
        length = b""
        while (byte := self._file.read(1)) not in (b":", b""):
            length += byte
        return json.loads(self._file.read(int(length)))

    def call(self, name: str, **parameters: Any) -> Any:
        self._number += 1
        sent = json.dumps([0, self._number, name, parameters]).encode()
        self._socket.sendall(f"{len(sent)}:".encode() + sent)
        _, _, error, value = self._message()
        assert error is None, error
        return value.get("value") if isinstance(value, dict) else value

    def run(self, where: str, script: str, *arguments: Any) -> Any:
        self.call("Marionette:SetContext", value=where)
        found = self.call("WebDriver:ExecuteAsyncScript", script=script, args=arguments)
        assert not (isinstance(found, str) and found.startswith("failed: ")), found
        return found

    def close(self) -> None:
        self._file.close()
        self._socket.close()


def record(site: str, api: str, calls: list[tuple[str, str]]) -> tuple[list[str], dict[str, Any]]:
    """Let a page of `site` call `api`; give what script saw of each call, and the panel's log."""
    assert FIREFOX is not None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        process = subprocess.Popen(
            [FIREFOX, "--no-remote", "--new-instance", "--profile", folder, "--headless", "--marionette",
             "--remote-allow-system-access", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            remote = _Remote(_port(profile / "MarionetteActivePort", process))
            remote.call("WebDriver:NewSession")
            remote.call("WebDriver:SetTimeouts", script=60_000)
            remote.run("chrome", _TOOLBOX % "true")
            expected = sum(1 if method == "GET" else 2 for method, _ in calls)
            for _ in range(4):  # now and then the panel misses what a page asks; a new page clears it
                remote.call("Marionette:SetContext", value="content")
                remote.call("WebDriver:Navigate", url=f"{site}/")
                seen = remote.run("content", _ASK, calls, api)
                log = _listed(remote, api, expected)
                if _whole(log, api, expected):
                    break
            remote.close()
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return seen, log


def _listed(remote: _Remote, api: str, expected: int) -> dict[str, Any]:
    """The panel's log: it lists a request a moment after script has its answer."""
    log: dict[str, Any] = {}
    for _ in range(30):
        given = remote.run("chrome", _TOOLBOX % "await toolbox.getHARFromNetMonitor()")
        log = json.loads(given) if isinstance(given, str) else given
        if _whole(log, api, expected):
            break
        time.sleep(0.1)
    return log


def _whole(log: dict[str, Any], api: str, expected: int) -> bool:
    """True when every request to the API is there, and the headers of every answer; preflights are all answered."""
    entries = [entry for entry in log["entries"] if entry["request"]["url"].startswith(api)]
    answered = [entry["response"] for entry in entries if entry["response"]["status"]]
    preflights = [entry["response"] for entry in entries if entry["request"]["method"] == "OPTIONS"]
    return (
        len(entries) >= expected
        and all(response["headers"] for response in answered)
        and all(response["status"] for response in preflights)
    )


def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    for _ in range(600):
        text = file.read_text(encoding="ascii").strip() if file.exists() else ""
        if text:
            return int(text)
        assert process.poll() is None, "Firefox ended"
        time.sleep(0.1)
    raise AssertionError("Firefox did not open its remote control")
