"""What an authorizer might say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.gateway.http_api.definition import IamAuthorization
from corsproxy.gateway.rest_api import definition as rest
from corsproxy.gateway.supposed_authorizer import of_authorizer
from corsproxy.gateway.unresolved import Unresolved
from tests.gateway.http_api_visits import ASKED, AT, JWT

LAMBDA = [
    "authorizer-allows",
    "authorizer-denies",
    "authorizer-unauthorized",
    "authorizer-fails",
    "authorizer-times-out",
    "authorizer-malformed",
]


@pytest.mark.parametrize(
    ("authorizer", "names"),
    [
        (ASKED, LAMBDA),
        (replace(ASKED, simple_responses=True), LAMBDA),
        (rest.Authorizer("t", rest.AuthorizerType.TOKEN), LAMBDA),
        (rest.Authorizer("r", rest.AuthorizerType.REQUEST), LAMBDA),
        (IamAuthorization.AWS_IAM, ["signature-accepted", "signature-refused"]),
        (rest.IamAuthorization.AWS_IAM, ["signature-accepted", "signature-refused"]),
        (
            rest.Authorizer("c", rest.AuthorizerType.COGNITO_USER_POOLS),
            ["token-accepted", "token-malformed", "token-expired"],
        ),
        ("nothing known", []),
    ],
)
def test_each_kind_of_authorizer_has_its_own_outcomes(authorizer: object, names: list[str]) -> None:
    assert [name for name, _, _ in of_authorizer(authorizer, (), AT)] == names


def test_a_scope_is_lacked_only_where_one_is_wanted() -> None:
    def names(scopes: tuple[str, ...]) -> set[str]:
        return {name for name, _, _ in of_authorizer(JWT, scopes, AT)}

    assert names(("a",)) - names(()) == {"token-lacks-scope"}


def test_what_the_definition_leaves_open_is_not_supposed_to_be_wrong() -> None:
    open_jwt = replace(JWT, issuer=Unresolved("!Ref I"), audience=(Unresolved("!Ref A"),))
    names = {name for name, _, _ in of_authorizer(open_jwt, (), AT)}
    assert {"token-wrong-issuer", "token-wrong-audience"} & names == set()
