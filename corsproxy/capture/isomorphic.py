"""From the text of a recorder to header values as the Fetch standard has them, one character per byte.

https://infra.spec.whatwg.org/#isomorphic-decode
"""

from __future__ import annotations

import re

from corsproxy.http.headers import Line

_FIELD_LINE = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):(.*)", re.DOTALL)


def isomorphic(text: str) -> str:
    """One character per byte.

    A character above U+00FF proves that the recorder decoded the bytes as UTF-8, so the whole value goes
    back through UTF-8. Without one, each character stands for its byte: browsers and proxies decode header
    bytes as Latin-1, and where one did not (a lone `é` read from UTF-8) nothing in the file tells.
    """
    if text.isascii():
        return text
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass").decode("latin-1")
    return text


def lines_of(name: str, value: str, *, from_browser: bool) -> tuple[Line, ...]:
    """The header lines that one name and value of a recorder stand for; a line feed separates them.

    Browsers join the lines of one name with a line feed (Chromium's header list, Firefox for Set-Cookie). A
    proxy writes what stood on the wire, and there a bare line feed ends the line for every browser: what
    follows is a header of its own, and nothing where it has no colon (RFC 9112 section 2.2).
    """
    name = isomorphic(name)
    value = isomorphic(value)
    if "\n" not in value:
        return ((name, value),)
    first, *rest = (part.removesuffix("\r") for part in value.split("\n"))
    found: list[Line] = [(name, first)]
    for part in rest:
        if from_browser or name.lower() == "set-cookie":
            found.append((name, part))
        elif part[:1] in {" ", "\t"}:  # obs-fold: the value goes on
            found[-1] = (found[-1][0], f"{found[-1][1]} {part.lstrip()}")
        elif field := _FIELD_LINE.fullmatch(part):
            found.append((field.group(1), field.group(2).strip(" \t")))
    return tuple(found)
