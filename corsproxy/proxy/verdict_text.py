"""An assessment in one word, in one line, and whole: what comments, the log and the content view say."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import assert_never

from corsproxy.capture.redaction import redact_body
from corsproxy.diagnose.assess import Assessment, headline
from corsproxy.diagnose.authorship import attribute
from corsproxy.diagnose.finding import Attribution, Certainty, Finding, Severity
from corsproxy.diagnose.network_author import network_author
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.gateway.answer import Author, Layer
from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_url


class Word(StrEnum):
    """The first word of a comment; filters such as `~comment cors:blocked` find it."""

    OK = "cors:ok"
    BLOCKED = "cors:blocked"
    UNKNOWN = "cors:unknown"
    NOT_CORS = "cors:none"


_SOMEBODY = "an unknown writer"


class Progress(StrEnum):
    """How far a page fetch has come: complete, or what the browser has still to do."""

    COMPLETE = ""
    PREFLIGHT_PASSED = "the preflight passed; the request that it announces is still to come"
    PREFLIGHT_OPEN = "the preflight passes unless the page sends credentials; the request is still to come"
    REDIRECTED = "redirected; the next request is still to come"


def progress_word(progress: Progress, assessment: Assessment) -> Word:
    """The word for a page fetch that may be under way."""
    match progress:
        case Progress.COMPLETE:
            return word_of(assessment)
        case Progress.PREFLIGHT_PASSED | Progress.REDIRECTED:
            return Word.OK
        case Progress.PREFLIGHT_OPEN:
            return Word.UNKNOWN
        case _:
            assert_never(progress)


def standing_word(standing: Standing) -> Word:
    """The word for one browser's standing: what depends on something unseen is not known."""
    match standing:
        case Standing.ALLOWED:
            return Word.OK
        case Standing.BLOCKED:
            return Word.BLOCKED
        case Standing.DEPENDS | Standing.UNKNOWN:
            return Word.UNKNOWN
        case Standing.NOT_CORS:
            return Word.NOT_CORS
        case _:
            assert_never(standing)


def leading(assessment: Assessment) -> Ruling:
    """The ruling that the word follows: the browser's that sent the fetch; where no browser is known, the gravest."""
    rulings = assessment.rulings
    own = rulings.get(assessment.sighting.browser)
    if own is not None:
        return own
    gravest = (Standing.BLOCKED, Standing.DEPENDS, Standing.UNKNOWN, Standing.ALLOWED, Standing.NOT_CORS)
    return min(rulings.values(), key=lambda ruling: gravest.index(ruling.standing))


def word_of(assessment: Assessment) -> Word:
    """One word for the whole page fetch; blocked also where only the reason depends on what was not seen."""
    ruling = leading(assessment)
    if blocked_in_any_case(ruling):
        return Word.BLOCKED
    return standing_word(ruling.standing)


def blocked_in_any_case(ruling: Ruling) -> bool:
    """True when every possibility that the wire leaves open ends blocked."""
    return ruling.standing is Standing.BLOCKED or (
        ruling.standing is Standing.DEPENDS and all(one.error is not None for one in ruling.conditions.values())
    )


def _condition(ruling: Ruling) -> str:
    blocked = [possibility for possibility, verdict in ruling.conditions.items() if verdict.error is not None]
    return f"blocked if {' or '.join(_spelled(one) for one in blocked)}" if blocked else "depends"


def _spelled(possibility: str) -> str:
    """A key of `Ruling.conditions` in words: a bare word is a credentials mode."""
    return possibility if ":" in possibility else f"credentials: {possibility}"


def badge(ruling: Ruling) -> str:
    """One browser in a few characters: `chrome ok`, `safari blocked`, `firefox blocked if credentials: include`."""
    match ruling.standing:
        case Standing.ALLOWED:
            return f"{ruling.browser} ok"
        case Standing.DEPENDS:
            return f"{ruling.browser} {'blocked' if blocked_in_any_case(ruling) else _condition(ruling)}"
        case Standing.BLOCKED | Standing.UNKNOWN | Standing.NOT_CORS:
            return f"{ruling.browser} {ruling.standing.value}"
        case _:
            assert_never(ruling.standing)


