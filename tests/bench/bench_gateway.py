"""How long the gateway's own part of a request takes: pure functions, one thread, no socket."""

from __future__ import annotations

import time
from collections.abc import Callable

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.conversation import advance, begin
from corsproxy.gateway.http_api.definition import CorsConfiguration, HttpApi, LambdaIntegration, Route
from corsproxy.gateway.supposition import enumerate_answers
from corsproxy.gateway.turn import Admitted, FunctionReturned
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request

ORIGIN = ("origin", "https://app.example.com")
RESULT = FunctionReturned(b'{"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"{}"}')


def made(routes: int) -> HttpApi:
    """An API with this many routes and a CORS configuration."""
    integration = LambdaIntegration(LambdaFunction("shop"))
    return HttpApi(
        "abcdefghij",
        tuple(Route(f"GET /items{number}/{{id}}", integration) for number in range(routes)),
        cors=CorsConfiguration(
            (ORIGIN[1],), ("GET", "POST", "DELETE"), ("Content-Type", "Authorization"), max_age=300
        ),
    )


def arrival(method: str, path: str, *more: tuple[str, str]) -> Arrival:
    """A browser's request, with the headers that browsers send."""
    lines = (
        ("host", "abcdefghij.execute-api.us-east-1.amazonaws.com"),
        ORIGIN,
        ("user-agent", "Mozilla/5.0"),
        ("accept", "*/*"),
        ("accept-encoding", "gzip, deflate, br"),
        ("referer", "https://app.example.com/"),
        *more,
    )
    url = f"https://abcdefghij.execute-api.us-east-1.amazonaws.com{path}"
    return Arrival(Request(method, url, Headers(lines)), "$default", path, 1.7e9, "uuid", "cs_pJhGvoAMEJYQ=")


def microseconds(call: Callable[[], object], times: int = 20_000) -> float:
    """The best of five runs, in microseconds a call."""
    runs = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(times):
            call()
        runs.append((time.perf_counter() - start) / times * 1e6)
    return min(runs)


def main() -> None:
    """Print one line per question."""
    few, many = made(3), made(300)
    asking = arrival("OPTIONS", "/items2/7", ("access-control-request-method", "GET"))
    getting = arrival("GET", "/items2/7")
    last = arrival("GET", "/items299/7")

    def whole(api: HttpApi, one: Arrival) -> object:
        return advance(advance(begin(api, one), Admitted()), RESULT)

    print(f"auto-preflight, 3 routes      {microseconds(lambda: begin(few, asking)):8.1f} us")
    print(f"auto-preflight, 300 routes    {microseconds(lambda: begin(many, asking)):8.1f} us")
    print(f"Lambda GET, 3 routes          {microseconds(lambda: whole(few, getting)):8.1f} us")
    print(f"Lambda GET, last of 300 routes{microseconds(lambda: whole(many, last), 2_000):8.1f} us")
    print(f"every answer to one request   {microseconds(lambda: list(enumerate_answers(few, getting)), 500):8.1f} us")


if __name__ == "__main__":
    main()
