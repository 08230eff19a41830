"""Header lines keep order, case and repeats; looking one up follows the Fetch standard's "get"."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corsproxy.http.headers import Headers

TWO = Headers([("Vary", "Origin"), ("X-A", " one\t"), ("x-a", "two")])


def test_lines_of_one_name_are_trimmed_and_joined_with_comma_and_space() -> None:
    assert TWO.get("X-a") == "one, two"


def test_an_empty_line_still_counts_when_combining() -> None:
    assert Headers([("a", "x"), ("a", "")]).get("a") == "x, "


def test_only_http_tab_and_space_are_trimmed() -> None:
    assert Headers([("a", "\x0b\xa0x\xa0\x0c")]).get("a") == "\x0b\xa0x\xa0\x0c"


def test_a_name_that_is_not_there_is_none_not_empty() -> None:
    assert TWO.get("x-b") is None
    assert "x-b" not in TWO
    assert "VARY" in TWO


def test_get_all_gives_each_line_untouched() -> None:
    assert TWO.get_all("x-a") == (" one\t", "two")


def test_having_replaces_in_place_and_leaves_one_line() -> None:
    assert TWO.having("x-A", "z").lines == (("Vary", "Origin"), ("x-A", "z"))
    assert TWO.having("new", "z").lines[-1] == ("new", "z")


def test_without_ignores_case() -> None:
    assert TWO.without("X-A").lines == (("Vary", "Origin"),)


def test_names_come_once_in_order_of_first_appearance() -> None:
    assert TWO.names() == ("vary", "x-a")


def test_combined_is_a_copy() -> None:
    TWO.combined().clear()
    assert TWO.get("vary") == "Origin"


lines = st.lists(
    st.tuples(st.sampled_from(["A", "a", "B", "b", "Set-Cookie"]), st.text("xy ,\t", max_size=4)), max_size=6
)


@given(lines)
def test_no_line_is_ever_lost_or_respelled(given_lines: list[tuple[str, str]]) -> None:
    headers = Headers(given_lines)
    assert list(headers) == given_lines
    assert len(headers) == len(given_lines)
    assert headers == Headers(given_lines)
    assert hash(headers) == hash(Headers(given_lines))


@given(lines, lines)
def test_plus_appends(first: list[tuple[str, str]], second: list[tuple[str, str]]) -> None:
    assert Headers(first).plus(*second).lines == (*first, *second)


@given(lines, st.lists(st.sampled_from(["a", "b", "set-cookie", "c"]), unique=True, max_size=4))
def test_picking_several_names_is_getting_each(given_lines: list[tuple[str, str]], names: list[str]) -> None:
    headers = Headers(given_lines)
    assert headers.pick(tuple(names)) == tuple(headers.get(name) for name in names)


def test_plain_headers_leave_nothing_to_argue_about() -> None:
    assert Headers([("A", "x y"), ("b", "1")]).is_plain
    for odd in [("A", ""), ("A", "caf\x00"), ("A b", "x"), ("A\t", "x"), ("A", "\xa0")]:
        assert not Headers([("B", "fine"), odd]).is_plain, odd
