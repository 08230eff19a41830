from __future__ import annotations

import pytest

from corsproxy.dashboard.writer import named


@pytest.mark.parametrize(
    ("layer", "kind", "said"),
    [
        ("gateway-response", "UNAUTHORIZED", "gateway response UNAUTHORIZED"),
        ("mock-integration", "MOCK", "MOCK integration"),
        ("integration", "AWS_PROXY", "Lambda function"),
        ("integration", "HTTP_PROXY", "HTTP backend"),
        ("integration", "express", "backend (express)"),
        ("cors-configuration", "", "CORS configuration"),
        ("authorizer", "", "authorizer"),
        ("network", "failure", "nobody: the network failed"),
        ("network", "load-balancer", "the load balancer"),
        ("unknown", "", "nobody can be named"),
        ("unknown", "nginx", "unknown (nginx)"),
    ],
)
def test_an_author_is_named_in_few_words_and_once(layer: str, kind: str, said: str) -> None:
    assert named(layer, kind) == said
