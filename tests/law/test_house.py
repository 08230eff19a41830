"""The law of the house: who may import whom, how long a file may be, and that every file has its test."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "corsproxy"

# package -> what it may import from corsproxy. `*` means anything.
INSIDE: dict[str, set[str]] = {
    "where": {"where"},
    "http": {"http", "where"},
    "fetch": {"fetch", "http"},
    "gateway": {"gateway", "http", "where"},
    "diagnose": {"diagnose", "where", "http", "fetch", "gateway"},
    "fixes": {"fixes", "where", "diagnose"},
    "report": {"report", "where", "diagnose", "fixes"},
    "capture": {"capture", "where", "http"},
    "iac": {"iac", "where", "gateway"},
    "emulator": {"emulator", "http", "gateway"},
    "proxy": {"proxy", "http", "fetch", "gateway", "diagnose", "capture"},
    # `where`: its mapping of hosts and its expectations are the user's own input, with places
    "replay": {"replay", "where", "http", "fetch", "diagnose", "capture"},
    "dashboard": {"dashboard", "http", "diagnose", "report"},
    # a configuration holds definitions of APIs, and `iac` is where those are read
    "config": {"config", "where", "iac"},
    # the demo's Lambda handlers are data: they run in processes of their own, as a user's would
    "demo": set(),
    "cli": {"*"},
}
# files that are roofs although they stand in another package
ROOFS = {"corsproxy/replay/pytest_plugin.py"}

# package -> third-party packages, or file -> the ones only that file may import
OUTSIDE: dict[str, set[str]] = {
    # The cellar takes one library in one file: nobody should write a WHATWG URL parser by hand.
    "corsproxy/http/url.py": {"can_ada"},
    "corsproxy/gateway/rest_api/velocity.py": {"airspeed"},
    "corsproxy/gateway/rest_api/json_schema.py": {"jsonschema", "referencing"},
    "corsproxy/report/text.py": {"rich"},
    "corsproxy/report/matrix.py": {"rich"},  # the other table for the terminal
    "corsproxy/report/json.py": {"msgspec"},
    "capture": {"msgspec"},
    "corsproxy/capture/flows.py": {"mitmproxy"},
    "iac": {"yaml"},
    "corsproxy/iac/sam.py": {"samtranslator"},
    "emulator": {"aiohttp"},
    "corsproxy/emulator/jwt_keys.py": {"jwt"},
    # aiohttp's own URL type, with which alone a URL is sent as it is written
    "corsproxy/emulator/backends.py": {"yarl"},
    # optional, and asked for by name only
    "corsproxy/emulator/event_loop.py": {"uvloop"},
    "corsproxy/emulator/certificates.py": {"cryptography"},
    "proxy": {"mitmproxy"},
    # the hash of the authority's key is what Chromium is told; mitmproxy brings the library and hides the key
    "corsproxy/proxy/launch/authority.py": {"cryptography"},
    "replay": {"aiohttp"},
    "corsproxy/replay/sending.py": {"yarl"},  # as in the emulator's backends
    "corsproxy/replay/expectations.py": {"yaml"},  # the small file beside a capture
    "corsproxy/replay/cors_file.py": {"yaml"},  # the small file that names one
    "corsproxy/replay/pytest_plugin.py": {"pytest", "pytest_asyncio"},
    "dashboard": {"aiohttp"},
    "config": {"yaml", "msgspec"},
    "cli": {"click", "rich"},
}

PURE = {"where", "http", "fetch", "gateway", "diagnose", "fixes", "report"}
# What pure packages may take from the standard library: nothing that waits, reads or remembers.
PURE_STDLIB = {
    "__future__", "abc", "base64", "binascii", "bisect", "calendar", "collections", "contextlib", "copy",
    "dataclasses", "datetime", "enum", "fnmatch", "functools", "hashlib", "heapq", "hmac", "html", "http",
    "io", "ipaddress", "itertools", "json", "math", "operator", "re", "statistics", "string", "struct",
    "textwrap", "types", "typing", "unicodedata", "urllib", "uuid", "xml", "zlib",
}  # fmt: skip

SOURCES = sorted(p for p in PACKAGE.rglob("*.py"))
ADDONS = sorted((ROOT / "addons").glob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[int, str]]:
    """Every imported module with its line: nested imports and those under TYPE_CHECKING too."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{relative(path)}:{node.lineno}: relative import; write it absolute"
            if node.module == "corsproxy":
                found += [(node.lineno, f"corsproxy.{alias.name}") for alias in node.names]
            elif node.module:
                found.append((node.lineno, node.module))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in {"__import__", "import_module"}:
                literal = node.args[0] if node.args else None
                if isinstance(literal, ast.Constant) and isinstance(literal.value, str):
                    found.append((node.lineno, literal.value))
    return found


