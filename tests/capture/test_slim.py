"""What is kept of an exchange is what a CORS question needs, and no secret."""

from __future__ import annotations

from corsproxy.capture.slim import ERROR_BODY, slim
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response

REQUEST = Request(
    "POST",
    "https://api.example.com/x?token=s3cret",
    Headers(
        [
            ("Origin", "https://app.example.com"),
            ("Authorization", "Bearer s3cret-token"),
            ("sec-ch-ua", "x"),
            ("Accept-Encoding", "gzip"),
            ("X-Mine", "1"),
            ("Sec-Fetch-Mode", "cors"),
        ]
    ),
    b"body",
)


def test_headers_that_decide_nothing_are_gone_and_author_set_ones_stay() -> None:
    kept = slim(Exchange(REQUEST, None), announced=frozenset({"x-mine"})).request.headers.names()
    assert kept == ("origin", "authorization", "x-mine", "sec-fetch-mode")


def test_no_secret_is_kept() -> None:
    response = Response(200, Headers([("Set-Cookie", "sid=s3cret-cookie"), ("Location", "/x?code=s3cret-code")]))
    text = repr(slim(Exchange(REQUEST, response)))
    assert "s3cret" not in text


def test_only_the_start_of_an_errors_body_is_kept() -> None:
    assert slim(Exchange(REQUEST, Response(200, Headers(), b"x" * 10))).response == Response(200)
    error = slim(Exchange(REQUEST, Response(403, Headers(), b"x" * 9999))).response
    assert error is not None
    assert len(error.body) == ERROR_BODY
    assert slim(Exchange(REQUEST, None), keep_bodies=True).request.body == b"body"


def test_what_tells_the_author_stays() -> None:
    lines = [("x-amzn-errortype", "X"), ("apigw-requestid", "a"), ("Date", "d"), ("Access-Control-Allow-Origin", "*")]
    kept = slim(Exchange(REQUEST, Response(403, Headers(lines)))).response
    assert kept is not None
    assert kept.headers.names() == ("x-amzn-errortype", "apigw-requestid", "access-control-allow-origin")
