"""Which files `corsproxy emulate` reads, and what they hold together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corsproxy.where import Mistake, Unusable

if TYPE_CHECKING:
    from corsproxy.config import Emulator
    from corsproxy.emulator.address import DomainMapping
    from corsproxy.emulator.faults import Fault
    from corsproxy.iac.loaded import Loaded

# what is emulated when nothing is named: ours, then what `sam build` leaves, then what people write
USUAL_NAMES = (
    "corsproxy.yaml",
    "corsproxy.yml",
    ".aws-sam/build/template.yaml",
    "template.yaml",
    "template.yml",
    "template.json",
)


@dataclass(frozen=True, slots=True)
class Sources:
    """The files to read, and the parameters to read them with. `config` None where no --config is given."""

    config: Path | None
    files: tuple[Path, ...]
    parameters: dict[str, str]


def _usual_definition() -> Path:
    for name in USUAL_NAMES:
        if Path(name).is_file():
            return Path(name)
    looked = ", ".join(USUAL_NAMES)
    raise Unusable(
        Mistake(f"nothing to emulate: none of {looked} is here", instead="Name a definition: corsproxy emulate FILE.")
    )


def read_all(sources: Sources) -> tuple[Emulator, Loaded]:
    """Read every file: the emulator's settings by the first configuration among them, and all APIs together."""
    from corsproxy.config import read as read_config
    from corsproxy.iac.load import load_document, opened
    from corsproxy.iac.loaded import joined, nothing_defined

    settings: Emulator | None = None
    parts: list[Loaded] = []
    mistakes: list[Mistake] = []
    if sources.config is not None:
        # what it says of the APIs is wanted too; without any, the usual files are
        config = read_config(sources.config, os.environ, parameters=sources.parameters)
        settings = config.emulator
        parts.append(config.definitions)
    files = sources.files
    if not files and not any(part.apis or part.function_urls for part in parts):
        files = (_usual_definition(),)
    for path in files:
        try:
            document, ours = opened(path)
            if ours:
                config = read_config(path, os.environ, parameters=sources.parameters)
                settings = settings or config.emulator
                parts.append(config.definitions)
            else:
                parts.append(load_document(document, path, sources.parameters))
        except Unusable as unusable:
            mistakes += unusable.mistakes
    loaded = joined(parts)
    if not mistakes and not loaded.apis and not loaded.function_urls:
        names = ", ".join(str(path) for path in files)
        mistakes.append(nothing_defined(loaded, names))
    if mistakes:
        raise Unusable(mistakes)
    if settings is None:
        settings = read_config(None, os.environ).emulator
    return settings, loaded


def parameters_of(texts: Sequence[str], mistakes: list[Mistake]) -> dict[str, str]:
    """Read `NAME=VALUE` texts; what cannot be read is added to `mistakes`."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not name or not equals:
            mistakes.append(Mistake(f"--parameter {text!r} has no value", instead="Write --parameter NAME=VALUE."))
        found[name] = value
    return found


def mappings(loaded: Loaded) -> tuple[DomainMapping, ...]:
    """The custom domains of the definitions."""
    from corsproxy.emulator.address import DomainMapping

    return tuple(DomainMapping(one.name, one.api_id, one.stage, one.base_path) for one in loaded.domains)


def all_faults(asked: Sequence[Fault], loaded: Loaded) -> tuple[Fault, ...]:
    """The command line's faults first: the first that covers a request is the one."""
    from corsproxy.emulator.faults import Fault

    defined = []
    for one in loaded.faults:
        method, _, path = one.route.rpartition(" ")
        defined.append(Fault(one.outcome, method or "ANY", path, one.api_id))
    return (*asked, *defined)


def stamps(files: Sequence[Path]) -> tuple[tuple[int, int] | None, ...]:
    """When each file was written and how long it is; None for one that is gone."""
    found: list[tuple[int, int] | None] = []
    for file in files:
        try:
            status = file.stat()
            found.append((status.st_mtime_ns, status.st_size))
        except OSError:
            found.append(None)
    return tuple(found)
