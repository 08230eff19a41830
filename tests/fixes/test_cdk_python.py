"""CDK snippets in Python compile."""

from __future__ import annotations

import pytest

from corsproxy.fixes import cdk_python
from tests.fixes.values import HTTP, OPEN, VALUES


@pytest.mark.parametrize("writer", cdk_python.DIALECT.writers.values(), ids=lambda writer: writer.__name__)
@pytest.mark.parametrize("values", [VALUES, OPEN, HTTP], ids=["credentials", "open", "http"])
def test_it_compiles(writer: object, values: dict[str, str]) -> None:
    assert callable(writer)
    compile(writer(values), "stack.py", "exec")
