from __future__ import annotations

from corsproxy.dashboard.store import Store, key_of
from tests.dashboard.sights import allowed, blocked, exchanges, preflighted
from tests.proxy.traffic import flow


def test_a_page_fetch_that_goes_on_is_brought_up_to_date_in_its_place() -> None:
    store = Store()
    under_way, whole = preflighted()
    store.put(under_way, pending="still to come")
    store.put(blocked(start=7))
    store.put(whole)
    assert len(store) == 2
    first, second = sorted(store.since(0), key=lambda item: item.number)
    assert (first.source, first.pending, first.number) == (whole, "", 1)
    assert second.number == 2
    assert [item.number for item in store.since(0)] == [2, 1], "changes come in their own order"


def test_only_what_changed_after_a_change_is_given() -> None:
    store = Store()
    for number in range(5):
        store.put(allowed(start=number))
    seen = store.latest
    assert store.since(seen) == []
    store.put(allowed(start=5))
    assert [item.number for item in store.since(seen)] == [6]


def test_putting_the_same_again_is_no_change() -> None:
    store = Store()
    one = blocked()
    store.put(one)
    before = store.latest
    store.put(one)
    assert store.latest == before


def test_the_oldest_are_let_go_beyond_the_limit_and_readers_can_tell() -> None:
    store = Store(limit=3)
    for number in range(10):
        store.put(allowed(start=number))
    assert len(store) == 3
    assert store.oldest == 8
    assert [item.number for item in store.since(0)] == [8, 9, 10]
    assert store.get(key_of(allowed(start=0))) is None


def test_a_tracker_that_counts_anew_does_not_overwrite_what_is_shown() -> None:
    store = Store()
    store.put(blocked(start=0))
    store.put(blocked(start=40))  # the same sighting id, from a later exchange
    assert len(store) == 2


def test_an_exchange_that_stands_alone_is_a_page_fetch_of_its_own() -> None:
    store = Store()
    (exchange,) = exchanges([flow("GET", answered={"access-control-allow-origin": "*"})])
    store.put(exchange)
    (item,) = store.since(0)
    assert item.sighting().fetch.url == exchange.request.url
    assert item.assessment().rulings["chrome"].standing.value == "allowed"


def test_clearing_tells_readers_that_everything_is_gone() -> None:
    store = Store()
    store.put(blocked())
    before = store.latest
    store.clear()
    assert (len(store), store.since(0)) == (0, [])
    assert store.latest > before
    assert store.oldest == 2
    store.put(blocked(start=3))
    assert [item.number for item in store.since(0)] == [2]


async def test_readers_are_woken_by_changes_and_counted() -> None:
    store = Store()
    with store.watched() as changed:
        assert store.readers == 1
        assert not changed.is_set()
        store.put(blocked())
        assert changed.is_set()
    assert store.readers == 0


def test_what_was_awaited_is_concluded_once() -> None:
    store = Store()
    under_way, _ = preflighted()
    store.put(under_way, pending="still to come")
    (item,) = store.since(0)
    before = store.latest
    store.conclude(item)
    assert (item.pending, store.latest) == ("", before + 1)
    store.conclude(item)
    assert store.latest == before + 1


def test_epochs_tell_stores_apart() -> None:
    assert Store().epoch != Store().epoch
