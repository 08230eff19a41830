"""Arbitrary page fetches, for what must hold of all of them."""

from __future__ import annotations

from hypothesis import strategies as st

from corsproxy.fetch.page_fetch import Credentials, Hop, Initiator, Mode, PageFetch, RedirectMode
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response

PAGE = "https://app.example"
URLS = st.sampled_from(
    [
        "https://api.example/a",
        "https://api.example/b?x=1",
        "https://cdn.test/",
        f"{PAGE}/home",
        "http://localhost:3000/x",
    ]
)
JUNK = st.text(st.characters(max_codepoint=255), max_size=20)
NAMES = st.sampled_from(
    [
        "Access-Control-Allow-Origin", "access-control-allow-origin", "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers",
        "Access-Control-Allow-Origin ", "Access-Control-Max-Age", "Location", "Content-Type", "X-One", "Set-Cookie",
    ]
)  # fmt: skip
VALUES = st.sampled_from(
    [PAGE, "*", "null", "true", "True", "", "PUT", "GET, PUT", "x-a", "*, x-a", "a b", "\r\n *", "x\x00", "/next",
     "https://cdn.test/x", "https://u:p@cdn.test/", "foo:bar", "http://[bad"]
)  # fmt: skip
LINES = st.lists(st.tuples(NAMES, VALUES) | st.tuples(JUNK, JUNK), max_size=8)
AUTHORS = st.lists(
    st.tuples(
        st.sampled_from(
            ["X-A", "x-a", "Authorization", "Accept", "Content-Type", "Range", "DPR", "User-Agent", "DNT"]
        ),
        VALUES | JUNK,
    ),
    max_size=4,
)
STATUSES = st.sampled_from([200, 204, 206, 301, 302, 303, 304, 307, 308, 401, 403, 404, 500, 599])
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "delete", "patch", "TRACE", "FOO"])
ORIGINS = st.sampled_from([PAGE, "null", "https://api.example"])


@st.composite
def exchanges(draw: st.DrawFn, method: str, url: str) -> Exchange:
    asked = Headers(draw(st.lists(st.tuples(st.sampled_from(["Origin", "Access-Control-Request-Headers"]), VALUES))))
    response = Response(draw(STATUSES), Headers(draw(LINES))) if draw(st.integers(0, 9)) else None
    return Exchange(Request(method, url, asked), response, failure="" if response else "net::ERR_FAILED")


@st.composite
def hops(draw: st.DrawFn, method: str) -> Hop:
    url = draw(URLS)
    preflight = draw(exchanges("OPTIONS", url)) if draw(st.booleans()) else None
    actual = draw(exchanges(method, url)) if draw(st.integers(0, 4)) else None
    return Hop(url, preflight, actual)


@st.composite
def page_fetches(draw: st.DrawFn) -> PageFetch:
    method = draw(METHODS)
    chain = draw(st.lists(hops(method), max_size=3))
    return PageFetch(
        draw(ORIGINS),
        method,
        chain[0].url if chain else draw(URLS),
        tuple(chain),
        Headers(draw(AUTHORS)),
        draw(st.sampled_from(Mode)),
        draw(st.sampled_from(Credentials)),
        draw(st.sampled_from(RedirectMode)),
        draw(st.sampled_from(Initiator)),
        draw(st.booleans()),
    )
