"""A sample of the conformance run: a real Chromium and `fetch` agree in everything that can be seen."""

from __future__ import annotations

import pytest

from tests.browser_required import require
from tests.browsers.compare import Tally, compare
from tests.browsers.engines import ENGINES
from tests.browsers.generate import cases
from tests.browsers.server import serving


@pytest.mark.browser
async def test_chromium_and_fetch_agree_on_a_sample() -> None:
    engine = ENGINES["chromium"]
    require("Chromium", engine.installed())
    tally = Tally()
    async with serving() as site:
        site.arrange(cases(150, seed=20261122))
        await engine.run(site, 60)
        compare(engine, site, tally)
    assert tally.compared["outcome"] == 150
    told = "\n\n".join(tally.paragraphs)
    for what in ("outcome", "wire", "error code", "readable headers"):
        assert tally.agreed[what] == tally.compared[what], told
    # of several unlisted headers Chromium names the one that its hash table happens to hold first
    assert tally.agreed["console"] >= 0.98 * tally.compared["console"], told
