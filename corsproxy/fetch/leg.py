"""One leg of a fetch: the request as it stands at one URL of the chain, and what it carries along."""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.fetch.browser import Browser
from corsproxy.fetch.fault import Fault
from corsproxy.fetch.page_fetch import Credentials, Mode
from corsproxy.fetch.safelist import cors_unsafe_request_header_names
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.http.headers import Line
from corsproxy.http.url import Url


@dataclass(frozen=True, slots=True)
class Late:
    """A fault of a redirect that is reported only after the next hop's preflight, and the leg it belongs to."""

    leg: Leg
    fault: Fault


@dataclass(frozen=True, slots=True)
class Leg:
    """`script` never changes; the rest is what redirects have made of it.

    `cors` is the standard's response tainting "cors": once set it stays. `opaque` likewise for no-cors.
    `tainted` is its redirect-tainted origin. `lines` are the author's headers as sent here, `preflighted`
    tells whether an earlier hop had a preflight, `crossed` whether a redirect ever left its origin.
    `came_from` is the URL that redirected here. `warned` are the URLs whose preflight let `*` cover Authorization.
    """

    script: ScriptRequest
    browser: Browser
    url: Url
    method: str
    lines: tuple[Line, ...]
    body: bytes
    hop: int = 0
    cors: bool = False
    opaque: bool = False
    tainted: bool = False
    preflighted: bool = False
    crossed: bool = False
    late: Late | None = None
    warned: tuple[str, ...] = ()
    came_from: str = ""

    @property
    def include(self) -> bool:
        """Whether the CORS check is made with credentials."""
        return self.script.credentials is Credentials.INCLUDE

    @property
    def request_origin(self) -> str:
        """https://fetch.spec.whatwg.org/#serializing-a-request-origin"""
        return "null" if self.tainted else self.script.page_origin

    @property
    def at_home(self) -> bool:
        """Whether the URL has the page's own origin; nothing is at home with an opaque one."""
        return self.url.origin == self.script.page_origin != "null"

    @property
    def origin_header(self) -> str | None:
        """https://fetch.spec.whatwg.org/#append-a-request-origin-header: its value, None where none is sent."""
        if self.cors or self.script.mode is Mode.WEBSOCKET:
            return self.request_origin
        if self.method not in ("GET", "HEAD"):
            return self.request_origin
        # D20: Chromium and Firefox tell an opaque page where its cookies have no storage access
        if (
            self.browser.opaque_page_tells_origin
            and self.opaque
            and self.include
            and self.script.page_origin == "null"
        ):
            return "null"
        # D31: Safari keeps the Origin that the request had before a redirect made it a GET
        if self.browser.keeps_origin_at_home and self.hop and self.script.method not in ("GET", "HEAD"):
            return self.request_origin
        return None

    def unsafe_names(self) -> tuple[str, ...]:
        """The CORS-unsafe request-header names of what is sent here."""
        return cors_unsafe_request_header_names(self.lines, self.browser) if self.lines else ()

    def original_unsafe_names(self) -> tuple[str, ...]:
        """The CORS-unsafe request-header names of what script asked for."""
        lines = self.script.headers.lines
        return cors_unsafe_request_header_names(lines, self.browser) if lines else ()
