"""Seen against predicted: every difference as one paragraph that a person can act on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.browsers.case import Case, Seen
from tests.browsers.engines import Engine, is_beside_the_point
from tests.browsers.predict import BROWSER, Predicted, predict
from tests.browsers.server import Site

_NULL_PRINCIPAL = re.compile(r"moz-nullprincipal:\{[^}]*\}(\?[^ ]*)?")


@dataclass
class Tally:
    """How often each thing was compared and how often it agreed; the paragraphs of those that did not."""

    compared: Counter[str] = field(default_factory=Counter)
    agreed: Counter[str] = field(default_factory=Counter)
    paragraphs: list[str] = field(default_factory=list)

    def note(self, what: str, case: Case, seen: object, predicted: object, about: str) -> None:
        """Count one comparison."""
        self.compared[what] += 1
        if seen == predicted:
            self.agreed[what] += 1
        else:
            self.paragraphs.append(
                f"{what} of case {case.id} ({case.family}): the browser: {seen!r}; we: {predicted!r}. {about}"
            )

    def holds(self) -> bool:
        """True when everything agrees but at most one console in a hundred (README names the reasons)."""
        return all(
            self.agreed[what] >= (0.99 if what == "console" else 1.0) * count for what, count in self.compared.items()
        )

    def figures(self) -> str:
        """One line: every figure."""
        return ", ".join(f"{what} {self.agreed[what]}/{count}" for what, count in self.compared.items())


def told(case: Case) -> str:
    """The case in a sentence, enough to try it by hand."""
    chain = "; ".join(
        f"{step.role}: OPTIONS -> {step.preflight.status} {dict_like(step.preflight.headers)}, "
        f"request -> {step.response.status} {dict_like(step.response.headers)}"
        for step in case.steps
    )
    options = f"credentials {case.credentials}, mode {case.mode}, redirect {case.redirect}, {case.context}"
    body = f", body {case.body!r}" if case.body is not None else ""
    upload = ", upload listener" if case.upload_listener else ""
    return f"{case.api} {case.method} headers {dict_like(case.headers)} ({options}{body}{upload}). {chain}"


def dict_like(lines: Iterable[tuple[str, str]]) -> str:
    """Header lines in one line."""
    return (
        "["
        + ", ".join(f"{name}: {value}" for name, value in lines if name not in ("X-One", "ETag", "Retry-After"))
        + "]"
    )


def _plain(line: str) -> str:
    """Without what nobody can foretell: the random name of a Firefox page without an origin."""
    return _NULL_PRINCIPAL.sub("moz-nullprincipal:{…}", line.strip())


def compare(engine: Engine, site: Site, tally: Tally) -> None:
    """Compare every case of a site with the engine's profile."""
    browser = BROWSER[engine.browser]
    for case in site.cases.values():
        seen = site.seen[case.id]
        if not seen.outcome or seen.outcome == "timeout":
            tally.note("finished", case, seen.outcome or "nothing", "finished", told(case))
            continue
        _compare_one(engine, case, seen, predict(case, site, browser), tally)


def _compare_one(engine: Engine, case: Case, seen: Seen, predicted: Predicted, tally: Tally) -> None:
    about = told(case)
    verdict = predicted.verdict
    tally.note("outcome", case, seen.outcome, predicted.outcome, about)
    tally.note("wire", case, [each[:4] if each[1] else each[:3] for each in seen.wire],
               [each[:4] if each[1] else each[:3] for each in predicted.wire], about)  # fmt: skip
    if seen.outcome == predicted.outcome == "ok":
        tally.note("readable headers", case, sorted(seen.readable), sorted(verdict.readable_headers), about)
    if engine.name == "chromium" and seen.outcome == "error" and (seen.code or verdict.error):
        expected = str(verdict.error)
        if seen.code or not expected.startswith(
            ("Redirect", "TooMany", "Network", "InvalidR", "Corp", "DisallowedByMode", "NoCors")
        ):
            tally.note("error code", case, seen.code, expected, about)
    console = [_plain(line) for line in seen.console if not is_beside_the_point(line)]
    said = [_plain(line) for line in verdict.console if not is_beside_the_point(line)]
    if engine.name == "firefox":
        # WebDriver BiDi does not pass this warning on; it stands in Firefox's own console
        said = [line for line in said if not line.startswith("Cross-Origin Request Warning: ")]
    if engine.name == "webkit":
        # MiniBrowser writes this third line to its inspector alone
        said = [line for line in said if not line.startswith("Failed to load resource: ")]
    if seen.outcome == "error" or console:
        tally.note("console", case, sorted(console), sorted(said), about)
