"""Secrets struck out of recorded traffic before anything else sees it.

`http.secrets` knows which names are secret. Here are the places of a capture where such a value stands: header
lines, URLs, cookies, query and form parameters, JSON bodies; and its echoes, for a server that quotes the
Authorization header in its error message leaks it as well as the request does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response
from corsproxy.http.secrets import (
    STRUCK,
    is_secret_header,
    is_secret_parameter,
    redact_headers,
    redact_text,
    redact_url,
)

# Shorter values are too likely to be ordinary words of the text around them.
_LEAST_ECHO = 8
_JSON_PAIR = re.compile(r'"([^"\\]{1,64})"(\s*:\s*)"((?:[^"\\]|\\.)*)"?')
_FORM_PAIR = re.compile(r"(?:^|(?<=[&?;\s]))([A-Za-z0-9_.\-\[\]]{1,64})=([^&;\s\"'<>]+)")
_ESCAPED_PAIR = re.compile(r'\\"([^"\\]{1,64})\\"(\s*:\s*)\\"([^"\\]*)\\"')
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>\\‘’“”]+")
_SPLIT = re.compile(r"[;,]")
# What stands in an Authorization header beside the secret itself.
_NO_SECRETS = frozenset({"realm", "uri", "algorithm", "qop", "nc", "signedheaders", "username", "opaque"})
_USERINFO = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#@:\s]*)(:[^/?#@\s]*)?@")
_LEAST_TOKEN = 16
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9-]*[ ]+")


_is_secret = lru_cache(maxsize=4096)(is_secret_header)


def secret_of(name: str, value: str) -> tuple[str, ...]:
    """The secret texts in a header line: the value, without its scheme, each cookie's value; else nothing."""
    if not _is_secret(name):
        return ()
    bare = _SCHEME.sub("", value.strip())
    parts = _SPLIT.split(bare)
    if name.lower() == "set-cookie":  # its other parts are attributes, such as Path
        del parts[1:]
    found = [bare] if len(parts) == 1 and "=" not in bare.rstrip("=") else []
    for part in parts:
        given, equals, text = part.strip().partition("=")
        if equals and given.lower() not in _NO_SECRETS:
            found.append(text.strip().strip('"'))
    spelled = [text for text in found if len(text) >= _LEAST_ECHO]
    spelled += [quoted for text in spelled if (quoted := quote(text, safe="")) != text]
    return tuple(dict.fromkeys(spelled))


def safe_url(url: str) -> str:
    """A URL as it may be shown: password and secret parameters struck out.

    A short user name alone is no secret and stays, for the browsers' own words quote it; a long one is a token.
    """
    found = _USERINFO.match(url)
    if found is None:
        shown = redact_url(url)
    else:
        scheme, user, password = found.group(1), found.group(2), found.group(3)
        rest = redact_url(f"{scheme}{url[found.end() :]}")[len(scheme) :]
        name = user if len(user) < _LEAST_TOKEN else STRUCK
        shown = f"{scheme}{name}{f':{STRUCK}' if password else ''}@{rest}"
    return _FORM_PAIR.sub(_form_pair, shown) if "=" in shown else shown


def without(text: str, secrets: Iterable[str]) -> str:
    """`text` with every echo of a secret struck out."""
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, STRUCK)
    return text


def without_in_url(url: str, secrets: Iterable[str]) -> str:
    """`without` for a URL: the scheme and the authority, which say whose URL it is, are left alone."""
    start = url.find("/", url.find("://") + 3) if "://" in url else 0
    return url[:start] + without(url[start:], secrets) if start >= 0 else url


def secret_name(name: str) -> bool:
    """True when a parameter, JSON key or cookie of this name carries a credential."""
    return is_secret_parameter(name) or is_secret_header(name)


def _json_pair(match: re.Match[str]) -> str:
    if not match.group(3) or not secret_name(match.group(1)):
        return match.group(0)
    return f'"{match.group(1)}"{match.group(2)}"{STRUCK}"'


def _escaped_pair(match: re.Match[str]) -> str:
    if not match.group(3) or not secret_name(match.group(1)):
        return match.group(0)
    return f'\\"{match.group(1)}\\"{match.group(2)}\\"{STRUCK}\\"'


def _form_pair(match: re.Match[str]) -> str:
    return f"{match.group(1)}={STRUCK}" if secret_name(match.group(1)) else match.group(0)


def redact_body(text: str, secrets: Iterable[str] = ()) -> str:
    """A body as it may be shown: JSON members and parameters of secret names, tokens by shape, echoes."""
    text = without(text, secrets)
    if '"' in text and ":" in text:
        text = _JSON_PAIR.sub(_json_pair, text)
        if '\\"' in text:
            text = _ESCAPED_PAIR.sub(_escaped_pair, text)
    if "://" in text:
        text = _URL.sub(lambda match: safe_url(match.group(0)), text)
    if "=" in text:
        text = _FORM_PAIR.sub(_form_pair, text)
    return redact_text(text)


def _redacted_bytes(body: bytes, secrets: tuple[str, ...]) -> bytes:
    if not body:
        return body
    return redact_body(body.decode("latin-1"), secrets).encode("latin-1", "replace")


def _secrets_in(headers: Headers) -> tuple[str, ...]:
    return tuple(secret for name, value in headers.lines for secret in secret_of(name, value))


def _holds_url(name: str, value: str) -> bool:
    """True for absolute URLs anywhere, and for relative ones where a header holds nothing else."""
    return "://" in value or name.lower() in {"location", "content-location", "referer", "refresh"}


def _redacted_headers(headers: Headers, secrets: tuple[str, ...]) -> Headers:
    return redact_headers(
        Headers(
            (name, without_in_url(safe_url(value), secrets) if _holds_url(name, value) else without(value, secrets))
            for name, value in headers.lines
        )
    )


def redact_exchange(exchange: Exchange) -> Exchange:
    """The exchange as it may be shown: every room that diagnoses this one cannot leak what it never saw."""
    asked, answered = exchange.request, exchange.response
    secrets = _secrets_in(asked.headers) + (_secrets_in(answered.headers) if answered is not None else ())
    return Exchange(
        Request(
            asked.method,
            without_in_url(safe_url(asked.url), secrets),
            _redacted_headers(asked.headers, secrets),
            _redacted_bytes(asked.body, secrets),
            asked.http_version,
        ),
        None
        if answered is None
        else Response(
            answered.status,
            _redacted_headers(answered.headers, secrets),
            _redacted_bytes(answered.body, secrets),
            answered.reason,
            answered.http_version,
        ),
        failure=exchange.failure,
        started=exchange.started,
        ended=exchange.ended,
        connection=exchange.connection,
        page=exchange.page,
        resource_type=exchange.resource_type,
        index=exchange.index,
        gaps=exchange.gaps,
    )
