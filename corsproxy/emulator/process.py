"""One process of a function: started in a group of its own, bounded, read, and ended for certain."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from corsproxy.emulator.function_log import LinePipe

if sys.platform == "linux":
    import resource

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Process:
    """A running program. `exited` resolves to its return code (negative: the signal that ended it)."""

    __slots__ = ("_process", "exited", "pipe")

    def __init__(self, process: asyncio.subprocess.Process, pipe: LinePipe) -> None:
        self._process = process
        self.pipe = pipe
        self.exited: asyncio.Task[int] = asyncio.create_task(self._wait())

    async def _wait(self) -> int:
        code = await self._process.wait()
        # whatever the program has started itself goes with it
        self.kill()
        self.pipe.close()
        return code

    @property
    def pid(self) -> int:
        """The process id, which is also that of its group."""
        return self._process.pid

    def kill(self) -> None:
        """End the program and all that it started, at once. Harmless when it is over."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


async def start(
    arguments: Sequence[str],
    *,
    directory: Path,
    environment: Mapping[str, str],
    memory: int | None,
    on_line: Callable[[str], None],
    inherits: Sequence[int] = (),
) -> Process:
    """Start a program whose output comes to `on_line` line by line.

    `memory` (MB) bounds its data, None for no bound. It dies with this process, however this one ends: on Linux
    by the kernel's word, elsewhere because its calls to us fail. `inherits` are the open files it gets, by number.

    Raises OSError when it cannot be started.
    """
    pipe = LinePipe(on_line)
    ours = os.getpid()

    def prepare() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() != ours:
                os._exit(1)
        if memory is not None and sys.platform == "linux":
            # RLIMIT_DATA rather than RLIMIT_AS: it counts what is written to, as Lambda's limit does, and not what
            # allocators and threads merely reserve
            limit = memory * 1024 * 1024
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

    try:
        process = await asyncio.create_subprocess_exec(
            *arguments,
            cwd=directory,
            env=dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=pipe.write_end,
            stderr=pipe.write_end,
            start_new_session=True,
            preexec_fn=prepare,
            pass_fds=tuple(inherits),
        )
    except BaseException:
        pipe.close()
        raise
    finally:
        pipe.close_write_end()
    return Process(process, pipe)
