"""The content view in whichever mitmproxy is installed."""

from __future__ import annotations

from types import SimpleNamespace

from mitmproxy.test import tflow

from corsproxy.proxy.content_view import NAME, install, uninstall


def test_a_second_load_takes_the_view_over_and_unloading_makes_it_mute() -> None:
    first = install(lambda _: "first")
    second = install(lambda _: "second")
    one = tflow.tflow()
    assert second.text(one) == "second"
    uninstall(second)
    assert "not loaded" in second.text(one)
    again = install(lambda _: "again")
    assert again.text(one) == "again"
    uninstall(again)
    assert first.name == NAME


def test_it_speaks_both_versions_and_never_offers_itself() -> None:
    view = install(lambda _: "line one\nline two")
    one = tflow.tflow()
    assert view.prettify(b"", SimpleNamespace(flow=one)) == "line one\nline two"
    title, lines = view(b"", flow=one, content_type=None, http_message=None)
    assert (title, list(lines)) == (NAME, [[("text", "line one")], [("text", "line two")]])
    assert view.render_priority(b"", content_type="text/html") < 0
    uninstall(view)


def test_what_is_no_http_flow_has_no_verdict() -> None:
    view = install(lambda _: "never")
    assert "not an HTTP flow" in view.text(tflow.ttcpflow())
    uninstall(view)
