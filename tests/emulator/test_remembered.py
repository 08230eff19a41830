"""Only a CORS configuration's answers are remembered, and they differ from fresh ones in nothing but date and id."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.emulator.address import Place
from corsproxy.emulator.arrivals import arrive
from corsproxy.emulator.remembered import MOST_ANSWERS, Key, Remembered, http_date
from corsproxy.emulator.wire import serialise
from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.conversation import begin
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request
from tests.emulator.apis import ORIGIN, http_api

KEY: Key = ("OPTIONS", "/hello", (), False)


def asked(at: float) -> tuple[Arrival, Answer]:
    lines = [("Origin", ORIGIN), ("Access-Control-Request-Method", "GET")]
    request = Request("OPTIONS", "http://localhost/hello", Headers(lines))
    api = http_api()
    arrival = arrive(Place(api, "$default", "/hello"), request, at=at, source_ip="", host="localhost")
    answer = begin(api, arrival)
    assert isinstance(answer, Answer)
    return arrival, answer


def test_a_remembered_answer_is_the_models_own_at_another_time() -> None:
    remembered = Remembered()
    arrival, answer = asked(1704067200.0)
    remembered.put(KEY, arrival, answer)
    ready = remembered.get(KEY)
    assert ready is not None
    later, model = asked(1704153600.0)
    assert ready.head(later.at, later.extended_id) == serialise(model.response, head_only=False)[0]
    assert ready.stamped(later.at, later.extended_id) == model


def test_what_others_wrote_is_not_remembered() -> None:
    remembered = Remembered()
    arrival, answer = asked(1.0)
    for layer in set(Layer) - {Layer.CORS_CONFIGURATION}:
        remembered.put(KEY, arrival, replace(answer, author=Author(layer)))
    assert remembered.get(KEY) is None


def test_the_oldest_is_forgotten_and_clearing_forgets_all() -> None:
    remembered = Remembered()
    arrival, answer = asked(1.0)
    for number in range(MOST_ANSWERS + 1):
        remembered.put(("OPTIONS", f"/{number}", (), False), arrival, answer)
    assert remembered.get(("OPTIONS", "/0", (), False)) is None
    assert remembered.get(("OPTIONS", "/1", (), False)) is not None
    remembered.clear()
    assert remembered.get(("OPTIONS", "/1", (), False)) is None


def test_a_date_is_an_http_date() -> None:
    assert http_date(1704067200) == "Mon, 01 Jan 2024 00:00:00 GMT"
