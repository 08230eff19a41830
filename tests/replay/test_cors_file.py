"""A `*.cors.yaml` file is read whole, and every mistake in it is named with its line."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corsproxy.fetch.error import Error
from corsproxy.replay.cors_file import CorsFile, read_cors_file
from corsproxy.where import Unusable


def read(folder: Path, text: str) -> CorsFile:
    file = folder / "shop.cors.yaml"
    file.write_text(text, encoding="utf-8")
    return read_cors_file(file)


def test_everything_it_may_say_is_read(tmp_path: Path) -> None:
    said = read(
        tmp_path,
        """capture: captures/shop.har
against: template.yaml
map: {api.example.com: http://localhost:4000}
unsafe: true
strict: false
expect:
  - {fetch: GET https://api.example.com/x, from: https://app.example.com, outcome: blocked, error: AllowOriginMismatch}
""",
    )
    assert said.capture == tmp_path / "captures/shop.har"
    assert (said.against, said.map, said.unsafe, said.strict) == (
        "template.yaml", {"api.example.com": "http://localhost:4000"}, True, False,
    )  # fmt: skip
    assert said.expect is not None
    [wanted] = said.expect.values()
    assert (wanted.allowed, wanted.error) == (False, Error.ALLOW_ORIGIN_MISMATCH)
    assert wanted.source.endswith("shop.cors.yaml:7")


def test_without_a_list_nothing_is_expected_here(tmp_path: Path) -> None:
    assert read(tmp_path, "capture: shop.har\n").expect is None


def test_every_mistake_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as caught:
        read(tmp_path, "capture: [a]\nagaints: x\nunsafe: perhaps\nmap: 3\nexpect:\n  - {outcome: perhaps}\n")
    lines = [mistake.where.line for mistake in caught.value.mistakes if mistake.where is not None]
    assert set(lines) == {1, 2, 3, 4, 6}
    assert "'againts' is not known" in str(caught.value)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_or_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "any.cors.yaml"
    file.write_bytes(text.encode("utf-8", "replace"))
    with suppress(Unusable):
        assert read_cors_file(file).capture != tmp_path
