"""The stand-in's definitions, routes and domains; the traffic is tested in tests/proxy/test_stand_in.py."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest

from corsproxy.cli.demo_stage import SHOP
from corsproxy.cli.proxy_stand_in import stand_in
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.launch.authority import certificate_path
from corsproxy.proxy.ledger import Entered
from corsproxy.proxy.start import embedded, listening_port
from corsproxy.where import Unusable

API = """
apis:
  - http-api: shop
    id: abcdefghij
    routes:
      GET /items: {http: "https://backend.example/items"}
"""
HOOKS = """
functions:
  hooks: {runtime: python3.12, handler: app.handler, code: .}
apis:
  - function-url: hooks
    id: hookshooks
    lambda: hooks
"""


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(API)
    return path


def test_it_says_which_urls_it_answers_for(definition: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stand_in([definition], ["GET /items*"], ["api.shop.example=abcdefghij"])
    assert "https://abcdefghij.execute-api." in capsys.readouterr().err


async def test_a_function_urls_host_and_the_one_a_deployment_made_up_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return event['rawPath']\n")
    (tmp_path / "hooks.yaml").write_text(HOOKS)
    deployed = "0123456789abcdefghijklmnopqrstuv.lambda-url.eu-west-1.on.aws"
    addon = stand_in([tmp_path / "hooks.yaml"], [], [f"{deployed}=hookshooks"])
    assert "https://hookshooks.lambda-url.us-east-1.on.aws" in capsys.readouterr().err
    settings = {"connection_strategy": "lazy", "confdir": str(tmp_path)}
    async with embedded([addon], host="127.0.0.1", port=0, settings=settings) as master:
        for host in ("hookshooks.lambda-url.us-east-1.on.aws", deployed):
            reader, writer = await asyncio.open_connection("127.0.0.1", listening_port(master))
            writer.write(f"GET http://{host}/a%20b HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            answer = (await asyncio.wait_for(reader.read(), 20)).decode()
            writer.close()
            assert answer.endswith("/a%20b"), answer


def test_every_mistake_is_said_at_once(definition: Path) -> None:
    with pytest.raises(Unusable) as found:
        stand_in([definition], ["GET items", "/fine"], ["api.shop.example=zzzzzzzzzz/prod", "nonsense"])
    assert len(found.value.mistakes) == 3
    assert "abcdefghij" in str(found.value)


def test_a_file_without_apis_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text("apis: []\n")
    with pytest.raises(Unusable):
        stand_in([path], [], [])


async def test_a_real_url_is_answered_by_the_emulator_over_https(tmp_path: Path) -> None:
    host, told = "shoprest01.execute-api.us-east-1.amazonaws.com", list[Entered]()
    addons = [stand_in([SHOP], [], []), CorsProxy(announce=told.append)]
    settings = {"connection_strategy": "lazy", "confdir": str(tmp_path)}
    trusting = ssl.create_default_context(cafile=str(certificate_path(tmp_path)))
    async with embedded(addons, host="127.0.0.1", port=0, settings=settings) as master:
        reader, writer = await asyncio.open_connection("127.0.0.1", listening_port(master))
        writer.write(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        assert b"200" in await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        await writer.start_tls(trusting, server_hostname=host)
        writer.write(
            f"GET /prod/nowhere HTTP/1.1\r\nHost: {host}\r\nOrigin: https://app.example.com\r\nConnection: close\r\n\r\n".encode()
        )
        answer = (await asyncio.wait_for(reader.read(), 20)).decode()
        writer.close()
    assert "403" in answer.splitlines()[0]
    assert "Missing Authentication Token" in answer
    assert "x-corsproxy-stand-in: emulator" in answer.lower()
    (entered,) = told
    assert entered.assessment.sighting.fetch.url == f"https://{host}/prod/nowhere"
