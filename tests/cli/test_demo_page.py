"""The server of the demo's page."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from corsproxy.cli.demo_cases import Case
from corsproxy.cli.demo_page import FILES, PageServer
from corsproxy.cli.demo_run import Run

CASE = Case("one", "First", "api0000000", "GET", "/x")


@pytest.fixture
def run() -> Run:
    return Run((CASE,), 4000)


@pytest.fixture
def server(run: Run) -> Iterator[PageServer]:
    with PageServer(run, [{"id": "one"}], lambda: [{"id": "one", "said": "ok"}], 0) as running:
        yield running


def ask(server: PageServer, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    connection.request(method, path, body, {"Host": f"localhost:{server.port}", **headers})
    response = connection.getresponse()
    found = response.status, response.read()
    connection.close()
    return found


@pytest.mark.parametrize("path", FILES)
def test_its_files_name_nothing_of_another_origin(path: str, server: PageServer) -> None:
    status, body = ask(server, "GET", path)
    assert status == 200
    assert b"http://" not in body
    assert b"https://" not in body
    assert b"innerHTML" not in body


def test_cases_and_verdicts_are_json(server: PageServer) -> None:
    assert json.loads(ask(server, "GET", "/cases.json")[1]) == [{"id": "one"}]
    assert json.loads(ask(server, "GET", "/verdicts.json")[1])[0]["said"] == "ok"


def test_the_page_reports_what_it_experienced(server: PageServer, run: Run) -> None:
    report = json.dumps([{"id": "one", "outcome": "blocked"}])
    assert ask(server, "POST", "/results", report, Origin=server.origin)[0] == 204
    assert run.outcomes[0].page == "blocked"
    assert run.finished.is_set()
    assert ask(server, "POST", "/begin", "[]", Origin=server.origin)[0] == 204
    assert run.outcomes[0].page == ""


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_no_other_page_reports_here(origin: str, server: PageServer, run: Run) -> None:
    assert ask(server, "POST", "/results", json.dumps([{"id": "one", "outcome": "ok"}]), Origin=origin)[0] == 403
    assert run.outcomes[0].page == ""


def test_a_name_rebound_to_this_machine_gets_nothing(server: PageServer) -> None:
    assert ask(server, "GET", "/cases.json", Host=f"evil.example:{server.port}")[0] == 421


@pytest.mark.parametrize(("path", "status"), [("/../demo.py", 404), ("/shop.yaml", 404), ("/favicon.ico", 204)])
def test_nothing_else_is_served(path: str, status: int, server: PageServer) -> None:
    assert ask(server, "GET", path)[0] == status


def test_a_report_that_is_no_json_is_refused(server: PageServer) -> None:
    assert ask(server, "POST", "/results", "{", Origin=server.origin)[0] == 400
