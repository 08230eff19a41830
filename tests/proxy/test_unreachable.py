from __future__ import annotations

import logging

import pytest
from mitmproxy import tls
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.test import tflow

from corsproxy.proxy.unreachable import Unreachable


def failed(reason: str, host: str) -> tls.TlsData:
    context = Context(tflow.tclient_conn(), Options())
    context.server.sni, context.server.error = host, reason
    return tls.TlsData(context.server, context)


def test_a_tunnel_that_cannot_be_opened_is_a_line_with_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    one = tflow.tflow()
    one.request.host, one.request.port = "api.example.com", 443
    one.server_conn.error = "[Errno 111] Connection refused"
    Unreachable().http_connect_error(one)
    (line,) = caplog.messages
    assert line.startswith("no connection to api.example.com:443 ([Errno 111] Connection refused)")
    assert "not CORS" in line


def test_what_to_do_about_an_unknown_certificate_is_said_once_per_name(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    addon = Unreachable()
    for host in ("localhost", "localhost", "api.example.com"):
        addon.tls_failed_server(failed("Certificate verify failed: self-signed certificate", host))
    addon.tls_failed_server(failed("The remote server speaks no TLS.", "other.example.com"))
    assert len(caplog.messages) == 2
    assert "ssl_insecure=true" in caplog.messages[0]
    assert "api.example.com" in caplog.messages[1]
