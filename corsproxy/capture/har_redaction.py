"""A HAR entry with its secrets struck out, everything else as it was."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from corsproxy.capture.redaction import redact_body, safe_url, secret_name, secret_of, without
from corsproxy.http.secrets import STRUCK, redact_text, redact_value

# Below this a value is no credential, whatever its name says.
_LEAST = 4
_SHAPES = {"headers": "headers", "cookies": "cookies", "queryString": "parameters", "params": "parameters"}
# Members of a HAR that a parameter might be named like, and that are none.
_NOT_SECRET_KEYS = frozenset({"key", "code", "state", "policy"})


def _pairs(value: object) -> list[tuple[str, str]]:
    if not isinstance(value, list):
        return []
    named = [item for item in value if isinstance(item, Mapping)]
    pairs = [(item.get("name"), item.get("value")) for item in named]
    return [(name, text) for name, text in pairs if isinstance(name, str) and isinstance(text, str)]


def secrets_in(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Every secret text of the entry that stands in a place made for one, to find its echoes elsewhere."""
    found: list[str] = []
    for message in (entry.get("request"), entry.get("response")):
        if not isinstance(message, Mapping):
            continue
        for name, text in _pairs(message.get("headers")):
            found += secret_of(name, text)
        for _, text in _pairs(message.get("cookies")):
            found += secret_of("cookie", text)
        post = message.get("postData")
        parameters = _pairs(message.get("queryString"))
        parameters += _pairs(post.get("params")) if isinstance(post, Mapping) else []
        for name, text in parameters:
            if secret_name(name):
                found += secret_of("authorization", text)
    return tuple(dict.fromkeys(found))


def redact_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry as it may be shared. The member names, their order and everything that is no secret stay."""
    secrets = secrets_in(entry)
    return {key: _value(value, key, secrets) for key, value in entry.items()}


def redact_log(value: Any) -> Any:
    """What stands beside the entries: pages carry URLs in their titles."""
    return _value(value, "", ())


def _value(value: Any, key: str, secrets: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return _string(value, key, secrets)
    if isinstance(value, dict):
        if value.get("encoding") == "base64" and isinstance(value.get("text"), str):
            rest = {name: _value(each, name, secrets) for name, each in value.items() if name != "text"}
            return {name: _base64(each, secrets) if name == "text" else rest[name] for name, each in value.items()}
        return {_string(name, "", secrets): _value(each, name, secrets) for name, each in value.items()}
    if isinstance(value, list):
        shape = _SHAPES.get(key)
        return [_item(item, shape, secrets) if shape else _value(item, key, secrets) for item in value]
    return value


def _item(item: Any, shape: str, secrets: tuple[str, ...]) -> Any:
    """One element of a list of names and values."""
    if not isinstance(item, dict) or not isinstance(item.get("value"), str) or not isinstance(item.get("name"), str):
        return _value(item, "", secrets)
    name, given = item["name"], item["value"]
    if shape == "cookies":
        shown = STRUCK if given else given
    elif shape == "headers":
        shown = without(redact_value(name, safe_url(given) if "://" in given else given), secrets)
    else:
        shown = STRUCK if given and secret_name(name) else redact_body(given, secrets)
    return {key: shown if key == "value" else _value(each, key, secrets) for key, each in item.items()}


def _string(text: str, key: str, secrets: tuple[str, ...]) -> str:
    if key in {"text", "data"}:
        return redact_body(text, secrets)
    if key and key not in _NOT_SECRET_KEYS and len(text) >= _LEAST and secret_name(key):
        return STRUCK
    if "://" in text or key in {"url", "redirectURL"}:
        text = safe_url(text) if " " not in text else redact_body(text)
    return redact_body(text, secrets) if "=" in text and "://" not in text and "?" in text else _shaped(text, secrets)


def _shaped(text: str, secrets: tuple[str, ...]) -> str:
    return redact_text(without(text, secrets))


def _base64(text: str, secrets: tuple[str, ...]) -> str:
    try:
        plain = base64.b64decode(text, validate=False).decode("latin-1")
    except (binascii.Error, ValueError):
        return redact_body(text, secrets)
    shown = redact_body(plain, secrets)
    return text if shown == plain else base64.b64encode(shown.encode("latin-1", "replace")).decode()
