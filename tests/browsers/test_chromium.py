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
    assert not tally.paragraphs, "\n\n".join(tally.paragraphs)
