"""Whether a port can be listened on, asked before anything is started, so that a taken one is one clear line."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Mapping

from corsproxy.where import Mistake, Unusable


def require_different(ports: Mapping[str, int | None]) -> None:
    """Raise `Unusable` when two of these options (by name; None: nothing listens) name one port."""
    named: dict[int, str] = {}
    for option, port in ports.items():
        if port and (other := named.setdefault(port, option)) != option:
            raise Unusable(Mistake(f"{other} and {option} are both {port}", instead=f"Choose another {option}."))


def require_free(host: str, port: int, purpose: str, option: str) -> None:
    """Raise `Unusable` when nothing can listen on `host:port`; port 0 is always free.

    `purpose` says who wanted it, `option` is the command-line option that chooses another.
    """
    if port == 0:
        return
    if not 0 < port < 65536:
        raise Unusable(Mistake(f"{port} is no port", instead=f"Write a number from 1 to 65535 after {option}."))
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Unusable(
            Mistake(f"{host!r} is no address to listen on", instead="Write 127.0.0.1 for this machine only.")
        ) from None
    with socket.socket(family, kind, protocol) as probe:
        if sys.platform != "win32":  # there the option lets two listen on one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Unusable(_mistake(error, host, port, purpose, option)) from None


def _mistake(error: OSError, host: str, port: int, purpose: str, option: str) -> Mistake:
    if error.errno == errno.EADDRINUSE:
        return Mistake(
            f"port {port} on {host}, for {purpose}, is taken by another program",
            instead=f"Stop that program, or choose another port with {option}.",
        )
    if error.errno == errno.EACCES:
        return Mistake(
            f"port {port} on {host}, for {purpose}, needs rights that you do not have",
            instead=f"Choose a port above 1023 with {option}.",
        )
    return Mistake(
        f"cannot listen on {host}:{port} for {purpose}: {error.strerror or error}", instead=f"See {option}."
    )
