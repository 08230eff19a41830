"""A remedy written out in the dialects of definitions: asked of `fixes` once for equal remedies."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.diagnose.finding import Remedy
from corsproxy.fixes.snippet import Snippet
from corsproxy.fixes.snippets import snippets

_KNOWN: dict[tuple[object, ...], Mapping[str, Snippet]] = {}
_MOST = 1_000


def written(remedy: Remedy) -> Mapping[str, Snippet]:
    """By dialect; empty where `fixes` has no snippet for this remedy."""
    key = (remedy.kind, remedy.text, tuple(remedy.values.items()))
    found = _KNOWN.get(key)
    if found is None:
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        found = _KNOWN[key] = snippets(remedy)
    return found
