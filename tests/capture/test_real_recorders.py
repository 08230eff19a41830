"""Captures made by real tools of real traffic are read, and judged as the browser that made them did."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corsproxy.capture.read import read
from corsproxy.cli.analysis import assess_all
from tests.capture.making import log

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CORSPROXY_REQUIRE_BROWSER") != "1",
    reason="needs a Chromium to make the traffic",
)
PAGE = b"<!doctype html><title>page</title>"
# path: status of a preflight's answer, whether headers are granted
ROUTES = {"/granted": (204, True), "/denied": (204, False), "/refused": (403, True)}
CALLS = [("GET", "/granted"), ("PUT", "/granted"), ("GET", "/denied"), ("PUT", "/denied"), ("PUT", "/refused")]


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        self.rfile.read(length)
        status, granted = ROUTES.get(self.path, (200, False))
        body = b"" if self.command == "OPTIONS" else PAGE
        self.send_response(status if self.command == "OPTIONS" else 200)
        if granted:
            self.send_header("Access-Control-Allow-Origin", self.headers.get("origin") or "*")
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Access-Control-Allow-Methods", "PUT")
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_OPTIONS = answer

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def serving() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def judged(capture: Path | bytes, api: str) -> dict[tuple[str, str], str]:
    found = read(capture)
    assert not [note for note in found.notes if "left out." in note]
    return {
        (each.assessment.sighting.fetch.method, each.assessment.sighting.fetch.url.removeprefix(api)):
        str(each.assessment.rulings["chrome"].standing)
        for each in assess_all(found.exchanges)
        if each.assessment.sighting.fetch.url.startswith(api) and not each.assessment.sighting.fetch.url.endswith("favicon.ico")
    }  # fmt: skip


def ask(page: Any, api: str) -> dict[tuple[str, str], str]:
    """What the page itself saw of each call."""
    script = """async ([method, url]) => {
      try { await fetch(url, {method, credentials: "omit"}); return "allowed" } catch { return "blocked" } }"""
    return {(method, path): page.evaluate(script, [method, api + path]) for method, path in CALLS}


def agrees(seen: str, said: str) -> bool:
    """A recorder that leaves out the preflight or the credentials mode makes some verdicts conditional."""
    return said in {seen, "depends"} or (said == "unknown" and seen == "blocked")


@needs_browser
@pytest.mark.browser
@pytest.mark.parametrize("packing", ["har", "zip"])
def test_what_playwright_records_is_judged_as_the_browser_did(packing: str, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    file = tmp_path / f"recorded.{packing}"
    with serving() as site, serving() as api, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(record_har_path=file)
        page = context.new_page()
        page.goto(site)
        seen = ask(page, api)
        context.close()
        browser.close()
    said = judged(file, api)
    assert said[("GET", "/granted")] != "blocked"
    assert said[("GET", "/denied")] == "blocked"
    for call, how in said.items():
        assert agrees(seen[call], how), (call, how)


class Recorder:
    """Writes a HAR from the DevTools protocol's events, as chrome-har and puppeteer-har do."""

    def __init__(self, session: Any) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self.asked)
        session.on("Network.requestWillBeSentExtraInfo", self.asked_extra)
        session.on("Network.responseReceived", self.answered)
        session.on("Network.responseReceivedExtraInfo", self.answered_extra)
        session.on("Network.loadingFinished", self.finished)
        session.on("Network.loadingFailed", self.failed)

    def entry(self, event: dict[str, Any]) -> dict[str, Any]:
        empty = {"status": 0, "headers": [], "content": {}, "statusText": "", "httpVersion": ""}
        return self.entries.setdefault(event["requestId"], {"request": {"headers": []}, "response": empty})

    @staticmethod
    def fields(headers: dict[str, str]) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in headers.items()]

    def asked(self, event: dict[str, Any]) -> None:
        entry = self.entry(event)
        sent = event["request"]
        entry["request"] |= {"method": sent["method"], "url": sent["url"], "httpVersion": ""}
        entry["request"]["headers"] = entry["request"]["headers"] or self.fields(sent["headers"])
        entry["startedDateTime"] = (
            time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(event["wallTime"]))
            + f".{int(event['wallTime'] % 1 * 1000):03}Z"
        )
        entry["_monotonic"] = event["timestamp"]
        entry["_resourceType"] = event.get("type", "").lower()
        entry["_initiator"] = event["initiator"]

    def asked_extra(self, event: dict[str, Any]) -> None:
        self.entry(event)["request"]["headers"] = self.fields(event["headers"])

    def answered(self, event: dict[str, Any]) -> None:
        received = event["response"]
        response = self.entry(event)["response"]
        response |= {
            "status": received["status"],
            "statusText": received["statusText"],
            "httpVersion": received["protocol"],
        }
        response["headers"] = response["headers"] or self.fields(received["headers"])

    def answered_extra(self, event: dict[str, Any]) -> None:
        response = self.entry(event)["response"]
        response["headers"] = self.fields(event["headers"])
        response["status"] = event["statusCode"]

    def finished(self, event: dict[str, Any]) -> None:
        entry = self.entry(event)
        entry["time"] = (event["timestamp"] - entry.get("_monotonic", event["timestamp"])) * 1000

    def failed(self, event: dict[str, Any]) -> None:
        self.finished(event)
        self.entry(event)["response"]["_error"] = event["errorText"]


