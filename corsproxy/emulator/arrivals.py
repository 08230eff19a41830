"""The ids and the clock that a request gets at the door: everything the pure model may not make up."""

from __future__ import annotations

from corsproxy.emulator.address import Place
from corsproxy.emulator.ids import short_id, trace_id, uuid
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.http.message import Request


def arrive(place: Place, request: Request, *, at: float, source_ip: str, host: str) -> Arrival:
    """Make the arrival of `request` at `place`; `at` is seconds since the epoch.

    `host` is the Host header as sent: what the handler's event shows as its domain name, port and all, so that
    URLs a handler builds from it lead back here.
    """
    return Arrival(
        request=request,
        stage=place.stage,
        path=place.path,
        at=at,
        # an HTTP API's only id is the short one
        request_id="" if isinstance(place.api, HttpApi) else uuid(),
        extended_id=short_id(),
        source_ip=source_ip,
        domain=host,
        trace_id=trace_id(at),
        vpc_endpoint=place.vpc_endpoint,
        mapping_key=place.mapping_key,
    )
