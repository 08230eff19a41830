"""Web frameworks behind a proxy integration that answer preflights and errors themselves."""

from __future__ import annotations

from corsproxy.diagnose.clues import Clues
from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.gateway.answer import Author, Layer


def _attribution(name: str, evidence: str, cause: str, meaning: str) -> tuple[Attribution, ...]:
    author = Author(Layer.INTEGRATION, name)
    return (Attribution(author, Certainty.LIKELY, (evidence,), "", cause, meaning),)


def framework(clue: Clues) -> tuple[Attribution, ...]:
    """A framework in the function or behind the HTTP integration, recognised by its own words."""
    if clue.error_type:
        return ()
    text = clue.text.strip()
    if clue.preflight and clue.status == 400 and text.startswith("Disallowed CORS"):
        what = text.removeprefix("Disallowed CORS").strip() or "request"
        return _attribution(
            "starlette",
            clue.quoted_body,
            "framework-refuses-preflight",
            f"Starlette's CORSMiddleware (FastAPI) refuses the preflight: its own list does not allow this {what}",
        )
    if not clue.preflight or clue.status not in {400, 404, 405, 501}:
        return ()
    if set(clue.body) == {"detail"}:
        name, evidence = "starlette", clue.quoted_body
    elif text.startswith("<!DOCTYPE html>") and "Cannot OPTIONS" in text:
        name, evidence = "express", "body says Cannot OPTIONS"
    elif clue.status == 405 and "allow" in clue.headers:
        name, evidence = "framework", clue.quote("allow")
    else:
        return ()
    return _attribution(
        name,
        evidence,
        "framework-answers-options",
        "the route sends OPTIONS to the application, and the application has no answer for it",
    )
