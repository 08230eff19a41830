"""What exactly is wrong with a value of Access-Control-Allow-Origin that does not match."""

from __future__ import annotations

import re

from corsproxy.http.headers import Headers
from corsproxy.http.url import parse

_HOST = re.compile(r"^(?:[A-Za-z0-9_-]+\.)*[A-Za-z0-9_-]+(?::\d+)?/?$")


_WEBVIEWS = (
    "Capacitor 6 serves its pages from https://localhost on Android, before 6 from http://localhost; on iOS from "
    "capacitor://localhost, Ionic from ionic://localhost"
)


def several_values(headers: Headers) -> str:
    """`allow-origin-in-two-places` where two layers each wrote one, else `allow-origin-list`."""
    lines = headers.get_all("access-control-allow-origin")
    parts = [part.strip() for part in (headers.get("access-control-allow-origin") or "").split(",")]
    if len(lines) > 1 or "*" in parts or len(set(parts)) < len(parts):
        return "allow-origin-in-two-places"
    return "allow-origin-list"


def one_value(value: str, page_origin: str) -> tuple[str, str]:
    """The catalogue's name for the fault, and a sentence that quotes both values."""
    quoted = f"the header says '{value}', the page's origin is '{page_origin}'"
    bare = value.strip("'\"")
    if bare != value:
        return "allow-origin-quoted", quoted
    if value == "null":
        return "allow-origin-null", quoted
    if "*" in value or value.startswith(("^", "/")) or "$" in value:
        return "allow-origin-pattern", quoted
    url = parse(value)
    if url is None or (url.scheme not in {"http", "https"} and not value.startswith(url.scheme + "://")):
        if _HOST.match(value):
            return "allow-origin-without-scheme", quoted
        return "allow-origin-other", quoted
    if url.origin == page_origin and value != page_origin:
        return "allow-origin-trailing-slash", f"{quoted}: they differ in more than the origin ({value!r})"
    return "allow-origin-other", f"{quoted}: {_difference(value, page_origin)}"


def _difference(value: str, page_origin: str) -> str:
    theirs, ours = parse(value), parse(page_origin)
    if theirs is None or ours is None:
        return "they are different origins"
    if theirs.host == ours.host and theirs.scheme != ours.scheme:
        if ours.host == "localhost":
            return f"the scheme differs ({_WEBVIEWS})"
        return "the scheme differs"
    if theirs.host == ours.host:
        return "the port differs"
    if {theirs.host, ours.host} == {"localhost", "127.0.0.1"}:
        return "localhost and 127.0.0.1 are different origins"
    if theirs.host.removeprefix("www.") == ours.host.removeprefix("www."):
        return "www and the bare domain are different origins"
    return "the host differs"
