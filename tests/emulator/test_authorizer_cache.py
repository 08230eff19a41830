"""What an authorizer returned is good for its time and not longer."""

from __future__ import annotations

from corsproxy.emulator import authorizer_cache
from corsproxy.emulator.authorizer_cache import AuthorizerCache
from corsproxy.gateway.turn import AuthorizerReturned


def test_a_result_is_kept_until_its_time_is_over() -> None:
    cache, result = AuthorizerCache(), AuthorizerReturned(b"{}")
    cache.put("a", result, 100.0, 10)
    assert cache.get("a", 109.9) is result
    assert cache.get("a", 110.0) is None
    assert cache.get("b", 100.0) is None


def test_the_oldest_goes_when_there_are_too_many() -> None:
    cache = AuthorizerCache()
    for number in range(authorizer_cache.MOST_RESULTS + 1):
        cache.put(str(number), AuthorizerReturned(b"{}"), 0.0, 10)
    assert cache.get("0", 1.0) is None
    assert cache.get("1", 1.0) is not None


def test_clearing_forgets() -> None:
    cache = AuthorizerCache()
    cache.put("a", AuthorizerReturned(b"{}"), 0.0, 10)
    cache.clear()
    assert cache.get("a", 1.0) is None
