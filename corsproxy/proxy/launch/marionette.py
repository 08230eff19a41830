"""Firefox told to trust our authority, in the fresh profile only, by its own remote control.

Firefox keeps its trust in a database that only NSS writes, and NSS's tool is rarely installed. So the profile is
opened once without a window, over the protocol that Firefox is tested with, and the certificate is added as the
settings page would do it; the browser that the user then sees starts without any remote control.
https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import ssl
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from typing import Any

from corsproxy.proxy.launch.profile import Command

_SECONDS = 30.0
_TRUST = """
const database = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
database.addCertFromBase64(arguments[0], "CTu,,");
return true;
"""


class Refused(Exception):
    """Firefox did not do what it was asked."""


async def trust(command: Command, certificate: Path) -> None:
    """Add `certificate` (PEM) as an authority for web servers to the profile of `command`; OSError where it fails."""
    profile = Path(command.arguments[command.arguments.index("--profile") + 1])
    port_file = profile / "MarionetteActivePort"
    arguments = [command.arguments[0], "--no-remote", "--new-instance", "--profile", str(profile),
                 "--headless", "--marionette", "--remote-allow-system-access", "about:blank"]  # fmt: skip
    # port 0 lets Firefox choose; the file says which one it chose. Without that, two of us would meet at 2828.
    with (profile / "user.js").open("a", encoding="utf-8") as preferences:
        preferences.write('user_pref("marionette.port", 0);\n')
    process = await asyncio.create_subprocess_exec(
        *arguments,
        env={**os.environ, **command.environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(_SECONDS):
            port = await _port(port_file, process)
            await _add(port, b64encode(ssl.PEM_cert_to_DER_cert(_text(certificate) + "\n")).decode())
            await process.wait()
    except (TimeoutError, Refused, asyncio.IncompleteReadError, ValueError) as error:
        raise OSError(f"Firefox could not be told to trust {certificate}: {error or type(error).__name__}") from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def _port(file: Path, process: asyncio.subprocess.Process) -> int:
    while process.returncode is None:
        if text := _text(file):
            return int(text)
        await asyncio.sleep(0.05)
    raise Refused(f"it ended with {process.returncode}")


def _text(file: Path) -> str:
    return file.read_text(encoding="ascii").strip() if file.exists() else ""


async def _add(port: int, certificate: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await _message(reader)  # its greeting
        await _call(reader, writer, 1, "WebDriver:NewSession", {})
        await _call(reader, writer, 2, "Marionette:SetContext", {"value": "chrome"})
        await _call(reader, writer, 3, "WebDriver:ExecuteScript", {"script": _TRUST, "args": [certificate]})
        await _call(reader, writer, 4, "Marionette:Quit", {"flags": ["eForceQuit"]})
    finally:
        writer.close()


async def _call(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int, name: str, parameters: dict[str, Any]
) -> None:
    sent = json.dumps([0, number, name, parameters]).encode("utf-8")
    writer.write(f"{len(sent)}:".encode("ascii") + sent)
    answer = await _message(reader)
    if isinstance(answer, list) and len(answer) > 2 and answer[2]:
        raise Refused(f"{name}: {answer[2].get('message', answer[2])}")


async def _message(reader: asyncio.StreamReader) -> Any:
    length = await reader.readuntil(b":")
    return json.loads(await reader.readexactly(int(length[:-1])))
