"""Where the proxy and the live page listen: the command line over the environment over a configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corsproxy.config import read
from corsproxy.where import Mistake, Unusable

if TYPE_CHECKING:
    from corsproxy.config import Config

USUAL_NAMES = ("corsproxy.yaml", "corsproxy.yml")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the proxy runs. `modes` are mitmproxy's own; `page_port` None: without the live page. `ui` is mitmproxy's
    dump, console or web."""

    host: str
    port: int
    modes: tuple[str, ...]
    ui: str
    page_port: int | None
    file: Path | None


def settings(
    config: Path | None,
    environment: Mapping[str, str],
    *,
    host: str | None = None,
    port: int | None = None,
    modes: tuple[str, ...] = (),
    ui: str | None = None,
    page: bool | None = None,
    page_port: int | None = None,
) -> Settings:
    """What was given wins; what is None or empty comes from the environment, then from `config` or the usual file.

    Raises `Unusable` with every mistake in them.
    """
    file = config or usual_file()
    found = read(file, environment)
    if found.live_page.host not in _LOOPBACK:
        raise Unusable(
            Mistake(
                f"live_page.host is {found.live_page.host}, and the live page is served on this machine only",
                instead="Write 127.0.0.1, or leave it out.",
            )
        )
    wanted = found.live_page.enabled if page is None else page
    chosen = found.live_page.port if page_port is None else page_port
    return Settings(
        host=found.proxy.listen_host if host is None else host,
        port=found.proxy.listen_port if port is None else port,
        modes=modes or _modes(found),
        ui=ui or ("console" if found.proxy.ui == "terminal" else found.proxy.ui),
        page_port=chosen if wanted or (page is None and page_port is not None) else None,
        file=file,
    )


def usual_file() -> Path | None:
    """The configuration that lies here, if one does."""
    return next((Path(name) for name in USUAL_NAMES if Path(name).is_file()), None)


def _modes(found: Config) -> tuple[str, ...]:
    return () if found.proxy.mode == "regular" else (found.proxy.mode,)
