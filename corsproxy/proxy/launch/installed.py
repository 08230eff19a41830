"""Which browsers are installed, and where."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Engine(StrEnum):
    """What a browser is built on: it decides flags and profile."""

    CHROMIUM = "chromium"
    FIREFOX = "firefox"


@dataclass(frozen=True, slots=True)
class Installed:
    """A browser that can be started."""

    name: str
    engine: Engine
    path: str


_ON_PATH: tuple[tuple[str, Engine, tuple[str, ...]], ...] = (
    ("chromium", Engine.CHROMIUM, ("chromium", "chromium-browser")),
    ("chrome", Engine.CHROMIUM, ("google-chrome", "google-chrome-stable", "chrome")),
    ("edge", Engine.CHROMIUM, ("microsoft-edge", "microsoft-edge-stable", "msedge")),
    ("firefox", Engine.FIREFOX, ("firefox", "firefox-esr")),
)
_ELSEWHERE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "darwin": {
        "chromium": ("/Applications/Chromium.app/Contents/MacOS/Chromium",),
        "chrome": ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",),
        "edge": ("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",),
        "firefox": ("/Applications/Firefox.app/Contents/MacOS/firefox",),
    },
    "win32": {
        "chrome": (r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",),
        "edge": (r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",),
        "firefox": (r"%ProgramFiles%\Mozilla Firefox\firefox.exe",),
    },
}
NAMES = tuple(name for name, _, _ in _ON_PATH)


def installed() -> Iterator[Installed]:
    """Every browser found, the preferred first."""
    for name, engine, commands in _ON_PATH:
        places = _ELSEWHERE.get(sys.platform, {}).get(name, ())
        candidates = [shutil.which(command) for command in commands] + [os.path.expandvars(place) for place in places]
        for path in candidates:
            if path and Path(path).exists():
                yield Installed(name, engine, path)
                break


def find(name: str | None, engine: Engine | None = None) -> Installed | None:
    """The browser of that name, or the first one there is (of that engine); None where there is none."""
    return next(
        (one for one in installed() if name in (None, one.name) and engine in (None, one.engine)),
        None,
    )
