"""`python -m tests.browsers --cases 2000 --seed N --engines chromium,firefox,webkit`: us against real browsers.

Each disagreement is one paragraph. Exit code 1 when anything but one console in a hundred disagrees.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from tests.browsers import recorded
from tests.browsers.compare import Tally, compare
from tests.browsers.engines import ENGINES, Engine
from tests.browsers.generate import cases
from tests.browsers.server import serving


async def run(engine: Engine, count: int, seed: int, keep: bool) -> Tally:
    """One engine through all cases."""
    tally = Tally()
    async with serving() as site:
        site.arrange(cases(count, seed))
        began = time.monotonic()
        try:
            await engine.run(site, 30 + count * 0.25)
        except TimeoutError:
            print(f"{engine.name}: not finished in time, {site.results} of {count} done", file=sys.stderr)
        took = time.monotonic() - began
        compare(engine, site, tally)
        version = engine.version()
        print(f"{engine.name} ({version}), seed {seed}, {count} cases in {took:.0f} s: {tally.figures()}")
        if keep:
            print(f"  written to {recorded.write(engine.name, version, seed, site)}")
    return tally


def main() -> int:
    """Parse the command line, run, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.browsers", description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--record", action="store_true", help="write what was seen to tests/browsers/recorded/")
    parser.add_argument("--show", type=int, default=20, help="how many disagreements to print")
    chosen = parser.parse_args()
    failed = False
    for name in chosen.engines.split(","):
        engine = ENGINES[name]
        if not engine.installed():
            print(f"{name}: not installed, skipped")
            continue
        tally = asyncio.run(run(engine, chosen.cases, chosen.seed, chosen.record))
        for paragraph in tally.paragraphs[: chosen.show]:
            print(f"\n{paragraph}")
        if len(tally.paragraphs) > chosen.show:
            print(f"\n… and {len(tally.paragraphs) - chosen.show} more")
        failed |= not tally.holds()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
