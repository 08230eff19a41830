"""The ids and the clock that a request gets at the door: everything the pure model may not make up."""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode

from corsproxy.emulator.address import Place
from corsproxy.gateway.arrival import Arrival
from corsproxy.http.message import Request


def arrive(place: Place, request: Request, *, at: float, source_ip: str, host: str) -> Arrival:
    """Make the arrival of `request` at `place`; `at` is seconds since the epoch.

    `host` is the Host header as sent: what the handler's event shows as its domain name, port and all, so that
    URLs a handler builds from it lead back here.
    """
    random = os.urandom(39)
    uuid = random[:16].hex()
    return Arrival(
        request=request,
        stage=place.stage,
        path=place.path,
        at=at,
        request_id=f"{uuid[:8]}-{uuid[8:12]}-4{uuid[13:16]}-a{uuid[17:20]}-{uuid[20:]}",
        # 15 characters and "=", as `x-amz-apigw-id` and `apigw-requestid` are
        extended_id=urlsafe_b64encode(random[16:27]).decode("ascii"),
        source_ip=source_ip,
        domain=host,
        trace_id=f"Root=1-{int(at):08x}-{random[27:].hex()}",
        vpc_endpoint=place.vpc_endpoint,
        mapping_key=place.mapping_key,
    )
