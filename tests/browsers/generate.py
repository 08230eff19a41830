"""Cases to try: a systematic walk through one header at a time, then seeded random combinations."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tests.browsers.case import Answer, Case, Lines, Step

ALLOW_ORIGIN: tuple[Lines, ...] = tuple(
    tuple(("Access-Control-Allow-Origin", value) for value in values)
    for values in (
        ("{page}",), ("*",), (), ("{echo-origin}",), ("null",), ("{page}/",), ("http://other.example",), ("",),
        ("{page}, http://other.example",), ("{page} http://other.example",), ("*", "*"), ("{page}", "{page}"),
        ("{page}",  ""), ("example.com",), ("http://*.example.com",), ('"*"',), ("NULL",), ("{page},",), ("  {page}\t",),
        ("HTTP://LOCALHOST",), ("localhost:3000",), ("true",), ("http://[bad",), ("*, *",), ("https://example.com:99999",),
    )
)  # fmt: skip
ALLOW_CREDENTIALS: tuple[Lines, ...] = tuple(
    tuple(("Access-Control-Allow-Credentials", value) for value in values)
    for values in (("true",), (), ("True",), ("false",), ("true", "true"), (" true ",), ("",), ("1",), ("true", ""))
)
ALLOW_METHODS: tuple[Lines, ...] = tuple(
    tuple(("Access-Control-Allow-Methods", value) for value in values)
    for values in (
        ("{echo-acrm}",), ("*",), (), ("GET, PUT, DELETE, PATCH, POST",), ("put, delete",), ("PUT POST",), ("[PUT]",),
        (",PUT,,",), ("PUT", "DELETE"), ("GET;PUT",), ("*, PUT",), ("OPTIONS",), ("",), ('"PUT"',),
    )
)  # fmt: skip
ALLOW_HEADERS: tuple[Lines, ...] = tuple(
    tuple(("Access-Control-Allow-Headers", value) for value in values)
    for values in (
        ("{echo-acrh}",), ("*",), (), ("X-A, X-B, Content-Type, Authorization",), ("x-a",), ("X-A x-b",), ("x-a; x-b",),
        ("Content-Type",), ("*, Authorization",), ("['x-a']",), (", x-a ,",), ("x-a", "x-b, content-type"), ("",),
    )
)  # fmt: skip
EXPOSE: tuple[Lines, ...] = tuple(
    tuple(("Access-Control-Expose-Headers", value) for value in values)
    for values in (
        (),
        ("*",),
        ("X-One",),
        ("x-one, ETAG",),
        ("b@d, X-One",),
        ("X-One", "ETag"),
        ("*, b@d",),
        ("Set-Cookie",),
    )
)
EXTRA: Lines = (("Content-Type", "text/plain"), ("X-One", "1"), ("ETag", '"e"'), ("Retry-After", "7"))
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "patch", "OPTIONS", "FOO", "get", "Put")
HEADERS: tuple[tuple[str, str], ...] = (
    ("X-A", "1"), ("X-B", "2"), ("Content-Type", "application/json"), ("Content-Type", "text/plain"),
    ("Content-Type", "text/plain;charset=UTF-8"), ("Content-Type", 'text/plain; boundary="x"'), ("Content-Type", ""),
    ("Content-Type", "application/x-www-form-urlencoded"), ("Content-Type", "TEXT/PLAIN"), ("Accept", "a/b"),
    ("Accept", 'text/html;q="1"'), ("Accept", "x" * 129), ("Accept-Language", "en_US"), ("Accept-Language", "de"),
    ("Content-Language", "en/US"), ("Authorization", "Bearer t"), ("Range", "bytes=0-1"), ("Range", "bytes=-5"),
    ("Range", "Bytes=0-"), ("Save-Data", "on"), ("DPR", "2"), ("User-Agent", "x"), ("X-Requested-With", "XMLHttpRequest"),
    ("traceparent", "00-1-2-01"), ("DNT", "1"), ("Sec-Foo", "1"), ("X-HTTP-Method-Override", "PUT"), ("X-Api-Key", "k"),
)  # fmt: skip
PREFLIGHT_STATUS = (204, 200, 299, 301, 302, 304, 400, 401, 403, 404, 405, 500)
STATUS = (200, 201, 204, 206, 300, 400, 401, 403, 404, 429, 500, 502, 504)
REDIRECT = (301, 302, 303, 307, 308)
_GRANTED = Answer(204, (("Access-Control-Allow-Origin", "{echo-origin}"), ("Access-Control-Allow-Credentials", "true"),
                        ("Access-Control-Allow-Methods", "{echo-acrm}"),
                        ("Access-Control-Allow-Headers", "{echo-acrh}")))  # fmt: skip
_FINE = Answer(200, (*ALLOW_ORIGIN[3], *ALLOW_CREDENTIALS[0], *EXTRA))


def _one_step(preflight: Answer = _GRANTED, response: Answer = _FINE, role: str = "B") -> tuple[Step, ...]:
    return (Step(role, preflight, response),)


def systematic() -> Iterator[Case]:
    """One thing at a time, everything else granted."""
    number = 0

    def case(family: str, **fields: object) -> Case:
        nonlocal number
        number += 1
        return replace(Case(f"s{number}", family, _one_step()), **fields)  # type: ignore[arg-type]

    for credentials in ("same-origin", "include"):
        for lines in ALLOW_ORIGIN:
            rest = ALLOW_CREDENTIALS[0]
            yield case(
                "allow-origin",
                steps=_one_step(response=Answer(200, (*lines, *rest, *EXTRA))),
                credentials=credentials,
            )
            pre = replace(_GRANTED, headers=(*lines, *_GRANTED.headers[1:]))
            yield case("preflight-allow-origin", method="PUT", steps=_one_step(pre), credentials=credentials)
        for lines in ALLOW_METHODS:
            pre = replace(_GRANTED, headers=(*_GRANTED.headers[:2], *lines, _GRANTED.headers[3]))
            yield case("allow-methods", method="PUT", steps=_one_step(pre), credentials=credentials)
        for lines in ALLOW_HEADERS:
            pre = replace(_GRANTED, headers=(*_GRANTED.headers[:3], *lines))
            sent = (("X-A", "1"), ("X-B", "2"))
            yield case("allow-headers", headers=sent, steps=_one_step(pre), credentials=credentials)
            yield case(
                "allow-headers",
                headers=(("Authorization", "Bearer t"),),
                steps=_one_step(pre),
                credentials=credentials,
            )
        for lines in EXPOSE:
            final = Answer(200, (*ALLOW_ORIGIN[3], *ALLOW_CREDENTIALS[0], *EXTRA, *lines))
            yield case("expose", steps=_one_step(response=final), credentials=credentials)
    for lines in ALLOW_CREDENTIALS:
        final = Answer(200, (*ALLOW_ORIGIN[0], *lines, *EXTRA))
        yield case("allow-credentials", credentials="include", steps=_one_step(response=final))
    for status in PREFLIGHT_STATUS:
        place = (("Location", "/t/elsewhere/0"),) if status in REDIRECT else ()
        for headers in (_GRANTED.headers, ()):
            yield case("preflight-status", method="PUT", steps=_one_step(Answer(status, (*headers, *place))))
    for status in STATUS:
        for headers in (_FINE.headers, EXTRA):
            yield case("status", steps=_one_step(response=Answer(status, headers)))
    for method in METHODS:
        for api in ("fetch", "xhr"):
            yield case("method", method=method, api=api)
    for line in HEADERS:
        for api in ("fetch", "xhr"):
            yield case("header", headers=(line,), api=api)
    for mode in ("no-cors", "same-origin"):
        for role in ("A", "B", "C"):
            yield case("mode", mode=mode, steps=_one_step(role=role))
    for context in ("window", "sandbox"):
        for lines in ALLOW_ORIGIN[:5]:
            final = Answer(200, (*lines, *ALLOW_CREDENTIALS[0], *EXTRA))
            yield case("context", context=context, steps=_one_step(response=final))
            yield case("context", context=context, steps=_one_step(response=final, role="A"))
    for status in REDIRECT:
        for chain in ("AB", "BB", "BC", "BA", "ABC", "BCB"):
            for method in ("GET", "PUT", "POST"):
                yield case("redirect", method=method, steps=tuple(_hops(chain, status)))
    for mode in ("manual", "error"):
        for chain in ("AB", "BC", "AA"):
            yield case("redirect-mode", redirect=mode, steps=tuple(_hops(chain, 302)))


def _hops(chain: str, status: int, answers: Sequence[Lines] | None = None) -> Iterator[Step]:
    """Every role of the chain but the last redirects to the next."""
    for place, role in enumerate(chain):
        lines = _FINE.headers if answers is None else answers[place]
        last = place == len(chain) - 1
        headers = lines if last else (*lines, ("Location", f"{{next:{chain[place + 1]}:{place + 1}}}"))
        yield Step(role, _GRANTED, Answer(200 if last else status, headers))


def random_cases(seed: int) -> Iterator[Case]:
    """Without end: everything may go wrong at once."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        api = chance.choice(["fetch", "fetch", "fetch", "xhr"])
        mode = "cors" if api == "xhr" else chance.choices(["cors", "no-cors", "same-origin"], [30, 1, 1])[0]
        method = chance.choice(METHODS)
        count = chance.choice([0, 0, 1, 1, 2, 3])
        chosen = {line[0].lower(): line for line in chance.sample(HEADERS, count)}
        length = chance.choices([1, 2, 3, 4], [12, 4, 2, 1])[0]
        chain = "".join(chance.choice("BCBCDA") for _ in range(length))
        steps = []
        for place, role in enumerate(chain):
            last = place == length - 1
            final = (
                *_some(chance, ALLOW_ORIGIN, 3),
                *_some(chance, ALLOW_CREDENTIALS, 1),
                *EXTRA,
                *chance.choice(EXPOSE),
            )
            if not last:
                final = (*final, ("Location", f"{{next:{chain[place + 1]}:{place + 1}}}"))
            status = (
                chance.choice(STATUS) if last and chance.random() < 0.4 else 200 if last else chance.choice(REDIRECT)
            )
            pre = (*_some(chance, ALLOW_ORIGIN, 3), *_some(chance, ALLOW_CREDENTIALS, 1), *_some(chance, ALLOW_METHODS, 1),
                   *_some(chance, ALLOW_HEADERS, 1))  # fmt: skip
            pre_status = chance.choice(PREFLIGHT_STATUS) if chance.random() < 0.25 else 204
            steps.append(Step(role, Answer(pre_status, pre), Answer(status, final)))
        yield Case(
            f"r{seed}x{number}", "random", tuple(steps), api, method, tuple(chosen.values()),
            chance.choice(["same-origin", "same-origin", "include", "omit"]) if api == "fetch" else
            chance.choice(["same-origin", "include"]),
            mode,
            chance.choices(["follow", "manual", "error"], [20, 1, 1])[0] if api == "fetch" and mode != "no-cors" else "follow",
            "x" if method.upper() not in ("GET", "HEAD") and chance.random() < 0.5 else None,
            api == "xhr" and chance.random() < 0.15,
            "sandbox" if chance.random() < 0.1 else "window",
        )  # fmt: skip


def _some(chance: random.Random, lines: Sequence[Lines], good: int) -> Lines:
    """Mostly what would be granted, so that a case gets past its first hurdle now and then."""
    return (
        chance.choice([lines[0], lines[good], lines[min(3, len(lines) - 1)]])
        if chance.random() < 0.6
        else chance.choice(lines)
    )


def cases(count: int, seed: int) -> list[Case]:
    """`count` cases: the systematic ones first, all of them when there is room, then random ones."""
    chosen = list(systematic())
    if count < 2 * len(chosen):
        chosen = random.Random(seed).sample(chosen, min(count // 2, len(chosen)))
    source = random_cases(seed)
    return [*chosen, *(next(source) for _ in range(count - len(chosen)))]
