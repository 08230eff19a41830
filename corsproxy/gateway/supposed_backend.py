"""What a backend might answer: a supposed response, said the way each kind of integration hands it over."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Request, Response


@dataclass(frozen=True, slots=True)
class SupposedResponse:
    """A response that a handler or backend is supposed to give. `name` names the supposition, in kebab-case."""

    name: str
    status: int = 200
    lines: tuple[Line, ...] = (("Content-Type", "application/json"),)
    body: str = "{}"

    def as_function_result(self) -> bytes:
        """As a Lambda function behind a proxy integration returns it (both payload formats, and REST APIs)."""
        headers: dict[str, str] = {}
        for name, value in self.lines:
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
        return json.dumps({"statusCode": self.status, "headers": headers, "body": self.body}).encode()

    def as_response(self) -> Response:
        """As an HTTP backend sends it."""
        body = self.body.encode()
        return Response(self.status, Headers(self.lines).having("Content-Length", str(len(body))), body)


Backend = Callable[[Request], SupposedResponse]
"""What a backend answers to the request that the browser's page made of the gateway."""


def plain(request: Request) -> SupposedResponse:
    """A backend that knows nothing of CORS."""
    return SupposedResponse("backend-answers")


def failing(request: Request) -> SupposedResponse:
    """A handler that catches its own exception and says 500, without CORS headers."""
    return SupposedResponse("backend-answers-500", 500, body='{"message":"failed"}')


def with_cors(request: Request) -> SupposedResponse:
    """A backend that allows whatever is asked for: origin, method and headers echoed, credentials allowed."""
    headers = request.headers
    lines: list[Line] = [("Content-Type", "application/json")]
    origin = headers.get("origin")
    if origin is not None:
        lines += [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")]
        lines.append(("Access-Control-Allow-Credentials", "true"))
        method = headers.get("access-control-request-method")
        if request.method == "OPTIONS" and method is not None:
            lines.append(("Access-Control-Allow-Methods", method))
            wanted = headers.get("access-control-request-headers")
            if wanted:
                lines.append(("Access-Control-Allow-Headers", wanted))
    return SupposedResponse("backend-answers-with-cors", lines=tuple(lines))


BACKENDS: tuple[Backend, ...] = (plain, with_cors, failing)
"""What is supposed of a backend when nobody says otherwise."""
