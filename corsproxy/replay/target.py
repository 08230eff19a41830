"""Where captured requests are sent: hosts are mapped explicitly, and nothing else is ever asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from corsproxy.fetch.journey import Failure
from corsproxy.http.message import Request, Response
from corsproxy.http.url import Url, parse
from corsproxy.replay.sending import Send
from corsproxy.where import Mistake, Unusable


@dataclass(frozen=True, slots=True)
class Target:
    """`bases` maps a captured host (`api.example.com`, with a port where it is not the default) to the base URL that
    stands for it. With `keep_host` the captured name goes along as Host: an emulator routes by it.
    """

    bases: Mapping[str, str]
    keep_host: bool = False


def host_of(url: Url) -> str:
    """Host and non-default port, as a capture's URL shows them."""
    return url.origin.partition("://")[2] or url.host


def mapped(target: Target, request: Request) -> Request | None:
    """The request as it is sent, None for a host that is not mapped."""
    url = parse(request.url)
    base = target.bases.get(host_of(url)) if url else None
    if url is None or base is None:
        return None
    tail = url.path + (f"?{url.query}" if url.query else "")
    headers = request.headers
    if target.keep_host and "host" not in headers:
        headers = headers.plus(("Host", host_of(url)))
    return replace(request, url=base.rstrip("/") + tail, headers=headers)


def through(target: Target, send: Send) -> Send:
    """A sender that maps each request, and fails those to hosts that are not mapped without sending them."""

    async def mapped_send(request: Request) -> Response | Failure:
        there = mapped(target, request)
        if there is None:
            return Failure(f"{request.url} is not mapped to the target, so it was not sent")
        return await send(there)

    return mapped_send


def bases_for(hosts: tuple[str, ...], against: str, maps: tuple[str, ...]) -> dict[str, str]:
    """The mapping for a capture's API `hosts`: `--map HOST=URL` each, `against` for the one that is left.

    Raises `Unusable` where `against` could stand for several hosts, or a mapping is unreadable.
    """
    found: dict[str, str] = {}
    mistakes: list[Mistake] = []
    for text in maps:
        host, equals, url = text.partition("=")
        base = parse(url) if equals else None
        if not host or base is None or base.scheme not in {"http", "https"}:
            mistakes.append(Mistake(f"--map {text} is no mapping.", None, "Write --map api.example.com=https://…"))
        else:
            found[host] = url
    left = [host for host in hosts if host not in found]
    if against and len(left) > 1:
        mistakes.append(
            Mistake(
                f"the capture asks {len(left)} hosts ({', '.join(left[:5])}), and --against is one.",
                None,
                f"Map each that matters: --map {left[0]}={against}",
            )
        )
    elif against and left:
        found[left[0]] = against
    if mistakes:
        raise Unusable(mistakes)
    return found
