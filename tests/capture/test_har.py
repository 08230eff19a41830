"""A HAR of any recorder is read: what fits is used, what is missing is said, a bad entry costs only itself."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.capture.har import read_har
from corsproxy.http.message import Gap
from corsproxy.where import Unusable
from tests.capture.making import API, entry, fields, har, log, preflight

TRUTH = Path(__file__).parents[3] / "shared" / "browser-truth"
SKETCH = {"method": "PUT", "url": f"{API}/items", "httpVersion": "", "headers": fields({"authorization": "x"})}


def chrome() -> dict[str, Any]:
    """DevTools: the blocked actual stands before its preflight, with provisional headers and no version."""
    blocked = entry(
        "PUT", status=0, answered={}, at=1, _resourceType="fetch", _initiator={"type": "script"}, serverIPAddress="",
        _priority="High", _connectionId="33",
    )  # fmt: skip
    blocked["request"] |= SKETCH
    blocked["response"] |= {"httpVersion": "", "_error": "net::ERR_FAILED", "_transferSize": 0}
    asked = preflight(
        at=1.002, _resourceType="preflight", _initiator={"type": "preflight", "url": "https://app.example.com/"}
    )
    return log(blocked, asked, creator="WebInspector", pages=[{"id": "page_1", "title": "https://app.example.com/"}])


def firefox() -> dict[str, Any]:
    value = entry(_securityState="secure", pageref="page_1")
    del value["response"]["content"]
    value["response"]["headers"].append({"name": "Set-Cookie", "value": "a=1\nb=2"})
    return log(value, creator="Firefox", browser={"name": "Firefox", "version": "153"})


def safari() -> dict[str, Any]:
    value = entry(_fetchType="Network Load", _priority="medium")
    value["response"]["httpVersion"] = "h2"
    del value["cache"]
    return log(value, creator="WebKit Web Inspector")


def playwright() -> dict[str, Any]:
    value = entry(_frameref="frame@1", _monotonicTime=1.5, _resourceType="xhr")
    value["response"]["content"] = {"size": -1, "mimeType": "x-unknown"}
    return log(value, creator="Playwright")


def mitmproxy() -> dict[str, Any]:
    value = entry("POST", status=0, answered={})
    value["request"]["postData"] = {"mimeType": "", "text": None, "params": []}
    value["response"] |= {"content": {}, "_error": "Connection refused"}
    return log(value, creator="mitmproxy")


def charles() -> dict[str, Any]:
    value = entry(comment="")
    value["response"]["content"] = {"size": 4, "mimeType": "text/plain", "text": "AAEC/w==", "encoding": "base64"}
    value["startedDateTime"] = "2026-11-22T10:00:00.000+01:00"
    return log(value, creator="Charles Proxy")


def fiddler() -> dict[str, Any]:
    value = entry(connection="ClientPort:5000;EgressPort:5001")
    value["startedDateTime"] = "2026-11-22T10:00:00.1234567+01:00"
    value["request"]["headers"][0]["value"] = None
    return log(value, creator="Fiddler")


def proxyman() -> dict[str, Any]:
    value = entry()
    del value["time"]
    value["timings"] = {}
    return log(value, creator="Proxyman", browser={"name": "", "version": ""})


def insomnia() -> dict[str, Any]:
    value = entry()
    value["response"] |= {"headersSize": None, "bodySize": None, "status": 200.0}
    return log(value, creator="Insomnia REST Client")


def http_toolkit() -> dict[str, Any]:
    value = entry(_webSocketMessages=[{"type": "send", "data": "hi", "opcode": 1, "time": 1}])
    value["request"]["postData"] = {
        "mimeType": "text/plain",
        "params": [],
        "text": "",
        "_requestBodyStatus": "discarded:too-large",
    }
    return log(value, creator="HTTP Toolkit")


def puppeteer() -> dict[str, Any]:
    value = entry()
    value["response"]["headers"] = {"access-control-allow-origin": "https://app.example.com"}
    return log(value, creator="puppeteer-har")


RECORDERS = [
    chrome,
    firefox,
    safari,
    playwright,
    mitmproxy,
    charles,
    fiddler,
    proxyman,
    insomnia,
    http_toolkit,
    puppeteer,
]


@pytest.mark.parametrize("recorder", RECORDERS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["", "BOM"])
def test_every_recorders_entries_are_all_read(recorder: Any, mark: bytes) -> None:
    value = recorder()
    found = read_har(mark + json.dumps(value).encode())
    assert [each.index for each in found.exchanges] == list(range(len(value["log"]["entries"])))
    assert found.recorder == value["log"]["creator"]["name"]
    assert not [note for note in found.notes if "left out." in note]


def test_chromes_blocked_actual_has_no_response_and_its_preflight_says_so() -> None:
    blocked, asked = read_har(json.dumps(chrome()).encode()).exchanges
    assert blocked.response is None
    assert blocked.failure == "net::ERR_FAILED"
    assert Gap.REQUEST_HEADERS in blocked.gaps
    assert asked.resource_type == "preflight"


def test_cookies_that_firefox_joins_are_lines_of_their_own() -> None:
    (found,) = read_har(json.dumps(firefox()).encode()).exchanges
    assert found.response is not None
    assert found.response.headers.get_all("set-cookie") == ("a=1", "b=2")


def test_a_devtools_export_without_credentials_is_a_gap_with_a_note() -> None:
    bare = read_har(har(entry(), creator="WebInspector"))
    assert all(Gap.CREDENTIALS in each.gaps for each in bare.exchanges)
    assert "plain export" in bare.notes[0]
    kept = read_har(har(entry(), entry(sent={"Cookie": "a=b"}), creator="WebInspector"))
    assert not any(Gap.CREDENTIALS in each.gaps for each in kept.exchanges)


def test_a_bad_entry_is_a_note_with_its_index_and_the_others_are_read() -> None:
    found = read_har(har(entry(), {"request": {}}, 3, entry()))
    assert [each.index for each in found.exchanges] == [0, 3]
    assert "entry 1 has a request without a URL" in found.notes[0]
    assert "entry 2 is not a JSON object" in found.notes[1]


def test_thousands_of_bad_entries_are_a_few_notes() -> None:
    found = read_har(har(entry(), *[{}] * 3_000))
    assert len(found.notes) < 15
    assert "2990 more entries" in found.notes[-1]


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"GET / HTTP/1.1", "neither a HAR"), (b'{"openapi": "3.0.1"}', "not a HAR"), (b'{"log": {', "not a HAR")],
)
def test_what_is_no_har_is_a_mistake_that_says_what_to_do(data: bytes, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "x.har"
    file.write_bytes(data)
    with pytest.raises(Unusable, match=problem) as caught:
        read_har(file)
    mistake = caught.value.mistakes[0]
    assert mistake.where is not None
    assert (mistake.where.file, mistake.where.line) == (str(file), 1)
    assert mistake.instead


def test_the_line_of_each_entry_is_known_also_where_entries_are_equal() -> None:
    data = har(entry(), entry(), entry(path="/other"), entry())
    lines = read_har(data).lines_of([0, 1, 3])
    text = data.decode().splitlines()
    starts = [number for number, line in enumerate(text, 1) if line == "   {"]
    assert list(lines.values()) == [starts[0], starts[1], starts[3]]


def test_progress_reaches_the_whole() -> None:
    seen: list[tuple[int, int]] = []
    data = har(*[entry()] * 10)
    read_har(data, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (len(data), len(data))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_flip_of_bytes_gives_more_than_a_mistake(data: st.DataObject) -> None:
    """Whatever a file has become, it is read as far as it goes or refused with a place."""
    broken = bytearray(har(*(entry(path=f"/items/{number}", body='{"a": "\\u00e9"}') for number in range(4))))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(broken) - 1))
        broken[place] = data.draw(st.integers(0, 255))
    try:
        found = read_har(bytes(broken))
    except Unusable:
        return
    assert len(found.exchanges) <= 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "value", "text", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)
MEMBERS = [
    ("request",), ("response",), ("time",), ("startedDateTime",), ("request", "headers"), ("request", "method"), ("request", "url"),
    ("response", "headers"), ("response", "status"), ("response", "content"), ("response", "statusText"), ("_initiator",),
    ("request", "postData"), ("connection",), ("pageref",), ("_error",),
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(MEMBERS), JSON), min_size=1, max_size=4))
def test_no_shape_of_an_entry_breaks_the_reading(changes: list[tuple[tuple[str, ...], Any]]) -> None:
    value = entry()
    for path, given_value in changes:
        holder = value
        for name in path[:-1]:
            holder = holder.get(name) if isinstance(holder.get(name), dict) else {}
        holder[path[-1]] = given_value
    found = read_har(har(value, entry(path="/last")))
    assert found.exchanges[-1].request.url == f"{API}/last"
    for each in found.exchanges:
        json.dumps([each.request.url, each.request.method, each.failure, each.page]).encode("utf-8")


@pytest.mark.skipif(not TRUTH.exists(), reason="the measured browser data is not here")
@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
def test_the_wire_of_real_browsers_is_read_byte_for_byte(engine: str) -> None:
    path = TRUTH / f"{engine}.har.gz"
    entries = json.loads(gzip.decompress(path.read_bytes()))["log"]["entries"]
    found = read_har(path)
    assert not found.notes
    assert len(found.exchanges) == len(entries)
    for each, value in zip(found.exchanges, entries, strict=True):
        assert each.response is not None
        lines = [(field["name"], field["value"]) for field in value["response"]["headers"]]
        if not any("\n" in text for _, text in lines):
            assert list(each.response.headers.lines) == lines
