"""What passes but is wrong is said, as a warning or a note, and never of what is right."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.cautions import cautions
from corsproxy.diagnose.finding import Severity
from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.diagnose.answers import ORIGIN, REST, REST_IDS, actual, preflight
from tests.diagnose.sightings import sighting, verdict


def answer(*lines: tuple[str, str], status: int = 200) -> Response:
    return Response(status, Headers([*REST_IDS, *lines]))


STAR = ("access-control-allow-origin", "*")
EXACT = ("access-control-allow-origin", ORIGIN)
AGE = ("access-control-max-age", "600")

TABLE: list[tuple[str, Sighting, list[str]]] = [
    ("a plain star", sighting(None, actual(REST, answer(STAR))), []),
    ("an origin without vary", sighting(None, actual(REST, answer(EXACT))), ["vary-origin-missing"]),
    ("an origin with vary", sighting(None, actual(REST, answer(EXACT, ("vary", "Accept, Origin")))), []),
    ("an origin that is not stored", sighting(None, actual(REST, answer(EXACT, ("cache-control", "no-store")))), []),
    ("credentials false", sighting(None, actual(REST, answer(STAR, ("access-control-allow-credentials", "false")))),
     ["credentials-header-without-effect"]),
    ("a hidden header", sighting(None, actual(REST, answer(STAR, ("x-total-count", "42")))), ["response-header-not-exposed"]),
    ("an exposed header", sighting(None, actual(REST, answer(STAR, ("x-total-count", "42"),
     ("access-control-expose-headers", "X-Total-Count")))), []),
    ("everything exposed", sighting(None, actual(REST, answer(STAR, ("x-total-count", "42"),
     ("access-control-expose-headers", "*")))), []),
    ("a preflight without max-age", sighting(preflight(REST, answer(STAR, ("access-control-allow-headers", "content-type"))),
     actual(REST, answer(STAR), method="POST")), ["preflight-not-cached"]),
    ("authorization under a star", sighting(preflight(REST, answer(STAR, AGE, ("access-control-allow-headers", "*")),
     headers="authorization"), actual(REST, answer(STAR), method="POST"), headers=(("authorization", "x"),)),
     ["authorization-not-covered"]),
    ("a star for methods", sighting(preflight(REST, answer(STAR, AGE, ("access-control-allow-methods", "*")), method="PUT",
     headers=""), actual(REST, answer(STAR), method="PUT")), ["wildcard-in-old-browsers"]),
    ("vite", sighting(None, actual("http://localhost:5173/api", Response(200, Headers([STAR])))), ["local-tool-differs"]),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "names"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_cautions_on(seen: Sighting, names: list[str]) -> None:
    found = cautions(seen, verdict(seen))
    assert [finding.kind.name for finding in found] == names
    assert all(finding.severity is not Severity.ERROR for finding in found)


def test_a_preflight_with_headers_that_no_browser_sends_is_marked() -> None:
    asked = preflight(REST, answer(STAR, AGE, ("access-control-allow-headers", "content-type")))
    odd = type(asked)(
        type(asked.request)("OPTIONS", REST, asked.request.headers.plus(("Content-Type", "text/plain"))),
        asked.response,
    )
    seen = sighting(odd, actual(REST, answer(STAR), method="POST"))
    assert [one.kind.name for one in cautions(seen, verdict(seen))] == ["preflight-not-from-a-browser"]


def test_null_allowed_is_dangerous() -> None:
    seen = sighting(
        None, actual(REST, answer(("access-control-allow-origin", "null"), ("vary", "origin"))), origin="null"
    )
    assert [one.kind.name for one in cautions(seen, verdict(seen))] == ["null-origin-allowed"]
