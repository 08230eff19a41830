"""Firefox's reports, in English and in the other languages it speaks.

A translated report keeps what matters: the URL, the names of the headers, the quoted values. Their number and
kind tell the reason in any language.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corsproxy.diagnose.console_text_wordings import FIREFOX, Wording
from corsproxy.diagnose.report_of_refusal import Refusal, refusal_of
from corsproxy.fetch.error import Error

_ENGLISH = re.compile(
    r"remote resource at '?(?P<url>[^()]{1,8000}?)'?(?:\.| soon\.) ?\(Reason: (?P<reason>.{1,1200}?)\)"
    r"(?:\. Status code: (?P<status>\d{3}|\(null\)))?(?=[.\s]|$)"
)
# `… https://a.example/x. (Grund: CORS-Kopfzeile …`: the URL, a word in some language, a colon, then what CORS missed
# (possessive, so that no pasted text takes long)
_TRANSLATED = re.compile(
    r"(?P<url>https?://[!#-&(-;=?-~]++)(?!.{0,40}Resource Sharing policy)"
    r"[^:：]{0,100}[:：]\s?(?P<reason>[^:：()（）]{0,40}?CORS(?! policy))"
)
_STATUS = re.compile(r"[:：]\s?(?P<status>[1-5]\d\d)(?!\d)")
_HEADER = re.compile(r"Access-Control-Allow-(Origin|Credentials|Methods|Headers)")
_REASON = 320
_QUOTED = re.compile(
    r"‘([^’]*)’|“([^”]*)”|„([^“”]*)[“”]|« ?([^»]*?) ?»|「([^」]*)」|『([^』]*)』|(?<![\w])'([^']*)'(?!\w)"
)
_MISSING = re.compile(
    r"missing|fehl|manqu|falta|ausente|mancant|assente|ontbre|saknas|mangl|puuttu|brak|chyb|hiány|lipse|отсутств|відсутн|липсва"
    r"|足りない|ありません|见当|缺少|缺失|不存在|없|누락|yok|eksik|λείπει|ขาด|thiếu|manca",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"multip|mehrere|plusieurs|múltipl|varias|várias|meerdere|flera|flere|több|více|wiele|нескольк|множ|複数|多个|多個|여러|birden",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"token|jeton|トークン|令牌|標記|токен|토큰|simge|žeton|leksem", re.IGNORECASE)
_NOT_HTTP = re.compile(r"\bhttp\b", re.IGNORECASE)
_REDIRECT = re.compile(r"redirec|weiterleit|umleit|リダイレクト|重定向|перенаправ|doorverw|przekier", re.IGNORECASE)
_PREFLIGHT = re.compile(r"preflight|pré-?vol|プリフライト|预检|預檢|preverif|prelimin", re.IGNORECASE)


def firefox_reports(raw: str, text: str, taken: list[tuple[int, int]]) -> list[tuple[int, Refusal]]:
    """The reports in `text`; `raw` is the same text with its own quotes, character by character."""
    found: list[tuple[int, Refusal]] = []
    for frame in _ENGLISH.finditer(text):
        told = _english(frame)
        if told is not None:
            found.append((frame.start(), told))
            taken.append((frame.start(), frame.end()))
    frames = list(_TRANSLATED.finditer(raw))
    for index, frame in enumerate(frames):
        following = frames[index + 1].start() if index + 1 < len(frames) else len(raw)
        stop = min(following, frame.start("reason") + _REASON)
        if any(frame.start() < end and begin < stop for begin, end in taken):
            continue
        refusal = _translated(raw[frame.start("reason") : stop], frame.group("url").rstrip(".,"))
        if refusal is not None:
            found.append((frame.start(), refusal))
            taken.append((frame.start(), stop))
    return found


def _english(frame: re.Match[str]) -> Refusal | None:
    # a header's value may hold parentheses: the reason then ends at the last one before the status
    reason = frame.group("reason")
    for wording in FIREFOX:
        match = wording.pattern.search(reason)
        if match:
            status = frame.group("status") or ""
            refusal = refusal_of(wording, match, "firefox", {"url": frame.group("url")})
            if status.isdecimal():
                refusal = replace(refusal, status=int(status))
            return refusal
    return None


def _translated(reason: str, url: str) -> Refusal | None:
    error = _error(reason)
    if error is None:
        return None
    status = _STATUS.search(reason)
    values = [value for value in _quoted(reason) if not _HEADER.fullmatch(value)]
    match = re.compile(r".{0,120}").match(reason)
    assert match is not None  # noqa: S101 -- it matches anything
    refusal = refusal_of(Wording(match.re, (error,)), match, "firefox", {"url": url})
    culprit = values[0] if values and values[0] not in ("*", "true") else ""
    return replace(refusal, culprit=culprit, status=int(status.group("status")) if status else 0)


def _quoted(text: str) -> list[str]:
    return [next(group for group in found.groups() if group is not None) for found in _QUOTED.finditer(text)]


def _error(reason: str) -> Error | None:
    """The reason, by which headers and values it names."""
    named = _HEADER.search(reason)
    if named is None:
        if _PREFLIGHT.search(reason):
            return Error.PREFLIGHT_INVALID_STATUS
        if _REDIRECT.search(reason):
            return Error.PREFLIGHT_DISALLOWED_REDIRECT
        return Error.CORS_DISABLED_SCHEME if _NOT_HTTP.search(reason) else Error.NETWORK_FAILURE
    header = named.group(1)
    values = [value for value in _quoted(reason) if not _HEADER.fullmatch(value)]
    match header:
        case "Credentials":
            return Error.INVALID_ALLOW_CREDENTIALS
        case "Methods" if values:
            return Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE
        case "Methods":
            return Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE
        case "Headers" if _TOKEN.search(reason) and not _MISSING.search(reason):
            return Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE
        case "Headers":
            return Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE
        case _ if "*" in values:
            return Error.WILDCARD_ORIGIN_NOT_ALLOWED
        case _ if values:
            return Error.ALLOW_ORIGIN_MISMATCH
        case _ if _SEVERAL.search(reason) and not _MISSING.search(reason):
            return Error.MULTIPLE_ALLOW_ORIGIN_VALUES
        case _:
            return Error.MISSING_ALLOW_ORIGIN_HEADER
