"""From a sighting to everything that is known about it: the three rulings and the findings."""

from __future__ import annotations

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.findings import findings
from corsproxy.diagnose.headline import headline
from corsproxy.diagnose.problems import problems
from corsproxy.diagnose.rule import rule
from corsproxy.diagnose.ruling import Standing
from corsproxy.diagnose.sighting import Sighting
from corsproxy.diagnose.suppositions import suppositions
from corsproxy.fetch.browser import BROWSERS

__all__ = ["Assessment", "assess", "headline"]

_CLEAN = (Standing.ALLOWED, Standing.NOT_CORS, Standing.UNKNOWN)


def assess(sighting: Sighting) -> Assessment:
    """Judge a sighting for every browser and find all its problems. Total: any sighting has an assessment."""
    supposed = suppositions(sighting)
    rulings = {browser.name: rule(sighting, browser, supposed) for browser in BROWSERS}
    if all(ruling.standing in _CLEAN for ruling in rulings.values()):
        found = findings(sighting, rulings, ())
    else:
        found = findings(sighting, rulings, problems(sighting, supposed, rulings))
    return Assessment(sighting, rulings, found)
