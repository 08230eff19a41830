"""Every problem of a page fetch, in the order in which a developer will meet them.

A browser names the first fault only. Here what is missing is granted and the fetch is judged again, until the
browser lets it pass or until the capture has no more to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corsproxy.diagnose.grant import ALLOW_ORIGIN_ERRORS, grant
from corsproxy.diagnose.suppositions import Supposed
from corsproxy.fetch.browser import BROWSERS, Browser
from corsproxy.fetch.error import Error
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
Wrong = Callable[[Verdict], bool]
"""Whether the response that a verdict refuses is the wrong one as a whole: an error in place of an answer."""


def chain_of_problems(fetch: PageFetch, browser: Browser, first: Verdict | None = None) -> tuple[Verdict, ...]:
    """What `browser` refuses, one verdict after another, each with the ones before it granted."""
    verdict = first if first is not None else judge(fetch, browser)
    return chains_of_problems(fetch, {browser: verdict})[browser]


def chains_of_problems(
    fetch: PageFetch, firsts: Mapping[Browser, Verdict], wrong: Wrong = lambda _: False
) -> Mapping[Browser, tuple[Verdict, ...]]:
    """Each browser's chain, from its own first verdict. Browsers that refuse the same look at the same mended fetch.

    A response that is `wrong` as a whole ends the chain where the capture shows nothing behind it: what else such
    a response lacks is no problem of its own.
    """
    found: dict[Browser, list[Verdict]] = {browser: [] for browser in firsts}
    seen: dict[Browser, set[Key]] = {browser: set() for browser in firsts}
    asking = [(browser, fetch, verdict) for browser, verdict in firsts.items()]
    for _ in range(_AT_MOST):
        mended: dict[tuple[object, ...], PageFetch | None] = {}
        further = []
        for browser, refused, verdict in asking:
            if verdict.outcome is not Outcome.BLOCKED or _is_held_back(verdict, found[browser]):
                continue
            key = _key(verdict)
            if key in seen[browser]:
                continue  # granting it once did not help, and would not help twice
            seen[browser].add(key)
            found[browser].append(verdict)
            if wrong(verdict) and not _goes_on(refused, verdict):
                continue
            same = (id(refused), verdict.error, verdict.phase, verdict.hop, verdict.culprit)
            if same not in mended:
                mended[same] = grant(refused, verdict)
            granted = mended[same]
            if granted is not None:
                further.append((browser, granted))
        if not further:
            break
        asking = [(browser, granted, judge(granted, browser)) for browser, granted in further]
    return {browser: tuple(chain) for browser, chain in found.items()}


def _is_held_back(verdict: Verdict, before: Sequence[Verdict]) -> bool:
    """A request that its refused preflight kept from being sent is recorded as failed; no network is to blame."""
    return (
        verdict.error is Error.NETWORK_FAILURE
        and bool(before)
        and before[-1].phase is Phase.PREFLIGHT
        and before[-1].hop == verdict.hop
    )


def _goes_on(fetch: PageFetch, verdict: Verdict) -> bool:
    """True when the capture shows more of the fetch than the response that `verdict` refuses."""
    if verdict.hop < len(fetch.hops) - 1:
        return True
    actual = fetch.hops[-1].actual if fetch.hops else None
    return verdict.phase is Phase.PREFLIGHT and actual is not None and actual.response is not None


def _key(verdict: Verdict) -> Key:
    """What makes two refusals one problem: engines word and name the faults of one header differently."""
    error = verdict.error
    if error in ALLOW_ORIGIN_ERRORS:
        return (verdict.phase, verdict.hop, "allow-origin", None)
    return (verdict.phase, verdict.hop, str(error), verdict.culprit)


def problems(
    supposed: Sequence[Supposed],
    verdicts: Mapping[str, Sequence[Verdict]],
    own: str = "",
    wrong: Wrong = lambda _: False,
) -> tuple[Problem, ...]:
    """The problems of all browsers in `verdicts`, those of the browser that made the capture (`own`) first.

    `verdicts` are each browser's on each of `supposed`. What browsers find in a response that is `wrong` as a
    whole is one problem, whatever they name first.
    """

    judged: dict[tuple[object, ...], bool] = {}

    def is_wrong(verdict: Verdict) -> bool:
        what = (verdict.error, verdict.phase, verdict.hop, verdict.culprit)
        known = judged.get(what)
        if known is None:
            known = judged[what] = wrong(verdict)
        return known

    def key_of(verdict: Verdict) -> Key:
        return (verdict.phase, verdict.hop, "wrong", None) if is_wrong(verdict) else _key(verdict)

    browsers = sorted((each for each in BROWSERS if each.name in verdicts), key=lambda each: each.name != own)
    chains = [
        chains_of_problems(one.fetch, {each: verdicts[each.name][place] for each in browsers}, is_wrong)
        for place, one in enumerate(supposed)
    ]
    found: dict[Key, Problem] = {}
    for browser in browsers:
        keys = [[key_of(verdict) for verdict in each[browser]] for each in chains]
        for each, its in zip(chains, keys, strict=True):
            for place, (verdict, key) in enumerate(zip(each[browser], its, strict=True)):
                known = found.get(key)
                if known is None:
                    holding = [one for one, others in zip(supposed, keys, strict=True) if key in others]
                    words = "" if len(holding) == len(supposed) else _condition(holding, supposed)
                    found[key] = Problem(verdict, (browser.name,), words, place > 0)
                elif browser.name not in known.browsers or (known.behind and not place):
                    others = tuple(name for name in known.browsers if name != browser.name)
                    found[key] = replace(known, browsers=(*others, browser.name), behind=known.behind and place > 0)
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
