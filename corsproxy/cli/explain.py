"""`corsproxy explain`: what a pasted console message, or a code, means."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

import click

from corsproxy.where import Mistake, Unusable

if TYPE_CHECKING:
    from corsproxy.diagnose.console_text import Recognised
    from corsproxy.diagnose.finding import Kind
    from corsproxy.diagnose.report_of_refusal import Refusal

Json = dict[str, object]

_BROWSERS = {"chrome": "Chrome", "firefox": "Firefox", "safari": "Safari", "": "A library"}
_PHASES = {
    "preflight": "preflight: the answer to the OPTIONS request",
    "actual": "actual: the answer to the request itself",
    "redirect": "redirect: a redirect on the way",
    "before sending": "before anything was sent",
}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("words", nargs=-1, metavar="TEXT|CODE")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to answer."
)
@click.option("--list", "listing", is_flag=True, help="Name every code.")
@click.option("--assumptions", is_flag=True, help="What we assume about API Gateway without record or manual.")
def command(words: tuple[str, ...], form: str, listing: bool, assumptions: bool) -> None:
    """Say what a browser's console message means, or what a code of ours means.

    TEXT is the message as it stands in the console of Chrome, Firefox or Safari, with whatever was copied along;
    without TEXT, or with `-`, it is read from standard input. CODE is a code (B011), a name
    (missing-allow-origin) or an error's name (PreflightMissingAllowOriginHeader).
    """
    from corsproxy.diagnose.console_meaning import all_kinds, look_up
    from corsproxy.diagnose.console_text import recognise

    if assumptions:
        _show_assumptions(form)
        return
    if listing:
        _show_list(all_kinds(), form)
        return
    text = " ".join(words)
    if text in ("", "-"):
        if sys.stdin.isatty() and not words:
            raise Unusable(
                Mistake("nothing to explain.", instead="Give the console message in quotes, or a code such as B011.")
            )
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    kinds = look_up(text) if len(text) < 100 else ()
    if kinds:
        _emit({"kinds": [kind_json(kind) for kind in kinds]}, form, "\n\n".join(kind_text(kind) for kind in kinds))
        return
    found = recognise(text)
    if not found.refusals and not found.hiding:
        raise Unusable(
            Mistake(
                "no message of a browser's, and no code, is recognised in this text.",
                instead="Paste the whole line from the console, from “Access to …”, “Cross-Origin Request Blocked” "
                "or “Origin … is not allowed” on; `corsproxy explain --list` names the codes.",
            )
        )
    _emit(recognised_json(found), form, recognised_text(found))


def _emit(value: Json, form: str, text: str) -> None:
    click.echo(json.dumps({"schema_version": 1, **value}, ensure_ascii=False, indent=2) if form == "json" else text)


def _width() -> int:
    return max(60, min(shutil.get_terminal_size((100, 24)).columns, 110))


def _printable(text: str) -> str:
    """What was pasted is hostile: no control character gets through."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _paragraph(label: str, text: str) -> str:
    """`  Label     text`, wrapped under itself."""
    return textwrap.fill(
        _printable(text),
        _width(),
        initial_indent=f"  {label:<16}",
        subsequent_indent=" " * 18,
        break_long_words=False,
        break_on_hyphens=False,
    )


def kind_json(kind: Kind) -> Json:
    """One catalogue entry."""
    from corsproxy.diagnose.advice import how_to_fix
    from corsproxy.diagnose.console_meaning import error_of, not_meant

    error = error_of(kind)
    return {
        "code": kind.code,
        "kind": kind.name,
        "severity": str(kind.severity),
        "error": None if error is None else str(error),
        "title": kind.title,
        "what": kind.what,
        "why": kind.why,
        "does_not_mean": None if error is None else not_meant(error),
        "known_problems": list(kind.known_problems),
        "references": list(kind.references),
        "remedies": list(how_to_fix(kind.name)),
    }


def kind_text(kind: Kind) -> str:
    """One catalogue entry, to read."""
    from corsproxy.diagnose.advice import how_to_check, how_to_fix
    from corsproxy.diagnose.console_meaning import error_of, not_meant

    error = error_of(kind)
    lines = [f"{kind.code} {kind.name}: {kind.title}"]
    if error is not None:
        lines.append(_paragraph("Error", str(error)))
    lines += [_paragraph("What", kind.what), _paragraph("Why", kind.why)]
    if error is not None:
        lines.append(_paragraph("Not meant", not_meant(error)))
    lines += [
        _paragraph("Known problem" if not index else "", each) for index, each in enumerate(kind.known_problems)
    ]
    if check := how_to_check(kind.name):
        lines.append(_paragraph("Check", check))
    lines += [_paragraph("Fix" if not index else "", each) for index, each in enumerate(how_to_fix(kind.name))]
    lines += [_paragraph("Read" if not index else "", each) for index, each in enumerate(kind.references)]
    return "\n".join(lines)


def recognised_json(found: Recognised) -> Json:
    """What was recognised."""
    from corsproxy.diagnose.console_meaning import HIDING_MEANS

    return {
        "recognised": [refusal_json(refusal) for refusal in found.refusals],
        "unspecific": [{"browser": browser or None, "means": HIDING_MEANS} for browser in found.hiding],
    }


