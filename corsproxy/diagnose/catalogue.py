"""Every kind of problem, in one explicit tuple; `corsproxy explain CODE` reads it."""

from __future__ import annotations

from corsproxy.diagnose.finding import Kind
from corsproxy.diagnose.kinds_elsewhere import ELSEWHERE_KINDS
from corsproxy.diagnose.kinds_headers import HEADER_KINDS
from corsproxy.diagnose.kinds_http_api import HTTP_API_KINDS
from corsproxy.diagnose.kinds_rest_api import REST_API_KINDS
from corsproxy.diagnose.kinds_security import SECURITY_KINDS

# the causes; what a browser itself says is in `browser_kinds.py`
CAUSES: tuple[Kind, ...] = REST_API_KINDS + HTTP_API_KINDS + HEADER_KINDS + ELSEWHERE_KINDS + SECURITY_KINDS

_BY_NAME = {kind.name: kind for kind in CAUSES}


def kind(name: str) -> Kind:
    """The entry of this name; KeyError when there is none, which is a bug of ours."""
    return _BY_NAME[name]
