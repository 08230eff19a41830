"""What no single fetch shows: a server that lets everybody in, and preflights that need not have been."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.capture_cautions import preflight_budget, reflecting_hosts, reflection
from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response
from tests.diagnose.answers import REST, preflight
from tests.diagnose.sightings import sighting

HOST = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"
CREDENTIALS = ("access-control-allow-credentials", "true")


def answered(origin: str, allowed: str, *more: tuple[str, str]) -> Sighting:
    headers = Headers([("access-control-allow-origin", allowed), *more])
    exchange = Exchange(Request("GET", REST, Headers([("Origin", origin)])), Response(200, headers))
    return sighting(None, exchange, origin=origin)


def test_unrelated_origins_that_each_get_their_own_name_back_are_reflected() -> None:
    seen = [answered(one, one, CREDENTIALS) for one in ("https://app.example.com", "https://evil.example.net")]
    hosts = reflecting_hosts(seen)
    assert hosts == {HOST: ("https://app.example.com", "https://evil.example.net")}
    found = reflection(seen[0], hosts)
    assert found is not None
    assert found.kind.name == "reflected-origin-with-credentials"
    assert "https://evil.example.net" in found.why


def test_a_list_of_ones_own_is_no_reflection() -> None:
    own = ("https://app.example.com", "https://www.example.com", "http://localhost:3000")
    assert reflecting_hosts([answered(one, one, CREDENTIALS) for one in own]) == {}


def test_without_credentials_or_with_one_fixed_origin_it_is_none() -> None:
    origins = ("https://app.example.com", "https://evil.example.net")
    assert reflecting_hosts([answered(one, one) for one in origins]) == {}
    assert reflecting_hosts([answered(one, origins[0], CREDENTIALS) for one in origins]) == {}


def asked_at(seconds: float, status: int = 200) -> Sighting:
    return sighting(replace(preflight(REST, Response(status)), started=seconds), None)


def test_repeated_preflights_are_counted_for_their_host() -> None:
    [note] = preflight_budget([asked_at(float(number)) for number in range(1, 6)])
    assert note.startswith(f"{HOST}: 5 preflights")
    assert "4 of them repeated" in note


def test_what_was_refused_or_is_two_hours_old_could_not_have_been_kept() -> None:
    assert preflight_budget([asked_at(float(number), 403) for number in range(1, 6)]) == ()
    assert preflight_budget([asked_at(1.0 + 8000.0 * number) for number in range(5)]) == ()
