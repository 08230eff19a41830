"""Assessing page fetches never seen before: milliseconds of processor time each, verdicts and findings included.

`analyze` judges alike fetches once; here no two are alike: each has its own path and ids. Their header names come
from a dozen, as an API's do; in the ways called "odd" each fetch has a name of its own besides, so that nothing
which is remembered by value helps. Allowed ones are reads and writes that pass; blocked ones fail in the ways that
captures of API Gateway show most.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange
from tests.bench.bench_pages import fresh
from tests.diagnose.traffic import PAGE, actual, preflight

COUNT = 1_000
ROUNDS = 5
API = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod"


def _word(number: int) -> str:
    letters = ""
    for _ in range(5):
        number, rest = divmod(number, 26)
        letters += chr(97 + rest)
    return letters


_odd = False


def _name(number: int) -> str:
    return f"x-{_word(number)}" if _odd else f"x-{_word(number % 12)}"


def _saying(exchange: Exchange, body: bytes) -> Exchange:
    assert exchange.response is not None
    return replace(exchange, response=replace(exchange.response, body=body))


def _rest(number: int, **more: str) -> dict[str, str]:
    return {
        "date": "Sun, 22 Nov 2026 14:00:00 GMT",
        "content-type": "application/json",
        "x-amzn-requestid": f"c6af9ac6-7b61-11e6-9a41-{number:012x}",
        "x-amz-apigw-id": f"{number:016x}=",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }


def allowed_read(number: int) -> list[Exchange]:
    """A GET that passes."""
    granted = _rest(number, access_control_allow_origin=PAGE, vary="Origin")
    return [actual("GET", f"{API}/{_word(number)}", answer=granted, at=number * 10.0, index=0)]


def allowed_write(number: int) -> list[Exchange]:
    """A PUT that passes, with its preflight, and a header of its own name."""
    name = f"{_name(number)}"
    url = f"{API}/{_word(number)}"
    granted = _rest(
        number, access_control_allow_origin=PAGE, access_control_allow_methods="GET,PUT",
        access_control_allow_headers=f"{name},authorization", access_control_max_age="600",
    )  # fmt: skip
    passes = _rest(number, access_control_allow_origin=PAGE, vary="Origin")
    return [
        preflight(url, names=name, answer=granted, at=number * 10.0, index=0),
        actual("PUT", url, headers={name: "1"}, answer=passes, at=number * 10.0 + 0.1, index=1),
    ]


def missing_token(number: int) -> list[Exchange]:
    """A preflight to a path that the API does not have."""
    refused = _rest(number, x_amzn_errortype="MissingAuthenticationTokenException")
    names = f"authorization,{_name(number)}"
    asked = preflight(f"{API}/{_word(number)}", names=names, status=403, answer=refused, at=number * 10.0)
    return [_saying(asked, b'{"message":"Missing Authentication Token"}')]


def unlisted_header(number: int) -> list[Exchange]:
    """A preflight whose answer lists too few headers and no method."""
    granted = _rest(number, access_control_allow_origin=PAGE, access_control_allow_headers="content-type")
    names = f"authorization,{_name(number)}"
    return [preflight(f"{API}/{_word(number)}", names=names, answer=granted, at=number * 10.0, index=0)]


def bad_gateway(number: int) -> list[Exchange]:
    """A preflight that passes, and a 502 of the gateway's own."""
    first, second = allowed_write(number)
    gone = _rest(number, x_amzn_errortype="InternalServerErrorException")
    assert second.response is not None
    answer = replace(second.response, status=502, headers=Headers(gone.items()))
    return [first, _saying(replace(second, response=answer), b'{"message": "Internal server error"}')]


def bare_function(number: int) -> list[Exchange]:
    """A function that forgets the CORS headers."""
    return [actual("GET", f"{API}/{_word(number)}", answer=_rest(number), at=number * 10.0, index=0)]


WAYS: tuple[Callable[[int], list[Exchange]], ...] = (
    allowed_read,
    allowed_write,
    missing_token,
    unlisted_header,
    bad_gateway,
    bare_function,
)


def main() -> None:
    """Measure and print."""
    global _odd
    for _odd, way in [*((False, way) for way in WAYS), *((True, way) for way in WAYS[1:-1])]:
        best = float("inf")
        for round_ in range(ROUNDS):
            made = [each for number in range(COUNT) for each in way(number + round_ * COUNT)]
            sightings = page_fetches(fresh(made))
            start = time.process_time()
            for sighting in sightings:
                assess(sighting)
            best = min(best, time.process_time() - start)
        name = f"{'odd ' if _odd else ''}{way.__name__.replace('_', ' ')}"
        print(f"{name:20} {best / len(sightings) * 1e3:.3f} ms each")


if __name__ == "__main__":
    main()
