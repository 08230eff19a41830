"""Local tools are recognised by marks that API Gateway never leaves."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.witness_dev_tools import TOOLS, dev_tool
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Response
from tests.diagnose.answers import ORIGIN, REST_IDS, actual, preflight

LOCAL = "http://localhost:3000/items"
ECHO = Headers.of(
    access_control_allow_origin=ORIGIN, access_control_allow_credentials="true", access_control_allow_methods="POST"
)

TABLE: list[tuple[str, Exchange]] = [
    ("localstack", actual("http://localhost:4566/x", Response(200))),
    ("localstack", actual("http://abc.execute-api.localhost.localstack.cloud/dev", Response(200))),
    ("sam-local", actual(LOCAL, Response(200, Headers.of(server="Werkzeug/3.0.1 Python/3.11")))),
    ("serverless-offline", preflight(LOCAL, Response(200, ECHO))),
    ("vite", preflight("http://localhost:5173/api", Response(204))),
    ("moto", actual(LOCAL, Response(200, Headers.of(server="moto")))),
    ("dev-server", actual(LOCAL, Response(200, Headers.of(x_powered_by="Express")))),
    ("ngrok", actual("https://x.ngrok-free.app/items", Response(200, Headers.of(ngrok_error_code="ERR_NGROK_6024")))),
    ("localtunnel", actual("https://x.loca.lt/items", Response(511, Headers.of(x_localtunnel_status="Tunnel")))),
    ("mock-server", actual(LOCAL, Response(200, Headers.of(x_powered_by="msw")))),
    ("chalice-local", actual("http://localhost:8000/x", Response(200, Headers.of(server="BaseHTTP/0.6 Python/3")))),
    ("wrangler", actual("http://localhost:8787/x", Response(200))),
    ("stand-in", actual(LOCAL, Response(401, Headers(), b'{"message":"Unauthorized"}'))),
]


@pytest.mark.parametrize(("name", "exchange"), TABLE)
def test_the_tool_behind(name: str, exchange: Exchange) -> None:
    assert dev_tool(clues(exchange))[0].author.type == name


def test_every_tool_has_a_row() -> None:
    assert {tool.name for tool in TOOLS} <= {name for name, _ in TABLE}


def test_ids_of_api_gateways_clear_it_of_suspicion() -> None:
    assert dev_tool(clues(actual("http://localhost:4566/x", Response(200, Headers(REST_IDS))))) == ()


def test_a_plain_local_server_is_none() -> None:
    assert dev_tool(clues(actual(LOCAL, Response(200)))) == ()
