"""A server for tests, without a socket: a function from a request to a response."""

from __future__ import annotations

from collections.abc import Callable

from corsproxy.fetch.journey import Failure
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response
from corsproxy.replay.sending import Send

Answer = Callable[[Request], Response | Failure]


def sender(answer: Answer, seen: list[Request] | None = None) -> Send:
    async def send(request: Request) -> Response | Failure:
        if seen is not None:
            seen.append(request)
        return answer(request)

    return send


def allowing(request: Request) -> Response:
    """Allows whatever is asked."""
    return Response(
        204 if request.method == "OPTIONS" else 200,
        Headers(
            [
                ("Access-Control-Allow-Origin", request.headers.get("origin") or "*"),
                ("Access-Control-Allow-Credentials", "true"),
                ("Access-Control-Allow-Methods", request.headers.get("access-control-request-method") or "GET"),
                ("Access-Control-Allow-Headers", request.headers.get("access-control-request-headers") or "x-none"),
            ]
        ),
    )


def refusing(request: Request) -> Response:
    """Knows nothing of CORS."""
    return Response(200)
