"""The event loop: uvloop's where it is installed (`pip install corsproxy[uvloop]`), else asyncio's own."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import sys
from collections.abc import Coroutine
from typing import Any

if sys.platform != "win32":
    import resource

# enough for thousands of connections beside every function's pipes
_FILES = 16_384
# objects made, less those gone, before garbage is looked for; a request makes some hundred that go by themselves
_GARBAGE = 20_000


def run(main: Coroutine[Any, Any, int]) -> int:
    """Run `main` to its end on the fastest loop there is."""
    allow_many_connections()
    # What is loaded by now stays: looking through it again and again for garbage costs a tenth of the throughput.
    gc.freeze()
    gc.set_threshold(_GARBAGE, 20, 20)
    factory = None
    with contextlib.suppress(ImportError):
        factory = importlib.import_module("uvloop").new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)


def allow_many_connections() -> None:
    """Raise the limit on open files as far as the system lets us: each connection is one."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
