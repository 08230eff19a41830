"""(first version)"""

from __future__ import annotations

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.gateway_response import Refusal


def before_authorizer(call: Call) -> Refusal | None:
    """Nothing is refused yet."""
    return None
