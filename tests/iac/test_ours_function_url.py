"""Function URLs in our YAML."""

from __future__ import annotations

import pytest

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.where import Unusable
from tests.iac.conftest import Load

SHOP = """\
functions: {shop: {inline: 'x = 1', runtime: python3.12}}
apis:
  - function-url: shop
    lambda: shop
    iam: true
    cors: {origins: ['https://a.example'], methods: [GET], headers: [X-A], max_age: 9}
"""


def test_a_function_url_with_its_settings(loaded: Load) -> None:
    found = loaded(SHOP, "corsproxy.yaml")
    (url,) = found.function_urls
    assert found.apis == ()
    assert isinstance(url.function, LambdaFunction)
    assert (url.function.name, url.iam, len(url.url_id)) == ("shop", True, 10)
    assert url.cors is not None
    assert (url.cors.allow_origins, url.cors.allow_headers) == (("https://a.example",), ("x-a",))
    assert url.where is not None
    assert url.where.line == 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("methods: [GET]", "methods: [OPTIONS]"), "OPTIONS is no method"),
        (("    lambda: shop\n", "    lambda: shopp\n"), "Did you mean 'shop'?"),
        (("    lambda: shop\n", ""), "lambda"),
        (("apis:\n", "apis:\n  - {function-url: a, lambda: shop, id: x}\n  - {function-url: b, lambda: shop, id: x}\n"),
         "two APIs have the id 'x'"),
    ],
)  # fmt: skip
def test_mistakes_are_told(loaded: Load, change: tuple[str, str], words: str) -> None:
    with pytest.raises(Unusable) as failure:
        loaded(SHOP.replace(*change), "corsproxy.yaml")
    assert words in " ".join(map(str, failure.value.mistakes))
