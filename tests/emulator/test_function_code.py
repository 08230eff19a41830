"""Code is found beside its definition, unpacked where it is packed, and its changes are seen."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from corsproxy.emulator.function_code import NoCode, Watch, root_of, stamp
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.where import Where


def test_relative_code_is_beside_its_definition(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    where = Where(str(tmp_path / "template.yaml"), 3)
    assert root_of(LambdaFunction("f", code="src", where=where)) == tmp_path / "src"
    assert isinstance(root_of(LambdaFunction("f", code="other", where=where)), NoCode)


def test_a_file_stands_for_its_directory(tmp_path: Path) -> None:
    (tmp_path / "app.py").touch()
    assert root_of(LambdaFunction("f", code=str(tmp_path / "app.py"))) == tmp_path


def test_an_archive_is_unpacked_and_keeps_its_executables(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("bootstrap")
    entry.external_attr = 0o755 << 16
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as packed:
        packed.writestr(entry, "#!/bin/sh\n")
        packed.writestr("../outside", "no")
    root = root_of(LambdaFunction("f", code=str(tmp_path / "code.zip")))
    assert isinstance(root, Path)
    assert os.access(root / "bootstrap", os.X_OK)
    assert not (root.parent / "outside").exists()


def test_what_is_no_archive_is_said(tmp_path: Path) -> None:
    (tmp_path / "code.zip").write_text("no")
    found = root_of(LambdaFunction("f", code=str(tmp_path / "code.zip")))
    assert isinstance(found, NoCode)
    assert "cannot be unpacked" in found.problem


def test_inline_code_is_the_file_index_of_a_package() -> None:
    python = root_of(LambdaFunction("f", "index.handler", inline_code="é = 1", runtime="python3.12"))
    node = root_of(LambdaFunction("f", "index.handler", inline_code="x = 1", runtime="nodejs22.x"))
    assert isinstance(python, Path)
    assert isinstance(node, Path)
    assert (python / "index.py").read_text(encoding="utf-8") == "é = 1"
    assert [one.name for one in node.iterdir()] == ["index.js"]
    assert root_of(LambdaFunction("g", "index.handler", inline_code="é = 1", runtime="python3.12")) == python


def test_unresolved_and_missing_code_is_said() -> None:
    assert isinstance(root_of(LambdaFunction("f", code=Unresolved("x"))), NoCode)
    assert isinstance(root_of(LambdaFunction("f")), NoCode)


def test_a_stamp_changes_with_every_edit_but_not_with_caches(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    before = stamp(tmp_path)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("x")
    assert stamp(tmp_path) == before
    (tmp_path / "b.py").write_text("1")
    added = stamp(tmp_path)
    assert added != before
    (tmp_path / "b.py").write_text("22")
    assert stamp(tmp_path) not in {before, added}
    (tmp_path / "b.py").unlink()
    assert stamp(tmp_path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="directory entries tell no file ids there")
def test_a_log_that_we_write_beside_the_code_is_no_edit(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys; from corsproxy.emulator.function_code import stamp; root = pathlib.Path(sys.argv[1]);"
        "before = stamp(root); print('a line', flush=True); sys.exit(stamp(root) != before)"
    )
    with (tmp_path / "log.txt").open("wb") as log:
        done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], stdout=log, check=False)
    assert (done.returncode, (tmp_path / "log.txt").read_text()) == (0, "a line\n")


def test_a_watch_tells_a_change_once(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    watch = Watch(tmp_path)
    assert not watch.changed()
    (tmp_path / "a.py").write_text("22")
    assert watch.changed()
    assert not watch.changed()
    assert not watch.due
