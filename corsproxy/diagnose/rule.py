"""One browser's ruling on a sighting: judged under every possibility that the wire leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.diagnose.sighting import Sighting
from corsproxy.diagnose.suppositions import Supposed, own_browser, suppositions
from corsproxy.fetch.browser import Browser
from corsproxy.fetch.judge import judge
from corsproxy.fetch.method import is_cors_safelisted_method
from corsproxy.fetch.page_fetch import Credentials, PageFetch
from corsproxy.fetch.rule import Rule
from corsproxy.fetch.safelist import cors_unsafe_request_header_names
from corsproxy.fetch.verdict import Outcome, Verdict

_STANDING = {
    Outcome.ALLOWED: Standing.ALLOWED,
    Outcome.BLOCKED: Standing.BLOCKED,
    Outcome.NOT_CORS: Standing.NOT_CORS,
}
_TITLES = {"chrome": "Chrome", "firefox": "Firefox", "safari": "Safari", "standard": "The Fetch standard"}


def rule(
    sighting: Sighting,
    browser: Browser,
    supposed: Sequence[Supposed] | None = None,
    verdicts: Sequence[Verdict] | None = None,
) -> Ruling:
    """How `browser` decides on `sighting`.

    `supposed` spares working out `suppositions(sighting)` once more, `verdicts` judging each of them once more.
    """
    if supposed is None:
        supposed = suppositions(sighting)
    if verdicts is None:
        verdicts = [judge(one.fetch, browser) for one in supposed]
    verdict = verdicts[0]
    settled = _settled(supposed)
    notes = sighting.notes
    if sighting.unknown and not (verdict.outcome is Outcome.NOT_CORS and verdict.complete):
        return Ruling(browser.name, Standing.UNKNOWN, verdict, settled, notes=(*notes, _sentence(sighting.unknown)))
    if len(supposed) == 1:
        standing, extra = _stands(sighting, browser, verdict)
        return Ruling(browser.name, standing, verdict, settled, notes=(*notes, *extra))
    if all(_same(verdict, other) for other in verdicts[1:]):
        standing, extra = _stands(sighting, browser, verdict)
        # What script reads may still differ (under credentials a `*` in Access-Control-Expose-Headers is no
        # wildcard), and what Firefox prints (one line less where a redirect would not have been followed)
        alike = _said_alike if _only_credentials_are_open(sighting) else _alike
        conditions = {} if all(alike(verdict, other) for other in verdicts[1:]) else _conditions(supposed, verdicts)
        return Ruling(browser.name, standing, verdict, settled, conditions, (*notes, *extra))
    standings = [_stands(sighting, browser, other) for other in verdicts]
    extra = tuple(dict.fromkeys(note for _, some in standings for note in some))
    if all(standing is Standing.UNKNOWN for standing, _ in standings):
        return Ruling(browser.name, Standing.UNKNOWN, verdict, settled, notes=(*notes, *extra))
    conditions = _conditions(supposed, verdicts)
    kinds = {standing for standing, _ in standings}
    # refused for one reason or for another is refused all the same
    standing = kinds.pop() if len(kinds) == 1 else Standing.DEPENDS
    return Ruling(browser.name, standing, verdict, settled, conditions, (*notes, *extra))


def _sentence(reason: str) -> str:
    return f"No verdict: {reason}."


def _settled(supposed: Sequence[Supposed]) -> Credentials | None:
    modes = {one.credentials for one in supposed}
    if Credentials.INCLUDE in modes:
        return Credentials.INCLUDE if len(modes) == 1 else None
    return supposed[0].credentials


def _same(one: Verdict, other: Verdict) -> bool:
    return (
        one.outcome is other.outcome
        and one.error is other.error
        and one.phase is other.phase
        and one.hop == other.hop
        and one.complete is other.complete
    )


def _alike(one: Verdict, other: Verdict) -> bool:
    """True when nobody can see a difference."""
    return one.readable_headers == other.readable_headers and one.console == other.console


def _said_alike(one: Verdict, other: Verdict) -> bool:
    """`_alike` without composing a word: no browser's lines on a refused fetch depend on the credentials mode itself,
    only on the fault that was found under it."""
    if one.outcome is Outcome.BLOCKED:
        return one.culprit == other.culprit and one.parameter == other.parameter
    return _alike(one, other)


def _only_credentials_are_open(sighting: Sighting) -> bool:
    return len(sighting.redirects) == len(sighting.modes) == len(sighting.fetch.hops) == 1


def _stands(sighting: Sighting, browser: Browser, verdict: Verdict) -> tuple[Standing, tuple[str, ...]]:
    """The standing of one verdict, and what has to be said with it."""
    own = own_browser(sighting)
    title = _TITLES[browser.name]
    at_home = own is None or own is browser
    if not verdict.complete:
        return Standing.UNKNOWN, (_beyond(sighting, verdict, title, at_home),)
    if verdict.outcome is not Outcome.NOT_CORS and _may_lack_a_preflight(sighting.fetch, browser):
        unseen = _unseen(verdict)
        if unseen and own is not None and not at_home:
            unseen -= _unseen(judge(sighting.fetch, own))
        if unseen and not at_home:
            note = (
                f"{title} would have sent a preflight that {_TITLES[sighting.browser]} did not send, so its answer "
                "is not in the capture."
            )
            return Standing.BLOCKED if verdict.outcome is Outcome.BLOCKED else Standing.UNKNOWN, (note,)
        if unseen:
            return _STANDING[verdict.outcome], (
                "No preflight is recorded for a request that needs one: the browser's CORS-preflight cache answered, "
                "or the recorder leaves preflights out (Playwright does).",
            )
    return _STANDING[verdict.outcome], ()


def _may_lack_a_preflight(fetch: PageFetch, browser: Browser) -> bool:
    """False for the many fetches that need none at all: a quick look, so that no steps are told for nobody."""
    if len(fetch.hops) == 1:
        if fetch.hops[0].preflight is not None:
            return False
        if not fetch.force_preflight and is_cors_safelisted_method(fetch.method):
            lines = fetch.headers.lines
            return bool(lines) and bool(cors_unsafe_request_header_names(lines, browser))
    return True


def _unseen(verdict: Verdict) -> set[int]:
    """The hops whose preflight this verdict had to do without."""
    return {step.hop for step in verdict.steps if step.title == Rule.PREFLIGHT_UNSEEN.title}


def _beyond(sighting: Sighting, verdict: Verdict, title: str, at_home: bool) -> str:
    """What the capture does not show and this verdict would need."""
    hops = sighting.fetch.hops
    hop = hops[verdict.hop] if verdict.hop < len(hops) else None
    if hop is not None and hop.preflight is not None and hop.actual is None:
        if at_home:
            return (
                "The preflight was answered as it should be, and the request it announces is not in the capture: it "
                "is still to come, the page went away, or the capture ends here."
            )
        return f"{title} would have sent the request; its answer is not in the capture."
    if at_home:
        return "The redirect was not followed in this capture: it ends here, or the next request was kept back."
    return f"{title} would have followed the redirect; where it leads is not in the capture."


def _conditions(supposed: Sequence[Supposed], verdicts: Sequence[Verdict]) -> Mapping[str, Verdict]:
    """Each verdict under the shortest words that tell it from the others."""
    both = len({one.credentials for one in supposed} - {Credentials.INCLUDE}) > 1 and _differ(supposed, verdicts)
    words = [_words(one, both) for one in supposed]
    kept = [index for index in range(3) if len({word[index] for word in words}) > 1]
    for index in (1, 2, 0):
        fewer = [each for each in kept if each != index]
        if index in kept and fewer and _tells(words, fewer, verdicts):
            kept = fewer
    found: dict[str, Verdict] = {}
    for word, verdict in zip(words, verdicts, strict=True):
        found.setdefault(", ".join(word[index] for index in kept), verdict)
    return found


def _words(one: Supposed, both: bool) -> tuple[str, str, str]:
    credentials = one.credentials.value if one.credentials is Credentials.INCLUDE or both else "omit"
    return credentials, f"redirect: {one.redirect.value}", f"mode: {one.mode.value}"


def _differ(supposed: Sequence[Supposed], verdicts: Sequence[Verdict]) -> bool:
    """True where omit and same-origin come out differently: Safari, on a chain that starts at home (D5)."""
    by_rest: dict[tuple[object, ...], Verdict] = {}
    for one, verdict in zip(supposed, verdicts, strict=True):
        if one.credentials is Credentials.INCLUDE:
            continue
        other = by_rest.setdefault((one.redirect, one.mode), verdict)
        if not _same(other, verdict):
            return True
    return False


def _tells(words: Sequence[tuple[str, str, str]], kept: Sequence[int], verdicts: Sequence[Verdict]) -> bool:
    """True when these words alone lead to one verdict each."""
    seen: dict[tuple[str, ...], Verdict] = {}
    for word, verdict in zip(words, verdicts, strict=True):
        other = seen.setdefault(tuple(word[index] for index in kept), verdict)
        if not _same(other, verdict) or not _alike(other, verdict):
            return False
    return True
