"""Processes are bounded, read, and ended for certain, with all that they started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corsproxy.emulator import process
from tests.emulator.apis import eventually, is_gone


async def start(source: str, lines: list[str], memory: int | None = None) -> process.Process:
    return await process.start(
        [sys.executable, "-c", source],
        directory=Path(),
        environment={"A": "1"},
        memory=memory,
        on_line=lines.append,
    )


async def test_output_environment_and_exit_code_are_known() -> None:
    lines: list[str] = []
    one = await start("import os, sys; print(os.environ['A']); print('err', file=sys.stderr); sys.exit(3)", lines)
    assert await one.exited == 3
    assert sorted(lines) == ["1", "err"]


async def test_killing_ends_the_whole_group() -> None:
    lines: list[str] = []
    one = await start(
        "import subprocess, time; p = subprocess.Popen(['/bin/sleep', '60']); print(p.pid, flush=True); time.sleep(60)",
        lines,
    )
    await eventually(lambda: bool(lines))
    one.kill()
    assert await one.exited == -9
    await eventually(lambda: is_gone(int(lines[0])))
    one.kill()  # over already: harmless


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
async def test_memory_is_bounded() -> None:
    lines: list[str] = []
    one = await start("x = bytearray(300 * 1024 * 1024)", lines, memory=128)
    assert await one.exited == 1
    assert any("MemoryError" in line for line in lines)


async def test_what_cannot_be_started_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        await process.start(
            [str(tmp_path / "none")], directory=tmp_path, environment={}, memory=None, on_line=lambda _: None
        )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the process ends when its next call to us fails")
async def test_a_process_dies_with_the_emulator_however_that_ends() -> None:
    parent = """
import asyncio, os, pathlib, sys
from corsproxy.emulator import process
async def main():
    one = await process.start([sys.executable, "-c", "import time; time.sleep(60)"], directory=pathlib.Path(),
                              environment={}, memory=None, on_line=print)
    print(one.pid, flush=True)
    os.kill(os.getpid(), 9)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True, check=False)  # noqa: ASYNC221
    await eventually(lambda: is_gone(int(done.stdout)))
