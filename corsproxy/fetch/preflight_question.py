"""The question before the request: does it need a CORS-preflight, and for which method and header names?"""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.fetch.browser import Browser
from corsproxy.fetch.method import is_cors_safelisted_method


@dataclass(frozen=True, slots=True)
class Question:
    """`method` is Access-Control-Request-Method; `names` the sorted items of Access-Control-Request-Headers.

    `order` is the order in which the browser looks the names up, where it is another one.
    """

    method: str
    names: tuple[str, ...]
    forced: bool = False
    order: tuple[str, ...] = ()

    @property
    def request_headers(self) -> str | None:
        """The header's value; None where it is not sent because nothing needs asking."""
        return ",".join(self.names) or None


def question(
    method: str,
    unsafe: tuple[str, ...],
    *,
    forced: bool,
    browser: Browser,
    original_unsafe: tuple[str, ...] = (),
    preflighted: bool = False,
    later_hop: bool = False,
) -> Question | None:
    """https://fetch.spec.whatwg.org/#main-fetch (the use-CORS-preflight cases); None when none is needed.

    `unsafe` are the unsafe names of what is sent now, `original_unsafe` of what script asked for;
    `preflighted` tells that an earlier hop had a preflight.
    """
    needed = forced or bool(unsafe) or not is_cors_safelisted_method(method)
    if not later_hop:
        return Question(method, unsafe, forced) if needed else None
    # D3: Firefox and Safari do not forget that this fetch once was no safelisted one
    if browser.preflights_again and (original_unsafe or preflighted):
        needed = True
    if not needed:
        return None
    # D4: and Safari not which names it asked for, though some are no longer sent
    return Question(method, original_unsafe if browser.asks_for_original_names else unsafe, forced)
