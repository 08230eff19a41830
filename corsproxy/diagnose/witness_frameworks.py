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
    if clue.status == 403 and text.lower().startswith(("invalid cors request", "not allowed by cors")):
        return _attribution(
            "spring" if text.lower().startswith("invalid") else "express",
            clue.quoted_body,
            "framework-refuses-preflight",
            "the application's own CORS filter (Spring, or Express with a list) does not allow this origin, method "
            "or header",
        )
    if "not allowed by cors" in text.lower() and clue.status >= 400:
        return _attribution(
            "express",
            "body says Not allowed by CORS",
            "framework-refuses-preflight",
            "the cors package of Express has a list of origins that this one is not on; its callback raised an error",
        )
    if not clue.preflight or clue.status not in {400, 404, 405, 500, 501}:
        return ()
    if set(clue.body) == {"detail"}:
        name, evidence = "starlette", clue.quoted_body
    elif "cannot options" in text.lower():
        name, evidence = "express", "body says Cannot OPTIONS"
    elif clue.status == 405 and "allow" in clue.headers:
        name, evidence = "framework", clue.quote("allow")
    elif clue.status == 405 and not clue.is_html:
        name, evidence = "framework", "405: neither a REST API nor an HTTP API ever says that"
    elif clue.status == 404 and "404 page not found" in text:
        name, evidence = "go", clue.quoted_body
    elif "route" in clue.message.lower() and "OPTIONS" in clue.message:
        name, evidence = "framework", clue.quoted_body
    else:
        return ()
    return _attribution(
        name,
        evidence,
        "framework-answers-options",
        "the route sends OPTIONS to the application, and the application has no answer for it",
    )
