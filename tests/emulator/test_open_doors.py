"""Without authorizers every door is open, and nothing else changes."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.emulator.open_doors import without_authorizers
from corsproxy.gateway.http_api.definition import IamAuthorization
from corsproxy.gateway.rest_api import definition as rest
from tests.emulator.apis import http_api, rest_api


def test_an_http_api_loses_its_authorizers_and_nothing_else() -> None:
    api = http_api()
    guarded = replace(api, routes=(replace(api.routes[0], authorizer=IamAuthorization.AWS_IAM, scopes=("s",)),))
    assert without_authorizers(guarded) == api


def test_a_rest_api_keeps_its_api_keys() -> None:
    api = rest_api()
    method = replace(api.resources[0].methods[0], authorizer=rest.IamAuthorization.AWS_IAM, api_key_required=True)
    opened = without_authorizers(replace(api, resources=(rest.Resource("/mock", (method,)),)))
    assert isinstance(opened, rest.RestApi)
    assert opened.resources[0].methods[0].authorizer is None
    assert opened.resources[0].methods[0].api_key_required
