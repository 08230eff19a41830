"""Mapping templates (first version: templates without directives)."""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.overrides import Overrides
from corsproxy.http.headers import Headers


@dataclass(frozen=True, slots=True)
class Source:
    """What `$input` reads: the body and, for `$input.params()`, always the request's parameters."""

    body: bytes
    headers: Headers


class TemplateFailed(Exception):
    """A template that cannot be rendered; the text says why."""


def render(template: str, call: Call, source: Source, overrides: Overrides) -> tuple[str, Overrides]:
    """The rendered text and what the template overrode."""
    return template, overrides
