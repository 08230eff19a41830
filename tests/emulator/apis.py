"""APIs and functions for the emulator's tests, and a raw client that changes nothing of what it sends and gets."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.definition import CorsConfiguration, HttpApi, LambdaIntegration, Route, Stage
from corsproxy.gateway.rest_api import definition as rest
from corsproxy.http.headers import Headers

RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
ORIGIN = "https://app.example"
CORS = CorsConfiguration(allow_origins=(ORIGIN,), allow_methods=("POST", "GET"), allow_headers=("x-a",), max_age=60)


def function(directory: Path, source: str, *, name: str = "hello", **more: object) -> LambdaFunction:
    """A Python function whose module `{name}.py` holds `source`."""
    (directory / f"{name}.py").write_text(source, encoding="utf-8")
    return LambdaFunction(name, f"{name}.handler", str(directory), RUNTIME, **more)  # type: ignore[arg-type]


def http_api(
    *functions: LambdaFunction, api_id: str = "http000001", cors: CorsConfiguration | None = CORS
) -> HttpApi:
    """An HTTP API with `ANY /{name}` for each function."""
    routes = tuple(Route(f"ANY /{one.name}", LambdaIntegration(one)) for one in functions)
    return HttpApi(api_id, routes or (Route("GET /nothing", None),), cors=cors)


def rest_api(*functions: LambdaFunction, api_id: str = "rest000001", stage: str = "prod") -> rest.RestApi:
    """A REST API with `GET /{name}` for each function and a MOCK `OPTIONS /mock`."""
    integration = rest.Integration(
        rest.IntegrationType.MOCK,
        templates={"application/json": '{"statusCode": 200}'},
        responses=(rest.IntegrationResponse("200", parameters={"method.response.header.X-Mock": "'yes'"}),),
    )
    mock = rest.Method(
        "OPTIONS", integration, responses=(rest.MethodResponse("200", {"method.response.header.X-Mock": False}),)
    )
    resources = [rest.Resource("/mock", (mock,))]
    for one in functions:
        proxy = rest.Integration(rest.IntegrationType.AWS_PROXY, function=one)
        resources.append(rest.Resource(f"/{one.name}", (rest.Method("GET", proxy),)))
    return rest.RestApi(
        api_id, tuple(resources), stages=(rest.Stage(stage),), endpoint_type=rest.EndpointType.REGIONAL
    )


def staged(api: HttpApi, *names: str) -> HttpApi:
    """The same API with these stages."""
    return HttpApi(api.api_id, api.routes, cors=api.cors, stages=tuple(Stage(name) for name in names))


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until `holds()`; what other processes do announces itself by no event."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 -- see above
            await asyncio.sleep(0.02)


def is_gone(pid: int) -> bool:
    """True when that process is over; one that waits for its parent's notice is."""
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return True


@dataclass(frozen=True)
class Got:
    """An answer as it stood on the wire."""

    status: int
    headers: Headers
    body: bytes


class Client:
    """One connection, spoken to in bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def to(cls, port: int) -> Client:
        """Connect to a loopback port."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self.writer.write(data)

    async def get(self, *, head: bool = False) -> Got:
        """Read one answer."""
        async with asyncio.timeout(20):
            raw = (await self.reader.readuntil(b"\r\n\r\n"))[:-4].decode("latin-1").split("\r\n")
            status = int(raw[0].split(" ")[1])
            headers = Headers(tuple(line.split(": ", 1)) for line in raw[1:])  # type: ignore[misc]
            length = int(headers.get("content-length") or "0")
            body = b"" if head or status in (204, 304) else await self.reader.readexactly(length)
            return Got(status, headers, body)

    async def ended(self) -> bool:
        """True when the other side hangs up, and sends nothing before that."""
        async with asyncio.timeout(20):
            try:
                return await self.reader.read(1) == b""
            except ConnectionError:
                return True

    async def close(self) -> None:
        """Hang up."""
        self.writer.close()


async def ask(port: int, method: str, target: str, *lines: str, body: bytes = b"") -> Got:
    """One request over a connection of its own. `lines` are header lines; Host is localhost unless one says it."""
    client = await Client.to(port)
    try:
        head = [f"{method} {target} HTTP/1.1"]
        if not any(line.lower().startswith("host:") for line in lines):
            head.append(f"Host: localhost:{port}")
        head += lines
        if body:
            head.append(f"Content-Length: {len(body)}")
        client.send("\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + body)
        return await client.get(head=method == "HEAD")
    finally:
        await client.close()
