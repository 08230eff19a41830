"""The budget of one rendering."""

from __future__ import annotations

import pytest

from corsproxy.gateway.rest_api.velocity_budget import Failed, Out, Run


def test_what_is_written_is_kept_until_the_template_stops() -> None:
    out = Out(Run())
    out.write("a")
    out.write("b")
    out.stop = True
    out.write("c")
    assert out.getvalue() == "ab"


@pytest.mark.parametrize(("run", "why"), [(Run(steps=1), "it runs too long"), (Run(text=3), "it writes too much")])
def test_neither_steps_nor_output_are_endless(run: Run, why: str) -> None:
    out = Out(run)
    out.write("12")
    with pytest.raises(Failed, match=why):
        out.write("34")
