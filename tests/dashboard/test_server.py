"""The page's server over real sockets: what it answers, to whom, and what it never lets out."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from corsproxy.cli.live_page import striking
from corsproxy.dashboard import Store, serve
from corsproxy.dashboard.actions import Actions, Refused
from corsproxy.dashboard.guard import SECURITY_HEADERS, TOKEN_HEADER
from corsproxy.dashboard.server import PAGE, Running
from corsproxy.dashboard.store import key_of
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fixes.snippets import DIALECTS
from tests.dashboard.sights import HOSTILE, SECRET, allowed, blocked, sighting
from tests.proxy.traffic import flow


@dataclass
class Switch:
    """A simulation that only remembers."""

    policy: str = ""

    def state(self) -> dict[str, object]:
        return {"policy": self.policy, "summary": self.policy, "remedies": []}

    def switch(self, policy: str) -> None:
        if policy == "nonsense":
            raise Refused("this is no policy")
        self.policy = policy

    def drafted(self, policy: str) -> dict[str, object]:
        return {"policy": policy, "summary": "", "remedies": []}


@dataclass
class Done:
    """What the page asked for."""

    replayed: list[Sighting] = field(default_factory=list)
    exported: list[tuple[list[str], str]] = field(default_factory=list)
    switch: Switch = field(default_factory=Switch)

    async def replay(self, one: Sighting) -> str:
        self.replayed.append(one)
        return "Sent GET again."

    def export(self, some: Sequence[Sighting], form: str) -> bytes:
        self.exported.append(([one.fetch.url for one in some], form))
        return b"exported"


@dataclass
class Served:
    """A served page and how to ask it."""

    running: Running
    store: Store
    done: Done
    http: aiohttp.ClientSession

    @property
    def own(self) -> dict[str, str]:
        """What our own page sends with a change."""
        return {
            "Origin": self.running.url, "Sec-Fetch-Site": "same-origin", TOKEN_HEADER: self.running.token,
            "Content-Type": "application/json",
        }  # fmt: skip

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.running.port}{path}"

    async def get(self, path: str, **headers: str) -> tuple[int, str, aiohttp.ClientResponse]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.get(self.at(path), headers=named) as response:
            return response.status, await response.text(), response

    async def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> tuple[int, str]:
        data = body if isinstance(body, bytes) else json.dumps(body)
        async with self.http.post(
            self.at(path), data=data, headers=self.own if headers is None else headers
        ) as response:
            return response.status, await response.text()


@asynccontextmanager
async def page(*, able: bool = True) -> AsyncIterator[Served]:
    store, done = Store(), Done()
    actions = Actions(done.replay, done.export, done.switch) if able else Actions()
    async with serve(store, port=0, redaction=striking, actions=actions) as running, aiohttp.ClientSession() as http:
        yield Served(running, store, done, http)


ENDPOINTS = ("/", "/page/app.js", "/api/events", "/api/fetches/f1-0", "/nothing-here")
CHANGES = ("/api/clear", "/api/export", "/api/fetches/f1-0/replay", "/api/simulation", "/api/simulation/draft")


async def test_the_page_and_its_parts_are_there_and_name_nothing_from_elsewhere() -> None:
    async with page() as served:
        status, html, _ = await served.get("/")
        assert status == 200
        parts = re.findall(r'(?:src|href)="(/page/[^"]+)"', html)
        assert parts
        for path in PAGE.iterdir():
            text = path.read_text(encoding="utf-8")
            parts += [f"/page/{name}" for name in re.findall(r'from "\./([^"]+)"', text)]
            assert not re.findall(r"(?:src|href|url|import|from|fetch)\W{1,3}(?:https?:)?//(?!www\.w3\.org)", text), (
                path.name
            )
        for part in set(parts):
            assert (await served.get(part))[0] == 200, part


def test_the_page_has_a_name_for_each_dialect() -> None:
    words = (PAGE / "words.js").read_text(encoding="utf-8")
    table = words.partition("DIALECTS = {")[2].partition("}")[0]
    assert set(re.findall(r'"?([\w-]+)"?: "', table)) == {dialect.name for dialect in DIALECTS}


async def test_every_answer_carries_the_headers_that_keep_the_page_to_itself() -> None:
    async with page() as served:
        for path in ENDPOINTS:
            if path == "/api/events":
                continue
            _, _, response = await served.get(path)
            assert {name: response.headers.get(name) for name in SECURITY_HEADERS} == dict(SECURITY_HEADERS), path
            assert not [name for name in response.headers if name.lower().startswith("access-control-")]
        async with served.http.get(served.at("/api/events")) as stream:
            assert {name: stream.headers.get(name) for name in SECURITY_HEADERS} == dict(SECURITY_HEADERS)


@pytest.mark.parametrize("path", ENDPOINTS)
async def test_a_rebound_name_a_foreign_origin_and_a_foreign_site_are_refused_everywhere(path: str) -> None:
    async with page() as served:
        for headers in (
            {"Host": f"evil.example:{served.running.port}"},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
            {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors", "Origin": "http://localhost:3000"},
        ):
            status, text, _ = await served.get(path, **headers)
            assert (status, "problem" in text) == (403, True), headers
            assert served.running.token not in text


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/", "http://evil.example/", "http://localhost:{port}/api/clear"]
)
async def test_a_proxy_s_request_line_is_refused(target: str) -> None:
    async with page() as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.running.port)
        line = target.format(port=served.running.port)
        writer.write(f"GET {line} HTTP/1.1\r\nHost: localhost:{served.running.port}\r\n\r\n".encode())
        assert b" 403 " in await reader.readline()
        writer.close()


@pytest.mark.parametrize("path", CHANGES)
async def test_nothing_is_changed_without_the_token(path: str) -> None:
    async with page() as served:
        served.store.put(blocked())
        without = {name: value for name, value in served.own.items() if name != TOKEN_HEADER}
        for headers in (
            without,
            {**without, TOKEN_HEADER: "guess"},
            {**served.own, "Origin": "http://localhost:3000"},
        ):
            status, _ = await served.post(path, {"policy": "x", "format": "har", "ids": []}, headers)
            assert status == 403
        status, _, _ = await served.get(f"{path}?token={served.running.token}")
        assert status in (404, 405)
        assert len(served.store) == 1
        assert (served.done.replayed, served.done.exported, served.done.switch.policy) == ([], [], "")


async def test_the_token_is_in_the_page_and_nowhere_else_and_new_with_each_start() -> None:
    async with page() as first, page() as second:
        assert first.running.token != second.running.token
        assert first.running.token in (await first.get("/"))[1]
        assert first.running.token not in first.running.url
        for path in ("/page/app.js", "/page/ask.js"):
            assert first.running.token not in (await first.get(path))[1]


async def test_details_are_given_and_what_was_let_go_is_said() -> None:
    async with page() as served:
        served.store.put(blocked())
        status, text, _ = await served.get(f"/api/fetches/{key_of(blocked())}")
        assert (status, json.loads(text)["error"]) == (200, "MissingAllowOriginHeader")
        status, text, _ = await served.get("/api/fetches/f99-99")
        assert (status, json.loads(text)["problem"]) == (404, "this fetch is no longer kept")


async def test_the_stream_is_resumed_with_last_event_id() -> None:
    async with page() as served:
        served.store.put(allowed())
        seen = f"{served.store.epoch}.{served.store.latest}"
        served.store.put(blocked(start=5))
        async with served.http.get(served.at("/api/events"), headers={"Last-Event-ID": seen}) as stream:
            lines: list[str] = []
            while not any('"rows":[{' in line for line in lines):
                lines.append((await asyncio.wait_for(stream.content.readline(), 5)).decode())
        assert '"n":2' in "".join(lines)
        assert '"n":1,' not in "".join(lines)


async def test_no_secret_leaves_by_the_stream_or_the_details() -> None:
    async with page() as served:
        one = sighting(
            flow(
                "GET",
                f"https://api.example.com/?token={SECRET}",
                {"authorization": f"Bearer {SECRET}"},
                answered={"x-echo": SECRET},
            )
        )
        served.store.put(one)
        async with served.http.get(served.at("/api/events")) as stream:
            text = ""
            while '"rows":[{' not in text:
                text += (await asyncio.wait_for(stream.content.readline(), 5)).decode()
        text += (await served.get(f"/api/fetches/{key_of(one)}"))[1]
        assert "[redacted]" in text
        assert SECRET not in text


async def test_hostile_header_values_and_urls_are_json_text_of_a_type_that_is_no_markup() -> None:
    async with page() as served:
        one = flow(
            "GET",
            f"https://api.example.com/{HOSTILE}",
            {"x-a": HOSTILE},
            answered={"x-b": "<script>alert(3)</script>"},
        )
        served.store.put(sighting(one))
        status, text, response = await served.get(f"/api/fetches/{served.store.since(0)[0].key}")
        assert (status, response.content_type) == (200, "application/json")
        assert "<script>" in json.dumps(json.loads(text)["exchanges"]), "kept as text, not mangled"


async def test_replay_export_clear_and_simulation_do_what_was_asked() -> None:
    async with page() as served:
        served.store.put(blocked())
        served.store.put(allowed(start=6))
        first, second = (item.key for item in served.store.since(0))
        assert await served.post(f"/api/fetches/{first}/replay", {}) == (200, '{"said": "Sent GET again."}')
        assert [one.fetch.url for one in served.done.replayed] == [blocked().fetch.url]
        assert await served.post("/api/export", {"format": "har", "ids": [second, first, "gone"]}) == (
            200,
            "exported",
        )
        assert served.done.exported == [([blocked().fetch.url, allowed().fetch.url], "har")]
        assert (await served.post("/api/simulation", {"policy": "origins=*"}))[0] == 200
        assert served.done.switch.policy == "origins=*"
        assert (await served.post("/api/simulation", {"policy": ""}))[0] == 200
        assert served.done.switch.policy == ""
        assert (await served.post("/api/clear", {}))[0] == 200
        assert len(served.store) == 0


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/api/export", {"format": "exe", "ids": []}, 409, "har, json or html"),
        ("/api/export", {"format": ["har"], "ids": []}, 409, "har, json or html"),
        ("/api/export", {"format": "har", "ids": "all"}, 409, "a list"),
        ("/api/export", b"{", 400, "no JSON"),
        ("/api/export", b"[" * 100_000, 400, "no JSON"),
        ("/api/export", ["har"], 400, "a JSON object"),
        ("/api/simulation", {"policy": "nonsense"}, 409, "this is no policy"),
        ("/api/simulation", {"policy": 7}, 400, "as text"),
        ("/api/simulation", {}, 400, "as text"),
        ("/api/fetches/none/replay", {}, 404, "no longer kept"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(path: str, body: Any, status: int, said: str) -> None:
    async with page() as served:
        got, text = await served.post(path, body)
        assert (got, said in json.loads(text)["problem"]) == (status, True), text


async def test_a_page_that_can_do_nothing_says_so() -> None:
    async with page(able=False) as served:
        served.store.put(blocked())
        for path in (f"/api/fetches/{key_of(blocked())}/replay", "/api/export", "/api/simulation"):
            status, text = await served.post(path, {"format": "har", "ids": [], "policy": "x"})
            assert (status, "cannot" in text) == (409, True)


async def test_a_form_post_of_another_site_is_no_json() -> None:
    async with page() as served:
        headers = {**served.own, "Content-Type": "text/plain"}
        assert (await served.post("/api/simulation", {"policy": "origins=*"}, headers))[0] == 415


async def test_only_loopback_is_listened_on() -> None:
    with pytest.raises(ValueError, match="this machine only"):
        async with serve(Store(), host="0.0.0.0", port=0):
            pass


async def test_a_taken_port_is_an_os_error_and_open_streams_do_not_hold_up_the_end() -> None:
    async with page() as served:
        with pytest.raises(OSError, match=r"address already in use|Address already in use|attempting to bind"):
            async with serve(Store(), port=served.running.port):
                pass
        stream = await served.http.get(served.at("/api/events"))
        await stream.content.readline()
        began = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - began < 5
    assert served.store.readers == 0
