"""The verdict as response headers."""

from __future__ import annotations

from corsproxy.proxy.explain import judge_afresh
from corsproxy.proxy.verdict_headers import add
from tests.proxy.traffic import flow


def test_both_headers_say_the_same_in_printable_ascii_and_the_servers_timing_stays() -> None:
    one = flow(answered={"server-timing": "db;dur=5", "access-control-allow-origin": 'https://x.example"é'})
    (assessment,) = judge_afresh([one])
    add(one, assessment)
    assert one.response is not None
    told = one.response.headers["x-corsproxy-verdict"]
    assert told.startswith("blocked; chrome firefox safari blocked; ")
    assert all(" " <= c <= "~" for c in told)
    assert one.response.headers.get_all("server-timing") == ["db;dur=5", f'cors;desc="{told}"']


def test_where_nothing_came_back_nothing_is_added() -> None:
    one = flow(status=None)
    (assessment,) = judge_afresh([one])
    add(one, assessment)
    assert one.response is None
