"""The garbage collector's share."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc
from corsproxy.proxy.collector import Settled
Settled().running()
first = gc.get_freeze_count()
kept = [[] for _ in range(1000)]
Settled().running()
print(first > 1000, gc.get_freeze_count() == first)
class Cycle: pass
one = Cycle(); one.me = one
import weakref
gone = weakref.ref(one)
del one
gc.collect()
print(gone() is None)
"""


def test_what_is_loaded_is_set_aside_once_and_what_comes_later_is_collected() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True"]
