"""The content view "CORS": the steps of the verdict beside the message, in mitmproxy 11 and 12.

mitmproxy 12 replaced the class that views derive from, and cannot take a view out again; so one object serves
both, and what it says is looked up when it is asked.
https://docs.mitmproxy.org/stable/addons/contentviews/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mitmproxy import contentviews, http

NAME = "CORS"
Explain = Callable[[http.HTTPFlow], str]
_UNSUPPORTED = -1.0


class CorsView:
    """A view in both of mitmproxy's forms: `prettify` is mitmproxy 12's, the call is mitmproxy 11's."""

    name = NAME
    syntax_highlight = "none"

    def __init__(self) -> None:
        self.explain: Explain | None = None

    def text(self, flow: object) -> str:
        """The verdict on the flow, or why there is none."""
        if self.explain is None or not isinstance(flow, http.HTTPFlow):
            return "no verdict: this is not an HTTP flow, or corsproxy is not loaded."
        return self.explain(flow)

    def prettify(self, data: bytes, metadata: Any) -> str:
        """mitmproxy 12: the view as text."""
        return self.text(metadata.flow)

    def render_priority(self, data: bytes, *metadata: Any, **named: Any) -> float:
        """Never chosen by itself: people choose it."""
        return _UNSUPPORTED

    def __call__(
        self, data: bytes, *, flow: object = None, **named: Any
    ) -> tuple[str, Iterator[list[tuple[str, str]]]]:
        """mitmproxy 11: a description and lines of styled text."""
        return NAME, ([("text", line)] for line in self.text(flow).splitlines())

    def __lt__(self, other: Any) -> bool:
        """mitmproxy 12 sorts views by name."""
        return str(other.name) > NAME


Installed = CorsView


def install(explain: Explain) -> Installed:
    """Make the view known to mitmproxy; where one of an earlier load is there, it is taken over."""
    view = _present() or CorsView()
    view.explain = explain
    if _present() is None:
        contentviews.add(view)  # type: ignore[arg-type,unused-ignore] # mitmproxy 11 asks for its base class by name only
    return view


def uninstall(view: Installed) -> None:
    """Take the view out where mitmproxy can (11), leave it mute where it cannot (12)."""
    view.explain = None
    if not hasattr(contentviews, "Contentview"):
        contentviews.remove(view)  # type: ignore[arg-type,attr-defined,unused-ignore] # mitmproxy 11 only


def _present() -> CorsView | None:
    found: object
    if hasattr(contentviews, "registry"):
        found = contentviews.registry.get(NAME.lower())
    else:
        found = contentviews.get(NAME)  # type: ignore[attr-defined,unused-ignore] # mitmproxy 11 only
    return found if isinstance(found, CorsView) else None
