"""What was seen, kept small: one gzipped JSON file for each engine, with its version."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.browsers.case import Answer, Case, Seen, Step
from tests.browsers.server import Site

FOLDER = Path(__file__).with_name("recorded")


def write(engine: str, version: str, seed: int, site: Site) -> Path:
    """Write what an engine did with a site's cases."""
    held = {
        "engine": engine,
        "version": version,
        "seed": seed,
        "ports": site.ports,
        "settle": site.settle,
        "cases": [{"case": asdict(case), "seen": site.seen[case.id].plain()} for case in site.cases.values()],
    }
    path = FOLDER / f"{engine}.json.gz"
    FOLDER.mkdir(exist_ok=True)
    path.write_bytes(gzip.compress(json.dumps(held, separators=(",", ":")).encode(), mtime=0))
    return path


def read(engine: str) -> tuple[dict[str, Any], Site]:
    """A recording as a site that has been through its work."""
    held = json.loads(gzip.decompress((FOLDER / f"{engine}.json.gz").read_bytes()))
    site = Site(ports=held["ports"], settle=held["settle"])
    for each in held["cases"]:
        case = _case(each["case"])
        seen = Seen(**each["seen"])
        seen.wire = [tuple(one) for one in each["seen"]["wire"]]
        seen.readable = tuple(seen.readable)
        site.cases[case.id] = case
        site.seen[case.id] = seen
    return held, site


def _lines(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)


def _case(held: dict[str, Any]) -> Case:
    steps = tuple(
        Step(
            step["role"],
            Answer(step["preflight"]["status"], _lines(step["preflight"]["headers"])),
            Answer(step["response"]["status"], _lines(step["response"]["headers"])),
        )
        for step in held["steps"]
    )
    return Case(**{**held, "steps": steps, "headers": _lines(held["headers"])})
