"""Damaged captures of every packing, over every command that reads one: an exit code of ours, never a traceback."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corsproxy.cli.main import run

REAL = [
    (Path(__file__).parents[1] / "replay/demo.har").read_bytes(),
    (Path(__file__).parents[1] / "capture/firefox.har").read_bytes(),
]


def zipped(har: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("har.har", har)
        archive.writestr("body.json", b"{}")
    return packed.getvalue()


CAPTURES = [*REAL, gzip.compress(REAL[0]), zlib.compress(REAL[0]), zipped(REAL[1])]
COMMANDS = [
    *(
        ["analyze", "{}", "--format", form]
        for form in ("text", "json", "junit", "sarif", "github", "markdown", "html")
    ),
    ["record", "{}", "-o", "{}.out"],
    ["suggest", "{}"],
    # port 9 discards: nobody listens there
    ["replay", "{}", "--against", "http://127.0.0.1:9", "--rate", "0", "--limit", "2", "--timeout", "1"],
]
FLIPS = st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=12)


@given(capture=st.sampled_from(CAPTURES), flips=FLIPS, cut=st.integers(0), command=st.sampled_from(COMMANDS))
@example(capture=b"", flips=[], cut=0, command=COMMANDS[0])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_capture_is_told_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory,
    capture: bytes,
    flips: list[tuple[int, int]],
    cut: int,
    command: list[str],
) -> None:
    data = bytearray(capture)
    for place, value in flips:
        data[place % len(data)] ^= value
    if cut % 4 == 0 and data:
        del data[cut % len(data) :]
    file = tmp_path_factory.mktemp("hostile") / "damaged"
    file.write_bytes(data)
    with pytest.raises(SystemExit) as ended:
        run([word.format(file) for word in command])
    assert ended.value.code in (0, 1, 2)
