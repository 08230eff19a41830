"""From a function's runtime name to the command that runs it.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corsproxy.emulator import line
from corsproxy.gateway.backend import LambdaFunction

_HERE = Path(__file__).parent
PYTHON_BOOTSTRAP = _HERE / "bootstrap_python.py"
NODE_BOOTSTRAP = _HERE / "bootstrap_node.mjs"


@dataclass(frozen=True, slots=True)
class Command:
    """What to start. `note` says, when it is not empty, in what it differs from the runtime asked for.

    `bounded` tells whether the operating system's memory limit suits the program (V8 reserves more than it uses),
    `takes_line` whether it speaks the Runtime API over a socket that it inherits.
    """

    arguments: tuple[str, ...]
    note: str = ""
    bounded: bool = True
    takes_line: bool = False


@dataclass(frozen=True, slots=True)
class NotRunnable:
    """There is nothing that could run the function; `problem` says what is missing."""

    problem: str


def command_for(function: LambdaFunction, root: Path) -> Command | NotRunnable:
    """The command that runs `function`, whose code lies in the directory `root`."""
    runtime = function.runtime.lower()
    kind = _kind_of(function, root)
    if kind == "bootstrap":
        program = root / "bootstrap"
        return Command((str(program),)) if program.is_file() else NotRunnable(f"there is no {program}")
    if kind == "python":
        return _python(runtime.removeprefix("python"))
    if kind == "node":
        node = shutil.which("node")
        if node is None:
            return NotRunnable(f"{runtime or 'a Node function'} needs node, which is not on the PATH")
        # as Lambda's own runtime does: the heap gets what the function has
        return Command((node, f"--max-old-space-size={function.memory}", str(NODE_BOOTSTRAP)), bounded=False)
    return NotRunnable(f"no runtime here for {runtime!r}: build it, put an executable `bootstrap` into {root}")


def missing_module(function: LambdaFunction, root: Path) -> str:
    """What is missing where the handler's module should be; empty when it is there, or nobody can tell."""
    suffixes = {"python": (".py", "/__init__.py", ".so"), "node": (".js", ".mjs", ".cjs")}.get(
        _kind_of(function, root)
    )
    module = function.handler.rpartition(".")[0]
    if suffixes is None or not module:
        return ""
    if suffixes[0] == ".py":
        module = module.replace(".", "/")
    if any((root / f"{module}{suffix}").exists() for suffix in suffixes):
        return ""
    if suffixes[0] == ".js" and (root / f"{module}.ts").exists():
        return f"{root / module}.ts has to be compiled first: Node runs {module}.js"
    return f"there is no {root / module}{suffixes[0]}, which its handler {function.handler} names"


def _kind_of(function: LambdaFunction, root: Path) -> str:
    runtime = function.runtime.lower()
    if runtime.startswith("python"):
        return "python"
    if runtime.startswith("nodejs"):
        return "node"
    if runtime.startswith("provided") or (root / "bootstrap").is_file():
        return "bootstrap"
    if not runtime:
        module = function.handler.rpartition(".")[0]
        if (root / f"{module}.py").is_file() or (root / module / "__init__.py").is_file():
            return "python"
        if any((root / f"{module}{suffix}").is_file() for suffix in (".js", ".mjs", ".cjs")):
            return "node"
        return "python"
    return ""


def _python(version: str) -> Command:
    """The Python of that version (`3.12`); else the one we run on, and a note that says so."""
    script = str(PYTHON_BOOTSTRAP)
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    if not version or version == ours:
        return Command((sys.executable, script), takes_line=line.AVAILABLE)
    if re.fullmatch(r"3\.\d+", version) and (found := shutil.which(f"python{version}")) and _runs(found):
        return Command((found, script), takes_line=line.AVAILABLE)
    return Command(
        (sys.executable, script),
        note=f"python{version} is not on the PATH: functions that ask for it run on Python {ours}",
        takes_line=line.AVAILABLE,
    )


@lru_cache(maxsize=64)
def _runs(command: str) -> bool:
    """False for the placeholders that version managers (pyenv, asdf) put on the PATH for what is not chosen."""
    try:
        return subprocess.run([command, "-c", ""], capture_output=True, timeout=10, check=False).returncode == 0  # noqa: S603 -- a Python found on the PATH
    except (OSError, subprocess.TimeoutExpired):
        return False
