"""`python -m tests.bench [NAME…]`: run the benchmarks, by hand, on a quiet machine."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Run the named benchmarks, or list them."""
    names = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    wanted = sys.argv[1:]
    if unknown := set(wanted) - set(names):
        sys.exit(f"no benchmark named {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    for name in wanted or names:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.bench.bench_{name}").main()


if __name__ == "__main__":
    main()
