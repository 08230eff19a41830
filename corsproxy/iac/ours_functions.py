"""Lambda functions in our YAML: by name, or spelt out where they are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from os.path import exists, isfile
from pathlib import Path

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.node import Node
from corsproxy.iac.shape import near
from corsproxy.where import Mistake


@dataclass(slots=True)
class Reading:
    """What the builders of one file share: where it lies, its functions, what is wrong with it."""

    directory: Path
    functions: Mapping[str, LambdaFunction] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, problem: str, node: Node, instead: str | None = None) -> None:
        self.mistakes.append(Mistake(problem, node.where, instead))


def function(node: Node, name: str, reading: Reading) -> LambdaFunction:
    """Return the function that `node` spells out; its code becomes an absolute path.

    Code that is not there is no mistake of the definition: whoever runs the function says so, and the rest goes on.
    """
    code = node.get("code")
    path = ""
    if code is not None:
        try:
            path = str((reading.directory / code.text).resolve())
        except (ValueError, OSError):  # no file system knows a half of a surrogate pair
            reading.wrong("the code's path is one that no file can have", code, "Say where its code lies.")
    elif node.get("invoke_url") is None and node.get("inline") is None:
        reading.wrong("the function has neither 'code' nor 'invoke_url'", node, "Say where its code lies.")
    handler = text(node, "handler") or ("index.handler" if node.get("inline") is not None else "")
    if path and not handler and not text(node, "runtime").startswith("provided"):
        reading.wrong("the function lacks 'handler'", node, "Write 'handler: module.function'.")
    environment: dict[str, str | Unresolved] = {}
    if variables := node.get("environment"):
        environment.update({key: value.text for key, value in variables.entries()})
    concurrency = node.get("concurrency")
    return LambdaFunction(
        name=text(node, "name") or name,
        handler=handler,
        code=path,
        runtime=text(node, "runtime") or guess_runtime(path, handler),
        environment=environment,
        timeout=number(node, "timeout", 3.0),
        memory=int(number(node, "memory", 128)),
        concurrency=int(number(node, "concurrency", 0)) if concurrency is not None else None,
        invoke_url=text(node, "invoke_url"),
        inline_code=text(node, "inline"),
        where=node.where,
    )


def guess_runtime(code: str, handler: str) -> str:
    """Tell Python from Node by the file that the handler's module names; nothing where neither is there."""
    if not code:
        return ""
    base = Path(code)
    module = handler.rpartition(".")[0]
    if isfile(base):
        suffix = base.suffix
        return "python3.12" if suffix == ".py" else "nodejs20.x" if suffix in {".js", ".mjs", ".cjs"} else ""
    if exists(base / f"{module.replace('.', '/')}.py"):
        return "python3.12"
    if any(exists(base / f"{module}{suffix}") for suffix in (".js", ".mjs", ".cjs")):
        return "nodejs20.x"
    return "provided.al2023" if exists(base / "bootstrap") else ""


def referenced(node: Node, name: str, reading: Reading) -> LambdaFunction | Unresolved:
    """Return the function that a route or authorizer names or spells out."""
    if isinstance(node.value, Mapping):
        return function(node, name, reading)
    found = reading.functions.get(node.text)
    if found is None:
        known = tuple(reading.functions)
        instead = near(node.text, known) if known else "Add it under 'functions:'."
        reading.wrong(f"there is no function '{node.text}'", node, instead)
        return Unresolved(node.text, node.where)
    return found


def text(node: Node, key: str, default: str = "") -> str:
    """Return the text under `key`."""
    found = node.get(key)
    return found.text if found is not None else default


def texts(node: Node | None) -> tuple[str, ...]:
    """Return a list of texts; one text is a list of one."""
    if node is None:
        return ()
    return tuple(item.text for item in node.items()) if isinstance(node.value, tuple) else (node.text,)


def number(node: Node, key: str, default: float) -> float:
    """Return the number under `key`."""
    found = node.get(key)
    return float(found.value) if found is not None and isinstance(found.value, int | float) else default


def flag(node: Node, key: str, default: bool = False) -> bool:
    """Return the boolean under `key`, null counting as not given."""
    found = node.get(key)
    return found.value is True if found is not None else default


def text_map(node: Node | None) -> dict[str, str]:
    """Return a mapping of texts."""
    return {key: value.text for key, value in node.entries()} if node is not None else {}


def entries(node: Node, key: str) -> tuple[tuple[str, Node], ...]:
    """Return the entries of the mapping under `key`, none where it is not there."""
    found = node.get(key)
    return tuple(found.entries()) if found is not None else ()
