"""What loading yields."""

from __future__ import annotations

import re
from pathlib import Path

from corsproxy.iac.loaded import Fault, Loaded, derived_id, joined


def test_derived_ids_look_like_aws_s_and_are_stable() -> None:
    assert derived_id("a", "b") == derived_id("a", "b")
    assert len({derived_id("shop"), derived_id("shop", ""), derived_id("sho", "p"), derived_id("\ud800")}) == 4
    assert re.fullmatch("[0-9a-z]{10}", derived_id("shop"))


def test_results_are_joined_with_notes_and_files_once_each() -> None:
    fault = Fault("a", "GET /", "throttled")
    one = Loaded(notes=("n",), files=(Path("f"),), faults=(fault,))
    two = Loaded(notes=("n", "m"), files=(Path("f"), Path("g")))
    assert joined([one, two]) == Loaded(notes=("n", "m"), files=(Path("f"), Path("g")), faults=(fault,))
