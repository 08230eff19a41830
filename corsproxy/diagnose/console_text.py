"""What a pasted console message says: which browser refused what, at which URL, for which origin.

Pasted text comes with stack traces, time stamps, file names, line wraps, typographic or plain quotes, JSON or HTML
escapes around and in it. Nothing here is executed or fetched: the text is data.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace

from corsproxy.diagnose.console_text_firefox import firefox_reports
from corsproxy.diagnose.console_text_wordings import CHROME, FIREFOX_WHOLE, HIDING, SAFARI, Wording
from corsproxy.diagnose.report_of_refusal import Refusal, preflight_variants, refusal_of

_LONGEST = 50_000
_BODY = 700

# Chrome's frames, newest first. What follows one is the sentence that tells the reason.
_CHROME_FRAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"Access to (?P<api>[A-Za-z ]{1,40}?) at '(?P<url>[^']{1,8000}?)'"
        r"(?: \(redirected from '(?P<first>[^']{1,8000}?)'\))?"
        r" from origin '(?P<origin>[^']{1,500}?)' has been blocked by CORS policy:",
        r"Redirect from '(?P<first>[^']{1,8000}?)' to '(?P<url>[^']{1,8000}?)' has been blocked by CORS policy:",
        r"(?P<api>Redirect|Image|Font|Script|Video|Audio|Imported resource|CSS resource|Text track|Stylesheet)"
        r"(?: from| at) origin '(?P<url>[^']{1,500}?)' has been blocked from loading by "
        r"Cross-Origin Resource Sharing policy:",
        r"Failed to load (?P<url>https?:\S+?): "
        r"(?=No '|Response |The |Request |Method |Redirect |Cannot |Cross |Credentials )",
        r"(?P<api>XMLHttpRequest|Fetch API|EventSource) cannot load (?P<url>\S+?)\. (?=\S)",
    )
)
_SUPPLIED = re.compile(r"Origin '(?P<origin>[^']+)' is therefore not allowed access")
_STATUS = re.compile(r"The response had HTTP status code (?P<status>\d+)")
_PREFLIGHT = re.compile(r"Response to preflight request doesn't pass access control check:?")
# WebKit names the URL in a line of its own
_SAFARI_URL = re.compile(
    r"(?:(?P<api>Fetch API|XMLHttpRequest|EventSource|Beacon) cannot load|Cannot load (?P<what>\w+)) (?P<url>\S+?)"
    r"(?: due to access control checks|\.(?= Origin \S+ is not allowed))"
)
_SAFARI_REDIRECT = re.compile(
    r"Cross-origin redirection to (?P<url>\S+) denied by Cross-Origin Resource Sharing policy:"
)
_SAFARI_SCRIPT = re.compile(r"Cross-origin script load denied by Cross-Origin Resource Sharing policy")

_ESCAPES = re.compile(r"\\u(20[0-9a-fA-F]{2}|00[0-7][0-9a-fA-F])")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_QUOTES = str.maketrans({**dict.fromkeys("‘’‚‛`´′", "'"), **dict.fromkeys("“”„‟″", '"')})
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Recognised:
    """`refusals` in the order of the text. `hiding` names the browsers whose unspecific line was there ("Failed to
    fetch"), which tell nothing by themselves."""

    refusals: tuple[Refusal, ...]
    hiding: tuple[str, ...] = ()


def recognise(text: str) -> Recognised:
    """Every refusal that a pasted text tells of. Total: any text, at worst nothing is recognised."""
    text = _ANSI.sub("", text[:_LONGEST]).translate(_INVISIBLE)
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = _ESCAPES.sub(lambda found: chr(int(found.group(1), 16)), text)
        text = text.replace('\\"', '"').replace("\\'", "'").replace("\\n", " ").replace("\\r", " ")
    found = _recognise(" ".join(text.split()))
    if "\n" in text:
        # a terminal may have wrapped hard, in the middle of words
        torn = _recognise(" ".join("".join(line.strip("\r") for line in text.split("\n")).split()))
        if _told(torn) > _told(found):
            return torn
    return found


def _told(found: Recognised) -> int:
    """How much of the text was understood."""
    return sum(len(refusal.said) + len(refusal.url) for refusal in found.refusals)


def _recognise(raw: str) -> Recognised:
    text = raw.translate(_QUOTES)
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Refusal]] = []
    found += _framed_by_chrome(text, taken)
    found += firefox_reports(raw, text, taken)
    found += _whole(text, FIREFOX_WHOLE, "firefox", taken)
    found += _by_safari(text, taken)
    found += _whole(text, CHROME, "", taken)
    found.sort(key=lambda each: each[0])
    hiding = tuple(dict.fromkeys(browser for pattern, browser in HIDING if pattern.search(text)))
    return Recognised(_merged([refusal for _, refusal in found]), hiding)


def _is_taken(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < stop and begin < end for begin, stop in taken)