def only_values(path: Path) -> bool:
    """A file of dataclasses, enums and constants has nothing to test: its users' tests are its tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return not any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.If) for node in ast.walk(tree))


def complaints(path: Path) -> list[str]:
    home = room(path)
    name = relative(path)
    inside = {"*"} if name in ROOFS or home in {"__init__", "__main__"} else INSIDE[home]
    outside = OUTSIDE.get(home, set()) | OUTSIDE.get(name, set())
    problems = []
    for line, module in imports(path):
        top, _, rest = module.partition(".")
        if top == "corsproxy":
            target = rest.partition(".")[0]
            if "*" not in inside and target and target not in inside and not target.startswith("__"):
                problems.append(f"{name}:{line}: {home} may not import corsproxy.{target}")
        elif top in sys.stdlib_module_names:
            if home in PURE and top not in PURE_STDLIB:
                problems.append(f"{name}:{line}: {home} is pure and may not import {top}")
        elif "*" not in outside and top not in outside:
            problems.append(f"{name}:{line}: {home} may not import {top}")
    return problems


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_a_room_imports_only_what_the_table_allows(path: Path) -> None:
    assert not complaints(path)


def test_every_room_is_in_the_table() -> None:
    assert {room(path) for path in SOURCES} - {"__init__", "__main__"} <= set(INSIDE)


@pytest.mark.parametrize("path", SOURCES + ADDONS, ids=relative)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_file_is_named_after_nothing(path: Path) -> None:
    vague = {"utils", "util", "helpers", "common", "base", "manager", "handler", "service", "misc"}
    assert path.stem not in vague


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name == "__init__.py"], ids=relative)
def test_each_package_states_its_law_and_what_to_read_first(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "law" in doc
    assert "Read first" in doc


def test_each_source_file_has_a_test_file() -> None:
    """corsproxy/a/b/c.py is tested in tests/a/test_c.py or tests/a/test_b_c.py."""
    missing = []
    for path in SOURCES:
        if path.name in {"__init__.py", "__main__.py"} or only_values(path):
            continue
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        folder = ROOT / "tests" / (parts[0] if len(parts) > 1 else "")
        names = {f"test_{parts[-1]}.py", f"test_{'_'.join(parts[1:])}.py"}
        if not any((folder / name).exists() for name in names):
            missing.append(f"{relative(path)}: no {' or '.join(sorted(names))} in {relative(folder)}")
    assert not missing, "\n".join(missing)


def test_the_emulator_never_names_a_cors_header() -> None:
    for path in (PACKAGE / "emulator").rglob("*.py"):
        assert "access-control" not in path.read_text(encoding="utf-8").lower(), relative(path)


def test_browser_and_gateway_are_strangers() -> None:
    """Not even in words: the browser's rooms know no AWS, the gateway's no browser."""
    for path in (PACKAGE / "fetch").rglob("*.py"):
        text = path.read_text(encoding="utf-8").lower()
        assert "aws" not in text.replace("draws", "").replace("laws", ""), relative(path)
        assert "gateway" not in text.replace("bad gateway", ""), relative(path)
