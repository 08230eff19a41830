"""Policy documents."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.policy import Asked, Decision, decide, like

ARN = "arn:aws:execute-api:us-east-1:123456789012:abcde12345"
ASKED = Asked(f"{ARN}/dev/GET/items/7", {"aws:sourceip": ("10.0.0.7",)}, short=ARN)


def statement(effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": "execute-api:Invoke", "Resource": "*", "Principal": "*", **more}


@pytest.mark.parametrize(
    ("statements", "decision"),
    [
        ([], Decision.IMPLICIT_DENY),
        ([statement()], Decision.ALLOW),
        ([statement(), statement("Deny")], Decision.EXPLICIT_DENY),
        ([statement("Deny"), statement()], Decision.EXPLICIT_DENY),
        ([statement(Resource=f"{ARN}/*/GET/items/*")], Decision.ALLOW),
        ([statement(Resource=f"{ARN}/*/POST/*")], Decision.IMPLICIT_DENY),
        ([statement(Resource=["x", "execute-api:/dev/GET/*"])], Decision.ALLOW),
        ([statement(Resource="execute-api:/prod/*")], Decision.IMPLICIT_DENY),
        ([statement(NotResource="execute-api:/dev/*")], Decision.IMPLICIT_DENY),
        ([statement(NotResource="execute-api:/prod/*")], Decision.ALLOW),
        ([statement(Action="EXECUTE-API:invoke")], Decision.ALLOW),
        ([statement(Action=["s3:*", "execute-api:*"])], Decision.ALLOW),
        ([statement(Action="s3:*")], Decision.IMPLICIT_DENY),
        ([statement(NotAction="s3:*")], Decision.ALLOW),
        ([statement(Principal={"AWS": "*"})], Decision.ALLOW),
        ([statement(Principal={"AWS": "arn:aws:iam::123456789012:root"})], Decision.IMPLICIT_DENY),
        ([statement(Principal={"Service": "*"})], Decision.IMPLICIT_DENY),
        ([statement(Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})], Decision.ALLOW),
        (
            [statement(), statement("Deny", Condition={"NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}})],
            Decision.ALLOW,
        ),
        ([statement(), "nonsense", None], Decision.ALLOW),
    ],
)
def test_a_denial_wins_then_an_allowance(statements: Any, decision: Decision) -> None:
    assert decide({"Version": "2012-10-17", "Statement": statements}, ASKED) is decision


@pytest.mark.parametrize(
    "document", [None, {}, {"Statement": "x"}, [], "policy", {"Statement": [{"Effect": "Allow"}]}]
)
def test_a_document_that_says_nothing_denies_implicitly(document: Any) -> None:
    assert decide(document, ASKED) is Decision.IMPLICIT_DENY


def test_one_statement_may_stand_without_a_list() -> None:
    assert decide({"Statement": statement()}, ASKED) is Decision.ALLOW


@pytest.mark.parametrize(
    "principal",
    ["arn:aws:iam::123456789012:user/local", "arn:aws:iam::123456789012:root", "123456789012", "*"],
)
def test_a_signed_caller_is_its_arn_its_account_or_anyone(principal: str) -> None:
    signed = Asked(ASKED.resource, principal="arn:aws:iam::123456789012:user/local")
    assert decide({"Statement": statement(Principal={"AWS": [principal]})}, signed) is Decision.ALLOW
    other = Asked(ASKED.resource, principal="arn:aws:iam::999999999999:user/local")
    expected = Decision.ALLOW if principal == "*" else Decision.IMPLICIT_DENY
    assert decide({"Statement": statement(Principal={"AWS": [principal]})}, other) is expected


def test_an_authorizers_document_has_no_principals() -> None:
    document = {"Statement": {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": ASKED.resource}}
    assert decide(document, ASKED, with_principals=False) is Decision.ALLOW
    assert decide(document, ASKED) is Decision.IMPLICIT_DENY


def test_wildcards_match_and_do_not_run_away() -> None:
    assert like("a*c?", "abbbcd")
    assert not like("a?", "a")
    assert like("a.b", "a.b")
    assert not like("a.b", "axb")
    assert not like("*a" * 20 + "b", "a" * 5_000)


def test_what_a_template_leaves_open_is_taken_for_what_is_asked_about() -> None:
    own = statement(Resource={"Fn::Sub": "execute-api:/*"})
    assert decide({"Statement": own}, ASKED) is Decision.ALLOW
    elsewhere = {"StringNotEquals": {"aws:SourceIp": {"Ref": "Endpoint"}}}
    assert decide({"Statement": [own, statement("Deny", Condition=elsewhere)]}, ASKED) is Decision.ALLOW
    here = {"StringEquals": {"aws:SourceIp": [{"Ref": "Endpoint"}]}}
    assert decide({"Statement": statement(Condition=here)}, ASKED) is Decision.ALLOW
    missing = {"StringEquals": {"aws:SourceVpce": {"Ref": "Endpoint"}}}
    assert decide({"Statement": statement(Condition=missing)}, ASKED) is Decision.IMPLICIT_DENY
