"""One refusal: its phase, and the preflight's variant of a sentence."""

from __future__ import annotations

import re

from corsproxy.diagnose.console_text_wordings import Wording
from corsproxy.diagnose.report_of_refusal import preflight_variants, refusal_of
from corsproxy.fetch.error import Error


def told(error: Error, browser: str, text: str = "x") -> tuple[tuple[Error, ...], str]:
    pattern = re.compile(".+")
    match = pattern.match(text)
    assert match is not None
    refusal = refusal_of(Wording(pattern, (error,)), match, browser, {"url": "https://a.example/ x"})
    assert refusal.url == "https://a.example/x"
    return refusal.errors, refusal.phase


def test_chrome_says_when_it_is_a_preflight_and_the_others_do_not() -> None:
    assert told(Error.MISSING_ALLOW_ORIGIN_HEADER, "chrome") == ((Error.MISSING_ALLOW_ORIGIN_HEADER,), "actual")
    errors, phase = told(Error.MISSING_ALLOW_ORIGIN_HEADER, "safari")
    assert errors == (Error.MISSING_ALLOW_ORIGIN_HEADER, Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER)
    assert phase == "preflight or actual"


def test_phases_follow_from_the_error() -> None:
    assert told(Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE, "chrome")[1] == "preflight"
    assert told(Error.TOO_MANY_REDIRECTS, "safari")[1] == "redirect"
    assert told(Error.CORS_DISABLED_SCHEME, "firefox")[1] == "before sending"


def test_a_sentence_said_of_a_preflight_is_its_variant() -> None:
    match = re.match(".", "x")
    assert match is not None
    refusal = refusal_of(Wording(match.re, (Error.ALLOW_ORIGIN_MISMATCH,)), match, "chrome", {})
    assert preflight_variants(refusal).errors == (Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,)
    assert preflight_variants(refusal).phase == "preflight"