@needs_browser
@pytest.mark.browser
def test_what_the_devtools_protocol_tells_is_judged_as_the_browser_did() -> None:
    from playwright.sync_api import sync_playwright

    with serving() as site, serving() as api, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        recorder = Recorder(page.context.new_cdp_session(page))
        page.goto(site)
        seen = ask(page, api)
        page.wait_for_timeout(200)
        browser.close()
    value = log(*(entry for entry in recorder.entries.values() if "url" in entry["request"]), creator="puppeteer-har")
    said = judged(json.dumps(value).encode(), api)
    assert set(said) == set(CALLS)
    for call, how in said.items():
        assert agrees(seen[call], how), (call, how)
    assert said[("PUT", "/denied")] == said[("PUT", "/refused")] == "blocked"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("form", ["har", "flows"])
def test_what_mitmproxy_saves_is_read_either_way(form: str, tmp_path: Path) -> None:
    """The mitmproxy beside this Python: 11 or 12."""
    mitmdump = Path(sys.executable).with_name("mitmdump")
    file = tmp_path / "saved"
    port = free_port()
    kept = ["--set", f"hardump={file}"] if form == "har" else ["-w", str(file)]
    with serving() as api:
        command = [
            str(mitmdump),
            "-q",
            "--listen-host",
            "127.0.0.1",
            "-p",
            str(port),
            "--set",
            f"confdir={tmp_path}",
            *kept,
        ]
        proxy = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": f"http://127.0.0.1:{port}"}))
            for _ in range(150):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.1)
            for method, path in CALLS:
                if method == "PUT":
                    _send(opener, api + path, "OPTIONS", {"Access-Control-Request-Method": "PUT"})
                if (method, path) not in {("PUT", "/denied"), ("PUT", "/refused")}:
                    _send(opener, api + path, method, {})
        finally:
            proxy.terminate()
            proxy.wait(20)
    found = read(file)
    assert found.recorder == "mitmproxy"
    assert [each.index for each in found.exchanges] == list(range(6))
    said = judged(file, api)
    assert set(said) == set(CALLS)
    assert said[("PUT", "/refused")] == said[("GET", "/denied")] == said[("PUT", "/denied")] == "blocked"
    assert said[("GET", "/granted")] != "blocked"


def _send(opener: urllib.request.OpenerDirector, url: str, method: str, headers: dict[str, str]) -> None:
    asked = urllib.request.Request(url, method=method, headers={"Origin": "http://page.example", **headers})  # noqa: S310
    with contextlib.suppress(urllib.error.HTTPError), opener.open(asked, timeout=20) as answered:
        answered.read()
