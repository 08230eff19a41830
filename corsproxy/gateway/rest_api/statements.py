"""Every statement about REST APIs that the modules of this package make, in pipeline order."""

from __future__ import annotations

from corsproxy.gateway.provenance import Statement
from corsproxy.gateway.rest_api import routing

STATEMENTS: tuple[Statement, ...] = routing.STATEMENTS
