"""Everything that is known about one page fetch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corsproxy.diagnose.finding import Finding
from corsproxy.diagnose.ruling import Ruling
from corsproxy.diagnose.sighting import Sighting


@dataclass(frozen=True, slots=True)
class Assessment:
    """A sighting, the ruling of each browser by its profile's name, and what is wrong, in the order of meeting it."""

    sighting: Sighting
    rulings: Mapping[str, Ruling]
    findings: tuple[Finding, ...]
