"""What Lambda authorizers returned, kept for as long as the definition allows."""

from __future__ import annotations

from collections import OrderedDict

from corsproxy.gateway.turn import AuthorizerReturned

MOST_RESULTS = 4096


class AuthorizerCache:
    """Results by key, the oldest forgotten first when there are too many."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, AuthorizerReturned]] = OrderedDict()

    def get(self, key: str, at: float) -> AuthorizerReturned | None:
        """The result under `key` that is still good at `at` (seconds since the epoch)."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        good_until, result = kept
        if at >= good_until:
            del self._kept[key]
            return None
        return result

    def put(self, key: str, result: AuthorizerReturned, at: float, ttl: int) -> None:
        """Keep `result` for `ttl` seconds from `at`."""
        self._kept[key] = (at + ttl, result)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_RESULTS:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything: the definition has changed."""
        self._kept.clear()
