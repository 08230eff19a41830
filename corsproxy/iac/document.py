"""From a file to a document: its size bounded, its text decoded, its syntax told."""

from __future__ import annotations

from os.path import isfile
from pathlib import Path

from corsproxy.iac import json_positions, yaml_positions
from corsproxy.iac.node import Node
from corsproxy.where import Mistake, Unusable, Where

# API Gateway imports 6 MB at most, CloudFormation 1 MB
LARGEST = 16 * 1024 * 1024


def read(path: Path, repeats: list[Mistake] | None = None) -> Node:
    """Return the YAML or JSON document at `path`; raise `Unusable` where there is none.

    Keys that stand twice are mistakes too, unless `repeats` takes them: then the last counts.
    """
    return parse(read_text(path), str(path), repeats)


def read_leniently(path: Path) -> tuple[Node, list[str]]:
    """Return the document at `path`, the last of equal keys counting, and a note for each that stands twice.

    CloudFormation and API Gateway's import take the last, of YAML and JSON alike, and so does `sam package`.
    """
    repeats: list[Mistake] = []
    node = read(path, repeats)
    return node, [f"{one.where}: {one.problem}; AWS takes the last. {one.instead}" for one in repeats]


def beside(directory: Path, place: str) -> Path | None:
    """Return the file that a template in `directory` names by its path, None where it names none that it may read.

    A template may come from anywhere: it reads what lies with it, or with it in the directory that we run in.
    """
    try:
        own, here, path = directory.resolve(), Path.cwd(), (directory / place).resolve()
    except (OSError, ValueError):
        return None
    allowed = here if own.is_relative_to(here) and here.parent != here else own
    return path if path.is_relative_to(allowed) and isfile(path) else None


def read_text(path: Path) -> str:
    """Return the text at `path`, or raise `Unusable` saying why it cannot be read."""
    where = Where(str(path))
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        named = path.glob("*template.*") if isinstance(error, IsADirectoryError) else ()
        inside = sorted(item.name for item in named)
        mend = f"Name a file in it, such as {inside[0]}." if inside else "Name a file that is there."
        raise Unusable(Mistake(f"cannot be read: {reason}", where, mend)) from None
    if len(raw) > LARGEST:
        raise Unusable(Mistake(f"larger than {LARGEST // 1024 // 1024} MB; API Gateway takes 6 MB at most", where))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Unusable(Mistake("not UTF-8 text", Where(str(path), line), "Save it as UTF-8.")) from None


def parse(text: str, file: str, repeats: list[Mistake] | None = None) -> Node:
    """Return the document in `text`: JSON where it begins as such, YAML otherwise."""
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return json_positions.parse(text, file, repeats)
        except Unusable:
            if file.endswith(".json"):
                raise
    return yaml_positions.parse(text, file, repeats)
