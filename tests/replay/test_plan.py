"""What is sent again: cross-origin fetches, once each, without recorded credentials, unsafe ones only when asked."""

from __future__ import annotations

from corsproxy.fetch.page_fetch import Mode
from corsproxy.http.message import Response
from corsproxy.replay.plan import PLACEHOLDER, hosts, plan
from tests.diagnose.answers import DOMAIN, REST, actual, preflight
from tests.diagnose.sightings import sighting

OK = Response(200)


def test_recorded_credentials_are_never_sent_but_their_names_stay() -> None:
    seen = sighting(None, actual(DOMAIN, OK), headers=(("Authorization", "Bearer secret"), ("x-a", "1")))
    (one,) = plan([seen])
    assert one.script is not None
    assert one.script.headers.lines == (("Authorization", PLACEHOLDER), ("x-a", "1"))
    (given,) = plan([seen], secrets={"AUTHORIZATION": "Bearer mine"})
    assert given.script is not None
    assert given.script.headers.get("authorization") == "Bearer mine"


def test_unsafe_methods_are_asked_as_far_as_their_preflight_unless_wanted() -> None:
    seen = sighting(preflight(REST, OK), actual(REST, OK, method="POST"))
    assert plan([seen])[0].preflight_only
    assert not plan([seen], unsafe=True)[0].preflight_only


def test_equal_fetches_are_planned_once() -> None:
    assert len(plan([sighting(None, actual(DOMAIN, OK))] * 5)) == 1


def test_same_origin_and_no_cors_fetches_are_not_cors() -> None:
    same = sighting(None, actual("https://app.example.com/x", OK))
    opaque = sighting(None, actual(DOMAIN, OK), mode=Mode.NO_CORS)
    assert plan([same, opaque]) == ()


def test_what_is_over_the_limit_is_said() -> None:
    several = [sighting(None, actual(f"{DOMAIN}/{number}", OK)) for number in range(5)]
    found = plan(several, limit=2)
    assert [bool(one.skipped) for one in found] == [False, False, True, True, True]
    assert "limit of 2" in found[2].skipped


def test_hosts_come_in_order_of_appearance() -> None:
    both = [sighting(None, actual(DOMAIN, OK)), sighting(None, actual("http://localhost:4000/x", OK))]
    assert hosts(plan(both)) == ("api.example.com", "localhost:4000")
