"""Every statement about HTTP APIs, gathered from the files that act on it, in pipeline order."""

from __future__ import annotations

from corsproxy.gateway.http_api import (
    cors,
    doubts,
    event_1_0,
    event_2_0,
    function_result,
    http_backend,
    incoming,
    integration,
    jwt_authorizer,
    lambda_authorizer,
    parameter_mapping,
    paths,
    pipeline,
    reply,
    routes,
    signature,
)
from corsproxy.gateway.provenance import Statement

STATEMENTS: tuple[Statement, ...] = (
    *pipeline.STATEMENTS,
    *paths.STATEMENTS,
    *routes.STATEMENTS,
    *cors.STATEMENTS,
    *doubts.STATEMENTS,
    *jwt_authorizer.STATEMENTS,
    *lambda_authorizer.STATEMENTS,
    *signature.STATEMENTS,
    *parameter_mapping.STATEMENTS,
    *integration.STATEMENTS,
    *incoming.STATEMENTS,
    *event_2_0.STATEMENTS,
    *event_1_0.STATEMENTS,
    *function_result.STATEMENTS,
    *http_backend.STATEMENTS,
    *reply.STATEMENTS,
)
