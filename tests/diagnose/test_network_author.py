from __future__ import annotations

import pytest

from corsproxy.diagnose.network_author import network_author


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("", "nobody: the network failed"),
        ("failure", "nobody: the network failed"),
        ("mixed-content", "nobody: the browser kept it back"),
        ("load-balancer", "the load balancer"),
        ("nginx", "a server in front (nginx)"),
    ],
)
def test_only_where_nothing_came_back_did_nobody_write_it(kind: str, said: str) -> None:
    assert network_author(kind) == said
