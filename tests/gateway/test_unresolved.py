"""What a template leaves open is shown as such."""

from __future__ import annotations

from corsproxy.gateway.unresolved import Unresolved


def test_it_names_the_expression() -> None:
    assert str(Unresolved("!ImportValue SharedUrl")) == "<unresolved !ImportValue SharedUrl>"
