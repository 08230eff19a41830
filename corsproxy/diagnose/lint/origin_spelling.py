"""`Origin` or `origin`: a mapping template that looks up one spelling only works with one version of HTTP."""

from __future__ import annotations

from corsproxy.diagnose.lint.matrix import Cell
from corsproxy.diagnose.lint.ways import ways
from corsproxy.fetch.error import Error
from corsproxy.gateway.rest_api.definition import RestApi

SPELLING = (
    "The mapping template looks up `Origin`, in this spelling only. Browsers speak HTTP/2 with API Gateway, where "
    "the name is `origin`, and $input.params() compares with case: look up both."
)
_NO_ORIGIN_ALLOWED = {Error.MISSING_ALLOW_ORIGIN_HEADER, Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER}


def spelling_decides(cell: Cell) -> bool:
    """True where the answer lacks Access-Control-Allow-Origin, and would have it over HTTP/1.1."""
    api = cell.endpoint.api
    if cell.error not in _NO_ORIGIN_ALLOWED or not isinstance(api, RestApi):
        return False
    over_http_1 = ways(api, cell.endpoint.stage, cell.sent.request, as_sent=False)
    return any(
        way.name == cell.way.name and "access-control-allow-origin" in way.answer.response.headers
        for way in over_http_1
    )
