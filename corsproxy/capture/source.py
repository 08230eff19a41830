"""A capture file as one readable block of bytes: mapped, not read; unpacked where it is packed.

Packed files (gzip, zlib as mitmproxy's `.zhar`, a zip as Playwright writes it, UTF-16 as PowerShell's `>`
writes it) are unpacked into an unnamed temporary file, which is mapped too, so that memory stays small.
"""

from __future__ import annotations

import codecs
import gzip
import mmap
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from corsproxy.where import Mistake, Unusable, Where

# What a packed file may grow to: 100,000 entries with bodies are 500 MB; a bomb is not read to its end.
UNPACKED_LIMIT = 8 * 1024**3
_CHUNK = 1 << 20
_ATTACHED_AT_MOST = 1 << 16
_ATTACHED_IN_ALL = 1 << 26


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a capture and the name that its user knows it by; `notes` say what unpacking met.

    `attached` holds the bodies that stand beside a HAR in its archive, the small ones only.
    """

    name: str
    data: mmap.mmap | bytes
    notes: tuple[str, ...] = ()
    attached: Mapping[str, bytes] = field(default_factory=dict)

    def release(self, upto: int) -> None:
        """Give back the memory of the mapped bytes before `upto`; they are read again from disk if needed."""
        if isinstance(self.data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            length = upto - upto % mmap.PAGESIZE
            if length > 0:
                self.data.madvise(mmap.MADV_DONTNEED, 0, length)


def _unusable(name: str, problem: str, instead: str | None = None) -> Unusable:
    return Unusable(Mistake(problem, Where(name), instead))


def _map(name: str, file: IO[bytes]) -> Source:
    file.flush()
    file.seek(0, 2)
    if not file.tell():
        raise _unusable(name, "the file is empty.", "Export the capture again, after the page has made its requests.")
    return Source(name, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _copied(name: str, chunks: Callable[[], bytes]) -> tuple[IO[bytes], str]:
    """Copy what `chunks` gives into a temporary file; the second value says why it ended early, if it did."""
    into = tempfile.TemporaryFile()  # noqa: SIM115 -- its memory map outlives this function
    size = 0
    while True:
        try:
            chunk = chunks()
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile, UnicodeDecodeError) as error:
            return into, f"{name}: unpacking stopped after {size} bytes ({error}); what came before was read."
        if not chunk:
            return into, ""
        size += len(chunk)
        if size > UNPACKED_LIMIT:
            raise _unusable(name, f"the file unpacks to more than {UNPACKED_LIMIT >> 30} GiB.", "Split it.")
        into.write(chunk)


def _unpacked(name: str, chunks: Callable[[], bytes]) -> Source:
    into, trouble = _copied(name, chunks)
    if trouble and not into.tell():
        raise _unusable(name, "the packed file is damaged from its start.", "Export the capture again.")
    whole = _map(name, into)
    return Source(name, whole.data, (trouble,) if trouble else ())


def _zlib_chunks(file: IO[bytes]) -> Callable[[], bytes]:
    inflate = zlib.decompressobj()

    def chunk() -> bytes:
        while packed := inflate.unconsumed_tail or file.read(_CHUNK):
            if plain := inflate.decompress(packed, _CHUNK):
                return plain
        return inflate.flush()

    return chunk


def _zip_member(name: str, file: IO[bytes]) -> Callable[[], bytes]:
    try:
        archive = zipfile.ZipFile(file)
        har = next(member for member in archive.infolist() if member.filename.lower().endswith(".har"))
        opened = archive.open(har)
    except StopIteration:
        raise _unusable(
            name, "the archive holds no .har file.", "From Fiddler or another tool, export as HAR 1.2."
        ) from None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise _unusable(name, f"the archive cannot be opened: {error}.", "Give the HAR file inside it.") from None
    return lambda: opened.read(_CHUNK)


def _attached(file: IO[bytes]) -> dict[str, bytes]:
    """The bodies that Playwright puts beside the HAR (`content._file`), as far as somebody may want to quote them:
    whoever wrote an error wrote a short one."""
    found: dict[str, bytes] = {}
    left = _ATTACHED_IN_ALL
    with suppress(zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error):
        archive = zipfile.ZipFile(file)
        for member in archive.infolist():
            if member.file_size > _ATTACHED_AT_MOST or member.filename.lower().endswith(".har") or left <= 0:
                continue
            with archive.open(member) as opened:
                found[member.filename] = opened.read(_ATTACHED_AT_MOST)
            left -= len(found[member.filename])
    return found


def _utf16_chunks(file: IO[bytes]) -> Callable[[], bytes]:
    decode = codecs.getincrementaldecoder("utf-16")(errors="surrogatepass").decode

    def chunk() -> bytes:
        while packed := file.read(_CHUNK):
            if text := decode(packed):
                return text.encode("utf-8", "surrogatepass")
        return decode(b"", final=True).encode("utf-8", "surrogatepass")

    return chunk


def _by_content(name: str, file: IO[bytes]) -> Source:
    start = file.read(4)
    file.seek(0)
    if start.startswith(b"\x1f\x8b"):
        unzipped = gzip.GzipFile(fileobj=file)
        return _unpacked(name, lambda: unzipped.read(_CHUNK))
    if start.startswith(b"PK\x03\x04"):
        return replace(_unpacked(name, _zip_member(name, file)), attached=_attached(file))
    if start[:1] == b"\x78" and start[1:2] in {b"\x01", b"\x5e", b"\x9c", b"\xda"}:
        return _unpacked(name, _zlib_chunks(file))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _unpacked(name, _utf16_chunks(file))
    return _map(name, file)


def open_source(path: str | Path | bytes) -> Source:
    """Map a file, `-` for standard input, or bytes. Raises `Unusable` for what cannot be opened."""
    if isinstance(path, bytes):
        with tempfile.TemporaryFile() as file:
            file.write(path)
            file.seek(0)
            return _by_content("<bytes>", file) if path else Source("<bytes>", b"")
    name = str(path)
    if name == "-":
        with tempfile.TemporaryFile() as file, suppress(BrokenPipeError):
            shutil.copyfileobj(sys.stdin.buffer, file)
            file.seek(0)
            return _by_content("<stdin>", file)
    try:
        with Path(name).open("rb") as file:
            if not file.seekable():  # a pipe, such as the shell's <(…)
                with tempfile.TemporaryFile() as copy:
                    shutil.copyfileobj(file, copy)
                    copy.seek(0)
                    return _by_content(name, copy)
            return _by_content(name, file)
    except FileNotFoundError:
        raise _unusable(name, "there is no such file.", "Check the path, or give - to read standard input.") from None
    except IsADirectoryError:
        raise _unusable(name, "is a directory.", "Name the capture files in it.") from None
    except OSError as error:
        raise _unusable(name, f"cannot be read: {error.strerror or error}.") from None
