"""An assessment in words: the first word, the line, the explanation."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.assess import Assessment
from corsproxy.gateway.answer import Author, Layer
from corsproxy.proxy.explain import judge_afresh
from corsproxy.proxy.verdict_text import (
    Word,
    author_text,
    badges,
    error_text,
    explanation,
    one_line,
    printable,
    response_writer,
    status_text,
    summary,
    word_of,
)
from tests.proxy.traffic import GRANTED, ORIGIN, URL, flow, preflight

STAR = {"access-control-allow-origin": "*"}


def judged(*flows: object) -> Assessment:
    (assessment,) = judge_afresh(flows)  # type: ignore[arg-type]
    return assessment


def test_the_word_follows_the_browser_that_sent_the_fetch() -> None:
    # a wildcard in the preflight's methods for DELETE: no credentials, so all browsers take it
    assert word_of(judged(flow(answered=STAR))) is Word.OK
    assert word_of(judged(flow())) is Word.BLOCKED
    assert word_of(judged(flow(origin=None, sent={"sec-fetch-mode": "no-cors"}))) is Word.NOT_CORS


def test_what_the_wire_leaves_open_is_unknown_and_says_on_what_it_depends() -> None:
    unsettled = judged(flow(sent={"user-agent": "curl/8", "sec-fetch-site": "same-site"}, answered=STAR))
    assert word_of(unsettled) is Word.UNKNOWN
    assert "blocked if credentials: include" in badges(unsettled)


def test_browsers_that_agree_share_one_statement_and_others_are_told_apart() -> None:
    assert badges(judged(flow())) == "chrome firefox safari blocked"
    plain_http = judged(flow(url=URL.replace("https:", "http:"), origin=ORIGIN, answered=STAR))
    assert badges(plain_http).startswith("chrome ")


def test_an_error_that_one_browser_names_otherwise_stands_behind_the_first() -> None:
    differing = judged(preflight(status=403))
    assert error_text(differing) == "PreflightMissingAllowOriginHeader (safari: PreflightInvalidStatus)"
    assert error_text(judged(flow(answered=STAR))) == ""


def test_a_line_has_status_fetch_browsers_error_and_writer() -> None:
    answered = {"x-amzn-errortype": "MissingAuthenticationTokenException", "x-amz-apigw-id": "JKJaXmPLvHcESHA="}
    body = b'{"message":"Missing Authentication Token"}'
    line = one_line(judged(flow(status=403, answered=answered, body=body)))
    assert line.startswith(f"cors:blocked  403  {ORIGIN} -> GET {URL}  chrome firefox safari blocked  Missing")
    assert "written by API Gateway itself (MISSING_AUTHENTICATION_TOKEN)" in line
    assert "  R002 The path or method is not in the deployed API  " in line


def test_a_failed_preflight_shows_its_own_status() -> None:
    assert status_text(judged(preflight(status=403))) == "OPTIONS 403"
    assert status_text(judged(flow(status=None))) == "failed"
    assert (
        status_text(judged(preflight(answered=GRANTED), flow("PUT", sent={"content-type": "a/b"}, status=201)))
        == "201"
    )


def test_what_a_server_sent_never_drives_the_terminal() -> None:
    line = one_line(judged(flow(answered={"access-control-allow-origin": "\x1b[2Jhttps://x.example"})))
    assert line.isprintable()
    assert printable("a\x1b[31mb\x07\u202e") == "a\\x1b[31mb\\x07\\u202e"


def test_the_comment_of_what_is_fine_is_short() -> None:
    granted = {**STAR, "vary": "Origin"}
    assert summary(judged(flow(answered=granted))) == "chrome firefox safari ok"


def test_a_comment_holds_what_filters_look_for_error_cause_and_writer_and_not_the_flow_s_own_url() -> None:
    answered = {"x-amzn-errortype": "MissingAuthenticationTokenException", "x-amz-apigw-id": "JKJaXmPLvHcESHA="}
    assert summary(judged(preflight(status=403, answered=answered))) == (
        "chrome firefox safari blocked: PreflightMissingAllowOriginHeader (safari: PreflightInvalidStatus), "
        "R001 The resource has no OPTIONS method, "
        "written by API Gateway itself (MISSING_AUTHENTICATION_TOKEN), likely"
    )


def test_a_comment_of_what_is_fine_names_what_was_found_beside() -> None:
    said = summary(judged(flow(answered={"access-control-allow-origin": ORIGIN})))
    assert said == "chrome firefox safari ok: S003 Vary: Origin is missing"


def test_the_explanation_marks_the_deciding_step_and_quotes_the_console() -> None:
    text = list(explanation(judged(flow())))
    marked = [line for line in text if line.startswith(">")]
    assert len(marked) == 1
    assert "failed" in marked[0]
    assert any("has been blocked by CORS policy" in line for line in text)
    assert any(line.lstrip().startswith("https://fetch.spec.whatwg.org/") for line in text)


def test_what_to_change_stands_before_consoles_and_steps_and_alternatives_say_what_they_mean() -> None:
    answered = {"x-amzn-errortype": "MissingAuthenticationTokenException", "x-amz-apigw-id": "JKJaXmPLvHcESHA="}
    text = list(explanation(judged(preflight(status=403, answered=answered))))
    places = [
        next(at for at, line in enumerate(text) if words in line) for words in ("change: ", "Console of", "Steps of")
    ]
    assert places == sorted(places)
    assert [line for line in text if line.startswith("    or ")]
    assert all("possibly: the " in line for line in text if line.startswith("    or "))


def test_a_writer_is_named_also_where_nothing_is_wrong() -> None:
    answered = {**STAR, "x-amzn-errortype": "UnauthorizedException", "x-amz-apigw-id": "JKJaXmPLvHcESHA="}
    assessment = judged(flow(status=401, answered=answered, body=b'{"message":"Unauthorized"}'))
    assert word_of(assessment) is Word.OK
    assert "API Gateway" in response_writer(assessment)


@pytest.mark.parametrize("layer", list(Layer))
def test_every_layer_has_words_of_its_own_but_the_unknown(layer: Layer) -> None:
    words = {author_text(Author(other)) for other in Layer}
    assert len(words) == len(Layer)
    assert (author_text(Author(layer)) == "") is (layer is Layer.UNKNOWN)
