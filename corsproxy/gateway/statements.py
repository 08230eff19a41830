"""Everything that this model says about AWS, with how we know it; each sentence stands beside its code."""

from __future__ import annotations

from corsproxy.gateway.function_url.pipeline import STATEMENTS as FUNCTION_URL
from corsproxy.gateway.http_api.statements import STATEMENTS as HTTP_API
from corsproxy.gateway.provenance import Assumed, Statement
from corsproxy.gateway.rest_api.statements import STATEMENTS as REST_API

STATEMENTS: tuple[Statement, ...] = (*HTTP_API, *REST_API, *FUNCTION_URL)


def assumptions(statements: tuple[Statement, ...] = STATEMENTS) -> tuple[Statement, ...]:
    """Those that rest on nothing recorded or documented."""
    return tuple(statement for statement in statements if isinstance(statement.known_by, Assumed))
