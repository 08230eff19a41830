"""Which header lines are the author's."""

from __future__ import annotations

from corsproxy.diagnose.pages_author import announced, author_headers, stand_in
from tests.diagnose.traffic import actual, preflight


def test_a_preflight_names_the_authors_unsafe_headers_and_no_others_count() -> None:
    asked = preflight(names="content-type,x-a")
    sent = actual("PUT", headers={"Content-Type": "application/json", "x-a": "1", "X-Forwarded-For": "10.0.0.1"})
    found = author_headers(asked, sent, "chrome")
    assert found.get("x-a") == "1"
    assert found.get("content-type") == "application/json"
    assert "x-forwarded-for" not in found


def test_without_a_preflight_every_line_is_the_authors_that_no_browser_and_no_proxy_adds() -> None:
    sent = actual(headers={"x-a": "1", "Via": "1.1 proxy", "Sec-GPC": "1", "Authorization": "Bearer t", "DNT": "1"})
    assert set(author_headers(None, sent, "chrome").names()) == {"accept", "x-a", "authorization"}


def test_a_refused_preflight_tells_names_without_values_which_stand_ins_keep_unsafe() -> None:
    found = author_headers(preflight(names="authorization,content-type"), None, "chrome")
    assert found.names() == ("authorization", "content-type")
    assert found.get("content-type") == "application/json"


def test_what_a_sanitising_exporter_struck_out_is_still_announced() -> None:
    found = author_headers(preflight(names="authorization"), actual("PUT"), "chrome")
    assert "authorization" in found


def test_chromium_announces_a_client_hint_only_when_its_value_is_odd() -> None:
    assert stand_in("save-data", "chrome") != stand_in("save-data", "firefox")


def test_the_announced_names_in_their_order() -> None:
    assert announced(preflight(names="b, A,,c")) == ("b", "a", "c")
    assert announced(None) == ()
