"""What loading yields: the APIs, what stands around them, and what could not be settled."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.where import Mistake, Where

Api = HttpApi | RestApi
NO_API = "the template defines no API"
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Domain:
    """A custom domain's mapping of `base_path` (no slashes around it, empty for all) to a stage of an API."""

    name: str
    api_id: str
    stage: str
    base_path: str = ""
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """An `outcome` (as the emulator names them) that the definition forces on a route (`GET /items`)."""

    api_id: str
    route: str
    outcome: str
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """`files` are all that were read (for watching), `notes` what a person should know of what was left open.

    Function URLs are no APIs of API Gateway and stand beside them.
    """

    apis: tuple[Api, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    domains: tuple[Domain, ...] = ()
    faults: tuple[Fault, ...] = ()
    function_urls: tuple[FunctionUrl, ...] = ()


def joined(parts: list[Loaded]) -> Loaded:
    """Return several results as one, notes and files once each."""
    return Loaded(
        tuple(api for part in parts for api in part.apis),
        tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        tuple(dict.fromkeys(file for part in parts for file in part.files)),
        tuple(domain for part in parts for domain in part.domains),
        tuple(fault for part in parts for fault in part.faults),
        tuple(url for part in parts for url in part.function_urls),
    )


def nothing_defined(loaded: Loaded, file: str) -> Mistake:
    """Return the mistake of naming a definition without any API, with what was noted of it: it may say why."""
    noted = [note for note in loaded.notes if not note.endswith(NO_API)][:3]
    return Mistake("no API is defined", Where(file), " ".join(["Name a definition that has one.", *noted]))


def derived_id(*names: str) -> str:
    """Return ten characters of the sort that API Gateway gives APIs, the same for the same names.

    Only a deployment settles the real id, and AWS draws it at random: this is a stand-in, so that URL forms and
    `execute-api` references within a template agree with each other.
    """
    number = int.from_bytes(hashlib.sha256("\0".join(names).encode("utf-8", "replace")).digest()[:10])
    digits = []
    for _ in range(10):
        number, rest = divmod(number, 36)
        digits.append(ALPHABET[rest])
    return "".join(digits)
