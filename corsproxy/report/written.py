"""A remedy written out in the dialects of definitions, asked of `fixes` once for each remedy."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.diagnose.finding import Remedy
from corsproxy.fixes.snippet import Snippet


def snippets(remedy: Remedy) -> Mapping[str, Snippet]:
    """By dialect; empty where `fixes` has no snippet for this remedy."""
    try:
        from corsproxy.fixes.snippets import snippets as write  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError:  # the room next door is not furnished yet
        return {}
    found: Mapping[str, Snippet] = write(remedy)
    return found
