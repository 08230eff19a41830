"""Putting the user's own values into a snippet, safely: what came from a capture never becomes code."""

from __future__ import annotations

import re
from collections.abc import Mapping

_MARK = re.compile("«([a-z_]+)»")
# what origins, paths, header names, ids and lists of them are made of; nothing that quotes or ends a line
_UNSAFE = re.compile(r"[^A-Za-z0-9:/._~,*+@%{}\[\]-]")
# a gateway response runs no template: for several origins it can only map the request's own back
REFLECTED = "method.request.header.Origin"


def safe(value: str) -> str:
    """The value without any character that could end a string or a line of a definition or program."""
    return _UNSAFE.sub("", value)


def listed(value: str) -> list[str]:
    """The items of a comma-joined value."""
    return [item for item in (safe(part) for part in value.split(",")) if item]


def quoted(value: str, mark: str = '"') -> str:
    """`a,b` as `"a", "b"`."""
    return ", ".join(f"{mark}{item}{mark}" for item in listed(value))


def several(values: Mapping[str, str]) -> bool:
    """True when more than one origin is to be allowed."""
    return len(listed(values["origin"])) > 1


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace «name» by the safe value, and «name_quoted» / «name_single» by a list of quoted items.

    «origin_first» is the first of several origins, for places that take one, «origin_others» the quoted rest;
    «origin_gateway» is a gateway response's value: the one origin in API Gateway's single quotes, or for several the
    request's own.

    A name that is not among the values is a bug of ours: KeyError.
    """

    def replacement(match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "origin_first":
            return next(iter(listed(values["origin"])), "")
        if name == "origin_others":
            return quoted(",".join(listed(values["origin"])[1:]))
        if name == "origin_gateway":
            return REFLECTED if several(values) else f"'{safe(values['origin'])}'"
        if name.endswith("_quoted"):
            return quoted(values[name.removesuffix("_quoted")])
        if name.endswith("_single"):
            return quoted(values[name.removesuffix("_single")], "'")
        return safe(values[name])

    return _MARK.sub(replacement, text).strip("\n") + "\n"


def when_credentials(values: Mapping[str, str], line: str) -> str:
    """The line, where the page asks with credentials; nothing where not."""
    return line if values.get("credentials") else ""
