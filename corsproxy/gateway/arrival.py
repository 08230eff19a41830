"""A request as it reaches the gateway: with all that the pure model may not find out by itself."""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.http.message import Request


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request at the gateway's door.

    `request.url` is as the client meant it (host and stage included); `stage` and `path` are filled by
    whoever mapped the URL form to an API: `path` is the raw path behind stage and base path, `stage` None
    when no stage could be told. `at` is seconds since the epoch; `request_id` a UUID (REST API) and
    `extended_id` the short id (`x-amz-apigw-id`, `apigw-requestid`). `vpc_endpoint` is the id of the VPC
    endpoint that a private API's request came through. `domain` is the Host that the event will show.
    `mapping_key` is the base path of a custom domain's API mapping.
    """

    request: Request
    stage: str | None
    path: str
    at: float
    request_id: str
    extended_id: str
    source_ip: str = "127.0.0.1"
    domain: str = ""
    trace_id: str = ""
    vpc_endpoint: str | None = None
    mapping_key: str = ""