def badges(assessment: Assessment) -> str:
    """All browsers; one statement where they agree: `chrome firefox safari blocked`."""
    texts = [(ruling.browser, badge(ruling).removeprefix(ruling.browser)) for ruling in assessment.rulings.values()]
    if len({rest for _, rest in texts}) == 1:
        return " ".join(name for name, _ in texts) + texts[0][1]
    return ", ".join(name + rest for name, rest in texts)


def author_text(author: Author) -> str:
    """Who wrote a response, in a developer's words."""
    kind = author.type
    match author.layer:
        case Layer.CORS_CONFIGURATION:
            return "API Gateway, by the API's CORS configuration"
        case Layer.GATEWAY_RESPONSE:
            return f"API Gateway itself ({kind})" if kind else "API Gateway itself"
        case Layer.MOCK_INTEGRATION:
            return "API Gateway's MOCK integration"
        case Layer.INTEGRATION:
            who = {"AWS_PROXY": "the Lambda function", "AWS": "the AWS integration"}
            return who.get(kind, f"the backend ({kind})" if kind else "the backend")
        case Layer.AUTHORIZER:
            return f"the authorizer ({kind})" if kind else "the authorizer"
        case Layer.WAF:
            return "AWS WAF"
        case Layer.CLOUDFRONT:
            return f"CloudFront ({kind})" if kind else "CloudFront"
        case Layer.DEV_TOOL:
            return f"a development tool ({kind})" if kind else "a development tool"
        case Layer.NETWORK:
            return network_author(kind)
        case Layer.UNKNOWN:
            return ""
        case _:
            assert_never(author.layer)


def attributed(attribution: Attribution) -> str:
    """The author with how sure that is, unless it is certain; empty when nobody is named."""
    who = author_text(attribution.author)
    if not who or attribution.certainty is Certainty.CERTAIN:
        return who
    return f"{who}, {'likely' if attribution.certainty is Certainty.LIKELY else 'possibly'}"


def writer(assessment: Assessment) -> str:
    """Who wrote the response that decided, by the first finding that names somebody; empty when none does."""
    for finding in assessment.findings:
        if finding.attribution is not None and (who := attributed(finding.attribution)):
            return who
    return ""


def response_writer(assessment: Assessment) -> str:
    """Who wrote the response that decided, also where nothing is wrong with it; empty when nobody can be named."""
    if word_of(assessment) is Word.BLOCKED and (who := writer(assessment)):
        return who
    exchange = deciding_exchange(assessment)
    for attribution in attribute(exchange) if exchange is not None else ():
        if who := attributed(attribution):
            return who
    return ""


def deciding_exchange(assessment: Assessment) -> Exchange | None:
    """The exchange whose response decided: the failed preflight, else the last actual one."""
    hops = assessment.sighting.fetch.hops
    verdict = leading(assessment).verdict
    if not hops:
        return None
    hop = hops[min(verdict.hop, len(hops) - 1)]
    if verdict.phase is not None and verdict.phase.value == "preflight" and hop.preflight is not None:
        return hop.preflight
    return hop.actual or hop.preflight


def status_text(assessment: Assessment) -> str:
    """The status that the page would have got, `OPTIONS 403` for a preflight's, `failed` where nothing came back."""
    exchange = deciding_exchange(assessment)
    if exchange is None:
        return "-"
    status = str(exchange.response.status) if exchange.response is not None else "failed"
    return f"OPTIONS {status}" if exchange.request.method == "OPTIONS" else status


def error_text(assessment: Assessment) -> str:
    """The error's name, and behind it those browsers' that name another; empty when no browser refuses."""
    names = {
        ruling.browser: ruling.verdict.error.value
        for ruling in assessment.rulings.values()
        if ruling.verdict.error is not None and _refuses(ruling)
    }
    if not names:
        return ""
    first = names.get(leading(assessment).browser) or next(iter(names.values()))
    others = ", ".join(f"{browser}: {error}" for browser, error in names.items() if error != first)
    return f"{first} ({others})" if others else first


def _refuses(ruling: Ruling) -> bool:
    return ruling.standing in (Standing.BLOCKED, Standing.DEPENDS, Standing.UNKNOWN)


def cause_text(assessment: Assessment) -> str:
    """`R001 The resource has no OPTIONS method`, for `corsproxy explain R001`; empty when nothing is wrong."""
    if word_of(assessment) not in (Word.BLOCKED, Word.UNKNOWN):
        return ""
    wrong = (one for one in assessment.findings if one.severity is Severity.ERROR)
    return next((f"{one.kind.code} {shown(one.title)}" for one in wrong), "")