def _framed_by_chrome(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, Refusal]]:
    frames: list[re.Match[str]] = []
    for pattern in _CHROME_FRAMES:
        for frame in pattern.finditer(text):
            if not any(frame.start() < other.end() and other.start() < frame.end() for other in frames):
                frames.append(frame)
    frames.sort(key=lambda frame: frame.start())
    found: list[tuple[int, Refusal]] = []
    for index, frame in enumerate(frames):
        stop = frames[index + 1].start() if index + 1 < len(frames) else len(text)
        body = text[frame.end() : min(stop, frame.end() + _BODY)]
        told = _first(body, CHROME)
        if told is None:
            continue
        wording, match = told
        if wording.browser and "CORS policy" not in frame.group():
            continue  # a network error in the next line belongs to somebody else
        groups = frame.groupdict()
        refusal = refusal_of(wording, match, "chrome", groups)
        if _PREFLIGHT.search(body, 0, match.start() + 1) or "Response to preflight" in body[: match.start()]:
            refusal = preflight_variants(refusal)
        supplied = _SUPPLIED.search(body)
        if supplied and not refusal.origin:
            refusal = replace(refusal, origin=supplied.group("origin"))
        status = _STATUS.search(body)
        if status:
            refusal = replace(refusal, status=int(status.group("status")))
        if groups.get("first") and refusal.phase == "actual" and frame.group().startswith("Redirect"):
            refusal = replace(refusal, phase="redirect")
        taken.append((frame.start(), frame.end() + match.end()))
        found.append((frame.start(), refusal))
    return found


def _first(body: str, wordings: tuple[Wording, ...]) -> tuple[Wording, re.Match[str]] | None:
    """The wording that stands first in `body`; of two at one place the one that the table names first."""
    best: tuple[Wording, re.Match[str]] | None = None
    for wording in wordings:
        match = wording.pattern.search(body)
        if match and (best is None or match.start() < best[1].start()):
            best = (wording, match)
    return best


def _whole(
    text: str, wordings: tuple[Wording, ...], browser: str, taken: list[tuple[int, int]]
) -> list[tuple[int, Refusal]]:
    """Sentences that stand alone."""
    found: list[tuple[int, Refusal]] = []
    for wording in wordings:
        for match in wording.pattern.finditer(text):
            if _is_taken(taken, match.start(), match.end()):
                continue
            taken.append((match.start(), match.end()))
            refusal = refusal_of(wording, match, wording.browser or browser or "chrome", {})
            before = text[max(0, match.start() - 90) : match.start()]
            if _PREFLIGHT.search(before):
                refusal = preflight_variants(refusal)
            found.append((match.start(), refusal))
    return found


def _by_safari(text: str, taken: list[tuple[int, int]]) -> list[tuple[int, Refusal]]:
    found = _whole(text, SAFARI, "safari", taken)
    if not found:
        script = _SAFARI_SCRIPT.search(text)
        url = _SAFARI_URL.search(text)
        if script or url:
            place = script or url
            assert place is not None  # noqa: S101 -- one of them is there
            told = Refusal("safari", (), url=url.group("url") if url else "", name="AccessControlChecks")
            return [(place.start(), told)]
        return []
    urls = [(each.start(), each) for each in _SAFARI_URL.finditer(text)]
    redirects = [(each.start(), each.end(), each.group("url")) for each in _SAFARI_REDIRECT.finditer(text)]
    result: list[tuple[int, Refusal]] = []
    for start, refusal in found:
        redirect = next((each for each in redirects if 0 <= start - each[1] <= 2), None)
        if redirect is not None:
            phase = "redirect"
            refusal = replace(refusal, phase=phase, redirected_to=redirect[2])
        if urls:
            near = min(urls, key=lambda each: (each[0] < start, abs(each[0] - start)))[1]
            api = near.group("api") or near.group("what") or ""
            refusal = replace(refusal, url=refusal.url or near.group("url"), api=refusal.api or api)
        result.append((start, refusal))
    return result


def _merged(refusals: list[Refusal]) -> tuple[Refusal, ...]:
    """Each refusal once: browsers repeat themselves, and Firefox adds that the request did not succeed."""
    result: list[Refusal] = []
    for refusal in refusals:
        follow_up = refusal.browser == "firefox" and "did not succeed" in refusal.said and not refusal.status
        earlier = next(
            (
                each
                for each in result
                if each.browser == refusal.browser and (each.url == refusal.url or not refusal.url)
            ),
            None,
        )
        if follow_up and earlier is not None and refusal.errors and refusal.errors[0] == "NetworkFailure":
            if earlier.phase == "actual":
                # Firefox adds this line after a failed preflight, and after a redirect that it would have followed
                index = result.index(earlier)
                result[index] = replace(preflight_variants(earlier), phase="preflight or redirect")
            continue
        if any(_says_the_same(each, refusal) for each in result):
            continue
        result.append(refusal)
    return tuple(result)


def _says_the_same(one: Refusal, other: Refusal) -> bool:
    if one.browser != other.browser or (one.url and other.url and one.url != other.url):
        return False
    if one.errors == other.errors:
        return one.name == other.name and one.culprit == other.culprit
    # the redirected preflight's second line in Firefox, the local network's second line in Chrome
    return bool(set(one.errors) & set(other.errors)) or (
        "PreflightDisallowedRedirect" in one.errors and "PreflightInvalidStatus" in other.errors
    )
