from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from corsproxy.dashboard import events
from corsproxy.dashboard.events import SLICE, changes, event, resumed
from corsproxy.dashboard.store import Store, key_of
from corsproxy.dashboard.strike import by_names
from tests.dashboard.sights import HOSTILE, allowed, blocked, preflighted, sighting
from tests.proxy.traffic import flow


def read(raw: bytes) -> tuple[str, str, Any]:
    """The id, the name and the data of one event; it is one by the format's own rules."""
    assert raw.endswith(b"\n\n")
    assert raw.count(b"\n\n") == 1
    fields = dict(line.split(": ", 1) for line in raw.decode().rstrip("\n").split("\n"))
    return fields.get("id", ""), fields["event"], json.loads(fields["data"])


async def until_rows(stream: AsyncGenerator[bytes, None]) -> tuple[str, Any]:
    """The id and the data of the next event of rows."""
    async with asyncio.timeout(10):
        async for raw in stream:
            if b"event: rows" in raw:
                number, _, data = read(raw)
                return number, data
    raise AssertionError("the stream ended")


@pytest.mark.parametrize(
    "given", [None, "", "5", "other.5", "EPOCH.x", "EPOCH.-1", "EPOCH.99", "EPOCH.²", "EPOCH." + "9" * 50, "EPOCH"]
)
def test_a_reader_of_another_start_or_with_nonsense_begins_anew(given: str | None) -> None:
    store = Store()
    store.put(blocked())
    assert resumed(given and given.replace("EPOCH", store.epoch), store) == 0


def test_a_reader_goes_on_where_it_stopped() -> None:
    store = Store()
    store.put(blocked())
    store.put(blocked(start=3))
    assert resumed(f"{store.epoch}.1", store) == 1


async def test_a_new_reader_gets_everything_and_then_only_changes() -> None:
    store = Store()
    under_way, whole = preflighted()
    store.put(allowed(start=9))
    store.put(under_way, pending="still to come")
    stream = changes(store, 0, by_names)
    _, name, hello = read(await anext(stream))
    assert (name, hello["epoch"], hello["fresh"]) == ("hello", store.epoch, True)
    number, first = await until_rows(stream)
    assert [row["word"] for row in first["rows"]] == ["pending", "allowed"], "the newest first"
    assert number == f"{store.epoch}.{store.latest}"
    store.put(whole)
    _, second = await until_rows(stream)
    assert [(row["id"], row["word"]) for row in second["rows"]] == [(key_of(under_way), "allowed")]
    await stream.aclose()
    assert store.readers == 0


async def test_a_reader_that_comes_back_gets_what_it_missed() -> None:
    store = Store()
    store.put(allowed())
    seen = store.latest
    store.put(blocked(start=4))
    stream = changes(store, seen, by_names)
    assert read(await anext(stream))[2]["fresh"] is False
    _, data = await until_rows(stream)
    assert [row["n"] for row in data["rows"]] == [2]
    await stream.aclose()


async def test_a_page_opened_late_gets_the_newest_first_and_can_resume_only_when_it_has_all() -> None:
    store = Store()
    for number in range(3 * SLICE - 1):
        store.put(allowed(start=number))
    stream = changes(store, 0, by_names)
    await anext(stream)
    numbers, resumes = [], []
    for _ in range(3):
        resume, data = await until_rows(stream)
        numbers += [row["n"] for row in data["rows"]]
        resumes.append(resume.partition(".")[2])
    assert numbers == list(range(3 * SLICE - 1, 0, -1))
    assert resumes == ["0", "0", str(store.latest)]
    await stream.aclose()


async def test_a_reader_that_missed_much_gets_it_in_order_with_ids_to_resume_from() -> None:
    store = Store()
    for number in range(3 * SLICE - 1):
        store.put(allowed(start=number))
    stream = changes(store, 1, by_names)
    await anext(stream)
    numbers = []
    for _ in range(3):
        resume, data = await until_rows(stream)
        numbers += [row["n"] for row in data["rows"]]
        assert resume.endswith(f".{numbers[-1]}")
    assert numbers == list(range(2, 3 * SLICE))
    await stream.aclose()


async def test_readers_learn_what_was_let_go_and_what_was_cleared() -> None:
    store = Store(limit=2)
    for number in range(5):
        store.put(allowed(start=number))
    stream = changes(store, 0, by_names)
    await anext(stream)
    assert (await until_rows(stream))[1]["oldest"] == 4
    store.clear()
    _, data = await until_rows(stream)
    assert (data["oldest"], data["rows"], data["total"]) == (6, [], 0)
    await stream.aclose()


async def test_a_page_that_lags_behind_catches_up_as_soon_as_no_traffic_is_held_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []
    sleep, seconds = asyncio.sleep, itertools.count()

    async def short(delay: float) -> None:
        waited.append(delay)
        await sleep(0)

    monkeypatch.setattr(events.asyncio, "sleep", short)
    monkeypatch.setattr(events.time, "perf_counter", lambda: float(next(seconds)))  # each slice takes one second
    store = Store()
    stream = changes(store, 0, by_names)
    await anext(stream)
    await until_rows(stream)
    for number in range(4 * SLICE):
        store.put(allowed(start=number))
    for _ in range(2):
        await until_rows(stream)
    await until_rows(stream)
    store.put(blocked(start=900))
    await until_rows(stream)
    first, second, third = [delay for delay in waited if delay != events.BATCH_SECONDS]
    assert second < first / 10, "nothing arrived meanwhile"
    assert third == first, "one fetch arrived meanwhile"
    await stream.aclose()


async def test_what_the_browser_never_continued_is_concluded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(events, "BATCH_SECONDS", 0.06)
    store = Store()
    under_way, _ = preflighted()
    store.put(under_way, pending="still to come")
    stream = changes(store, 0, by_names)
    await anext(stream)
    assert (await until_rows(stream))[1]["rows"][0]["word"] == "pending"
    (row,) = (await until_rows(stream))[1]["rows"]
    assert row["word"] != "pending"
    assert set(row["badges"]) == {"chrome", "firefox", "safari"}, "what was seen is ruled on"
    await stream.aclose()


async def test_what_else_the_page_shows_is_sent_when_it_changes() -> None:
    store = Store()
    said = ['{"a":1}']
    stream = changes(store, 0, by_names, lambda: said[0])
    await anext(stream)
    assert read(await anext(stream)) == ("", "state", {"a": 1})
    await until_rows(stream)
    said[0] = '{"a":2}'
    store.announce()
    async with asyncio.timeout(5):
        assert read(await anext(stream)) == ("", "state", {"a": 2})
    await stream.aclose()


async def test_hostile_text_cannot_end_an_event_or_begin_another() -> None:
    store = Store()
    one = flow(
        "GET",
        "https://api.example.com/a\r\n\r\nevent: hello\r\ndata: {}\n\n",
        origin=f"https://x.example{HOSTILE}\n\nevent: state",
    )
    store.put(sighting(one))
    stream = changes(store, 0, by_names)
    await anext(stream)
    _, data = await until_rows(stream)
    assert len(data["rows"]) == 1
    await stream.aclose()


def test_an_event_is_one_line_of_data() -> None:
    assert event("rows", "{}", "e.1") == b"id: e.1\nevent: rows\ndata: {}\n\n"
