"""How a page's fetches come to the running proxy, and where it shows them: said to people who wait for the first."""

from __future__ import annotations

import asyncio
import logging

from mitmproxy import ctx
from mitmproxy.log import ALERT

_UNTIL_DRAWN_SECONDS = 1.0
_USUAL = "127.0.0.1:8080"
_EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 -- read, not listened on


def way_in() -> tuple[str, str]:
    """A sentence, and the command that does it (empty where there is none of ours)."""
    for server in ctx.master.addons.get("proxyserver").servers:
        if not server.listen_addrs:
            continue
        host, port = server.listen_addrs[0][:2]
        at = f"{'127.0.0.1' if host in _EVERY_ADDRESS else host}:{port}"
        if server.mode.type_name == "reverse":
            return f"Let your page call the API at http://{at}.", ""
        if server.mode.type_name in ("regular", "upstream"):
            elsewhere = "" if at == _USUAL else f"--proxy {at} "
            return "Point a browser at the proxy.", f"corsproxy browser {elsewhere}https://your-app.example"
    return "Let a browser's traffic go through the proxy.", ""


def alert(text: str) -> None:
    """Say it on the console's status bar, where printing would tear the screen. There is one only when all addons
    are running, so it is said a moment later."""
    say = logging.getLogger("corsproxy").log
    asyncio.get_running_loop().call_later(_UNTIL_DRAWN_SECONDS, say, ALERT, text)
