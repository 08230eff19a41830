"""The door through which text leaves the process: its secrets struck out.

Which room knows how is the roof's business; it hands in a `Redaction`. `by_names` is the least there is: by the names
of headers and parameters and by the shape of tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_text, redact_url

_URL = re.compile(r"https?://[^\s\"'<>\\]+")

Strike = Callable[[str], str]
"""A text of anybody's as it may be shown."""
Redaction = Callable[[Sequence[Exchange]], Strike]
"""For the exchanges of one page fetch: it knows the secrets in their headers, and strikes them wherever quoted."""


def by_names(_: Sequence[Exchange]) -> Strike:
    """Strike secret parameters of URLs, and tokens by their shape."""

    def strike(text: str) -> str:
        return redact_text(_URL.sub(lambda found: redact_url(found.group(0)), text) if "://" in text else text)

    return strike
