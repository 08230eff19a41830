"""From a sighting to everything that is known about it: the three rulings and the findings."""

from __future__ import annotations

from functools import partial

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.causes import wrong_as_a_whole
from corsproxy.diagnose.findings import findings
from corsproxy.diagnose.headline import headline
from corsproxy.diagnose.problems import problems
from corsproxy.diagnose.rule import rule
from corsproxy.diagnose.ruling import Standing
from corsproxy.diagnose.sighting import Sighting
from corsproxy.diagnose.suppositions import suppositions
from corsproxy.fetch.browser import BROWSERS
from corsproxy.fetch.judge import judge

__all__ = ["Assessment", "assess", "headline"]

_CLEAN = (Standing.ALLOWED, Standing.NOT_CORS, Standing.UNKNOWN)


def assess(sighting: Sighting) -> Assessment:
    """Judge a sighting for every browser and find all its problems. Total: any sighting has an assessment."""
    supposed = suppositions(sighting)
    verdicts = {browser.name: [judge(one.fetch, browser) for one in supposed] for browser in BROWSERS}
    rulings = {browser.name: rule(sighting, browser, supposed, verdicts[browser.name]) for browser in BROWSERS}
    refusing = {name: verdicts[name] for name, ruling in rulings.items() if ruling.standing not in _CLEAN}
    if not refusing:
        return Assessment(sighting, rulings, findings(sighting, rulings, ()))
    found = problems(supposed, refusing, sighting.browser, partial(wrong_as_a_whole, sighting))
    return Assessment(sighting, rulings, findings(sighting, rulings, found))
