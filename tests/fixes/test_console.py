"""Console steps are numbered and end with what makes them live."""

from __future__ import annotations

import pytest

from corsproxy.fixes import console
from tests.fixes.values import VALUES


@pytest.mark.parametrize("writer", console.DIALECT.writers.values(), ids=lambda writer: writer.__name__)
def test_steps_are_numbered_and_deployed(writer: object) -> None:
    assert callable(writer)
    steps = [line for line in writer(VALUES).splitlines() if line[:1].isdigit()]
    assert [int(step.partition(".")[0]) for step in steps] == list(range(1, len(steps) + 1))
    assert "eploy" in steps[-1]
