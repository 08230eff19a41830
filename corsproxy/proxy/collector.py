"""What is loaded by the time the proxy runs stays loaded, so Python's garbage collector need not walk it again.

https://docs.python.org/3/library/gc.html#gc.freeze Our modules are many objects, and each full collection would look
at all of them: more than what our verdicts cost.
"""

from __future__ import annotations

import gc


class Settled:
    """The addon; only for processes that are a proxy's own."""

    name = "corsproxy-settled"

    def running(self) -> None:
        """Set aside what is there now, once."""
        if gc.get_freeze_count() == 0:
            gc.collect()
            gc.freeze()
