"""Every problem of a page fetch, in the order in which a developer will meet them.

A browser names the first fault only. Here what is missing is granted and the fetch is judged again, until the
browser lets it pass or until the capture has no more to show.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corsproxy.diagnose.grant import ALLOW_ORIGIN_ERRORS, grant
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.diagnose.sighting import Sighting
from corsproxy.diagnose.suppositions import Supposed
from corsproxy.fetch.browser import BROWSERS, Browser
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Credentials, PageFetch
from corsproxy.fetch.verdict import Outcome, Phase, Verdict

_AT_MOST = 100
"""A preflight may announce many headers, and each unlisted one is a problem of its own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal. `verdict` is the first browser's that meets it; `browsers` name all that do.

    `condition` is empty when it holds whatever the wire leaves open, else the words under which it does.
    `behind` is False for the problem that the browser names today, True for one that only shows once those
    before it are mended.
    """

    verdict: Verdict
    browsers: tuple[str, ...]
    condition: str = ""
    behind: bool = False


Key = tuple[Phase | None, int, str, str | None]


def chain_of_problems(fetch: PageFetch, browser: Browser, first: Verdict | None = None) -> tuple[Verdict, ...]:
    """What `browser` refuses, one verdict after another, each with the ones before it granted."""
    found: list[Verdict] = []
    seen: set[Key] = set()
    verdict = first if first is not None else judge(fetch, browser)
    while verdict.outcome is Outcome.BLOCKED and len(found) < _AT_MOST:
        key = _key(verdict)
        if key in seen:
            break  # granting it once did not help, and would not help twice
        seen.add(key)
        found.append(verdict)
        granted = grant(fetch, verdict)
        if granted is None:
            break
        fetch = granted
        verdict = judge(fetch, browser)
    return tuple(found)


def _key(verdict: Verdict) -> Key:
    """What makes two refusals one problem: engines word and name the faults of one header differently."""
    error = verdict.error
    if error in ALLOW_ORIGIN_ERRORS:
        return (verdict.phase, verdict.hop, "allow-origin", None)
    return (verdict.phase, verdict.hop, str(error), verdict.culprit)


def problems(sighting: Sighting, supposed: Sequence[Supposed], rulings: Mapping[str, Ruling]) -> tuple[Problem, ...]:
    """The problems of all three browsers, those of the browser that made the capture first."""
    browsers = sorted(BROWSERS, key=lambda browser: browser.name != sighting.browser)
    found: dict[Key, Problem] = {}
    for browser in browsers:
        ruling = rulings.get(browser.name)
        if ruling is None or ruling.standing in (Standing.ALLOWED, Standing.NOT_CORS, Standing.UNKNOWN):
            continue
        chains = [(one, chain_of_problems(one.fetch, browser)) for one in supposed]
        for _, chain in chains:
            for place, verdict in enumerate(chain):
                key = _key(verdict)
                known = found.get(key)
                if known is None:
                    holding = [other for other, its in chains if any(_key(each) == key for each in its)]
                    words = "" if len(holding) == len(chains) else _condition(holding, supposed)
                    found[key] = Problem(verdict, (browser.name,), words, place > 0)
                else:
                    browsers_too = (
                        known.browsers if browser.name in known.browsers else (*known.browsers, browser.name)
                    )
                    found[key] = replace(known, browsers=browsers_too, behind=known.behind and place > 0)
    return tuple(sorted(found.values(), key=_order)) if len(found) > 1 else tuple(found.values())


def _order(problem: Problem) -> tuple[int, int]:
    """By hop, the preflight first; within one response as found, since sorting keeps the order of equals."""
    return problem.verdict.hop, 0 if problem.verdict.phase is Phase.PREFLIGHT else 1


def _condition(holding: Iterable[Supposed], supposed: Sequence[Supposed]) -> str:
    """Under what a problem holds, in the words of script."""
    holding = tuple(holding)
    words = []
    credentials = {one.credentials for one in holding}
    if credentials != {one.credentials for one in supposed}:
        included = Credentials.INCLUDE in credentials
        words.append("the page used credentials: 'include'" if included else "the page did not include credentials")
    redirects = {one.redirect for one in holding}
    if redirects != {one.redirect for one in supposed}:
        words.append("its redirect mode was " + " or ".join(sorted(f"'{mode}'" for mode in redirects)))
    modes = {one.mode for one in holding}
    if modes != {one.mode for one in supposed}:
        words.append("its mode was " + " or ".join(sorted(f"'{mode}'" for mode in modes)))
    return " and ".join(words)
