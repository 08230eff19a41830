"""Either product."""

from __future__ import annotations

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi

Api = HttpApi | RestApi
