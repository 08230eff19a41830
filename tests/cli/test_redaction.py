"""What is shown of an assessment holds no secret, and is otherwise what was judged."""

from __future__ import annotations

import pytest

from corsproxy.capture.har import read_har
from corsproxy.cli.analysis import Judged, assess_all
from corsproxy.cli.redaction import Redactor, struck, struck_url
from corsproxy.report import json as report_json
from corsproxy.report.report import Report
from tests.capture.making import entry, har, preflight

TOKENS = ("first-s3cr3t-t0k3n", "second-s3cr3t-t0k3n")


def shown(judged: list[Judged]) -> str:
    redactor = Redactor()
    kept = [redactor.redacted(each) for each in judged]
    return report_json.encode(
        Report(tuple(each.assessment for each in kept), differences=tuple(each.differences for each in kept))
    ).decode()


def test_a_server_that_quotes_the_token_leaks_none_of_any_alike_fetch() -> None:
    """API Gateway quotes the Authorization header in its message; each fetch's own token is struck out."""
    entries = []
    for number, token in enumerate(TOKENS):
        message = (
            f"'{token}' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer {token}'."
        )
        entries += [
            entry(
                path=f"/items/{number}?token={token}", status=403, sent={"Authorization": f"Bearer {token}"}, at=number,
                answered={"x-amzn-ErrorType": "IncompleteSignatureException"}, body=f'{{"message":"{message}"}}',
            )
        ]  # fmt: skip
    judged = assess_all(read_har(har(*entries)).exchanges)
    text = shown(judged)
    assert "s3cr3t" not in text
    assert "/items/1?token=[redacted]" in text


def test_what_holds_no_secret_is_told_word_for_word() -> None:
    data = har(
        preflight(status=403, at=1),
        entry(path="/x", answered={"Access-Control-Allow-Origin": "http://user@a.example"}, at=2),
    )
    judged = assess_all(read_har(data).exchanges)
    plain = Report(tuple(each.assessment for each in judged), differences=tuple(each.differences for each in judged))
    assert shown(judged) == report_json.encode(plain).decode()


def test_the_longest_secret_goes_first() -> None:
    assert struck("abcdefgh-ijkl abcdefgh", ("abcdefgh-ijkl", "abcdefgh")) == "[redacted] [redacted]"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/x?token=abc&b=c", "https://a.example/x?my_session=abc", "https://a.example/x", "https://u:p@a.example/?q=1#f", "https://a.example/?a=eyJhbGciOi.eyJzdWIi.c2ln",
        "https://a.example/?next=https://b.example/?token=t", "https://a.example/s3cr3t-t0k3n/?x=s3cr3t-t0k3n",
    ],
)  # fmt: skip
def test_a_url_is_struck_alike_alone_and_in_a_sentence(url: str) -> None:
    """Otherwise the texts of alike fetches could not be put in one another's place."""
    secrets = ("s3cr3t-t0k3n",)
    assert (
        struck(f"Access to fetch at '{url}' from", secrets) == f"Access to fetch at '{struck_url(url, secrets)}' from"
    )
