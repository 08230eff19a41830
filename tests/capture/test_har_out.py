"""HAR in and out is identity, but for the verdicts that are added and the secrets that are taken."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.capture.capture import Capture
from corsproxy.capture.har import read_har
from corsproxy.capture.har_out import Annotation, annotated, entry_from
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response
from tests.capture.making import entry, har

NOTE = Annotation("cors:blocked because", {"outcome": "blocked"})


def out(data: bytes, on: dict[int, Annotation], *, reveal: bool = False) -> Any:
    return json.loads(b"".join(annotated(read_har(data), on, reveal=reveal)))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz_", min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.text("_abcxyz", min_size=2, max_size=6).map(lambda name: f"_{name}"), JSON, max_size=3),
    st.booleans(),
)
def test_unknown_members_of_file_log_and_entries_stay(more: dict[str, Any], reveal: bool) -> None:
    value = {"log": {"version": "1.2", **more, "entries": [entry(**more)], "_after": more}, **more}
    assert out(json.dumps(value).encode(), {}, reveal=reveal) == value


def test_the_verdict_is_added_and_the_users_comment_is_kept() -> None:
    data = har(entry(), entry(comment="look here"), entry(comment="cors:ok old | look here"), entry())
    entries = out(data, {0: NOTE, 1: NOTE, 2: NOTE})["log"]["entries"]
    assert entries[0]["comment"] == "cors:blocked because"
    assert entries[1]["comment"] == entries[2]["comment"] == "cors:blocked because | look here"
    assert entries[0]["_corsproxy"] == {"outcome": "blocked"}
    assert "_corsproxy" not in entries[3]
    bare = json.loads(data)["log"]["entries"][0]
    assert {key: value for key, value in entries[0].items() if key not in {"comment", "_corsproxy"}} == bare


def test_with_secrets_an_entrys_own_bytes_are_copied() -> None:
    text = har(entry(), indent=3).decode()
    start = text.rindex("{", 0, text.index('"startedDateTime"'))
    own = text[start : json.JSONDecoder().raw_decode(text, start)[1]]
    assert "\n" in own
    written = b"".join(annotated(read_har(text.encode()), {}, reveal=True))
    assert own.encode() in written


def test_without_asking_no_secret_is_written() -> None:
    data = har(
        entry(sent={"Authorization": "Bearer s3cr3t-t0k3n"}),
        pages=[{"title": "https://a.example/?token=s3cr3t-t0k3n"}],
    )
    assert "s3cr3t" not in json.dumps(out(data, {0: NOTE}))
    assert "s3cr3t" in json.dumps(out(data, {0: NOTE}, reveal=True))


def test_a_broken_file_is_written_whole_with_every_index_in_its_place() -> None:
    data = har(*(entry(path=f"/{number}") for number in range(4))).replace(b'"url": "https', b'"url: "https', 1)[:-30]
    entries = out(data, {1: NOTE})["log"]["entries"]
    assert entries[0] == {"comment": "corsproxy: this entry could not be read"}
    assert entries[1]["request"]["url"].endswith("/1")
    assert entries[1]["comment"].startswith("cors:blocked")


def test_what_json_cannot_say_is_not_written() -> None:
    data = har(entry()).replace(b'"time": 5', b'"time": NaN').replace(b'"statusText": ""', b'"statusText": "\\ud800"')
    assert out(data, {0: NOTE})["log"]["entries"][0]["time"] is None


def test_an_exchange_as_an_entry_reads_back_as_the_exchange() -> None:
    asked = Request(
        "PUT", "https://a.example/x?b=c", Headers([("Origin", "https://b.example"), ("X", "\xe9")]), b"\xff\x00"
    )
    answered = Response(200, Headers([("A", "1"), ("A", "2")]), b"text", "OK")
    exchange = Exchange(asked, answered, started=1.0, ended=1.5, connection="7", resource_type="fetch", index=0)
    (back,) = read_har(har(entry_from(exchange))).exchanges
    assert back == exchange
    failed = Exchange(asked, None, failure="refused", index=0)
    assert read_har(har(entry_from(failed))).exchanges[0].failure == "refused"


def test_a_capture_that_was_no_har_becomes_one() -> None:
    capture = Capture((Exchange(Request("GET", "https://a.example/"), Response(204), index=0),), recorder="mitmproxy")
    (written,) = json.loads(b"".join(annotated(capture, {0: NOTE})))["log"]["entries"]
    assert (written["response"]["status"], written["comment"]) == (204, NOTE.comment)
