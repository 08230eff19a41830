"""An event loop in a thread of its own, for synchronous tests that need an emulator to go on meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """Runs coroutines on its loop and keeps context managers open until it is closed."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._stack = AsyncExitStack()
        self._thread = threading.Thread(target=self._loop.run_forever, name="corsproxy", daemon=True)
        self._thread.start()

    def run(self, awaitable: Awaitable[T]) -> T:
        """Wait for a coroutine's result, from any other thread."""

        async def whole() -> T:
            return await awaitable

        return asyncio.run_coroutine_threadsafe(whole(), self._loop).result()

    def enter(self, manager: AbstractAsyncContextManager[T]) -> T:
        """Enter a context manager on the loop; it is left when this is closed."""
        return self.run(self._stack.enter_async_context(manager))

    def close(self) -> None:
        """Leave everything entered, in reverse, and end the thread."""
        self.run(self._stack.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def __enter__(self) -> Background:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
