"""The configuration: one YAML file of settings and APIs, under the environment, under the command line.

`Config` says what each setting is; `SETTINGS` is the same as a table, from which the check, the environment's names
and the JSON Schema (`config.schema.json`, for editors) are derived. Read first: `read`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from corsproxy.iac.document import read as read_document
from corsproxy.iac.load import load_document, load_template, opened
from corsproxy.iac.loaded import Api, Loaded
from corsproxy.iac.node import Node, node_of, plain
from corsproxy.iac.ours import FIELDS as API_FIELDS
from corsproxy.iac.ours import load_ours, prepared
from corsproxy.iac.shape import Field, Flag, ListOf, Record, Text, Whole, check, json_schema, near
from corsproxy.iac.yaml_positions import scalar
from corsproxy.where import Mistake, Unusable, Where

PREFIX = "CORSPROXY_"
# what `corsproxy demo` runs; ships inside the package
DEMO = Path(__file__).parent / "demo" / "shop.yaml"
PORT = Whole(0, 65535)
# variables that steer the program itself or its tests, and are no settings
NOT_SETTINGS = {"CORSPROXY_TRACEBACK", "CORSPROXY_REQUIRE_BROWSER", "CORSPROXY_CONFIG", "CORSPROXY_BENCH_MB"}
MODE = Text(
    pattern=r"regular(@.+)?|(reverse|upstream):https?://\S+|(transparent|local|socks5|wireguard)(@\S+|:\S+)?",
    looks="regular, reverse:https://…, upstream:https://… or another mode of mitmproxy",
)
BROWSER = Text(("chrome", "firefox", "safari", "standard"))
ORIGIN = Text(pattern=r"[a-z][a-z0-9+.-]*://[^/\s]+|null", looks="an origin: scheme://host[:port], no path")


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where the browser's proxy listens, and how mitmproxy runs (`mode` as its own `--mode`)."""

    listen_host: str = "127.0.0.1"
    listen_port: int = 8080
    mode: str = "regular"
    ui: str = "dump"


@dataclass(frozen=True, slots=True)
class LivePage:
    """Where the page with the live verdicts is served."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = 8081


@dataclass(frozen=True, slots=True)
class Emulator:
    """Where the emulated APIs are served."""

    host: str = "127.0.0.1"
    port: int = 4000


@dataclass(frozen=True, slots=True)
class Report:
    """How findings are shown, and from which severity on the exit code is 1."""

    format: str = "text"
    fail_on: str = "error"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, and the APIs of the file. `origins` empty means any page's; `file` None the defaults alone."""

    proxy: Proxy = Proxy()
    live_page: LivePage = LivePage()
    emulator: Emulator = Emulator()
    browsers: tuple[str, ...] = ("chrome", "firefox", "safari")
    origins: tuple[str, ...] = ()
    report: Report = Report()
    definitions: Loaded = field(default_factory=Loaded)
    file: Path | None = None

    @property
    def apis(self) -> tuple[Api, ...]:
        """The APIs that the file defines."""
        return self.definitions.apis


def section(name: str, fields: Mapping[str, Field], says: str) -> Field:
    """Return a section of settings as a field."""
    return Field(Record(f"'{name}'", fields), says)


SETTINGS: dict[str, Field] = {
    "proxy": section(
        "proxy",
        {
            "listen_host": Field(Text(), "Address to listen at; loopback unless told otherwise."),
            "listen_port": Field(PORT, "Port of the browser's proxy (8080)."),
            "mode": Field(MODE, "mitmproxy's mode: regular, or reverse:URL in front of one API."),
            "ui": Field(Text(("dump", "web", "terminal")), "dump (one line per fetch), web (mitmweb) or terminal."),
        },
        "The proxy between browser and API.",
    ),
    "live_page": section(
        "live_page",
        {
            "enabled": Field(Flag(), "Whether the page is served."),
            "host": Field(Text(), "Address to listen at."),
            "port": Field(PORT, "Port (8081)."),
        },
        "The page that shows every verdict as it happens.",
    ),
    "emulator": section(
        "emulator",
        {"host": Field(Text(), "Address to listen at."), "port": Field(PORT, "Port (4000).")},
        "The stand-in for API Gateway.",
    ),
    "browsers": Field(ListOf(BROWSER), "Whose verdicts are given."),
    "origins": Field(ListOf(ORIGIN), "The pages' origins that matter; any when empty."),
    "report": section(
        "report",
        {
            "format": Field(
                Text(("text", "json", "html", "junit", "sarif", "github", "markdown")), "How findings are written."
            ),
            "fail_on": Field(
                Text(("error", "warning", "note", "never")), "The severity from which the exit code is 1."
            ),
        },
        "How findings are reported.",
    ),
}
CONFIGURATION = Record("the configuration", {**SETTINGS, **API_FIELDS})


