"""Files become documents, or say why they cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.iac import document
from corsproxy.iac.node import plain
from corsproxy.where import Unusable
from tests.iac.conftest import Write


def test_json_is_read_as_json_and_flow_yaml_as_yaml() -> None:
    assert plain(document.parse('{\t"a": "\\ud83d\\ude00"}', "f.json")) == {"a": "😀"}
    assert plain(document.parse("{a: b}", "f.yaml")) == {"a": "b"}


def test_a_json_file_is_told_what_is_wrong_with_its_json() -> None:
    with pytest.raises(Unusable, match="not JSON"):
        document.parse("{a: b}", "f.json")


def test_a_byte_order_mark_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")
    assert plain(document.read(path)) == {"a": 1}


def test_missing_files_directories_and_bytes_that_are_no_text_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"a: 1\nb: \xe9\n")
    big = tmp_path / "big.yaml"
    big.write_bytes(b"#" * 2000)
    monkeypatch.setattr(document, "LARGEST", 1000)
    for path, words in (
        (tmp_path / "none.yaml", "cannot be read"),
        (tmp_path, "cannot be read"),
        (Path("a\0b"), "cannot be read"),
        (latin, "not UTF-8"),
        (big, "larger than"),
    ):
        with pytest.raises(Unusable, match=words):
            document.read(path)
    with pytest.raises(Unusable) as failure:
        document.read(latin)
    assert failure.value.mistakes[0].where is not None
    assert failure.value.mistakes[0].where.line == 2


def test_of_two_equal_keys_aws_takes_the_last_and_says_where(write: Write) -> None:
    for name, text in (
        ("a.yaml", "x: {k: 1}\ny: 2\nx: {k: 3}\n"),
        ("a.json", '{"x": {"k": 1}, "y": 2,\n"x": {"k": 3}}'),
    ):
        node, notes = document.read_leniently(write(text, name))
        assert plain(node) == {"x": {"k": 3}, "y": 2}
        assert node.place_of("x").line == (3 if name == "a.yaml" else 2)
        assert len(notes) == 1
        assert "'x' is given twice; AWS takes the last. It stands at" in notes[0]