def refusal_json(refusal: Refusal) -> Json:
    """One refusal, with what it means and does not mean."""
    from corsproxy.diagnose.advice import how_to_check, how_to_fix, known_values
    from corsproxy.diagnose.console_causes import likely_causes
    from corsproxy.diagnose.console_meaning import GONE, kinds_of, not_meant

    kinds = kinds_of(refusal)
    known = known_values(refusal.url, refusal.origin, refusal.culprit)
    first = refusal.errors[0] if refusal.errors else None
    return {
        "browser": refusal.browser,
        "error": str(first) if first is not None else refusal.name,
        "possible_errors": [str(error) for error in refusal.errors],
        "phase": refusal.phase or None,
        "url": refusal.url or None,
        "redirected_from": refusal.first_url or None,
        "redirected_to": refusal.redirected_to or None,
        "origin": refusal.origin or None,
        "culprit": refusal.culprit or None,
        "status": refusal.status or None,
        "initiator": refusal.api or None,
        "means": kinds[0].what if kinds else GONE.get(refusal.name, ""),
        "does_not_mean": not_meant(first) if first is not None else None,
        "kinds": [kind_json(kind) for kind in kinds],
        "likely_causes": [
            {
                "code": cause.code,
                "kind": cause.name,
                "title": cause.title,
                "check": how_to_check(cause.name, known) or None,
                "fix": list(how_to_fix(cause.name, known)),
            }
            for cause in likely_causes(refusal)
        ],
        "decide_with": _command(refusal),
    }


def _command(refusal: Refusal) -> str | None:
    """The one command that tells the causes apart; only for URLs that can be asked."""
    if not refusal.url.startswith(("http://", "https://")) or not refusal.origin or not refusal.errors:
        return None
    method = refusal.culprit if refusal.errors[0] == "MethodDisallowedByPreflightResponse" else ""
    header = refusal.culprit if refusal.errors[0] == "HeaderDisallowedByPreflightResponse" else ""
    options = ["--origin", refusal.origin]
    options += ["--method", method] if method else []
    options += ["--header", f"{header}: x"] if header else []
    options += ["--preflight-only"] if refusal.phase == "preflight" else []
    return shlex.join(["corsproxy", "probe", refusal.url, *options])


def recognised_text(found: Recognised) -> str:
    """What was recognised, to read."""
    from corsproxy.diagnose.console_meaning import HIDING_MEANS

    parts = [refusal_text(refusal) for refusal in found.refusals]
    if not found.refusals:
        parts += [
            f"{_BROWSERS[browser]}: a line that tells nothing\n{_paragraph('Means', HIDING_MEANS)}"
            for browser in found.hiding
        ]
    return "\n\n".join(parts)


def refusal_text(refusal: Refusal) -> str:
    """One refusal, to read."""
    from corsproxy.diagnose.advice import how_to_check, how_to_fix, known_values
    from corsproxy.diagnose.console_causes import likely_causes
    from corsproxy.diagnose.console_meaning import GONE, kinds_of, not_meant

    kinds = kinds_of(refusal)
    browser = _BROWSERS.get(refusal.browser, refusal.browser)
    if not kinds:
        head = f"{browser}: {refusal.name}" + (", which browsers no longer have" if "Pref" in refusal.name else "")
        lines = [head]
    else:
        lines = [f"{browser}: {refusal.errors[0]} ({kinds[0].code} {kinds[0].name})"]
    lines += [
        _paragraph(label, value)
        for label, value in (
            ("Phase", _PHASES.get(refusal.phase, refusal.phase)),
            ("URL", refusal.url),
            ("Redirected from", refusal.first_url),
            ("Redirected to", refusal.redirected_to),
            ("Origin", refusal.origin),
            ("Status", str(refusal.status) if refusal.status else ""),
            ("At fault", refusal.culprit),
            ("Means", kinds[0].what if kinds else GONE.get(refusal.name, "")),
            ("Because", kinds[0].why if kinds else ""),
            ("Does not mean", not_meant(refusal.errors[0]) if refusal.errors else ""),
        )
        if value
    ]
    if kinds:
        lines += [
            _paragraph("Known problem" if not index else "", each)
            for index, each in enumerate(kinds[0].known_problems)
        ]
    if len(kinds) > 1:
        others = "; ".join(f"{kind.code} {kind.title}" for kind in kinds[1:])
        lines.append(_paragraph("May also be", f"{others}. {browser} words them alike."))
    known = known_values(refusal.url, refusal.origin, refusal.culprit)
    for index, cause in enumerate(likely_causes(refusal)):
        lines.append(_paragraph("Likely causes" if not index else "", f"{cause.code} {cause.title}"))
        if check := how_to_check(cause.name, known):
            lines.append(_paragraph("", f"- check: {check}"))
        lines += [_paragraph("", f"- fix: {fix}") for fix in how_to_fix(cause.name, known)[:1]]
    decide = _command(refusal)
    if decide:
        # in one piece, to be copied
        lines.append(f"  {'Decide with':<16}{_printable(decide)}")
    lines += [
        _paragraph("Read" if not index else "", each)
        for index, each in enumerate(kinds[0].references if kinds else ())
    ]
    return "\n".join(lines)


def _show_list(kinds: tuple[Kind, ...], form: str) -> None:
    _emit(
        {"kinds": [kind_json(kind) for kind in kinds]},
        form,
        "\n".join(f"{kind.code}  {kind.severity:<8}{kind.name:<40}{kind.title}" for kind in kinds),
    )


def _show_assumptions(form: str) -> None:
    from corsproxy.gateway.provenance import Assumed
    from corsproxy.gateway.statements import assumptions

    found = [(each.product, each.says, each.known_by) for each in assumptions()]
    rows = [(product, says, known.why) for product, says, known in found if isinstance(known, Assumed)]
    _emit(
        {"assumptions": [{"product": product, "says": says, "why": why} for product, says, why in rows]},
        form,
        "\n".join(
            f"{product}\n{_paragraph('We say', says)}\n{_paragraph('Because', why)}" for product, says, why in rows
        ),
    )
