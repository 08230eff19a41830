"""Policies as Lambda authorizers return them."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.http_api.iam_policy import Effect, evaluate, matches

ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/$default/GET/items/7"


def statement(effect: str = "Allow", resource: Any = "*", action: Any = "execute-api:Invoke", **more: Any) -> Any:
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


@pytest.mark.parametrize(
    ("statements", "effect"),
    [
        ([statement()], Effect.ALLOW),
        (statement(), Effect.ALLOW),
        ([statement(resource=ARN)], Effect.ALLOW),
        ([statement(resource="arn:aws:execute-api:us-east-1:*:abcdefghij/*/GET/items/?")], Effect.ALLOW),
        ([statement(resource=["arn:nothing", "arn:aws:execute-api:*"])], Effect.ALLOW),
        ([statement(action="execute-api:*")], Effect.ALLOW),
        ([statement(action=["EXECUTE-API:invoke"])], Effect.ALLOW),
        ([statement(action="s3:*")], Effect.IMPLICIT_DENY),
        ([statement(resource="arn:aws:execute-api:us-east-1:*:abcdefghij/*/POST/*")], Effect.IMPLICIT_DENY),
        ([statement("Deny", ARN), statement()], Effect.EXPLICIT_DENY),
        ([statement(), statement("Deny", "*/POST/*")], Effect.ALLOW),
        ([], Effect.IMPLICIT_DENY),
        ([{"Effect": "Allow", "NotAction": "s3:*", "NotResource": "arn:other"}], Effect.ALLOW),
        ([{"Effect": "Allow", "NotAction": "execute-api:*", "Resource": "*"}], Effect.IMPLICIT_DENY),
        ([{"Effect": "allow", "Action": "*", "Resource": "*"}], Effect.MALFORMED),
        ([{"Effect": "Allow", "Action": "*"}], Effect.MALFORMED),
        ([{"Effect": "Allow", "Action": 5, "Resource": "*"}], Effect.MALFORMED),
        ("text", Effect.MALFORMED),
    ],
)
def test_a_deny_wins_an_allow_is_needed_and_wildcards_match(statements: Any, effect: Effect) -> None:
    assert evaluate({"Version": "2012-10-17", "Statement": statements}, ARN) is effect


@pytest.mark.parametrize("document", [None, [], "x", {}])
def test_what_is_no_document_is_malformed(document: Any) -> None:
    assert evaluate(document, ARN) is Effect.MALFORMED


def test_regular_expression_characters_in_a_resource_are_literal() -> None:
    assert matches("a.b$default", "a.b$default")
    assert not matches("a.b", "axb")
