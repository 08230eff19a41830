"""What is compiled once."""

from __future__ import annotations

from corsproxy.gateway.rest_api.identity_cache import IdentityCache


def test_a_value_is_made_once_for_the_same_object_and_again_for_an_equal_one() -> None:
    made: list[list[int]] = []
    cache: IdentityCache[list[int], int] = IdentityCache(lambda value: made.append(value) or len(made), size=2)
    first, second = [1], [1]
    assert (cache(first), cache(first), cache(second)) == (1, 1, 2)


def test_the_oldest_is_forgotten_when_it_is_full() -> None:
    made: list[list[int]] = []
    cache: IdentityCache[list[int], int] = IdentityCache(lambda value: made.append(value) or len(made), size=2)
    a, b, c = [1], [2], [3]
    assert [cache(a), cache(b), cache(c), cache(a)] == [1, 2, 3, 4]
    assert cache(c) == 3
