"""Either product, and the function URL beside them."""

from __future__ import annotations

from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi

Api = HttpApi | RestApi
Served = Api | FunctionUrl
