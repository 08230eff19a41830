"""A function URL's own answers are told from its function's."""

from __future__ import annotations

from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.witness_function_url import function_url
from corsproxy.gateway.answer import Layer
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.diagnose.answers import FUNCTION, REST, actual, preflight


def test_its_refusal_is_recognised() -> None:
    response = Response(403, Headers([("x-amzn-errortype", "AccessDeniedException")]), b'{"Message":"Forbidden."}')
    assert function_url(clues(actual(FUNCTION, response)))[0].cause == "function-url-denies"


def test_a_trace_id_means_that_the_function_ran() -> None:
    found = function_url(clues(preflight(FUNCTION, Response(200, Headers([("x-amzn-trace-id", "Root=1-x")])))))
    assert found[0].author.layer is Layer.INTEGRATION


def test_other_hosts_are_none() -> None:
    assert function_url(clues(actual(REST, Response(200)))) == ()
