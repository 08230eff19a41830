"""CDK snippets in TypeScript are TypeScript."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from corsproxy.fixes import cdk_typescript
from tests.fixes.values import HTTP, OPEN, VALUES


@pytest.mark.parametrize("writer", cdk_typescript.DIALECT.writers.values(), ids=lambda writer: writer.__name__)
@pytest.mark.parametrize("values", [VALUES, OPEN, HTTP], ids=["credentials", "open", "http"])
def test_brackets_and_quotes_close(writer: object, values: dict[str, str]) -> None:
    assert callable(writer)
    text = writer(values)
    for opening, closing in ("()", "[]", "{}"):
        assert text.count(opening) == text.count(closing)
    assert text.count("'") % 2 == 0


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
@pytest.mark.parametrize("writer", cdk_typescript.DIALECT.writers.values(), ids=lambda writer: writer.__name__)
def test_without_its_types_it_is_javascript(writer: object, tmp_path: Path) -> None:
    """The only type in these snippets is one cast; what is left must parse as a module."""
    assert callable(writer)
    module = tmp_path / "snippet.mjs"
    typed = re.compile(r" as (?:apigwv2\.CorsHttpMethod|lambda\.HttpMethod)")
    module.write_text(typed.sub("", writer(VALUES)), encoding="utf-8")
    done = subprocess.run(["node", "--check", str(module)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
