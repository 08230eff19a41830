"""Where a function's code lies, and whether it has changed."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved

# directories whose changes are not a programmer's edits
PASSED_OVER = frozenset(
    {"__pycache__", ".git", "node_modules", ".venv", "venv", ".mypy_cache", ".pytest_cache", ".idea"}
)
MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class NoCode:
    """The function's code cannot be found; `problem` says what was looked for."""

    problem: str


def root_of(function: LambdaFunction) -> Path | NoCode:
    """The directory that the function's code is run in; an archive is unpacked into a temporary one."""
    if function.inline_code:
        return _written(function.inline_code, ".js" if function.runtime.lower().startswith("nodejs") else ".py")
    code = function.code
    if isinstance(code, Unresolved):
        return NoCode(f"its code is {code}, which the definition does not settle")
    if not code:
        return NoCode("its definition says nothing about where its code is")
    base = Path(function.where.file).parent if function.where else Path()
    path = (base / code).absolute()
    if path.is_dir():
        return path
    if path.suffix in {".zip", ".jar"} and path.is_file():
        return _unpacked(path)
    if path.is_file():
        return path.parent
    return NoCode(f"there is no {path}")


@lru_cache(maxsize=1)
def _ours() -> tempfile.TemporaryDirectory[str]:
    """A directory of ours alone, which goes when this process does."""
    return tempfile.TemporaryDirectory(prefix="corsproxy-code-", ignore_cleanup_errors=True)


@lru_cache(maxsize=256)
def _written(source: str, suffix: str) -> Path:
    """A directory with the inline code in it, as CloudFormation packs it: a file named `index`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html
    """
    into = Path(tempfile.mkdtemp(dir=_ours().name))
    (into / f"index{suffix}").write_text(source, encoding="utf-8")
    return into


def _unpacked(archive: Path) -> Path | NoCode:
    """The archive's content in a directory that is ours alone; zipfile keeps members from leaving it."""
    into = Path(tempfile.mkdtemp(dir=_ours().name))
    try:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(into)
            for entry in packed.infolist():
                mode = entry.external_attr >> 16 & 0o777
                if mode and (into / entry.filename).is_file():
                    (into / entry.filename).chmod(mode | 0o400)
    except (zipfile.BadZipFile, OSError) as error:
        return NoCode(f"{archive} cannot be unpacked: {error}")
    return into


def _files(root: Path) -> Iterator[os.DirEntry[str]]:
    waiting = [str(root)]
    while waiting:
        try:
            entries = list(os.scandir(waiting.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in PASSED_OVER:
                    waiting.append(entry.path)
            else:
                yield entry


def stamp(root: Path) -> int:
    """A number that changes when a file under `root` is written, added or taken away.

    What our own output is redirected to is no code: `corsproxy emulate > log.txt` beside a handler.
    """
    found = 0
    written = _own_output()
    for count, entry in enumerate(_files(root)):
        if count >= MOST_FILES:
            break
        try:
            status = entry.stat()
        except OSError:
            continue
        if (status.st_dev, status.st_ino) in written:
            continue
        found ^= hash((entry.path, status.st_mtime_ns, status.st_size))
    return found


def _own_output() -> set[tuple[int, int]]:
    found = set()
    for descriptor in (1, 2):
        with contextlib.suppress(OSError):
            status = os.fstat(descriptor)
            found.add((status.st_dev, status.st_ino))
    return found


class Watch:
    """Looks for changes under `root` when asked, but never spends more than a twentieth of the time on it."""

    __slots__ = ("_next", "_root", "_stamp")

    def __init__(self, root: Path) -> None:
        self._root = root
        self._stamp = stamp(root)
        self._next = time.monotonic() + 0.1

    @property
    def due(self) -> bool:
        """True when it is time to look again."""
        return time.monotonic() >= self._next

    def changed(self) -> bool:
        """Look; True when something has changed since the last look."""
        began = time.monotonic()
        self._next = began + 60.0  # nobody else looks meanwhile
        now = stamp(self._root)
        ended = time.monotonic()
        self._next = ended + max(0.1, 20 * (ended - began))
        different = now != self._stamp
        self._stamp = now
        return different
