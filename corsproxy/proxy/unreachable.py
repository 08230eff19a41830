"""What ends before there is a request: connections that fail where the page's question is not yet to be seen.

A page gets the same TypeError for it as for CORS, and no flow will tell.
"""

from __future__ import annotations

import logging

from mitmproxy import http, tls

log = logging.getLogger("corsproxy")

_DISTRUST = (
    "the proxy does not trust the certificate of %s. For an API of your own: --set ssl_insecure=true, or "
    "--set ssl_verify_upstream_trusted_ca=FILE with its authority"
)


class Unreachable:
    """The addon: a line about each, and what to do about a certificate once per name."""

    name = "corsproxy-unreachable"

    def __init__(self) -> None:
        self._told: set[str] = set()

    def http_connect_error(self, flow: http.HTTPFlow) -> None:
        """A browser's tunnel could not be opened."""
        error = flow.server_conn.error or (flow.error.msg if flow.error is not None else "no answer")
        at = f"{flow.request.host}:{flow.request.port}"
        log.warning("no connection to %s (%s): whatever a page asked there failed, and it was not CORS", at, error)

    def tls_failed_server(self, data: tls.TlsData) -> None:
        """The API's certificate is one that the proxy does not know."""
        host = data.conn.sni or (data.conn.peername or ("the server",))[0]
        if "certificate verify failed" in (data.conn.error or "").lower() and host not in self._told:
            self._told.add(host)
            log.warning(_DISTRUST, host)
