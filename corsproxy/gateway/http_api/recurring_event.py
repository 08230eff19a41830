"""Events of payload format 2.0 for what is asked again and again: built once, then ids and time are filled in.

A memo like that of selected routes: it changes no event, only the time it takes.
"""

from __future__ import annotations

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api.event_2_0 import function_event
from corsproxy.gateway.http_api.incoming import event_time
from corsproxy.gateway.http_api.prepared import prepare
from corsproxy.gateway.http_api.visit import Visit

_FRAMES_AT_MOST = 512
_LARGEST_KEPT = 16 * 1024
Frame = tuple[bytes, bytes, bytes, bytes]
"""What stands before the trace id, then before the request's id, before time and epoch, and behind them."""
_TRACE, _ID, _TIME, _EPOCH = b'"x-amzn-trace-id":"', b'"requestId":"', b'"time":"', b'"timeEpoch":'


def recurring_event(visit: Visit) -> bytes:
    """`function_event`, remembered for requests without body and parameters of their own."""
    arrival = visit.arrival
    request = arrival.request
    if request.body or visit.path_parameters or visit.authorization is not None or not arrival.trace_id:
        return function_event(visit)
    frames = prepare(visit.api).event_frames
    key = (
        request.method, request.url, request.headers, visit.stage.name, visit.route.key, visit.path,
        arrival.path, arrival.domain, arrival.source_ip, arrival.mapping_key,
    )  # fmt: skip
    frame = frames.get(key)
    if frame is not None:
        return _filled(frame, arrival)
    event = function_event(visit)
    if len(event) <= _LARGEST_KEPT and (frame := _cut(event, arrival)) is not None:
        if len(frames) >= _FRAMES_AT_MOST:
            frames.clear()
        frames[key] = frame
    return event


def _filled(frame: Frame, arrival: Arrival) -> bytes:
    """The event of a request that differs in nothing but what moves."""
    before, to_id, to_time, behind = frame
    trace, request_id, time, epoch = _moving(arrival)
    return b"".join(
        (before, _TRACE, trace, to_id, _ID, request_id, to_time, _TIME, time, b'",', _EPOCH, epoch, behind)
    )


def _moving(arrival: Arrival) -> tuple[bytes, bytes, bytes, bytes]:
    time, epoch = event_time(int(arrival.at)), round(arrival.at * 1000)
    return arrival.trace_id.encode(), arrival.extended_id.encode(), time.encode(), b"%d" % epoch


def _cut(event: bytes, arrival: Arrival) -> Frame | None:
    """The event without what moves. A quote within a value is escaped, so these are names: of headers the first,
    and what comes last is the request's context, behind all names that a client may choose."""
    trace, request_id, time, epoch = _moving(arrival)
    before, found, rest = event.partition(_TRACE + trace)
    to_id, found_too, rest = rest.rpartition(_ID + request_id)
    to_time, found_last, behind = rest.rpartition(_TIME + time + b'",' + _EPOCH + epoch)
    return (before, to_id, to_time, behind) if found and found_too and found_last else None
