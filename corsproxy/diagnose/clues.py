"""What an exchange shows of its writer, read once: product, error type, message, host."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from corsproxy.gateway.invoke_url import HostForm, InvokeUrl, invoke_url
from corsproxy.http.headers import NO_HEADERS, Headers
from corsproxy.http.message import Exchange

_UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)
_READ_AT_MOST = 65_536


T = TypeVar("T")


class looked_up_once(Generic[T]):
    """`functools.cached_property` without its lock, which Python 3.11 takes on every first look."""

    def __init__(self, look: Callable[[Any], T]) -> None:
        self._look = look
        self.__doc__ = look.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, clue: Any, owner: type) -> T:
        found: T = self._look(clue)
        clue.__dict__[self._name] = found  # the next look does not come here
        return found


class Product(StrEnum):
    """Which product of AWS's answered, by the ids that only it puts on a response."""

    REST_API = "rest-api"
    HTTP_API = "http-api"
    FUNCTION_URL = "function-url"
    NONE = ""


@dataclass(frozen=True, eq=False)
class Clues:
    """One exchange, seen by somebody who asks who wrote the response. Compared by identity, for the caches' sake."""

    exchange: Exchange

    @looked_up_once
    def headers(self) -> Headers:
        """The response's headers; none when nothing came back."""
        return self.exchange.response.headers if self.exchange.response else NO_HEADERS

    @looked_up_once
    def status(self) -> int:
        """The response's status, 0 when nothing came back."""
        return self.exchange.response.status if self.exchange.response else 0

    @looked_up_once
    def url(self) -> InvokeUrl:
        """What the URL's host tells."""
        return invoke_url(self.exchange.request.url)

    @looked_up_once
    def preflight(self) -> bool:
        """True for a CORS-preflight request: OPTIONS with Origin and Access-Control-Request-Method."""
        request = self.exchange.request
        return (
            request.method == "OPTIONS"
            and "origin" in request.headers
            and "access-control-request-method" in request.headers
        )

    @looked_up_once
    def error_type(self) -> str:
        """`x-amzn-errortype` without the address that some services append to it."""
        return (self.headers.get("x-amzn-errortype") or "").partition(":")[0].strip()

    @looked_up_once
    def text(self) -> str:
        """The body as text, as far as it was kept."""
        response = self.exchange.response
        return response.body[:_READ_AT_MOST].decode("utf-8", "replace") if response else ""

    @looked_up_once
    def body(self) -> dict[str, object]:
        """The body as a JSON object; empty when it is none."""
        try:
            found = json.loads(self.text) if self.text.lstrip().startswith("{") else None
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    @looked_up_once
    def message(self) -> str:
        """The text under `message` or `Message`."""
        found = self.body.get("message", self.body.get("Message"))
        return found if isinstance(found, str) else ""

    @looked_up_once
    def is_html(self) -> bool:
        """True when the body is a page for people."""
        kind = (self.headers.get("content-type") or "").lower()
        return "html" in kind or self.text.lstrip()[:15].lower().startswith(("<!doctype html", "<html"))

    @looked_up_once
    def product(self) -> Product:
        """The product whose own ids stand on the response, or whose host was asked."""
        if "apigw-requestid" in self.headers:
            return Product.HTTP_API
        if "x-amz-apigw-id" in self.headers:
            return Product.REST_API
        if self.url.form is HostForm.FUNCTION_URL:
            return Product.FUNCTION_URL
        if self.url.form in {HostForm.VPC_ENDPOINT, HostForm.PRIVATE_ALIAS}:
            return Product.REST_API  # HTTP APIs cannot be private
        if self.has_request_id and self.error_type:
            return Product.REST_API  # the REST front door answers so before it has found an API
        return Product.NONE

    @looked_up_once
    def has_request_id(self) -> bool:
        """True when `x-amzn-requestid` holds a UUID, as AWS's front doors give it."""
        return bool(_UUID.match(self.headers.get("x-amzn-requestid") or ""))

    @looked_up_once
    def from_cache(self) -> str:
        """What shows that a cache answered and not its origin; empty when nothing does."""
        for name in ("x-cache", "cf-cache-status", "x-vercel-cache", "cache-status", "x-varnish-cache"):
            if "hit" in (self.headers.get(name) or "").lower():
                return self.quote(name)
        age = (self.headers.get("age") or "0").strip()
        return self.quote("age") if age.isdigit() and int(age) > 0 else ""

    def quote(self, name: str) -> str:
        """`name: value` of a response header, for evidence."""
        return f"{name}: {self.headers.get(name)}"

    @looked_up_once
    def quoted_body(self) -> str:
        """The start of the body, for evidence."""
        text = self.text.strip()
        return f"body {text[:160]}{'…' if len(text) > 160 else ''}" if text else "empty body"


# one page fetch is looked at many times, by who judges its few exchanges
_recent: tuple[Clues, ...] = ()


def clues(exchange: Exchange) -> Clues:
    """Look at an exchange; what was seen of the last few is still known."""
    global _recent
    recent = _recent
    for clue in recent:
        if clue.exchange is exchange:
            return clue
    clue = Clues(exchange)
    _recent = (clue, *recent[:3])
    return clue