def read(
    path: str | Path | None,
    environment: Mapping[str, str],
    *,
    overrides: Mapping[str, str] | None = None,
    parameters: Mapping[str, str] | None = None,
) -> Config:
    """Return the configuration at `path` (None: the defaults), or raise `Unusable` with every mistake in it.

    `environment` may set any single setting (`CORSPROXY_PROXY_LISTEN_PORT`, lists with commas); `overrides` are the
    command line's (`{"proxy.listen_port": "8888"}`) and win. `parameters` fill the file's `${names}`.
    """
    file = Path(path) if path is not None else None
    node = read_document(file) if file is not None else Node({}, Where("the defaults"))
    if node.value is None:
        node = Node({}, node.where)
    mistakes: list[Mistake] = []
    node = prepared(node, parameters or {})
    check(node, CONFIGURATION, "the configuration", mistakes)
    chosen: dict[str, object] = {
        key: plain(item) for key, item in node.entries() if key in SETTINGS and item.value is not None
    }
    for name, value in from_environment(environment, mistakes).items():
        put(chosen, name, value, f"{PREFIX}{name.replace('.', '_').upper()} (environment)", mistakes)
    for name, value in (overrides or {}).items():
        put(chosen, name, value, f"{name} (command line)", mistakes)
    if mistakes:
        raise Unusable(mistakes)
    return Config(
        proxy=msgspec.convert(chosen.get("proxy", {}), Proxy),
        live_page=msgspec.convert(chosen.get("live_page", {}), LivePage),
        emulator=msgspec.convert(chosen.get("emulator", {}), Emulator),
        browsers=listed(chosen.get("browsers"), Config().browsers),
        origins=listed(chosen.get("origins"), ()),
        report=msgspec.convert(chosen.get("report", {}), Report),
        definitions=load_ours(node, file, load_template) if file is not None else Loaded(),
        file=file,
    )


def definitions(path: str | Path, parameters: Mapping[str, str]) -> Loaded:
    """Return the APIs of any definition at `path`: those of a configuration, or those of a template.

    Settings of a configuration are checked too; those of the environment are left alone.
    """
    file = Path(path)
    document, ours = opened(file)
    if ours:
        return read(file, {}, parameters=parameters).definitions
    return load_document(document, file, parameters)


def listed(value: object, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return a setting that is a list; one item may stand alone."""
    if value is None:
        return default
    return tuple(str(item) for item in value) if isinstance(value, list) else (str(value),)


def from_environment(environment: Mapping[str, str], mistakes: list[Mistake]) -> dict[str, str]:
    """Return the settings that the environment makes, by their dotted names."""
    names = {f"{PREFIX}{name.replace('.', '_').upper()}": name for name in setting_names()}
    found = {}
    for variable, value in environment.items():
        if variable in names:
            found[names[variable]] = value
        elif variable.startswith(PREFIX) and variable not in NOT_SETTINGS:
            mistakes.append(
                Mistake(f"{variable} sets nothing", Where("the environment"), near(variable, tuple(names)))
            )
    return found


def setting_names() -> tuple[str, ...]:
    """Return the dotted names of all single settings."""
    names: list[str] = []
    for key, known in SETTINGS.items():
        shape = known.shape
        names += [f"{key}.{inner}" for inner in shape.fields] if isinstance(shape, Record) else [key]
    return tuple(names)


def put(chosen: dict[str, object], name: str, value: str, said: str, mistakes: list[Mistake]) -> None:
    """Set one setting from text, checked like the file's."""
    head, _, inner = name.partition(".")
    known = SETTINGS.get(head)
    shape = known.shape if known else None
    if isinstance(shape, Record):
        shape = shape.fields[inner].shape if inner in shape.fields else None
    if shape is None:
        mistakes.append(Mistake(f"there is no setting '{name}'", None, near(name, setting_names())))
        return
    where = Where(said)
    if isinstance(shape, ListOf):
        node = node_of([item.strip() for item in value.split(",") if item.strip()], where)
    elif isinstance(shape, Text):
        node = Node(value, where, value)
    else:
        node = Node(scalar(value, (True, False), None), where, value)
    before = len(mistakes)
    check(node, shape, f"'{name}'", mistakes)
    if len(mistakes) > before:
        return
    if inner:
        place = chosen.setdefault(head, {})
        if isinstance(place, dict):
            place[inner] = plain(node)
    else:
        chosen[head] = plain(node)


def schema() -> bytes:
    """Return the JSON Schema of a configuration file; `config.schema.json` holds exactly this."""
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "corsproxy configuration",
        **json_schema(CONFIGURATION),
    }
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()
