"""Authorizers of REST APIs, of either make."""

from __future__ import annotations

import pytest

from corsproxy.gateway.rest_api.definition import Authorizer, AuthorizerType
from corsproxy.iac.rest_authorizer import rest_authorizer
from corsproxy.iac.settled import Taking
from corsproxy.iac.yaml_positions import parse


def built(text: str, header: str = "") -> tuple[Authorizer | None, Taking]:
    taking = Taking()
    return rest_authorizer("a", parse(text, "f"), header, {}, {}, taking), taking


@pytest.mark.parametrize(
    ("text", "header", "sources"),
    [
        ("{type: token, authorizerUri: f}", "X-T", ("method.request.header.X-T",)),
        ("{type: token, authorizerUri: f}", "", ("method.request.header.Authorization",)),
        ("{type: request, authorizerUri: f, authorizerResultTtlInSeconds: 0}", "Unused", ()),
        ("{type: request, authorizerUri: f, identitySource: 'context.a, method.request.header.B'}", "Unused",
         ("context.a", "method.request.header.B")),
        ("{Type: COGNITO_USER_POOLS, IdentitySource: method.request.header.T, ProviderARNs: [arn]}", "",
         ("method.request.header.T",)),
    ],
)  # fmt: skip
def test_identity_sources(text: str, header: str, sources: tuple[str, ...]) -> None:
    found, taking = built(text, header)
    assert found is not None
    assert found.identity_sources == sources
    assert not taking.mistakes


def test_a_result_is_kept_for_five_minutes_unless_said_otherwise() -> None:
    found, _ = built("{type: token, authorizerUri: f}")
    assert found is not None
    assert found.ttl == 300
    found, _ = built("{type: token, authorizerUri: f, authorizerResultTtlInSeconds: 0}")
    assert found is not None
    assert found.ttl == 0


def test_user_pools() -> None:
    found, _ = built("{type: cognito_user_pools, providerARNs: [a, b]}", "Authorization")
    assert found is not None
    assert (found.type, found.user_pools, found.function) == (AuthorizerType.COGNITO_USER_POOLS, ("a", "b"), None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{type: tokn, authorizerUri: f}", "Did you mean 'TOKEN'?"),
        ("{type: token}", "names no function"),
        ("{type: token, authorizerUri: f, authorizerResultTtlInSeconds: 4000}", "0 to 3600"),
    ],
)
def test_what_is_refused(text: str, words: str) -> None:
    assert words in str(built(text)[1].mistakes[0])
