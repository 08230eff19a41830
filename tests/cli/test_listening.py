"""Ports, asked before anything starts."""

from __future__ import annotations

import socket

import pytest

from corsproxy.cli.listening import require_different, require_free
from corsproxy.where import Unusable


def test_a_free_port_and_port_0_are_fine() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    require_free("127.0.0.1", port, "the proxy", "--port")
    require_free("127.0.0.1", 0, "the proxy", "--port")


def test_a_taken_one_names_port_purpose_and_option() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        with pytest.raises(Unusable, match=rf"port {port} on 127\.0\.0\.1, for the page, is taken.*--page-port"):
            require_free("127.0.0.1", port, "the page", "--page-port")


@pytest.mark.parametrize("port", [-1, 65536, 99999999])
def test_a_number_that_is_no_port(port: int) -> None:
    with pytest.raises(Unusable, match="is no port"):
        require_free("127.0.0.1", port, "the page", "--page-port")


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7"])
def test_an_address_that_is_not_this_machines(host: str) -> None:
    with pytest.raises(Unusable):
        require_free(host, 18080, "the proxy", "--port")


def test_two_that_want_one_port_are_told_apart_before_either_listens() -> None:
    require_different({"--port": 8080, "--page-port": 8081, "--web-port": None})
    require_different({"--port": 0, "--page-port": 0})
    with pytest.raises(Unusable, match=r"--port and --page-port are both 8081.*another --page-port"):
        require_different({"--port": 8081, "--page-port": 8081})
