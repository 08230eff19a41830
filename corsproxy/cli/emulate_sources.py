"""Which files `corsproxy emulate` reads, and what they hold together."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corsproxy.where import Mistake, Unusable, Where

if TYPE_CHECKING:
    from corsproxy.config import Emulator
    from corsproxy.emulator.address import DomainMapping
    from corsproxy.emulator.faults import Fault
    from corsproxy.emulator.function_environment import Overrides
    from corsproxy.iac.loaded import Loaded

# what is emulated when nothing is named: ours, then what `sam build` leaves, then what people write
USUAL_NAMES = (
    "corsproxy.yaml",
    "corsproxy.yml",
    ".aws-sam/build/template.yaml",
    "template.yaml",
    "template.yml",
    "template.json",
    "openapi.yaml",
    "openapi.yml",
    "openapi.json",
    "swagger.yaml",
    "swagger.yml",
    "swagger.json",
)
# what is no definition itself: who writes one from it, and where
WRITTEN_FROM = {
    "serverless.yml": ("serverless package", ".serverless/cloudformation-template-update-stack.json"),
    "serverless.yaml": ("serverless package", ".serverless/cloudformation-template-update-stack.json"),
    "serverless.ts": ("serverless package", ".serverless/cloudformation-template-update-stack.json"),
    "serverless.js": ("serverless package", ".serverless/cloudformation-template-update-stack.json"),
    "serverless.json": ("serverless package", ".serverless/cloudformation-template-update-stack.json"),
    "cdk.json": ("cdk synth", "cdk.out/STACK.template.json"),
}


@dataclass(frozen=True, slots=True)
class Sources:
    """The files to read, and the parameters to read them with. `config` None where no --config is given."""

    config: Path | None
    files: tuple[Path, ...]
    parameters: dict[str, str]


def _usual_definition(directory: Path) -> Path:
    for name in USUAL_NAMES:
        if (directory / name).is_file():
            return directory / name
    place = "here" if directory == Path() else f"in {directory}"
    for name in WRITTEN_FROM:
        if (directory / name).is_file():
            raise Unusable(Mistake(f"nothing to emulate {place} yet", instead=_write_it_first(directory / name)))
    looked = ", ".join(USUAL_NAMES)
    raise Unusable(
        Mistake(
            f"nothing to emulate: none of {looked} is {place}", instead="Name a definition: corsproxy emulate FILE."
        )
    )


def _write_it_first(file: Path) -> str:
    command, written = WRITTEN_FROM[file.name]
    return f"{file.name} is no template: run `{command}`, then corsproxy emulate {file.parent / written}."


def read_all(sources: Sources) -> tuple[Emulator, Loaded]:
    """Read every file: the emulator's settings by the first configuration among them, and all APIs together."""
    from corsproxy.config import read as read_config
    from corsproxy.iac.load import load_document, opened
    from corsproxy.iac.loaded import Loaded, joined, nothing_defined

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
        files = (Path(),)
    for named in files:
        try:
            path = _usual_definition(named) if named.is_dir() else named
            if named.is_dir() and ".aws-sam" in path.parts:
                note = f"{path} is emulated, what `sam build` left: build again to see changes of template and code"
                parts.append(Loaded(notes=(note,)))
            if path.name in WRITTEN_FROM and path.is_file():
                raise Unusable(Mistake("cannot be emulated as it is", Where(str(path)), _write_it_first(path)))
            document, ours = opened(path)
            if ours:
                config = read_config(path, os.environ, parameters=sources.parameters)
                settings = settings or config.emulator
                parts.append(config.definitions)
            else:
                # a template says nothing of its region: it is where the shell would deploy it
                region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
                pseudo = {"AWS::Region": region} if region and document.get("Resources") else {}
                parts.append(load_document(document, path, {**pseudo, **sources.parameters}))
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


def overriding(texts: Sequence[str], mistakes: list[Mistake]) -> dict[str, str]:
    """Read `--parameter-overrides` as `sam` does: `A=1 B="two words"`, or `ParameterKey=A,ParameterValue=1 …`."""
    found = {}
    for text in texts:
        try:
            words = shlex.split(text)
        except ValueError as error:
            mistakes.append(Mistake(f"--parameter-overrides {text!r} cannot be read: {error}"))
            continue
        for word in words:
            long = re.fullmatch(r"ParameterKey=([^,]+),ParameterValue=(.*)", word, re.DOTALL)
            name, equals, value = (long[1], "=", long[2]) if long else word.partition("=")
            if not name or not equals:
                instead = "Write --parameter-overrides 'NAME=VALUE NAME=VALUE'."
                mistakes.append(Mistake(f"--parameter-overrides: {word!r} has no value", instead=instead))
            found[name] = value
    return found


def mappings(loaded: Loaded) -> tuple[DomainMapping, ...]:
    """The custom domains of the definitions."""
    from corsproxy.emulator.address import DomainMapping

    return tuple(DomainMapping(one.name, one.api_id, one.stage, one.base_path) for one in loaded.domains)


def all_faults(asked: Sequence[Fault], loaded: Loaded) -> tuple[Fault, ...]:
    """The command line's faults first: the first that covers a request is the one.

    Raises Unusable when a definition names one that there is not.
    """
    from corsproxy.emulator.faults import Fault

    defined = []
    if mistakes := [found for one in loaded.faults if (found := unknown_fault(one.outcome, one.where))]:
        raise Unusable(mistakes)
    for one in loaded.faults:
        method, _, path = one.route.rpartition(" ")
        defined.append(Fault(one.outcome, method or "ANY", path, one.api_id))
    return (*asked, *defined)


def unknown_fault(name: str, where: Where | None = None) -> Mistake | None:
    """Say that no fault has this name, if none has."""
    from corsproxy.gateway.supposition import NAMES
    from corsproxy.iac.shape import near

    return None if name in NAMES else Mistake(f"there is no fault '{name}'", where, near(name, NAMES))


def strangers(overrides: Overrides, loaded: Loaded) -> list[str]:
    """One line for each entry of an --env-vars file that is no function's."""
    from corsproxy.emulator.functions import functions_of
    from corsproxy.gateway.backend import LambdaFunction
    from corsproxy.iac.shape import near

    functions = [one for api in (*loaded.apis, *loaded.function_urls) for one in functions_of(api)]
    known = {
        name: None
        for one in functions
        if isinstance(one, LambdaFunction)
        for name in (one.logical_id or one.name, one.name)
    }
    return [
        f"--env-vars: no function that is emulated is called '{name}'. {near(name, tuple(known))}"
        for name in overrides.by_function
        if name not in known
    ]


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