def one_line(assessment: Assessment) -> str:
    """The line that the terminal shows for a page fetch; without secrets and without control characters."""
    fetch = assessment.sighting.fetch
    parts = [
        f"{word_of(assessment).value:<12}",
        f"{status_text(assessment)}  {fetch.page_origin} -> {fetch.method} {redact_url(fetch.url)}",
        badges(assessment),
        error_text(assessment),
        cause_text(assessment),
        f"written by {who}" if (who := writer(assessment)) else "",
    ]
    return printable("  ".join(part for part in parts if part))


def summary(assessment: Assessment) -> str:
    """What stands behind the word in a comment: the browsers, and the one-line truth where there is more to say."""
    if cause := cause_text(assessment):
        said = [error_text(assessment), cause, f"written by {who}" if (who := writer(assessment)) else ""]
        return printable(f"{badges(assessment)}: {', '.join(part for part in said if part)}")
    if all(one.standing is Standing.ALLOWED for one in assessment.rulings.values()):
        beside = [f"{one.kind.code} {shown(one.title)}" for one in assessment.findings]
        return printable(f"{badges(assessment)}: {', '.join(beside)}" if beside else badges(assessment))
    return printable(f"{badges(assessment)}: {shown(headline(assessment))}")


def shown(text: str) -> str:
    """Free text that may quote the traffic, its secrets struck out: tokens by shape, values by their names."""
    return redact_body(text)


def printable(text: str) -> str:
    """The text with control characters shown as escapes: what a server sent never drives the terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii") for c in text)


def explanation(assessment: Assessment) -> Iterator[str]:
    """The whole verdict as lines: fetch, browsers, findings and what to change, then what the consoles say and the
    steps of the standard with the deciding one marked."""
    sighting = assessment.sighting
    fetch = sighting.fetch
    yield f"{word_of(assessment).value}  {shown(headline(assessment))}"
    yield f"{fetch.page_origin} -> {fetch.method} {redact_url(fetch.url)}  ({status_text(assessment)})"
    yield ""
    for ruling in assessment.rulings.values():
        error = f"  {ruling.verdict.error.value}" if ruling.verdict.error is not None and _refuses(ruling) else ""
        yield f"{badge(ruling)}{error}"
    if sighting.unknown:
        yield f"cannot tell: {sighting.unknown}"
    for note in sighting.notes:
        yield f"note: {shown(note)}"
    for finding in assessment.findings:
        yield ""
        yield from _found(finding)
    for ruling in assessment.rulings.values():
        if _refuses(ruling) and ruling.verdict.console:
            yield ""
            yield f"Console of {ruling.browser}:"
            yield from (f"    {shown(line)}" for line in ruling.verdict.console)
    yield from _steps(leading(assessment))


def _found(finding: Finding) -> Iterator[str]:
    yield f"{finding.kind.code} {finding.severity.value}: {shown(finding.title)}"
    yield f"    {shown(finding.why)}"
    if finding.attribution is not None:
        yield f"    written by {attributed(finding.attribution) or _SOMEBODY}"
        for evidence in finding.attribution.evidence:
            yield f"      because {shown(evidence)}"
    for other in finding.alternatives:
        meaning = f": {shown(other.meaning)}" if other.meaning else ""
        decide = f"; to decide: {shown(other.decide_with)}" if other.decide_with else ""
        yield f"    or {attributed(other) or _SOMEBODY}{meaning}{decide}"
    for remedy in finding.remedies:
        yield f"    change: {shown(remedy.text)}"


def _steps(ruling: Ruling) -> Iterator[str]:
    steps = ruling.verdict.steps
    if steps:
        yield ""
        yield f"Steps of the Fetch standard ({ruling.browser}):"
    deciding = len(steps) - 1 if ruling.verdict.error is not None else -1
    for position, step in enumerate(steps):
        mark = {True: "passed", False: "failed", None: ""}[step.passed]
        arrow = ">" if position == deciding else " "
        yield f"{arrow} {step.phase.value:<9} {mark:<6} {step.title}: {shown(step.detail)}"
        if position == deciding:
            yield f"  {step.spec}"
