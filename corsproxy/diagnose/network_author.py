"""Who is meant where a response, or its absence, is the network's: in words, by the author's type."""

from __future__ import annotations

_REFUSED = "nobody: the browser kept it back"
_TYPES = {
    "": "nobody: the network failed",
    "failure": "nobody: the network failed",
    "browser": _REFUSED,
    "mixed-content": _REFUSED,
    "local-network-access": _REFUSED,
    "load-balancer": "the load balancer",
}


def network_author(kind: str) -> str:
    """`nobody: the network failed`, or the server in front that answered by itself: `a server in front (nginx)`."""
    return _TYPES.get(kind) or f"a server in front ({kind})"
