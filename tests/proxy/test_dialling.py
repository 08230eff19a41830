"""Where connections go."""

from __future__ import annotations

import pytest
from mitmproxy.connection import Server
from mitmproxy.options import Options
from mitmproxy.proxy.mode_specs import ProxyMode
from mitmproxy.test import tflow

from corsproxy.proxy.dialling import REFUSAL, dial, divert, find_at_home, is_this_machine, undivert


def options(web_port: int | None = None) -> Options:
    made = Options()
    if web_port is not None:
        made.add_option("web_port", int, web_port, "")
    return made


@pytest.mark.parametrize("host", ["shop.localhost", "a.execute-api.localhost", "x.localhost."])
def test_names_under_localhost_go_home_while_the_flow_keeps_its_url(host: str) -> None:
    one = tflow.tflow()
    one.request.url = f"http://{host}:4000/items?q=1"
    one.request.headers["host"] = f"{host}:4000"
    before = one.request.pretty_url
    find_at_home(one)
    assert (one.request.host, one.request.port) == ("localhost", 4000)
    assert one.request.headers["host"] == f"{host}:4000"
    assert undivert(one)
    assert one.request.pretty_url == before
    assert one.request.host == host
    assert not undivert(one)


@pytest.mark.parametrize(
    ("given", "sent"),
    [("localhost:4000", "shop.execute-api.localhost:4000"), ("kept.example.com", "kept.example.com")],
)
def test_a_reverse_proxy_s_own_upstream_under_localhost_is_asked_by_its_name(given: str, sent: str) -> None:
    one = tflow.tflow()
    one.client_conn.proxy_mode = ProxyMode.parse("reverse:http://shop.execute-api.localhost:4000")
    one.request.host, one.request.port = "localhost", 4000
    one.request.host_header = given
    find_at_home(one)
    assert one.request.host_header == sent
    assert one.request.host == "localhost", "the connection that is open already"


@pytest.mark.parametrize("host", ["localhost", "example.com", "localhost.example.com", "notlocalhost"])
def test_other_names_are_the_resolvers(host: str) -> None:
    one = tflow.tflow()
    one.request.host = host
    find_at_home(one)
    assert one.request.host == host
    assert not undivert(one)


def test_a_tunnel_is_led_home_too() -> None:
    one = tflow.tflow()
    one.request.method, one.request.host, one.request.port = "CONNECT", "shop.localhost", 443
    find_at_home(one)
    assert one.request.host == "localhost"


def test_an_http2_request_keeps_its_authority() -> None:
    one = tflow.tflow()
    one.request.http_version = "HTTP/2.0"
    one.request.headers.pop("host", None)
    one.request.host, one.request.port, one.request.scheme = "api.example.com", 443, "https"
    one.request.authority = "api.example.com"
    divert(one, "127.0.0.1", 4000, "http")
    assert one.request.host_header == "api.example.com"
    undivert(one)
    assert one.request.pretty_url.startswith("https://api.example.com/")


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]", "0.0.0.0", "::", "::ffff:127.0.0.1", "x.localhost", "127.1", "0x7f.1",
     "2130706433", "0", "017700000001", "LOCALHOST."],
)  # fmt: skip
def test_mitmwebs_own_port_cannot_be_reached_through_the_proxy(host: str) -> None:
    server = Server(address=(host, 8081))
    dial(server, options(8081))
    assert server.error == REFUSAL


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 8082), ("example.com", 8081), ("10.0.0.1", 8081)])
def test_other_ports_and_machines_can(host: str, port: int) -> None:
    server = Server(address=(host, port))
    dial(server, options(8081))
    assert server.error is None


def test_without_mitmweb_its_port_is_like_any_other() -> None:
    server = Server(address=("127.0.0.1", 8081))
    dial(server, options())
    assert server.error is None


@pytest.mark.parametrize("host", ["", "1.2.3.4.5", "example", "128.0.0.1", "12.7.0.0.1", "0x", "09"])
def test_what_is_no_name_of_this_machine(host: str) -> None:
    assert not is_this_machine(host)
