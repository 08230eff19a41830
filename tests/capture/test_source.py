"""A capture is opened by its content, packed or not, and a mistake names the file and the way out."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path

import pytest

from corsproxy.capture import source
from corsproxy.capture.har import read_har
from corsproxy.capture.source import open_source
from corsproxy.http.message import Gap
from corsproxy.where import Unusable
from tests.capture.making import entry, har

TEXT = b'{"log":{"entries":[]}}' * 100


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("har.har", TEXT)
        archive.writestr("abc.png", b"picture")
    return packed.getvalue()


@pytest.mark.parametrize(
    "packed",
    [TEXT, gzip.compress(TEXT), zlib.compress(TEXT), zipped()],
    ids=["plain", "gzip", "zhar", "playwright zip"],
)
def test_whatever_the_packing_the_bytes_are_the_same(packed: bytes, tmp_path: Path) -> None:
    file = tmp_path / "any.name"
    file.write_bytes(packed)
    assert bytes(open_source(file).data) == TEXT
    assert bytes(open_source(packed).data) == TEXT


def test_utf16_is_read_as_powershell_writes_it() -> None:
    assert bytes(open_source('{"ü": "€"}'.encode("utf-16")).data) == '{"ü": "€"}'.encode()


def test_a_truncated_gzip_gives_what_is_whole_and_says_so() -> None:
    packed = gzip.compress(bytes(range(256)) * 9_000, compresslevel=0)
    opened = open_source(packed[: len(packed) // 2])
    assert 0 < len(opened.data) < 256 * 9_000
    assert "unpacking stopped" in opened.notes[0]


def test_a_bomb_is_not_unpacked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "UNPACKED_LIMIT", 1 << 21)
    with pytest.raises(Unusable, match="unpacks to more"):
        open_source(gzip.compress(bytes(1 << 23)))


@pytest.mark.parametrize(
    ("content", "problem"), [(b"", "empty"), (b"PK\x03\x04nothing", "archive"), (b"\x1f\x8bnothing", "damaged")]
)
def test_what_cannot_be_opened_is_a_mistake_with_a_place(content: bytes, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "broken.har"
    file.write_bytes(content)
    with pytest.raises(Unusable, match=problem) as caught:
        open_source(file)
    assert caught.value.mistakes[0].where is not None
    assert caught.value.mistakes[0].where.file == str(file)


def test_a_missing_file_and_a_directory_are_mistakes(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no such file"):
        open_source(tmp_path / "gone.har")
    with pytest.raises(Unusable, match="directory"):
        open_source(tmp_path)


def test_released_memory_can_be_read_again() -> None:
    opened = open_source(TEXT * 1_000)
    opened.release(len(opened.data))
    assert bytes(opened.data) == TEXT * 1_000


def test_bodies_that_stand_beside_the_har_in_its_archive_are_read(tmp_path: Path) -> None:
    value = entry(path="/x", status=403)
    value["response"]["content"] = {"size": 9, "mimeType": "application/json", "_file": "a1b2.json"}
    other = entry(path="/y", status=403)
    other["response"]["content"] = {"size": 99, "mimeType": "application/json", "_file": "../../etc/passwd"}
    file = tmp_path / "session.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("har.har", har(value, other))
        archive.writestr("a1b2.json", b'{"a": 1}\n')
        archive.writestr("big.bin", b"0" * 1_000_000)
    assert set(open_source(file).attached) == {"a1b2.json"}
    first, second = read_har(file).exchanges
    assert first.response is not None
    assert first.response.body == b'{"a": 1}\n'
    assert second.response is not None
    assert (second.response.body, second.gaps & {Gap.BODY}) == (b"", {Gap.BODY})
