"""An arrival holds what the address told and what the door knows."""

from __future__ import annotations

from corsproxy.emulator.address import Place
from corsproxy.emulator.arrivals import arrive
from corsproxy.http.message import Request
from tests.emulator.apis import rest_api


def test_an_arrival_is_the_place_the_request_and_fresh_ids() -> None:
    place = Place(rest_api(), "prod", "/a", "vpce-1", "orders")
    request = Request("GET", "http://x/prod/a")
    first = arrive(place, request, at=5.0, source_ip="127.0.0.9", host="x:1")
    second = arrive(place, request, at=5.0, source_ip="127.0.0.9", host="x:1")
    assert first.request is request
    assert (first.stage, first.path, first.vpc_endpoint, first.mapping_key) == ("prod", "/a", "vpce-1", "orders")
    assert (first.at, first.source_ip, first.domain) == (5.0, "127.0.0.9", "x:1")
    assert first.request_id != second.request_id
    assert first.extended_id != second.extended_id
