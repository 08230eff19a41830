"""An emulator for as long as a command or a test needs one, from any definition."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from corsproxy.where import Unusable


@asynccontextmanager
async def emulated(definition: str | Path) -> AsyncIterator[str]:
    """Start an emulator on a free loopback port; give its origin (`http://127.0.0.1:43210`)."""
    from corsproxy.config import definitions
    from corsproxy.emulator import serve
    from corsproxy.emulator.address import DomainMapping
    from corsproxy.iac.loaded import nothing_defined

    loaded = definitions(definition, {})
    if not loaded.apis and not loaded.function_urls:
        raise Unusable(nothing_defined(loaded, str(definition)))
    domains = tuple(DomainMapping(one.name, one.api_id, one.stage, one.base_path) for one in loaded.domains)
    async with serve(loaded.apis, domains=domains, function_urls=loaded.function_urls) as running:
        yield running.origin
