"""The CORS-preflight's answer: is this method, with these headers, allowed to be sent?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import assert_never

from corsproxy.fetch.browser import Browser, PreflightCheck
from corsproxy.fetch.cors_check import PREFLIGHT_ERROR, cors_check
from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import Examined, Fault, Mark
from corsproxy.fetch.header_list import ABSENT, TokenList, extract_header_list_values
from corsproxy.fetch.method import is_cors_safelisted_method
from corsproxy.fetch.preflight_question import Question
from corsproxy.fetch.rule import Rule

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})

_METHODS = "access-control-allow-methods"
_HEADERS = "access-control-allow-headers"


@dataclass(frozen=True, slots=True)
class PreflightAnswer:
    """What a browser looks at in a preflight's response: combined values, None where absent."""

    status: int
    location: str | None
    allow_origin: str | None
    origin_lines: int
    allow_credentials: str | None
    allow_methods: str | None
    allow_headers: str | None


def _list(value: str | None) -> TokenList:
    return ABSENT if value is None else extract_header_list_values(value)


@lru_cache(maxsize=2048)
def examine_preflight(
    answer: PreflightAnswer, asked: Question, origin: str, include: bool, at_home: bool, browser: Browser
) -> Examined:
    """https://fetch.spec.whatwg.org/#cors-preflight-fetch, steps 7 and following, in `browser`'s order.

    `include` is whether the actual request includes credentials (the preflight itself never does);
    `at_home` tells that the preflight goes to the page's own origin, at the end of a tainted chain.
    """
    marks: list[Mark] = []
    for check in browser.preflight_order:
        examined = _examine(check, answer, asked, origin, include, at_home, browser)
        marks.extend(examined.marks)
        if examined.fault:
            redirected = answer.location if answer.status in REDIRECT_STATUSES else None
            return Examined(tuple(marks), replace(examined.fault, location=redirected or ""))
    return Examined(tuple(marks))


def _examine(
    check: PreflightCheck,
    answer: PreflightAnswer,
    asked: Question,
    origin: str,
    include: bool,
    at_home: bool,
    browser: Browser,
) -> Examined:
    match check:
        case PreflightCheck.REDIRECT:
            return _not_redirected(answer)
        case PreflightCheck.CORS:
            # D29: Firefox takes a preflight to the page's own origin for same-origin, although the chain is tainted
            if browser.home_preflight_unchecked and at_home:
                return Examined(((Rule.ALLOW_ORIGIN, True, "not looked at on the page's own origin"),))
            return _cors(answer, origin, include, browser)
        case PreflightCheck.STATUS:
            return _ok_status(answer)
        case PreflightCheck.METHODS_SYNTAX:
            return _parses(
                answer.allow_methods,
                _METHODS,
                Rule.ALLOW_METHODS_PARSES,
                Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE,
            )
        case PreflightCheck.HEADERS_SYNTAX:
            return _parses(
                answer.allow_headers,
                _HEADERS,
                Rule.ALLOW_HEADERS_PARSES,
                Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE,
            )
        case PreflightCheck.METHOD:
            return _method_allowed(answer, asked, include)
        case PreflightCheck.HEADERS:
            return _headers_allowed(answer, asked, include, browser)
        case _:
            assert_never(check)


def _not_redirected(answer: PreflightAnswer) -> Examined:
    if answer.status in REDIRECT_STATUSES and answer.location:
        fault = Fault(Error.PREFLIGHT_DISALLOWED_REDIRECT, culprit="location", status=answer.status)
        return Examined(((Rule.PREFLIGHT_NOT_REDIRECTED, False, f"{answer.status} to '{answer.location}'"),), fault)
    return Examined(())


def _cors(answer: PreflightAnswer, origin: str, include: bool, browser: Browser) -> Examined:
    checked = cors_check(
        answer.allow_origin,
        answer.origin_lines,
        answer.allow_credentials,
        origin,
        include,
        answer.status,
        browser,
    )
    if checked.fault:
        return Examined(checked.marks, replace(checked.fault, error=PREFLIGHT_ERROR[checked.fault.error]))
    return checked


def _ok_status(answer: PreflightAnswer) -> Examined:  # step 7
    ok = 200 <= answer.status <= 299
    mark: Mark = (Rule.PREFLIGHT_OK_STATUS, ok, f"status {answer.status}")
    if ok:
        return Examined((mark,))
    return Examined((mark,), Fault(Error.PREFLIGHT_INVALID_STATUS, culprit=str(answer.status), status=answer.status))


def _parses(value: str | None, header: str, rule: Rule, error: Error) -> Examined:  # steps 7.1 to 7.3
    if value is None:
        return Examined(())
    bad = extract_header_list_values(value).bad
    if bad is None:
        return Examined(((rule, True, f"'{value}'"),))
    mark: Mark = (rule, False, f"'{value}': '{bad}' is no token")
    return Examined((mark,), Fault(error, culprit=header, value=value, token=bad))


def _method_allowed(answer: PreflightAnswer, asked: Question, include: bool) -> Examined:  # steps 7.4 and 7.5
    methods = _list(answer.allow_methods).items
    method = asked.method
    ok = (
        method in methods
        or is_cors_safelisted_method(method)
        or ("*" in methods and not include)
        or (asked.forced and answer.allow_methods is None)
    )
    found = "absent" if answer.allow_methods is None else f"'{answer.allow_methods}'"
    mark: Mark = (Rule.METHOD_ALLOWED, ok, f"{method}, Access-Control-Allow-Methods {found}")
    if ok:
        return Examined((mark,))
    fault = Fault(Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE, culprit=method, parameter=method)
    return Examined((mark,), fault)


def _headers_allowed(answer: PreflightAnswer, asked: Question, include: bool, browser: Browser) -> Examined:
    """Steps 7.6 and 7.7."""
    if not asked.names:
        return Examined(())
    allowed = _list(answer.allow_headers).lowered
    found = "absent" if answer.allow_headers is None else f"'{answer.allow_headers}'"
    star = "*" in allowed and not include
    for name in asked.order or asked.names:
        # D1: the standard does not let `*` cover Authorization; no browser enforces that today
        covered = star and (name != "authorization" or browser.authorization_under_star)
        if name not in allowed and not covered:
            mark: Mark = (Rule.HEADERS_ALLOWED, False, f"{name}, Access-Control-Allow-Headers {found}")
            return Examined(
                (mark,), Fault(Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE, culprit=name, parameter=name)
            )
    marks: list[Mark] = []
    if "authorization" in asked.names and "authorization" not in allowed:
        detail = "the standard requires Authorization to be listed by name; no browser does so yet"
        marks.append((Rule.AUTHORIZATION_UNDER_STAR, None, detail))
    names = ", ".join(asked.names)
    return Examined((*marks, (Rule.HEADERS_ALLOWED, True, f"{names}, Access-Control-Allow-Headers {found}")))
