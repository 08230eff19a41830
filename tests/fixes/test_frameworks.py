"""Framework snippets are programs of their language."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from corsproxy.fixes import frameworks
from tests.fixes.values import HTTP, OPEN, VALUES


@pytest.mark.parametrize("values", [VALUES, OPEN, HTTP], ids=["credentials", "open", "http"])
def test_the_python_ones_compile(values: dict[str, str]) -> None:
    compile(frameworks.powertools(values), "powertools.py", "exec")
    compile(frameworks.fastapi(values), "fastapi.py", "exec")


def test_powertools_takes_the_resolver_of_the_apis_product() -> None:
    assert "APIGatewayRestResolver(" in frameworks.powertools(VALUES)
    assert "APIGatewayHttpResolver(" in frameworks.powertools(HTTP)


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
@pytest.mark.parametrize("values", [VALUES, OPEN], ids=["credentials", "open"])
def test_the_node_one_is_javascript(values: dict[str, str]) -> None:
    done = subprocess.run(
        ["node", "--check", "-"], input=frameworks.express(values), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
