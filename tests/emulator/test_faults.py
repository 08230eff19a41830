"""Faults are read as written, cover the routes they name, and are the model's own outcomes."""

from __future__ import annotations

import pytest

from corsproxy.emulator.faults import Fault, chosen, names_of, parse_fault, taken_from
from corsproxy.gateway.turn import AskAdmission, Check, Refused
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("throttled", Fault("throttled")),
        ("GET /items=throttled", Fault("throttled", "GET", "/items")),
        ("post /items/{id}=function-crashes", Fault("function-crashes", "POST", "/items/{id}")),
        ("/items=throttled", Fault("throttled", path="/items")),
        ("$default=throttled", Fault("throttled", path="$default")),
        ("ANY *=throttled", Fault("throttled", "ANY", "*")),
        ("GET items=throttled", None),
        ("GET /items=", None),
        ("GET /a b=throttled", None),
        ("Throttled!", None),
    ],
)
def test_a_fault_is_read_as_people_write_it(text: str, fault: Fault | None) -> None:
    assert parse_fault(text) == fault


@pytest.mark.parametrize(
    ("fault", "method", "path", "covers"),
    [
        (Fault("x"), "GET", "/anything/at/all", True),
        (Fault("x", "GET", "/items"), "GET", "/items", True),
        (Fault("x", "GET", "/items"), "PUT", "/items", False),
        (Fault("x", "GET", "/items"), "GET", "/items/1", False),
        (Fault("x", "ANY", "/items/{id}"), "PUT", "/items/1", True),
        (Fault("x", "ANY", "/items/{id}"), "PUT", "/items/1/2", False),
        (Fault("x", "ANY", "/items/{rest+}"), "PUT", "/items/1/2", True),
        (Fault("x", "ANY", "/{proxy+}"), "GET", "/", True),
        (Fault("x", "ANY", "/a.b"), "GET", "/aXb", False),
        (Fault("x", api_id="other"), "GET", "/a", False),
    ],
)
def test_a_fault_covers_the_route_it_names(fault: Fault, method: str, path: str, covers: bool) -> None:
    assert fault.covers("mine", method, path) is covers


def test_the_header_never_reaches_the_model() -> None:
    request = Request("GET", "http://x/", Headers([("A", "1"), ("X-Corsproxy-Fault", " Throttled "), ("B", "2")]))
    stripped, name = taken_from(request)
    assert name == "throttled"
    assert stripped.headers.lines == (("A", "1"), ("B", "2"))
    assert taken_from(stripped) == (stripped, None)


def test_a_fault_is_an_outcome_of_the_models_own_suppositions() -> None:
    turn = AskAdmission(None, (Check.THROTTLE,), "GET /a", 1.0, 1)
    assert chosen(turn, "throttled") == Refused(Check.THROTTLE)
    assert chosen(turn, "no-such-thing") is None
    assert "throttled" in names_of(turn)
