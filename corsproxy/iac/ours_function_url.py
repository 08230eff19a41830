"""A Lambda function URL in our YAML, as `gateway` knows it."""

from __future__ import annotations

from corsproxy.gateway.function_url.cors import mistakes_in_cors
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.iac.loaded import derived_id
from corsproxy.iac.node import Node
from corsproxy.iac.ours_functions import Reading, flag, referenced, text
from corsproxy.iac.ours_http import cors_configuration


def function_url(node: Node, reading: Reading) -> FunctionUrl:
    """Build the function URL at `node`, whose shape has been checked."""
    name = text(node, "function-url")
    found = node.get("cors")
    cors = cors_configuration(found) if found is not None else None
    if cors is not None:
        reading.mistakes += mistakes_in_cors(cors)
    return FunctionUrl(
        url_id=text(node, "id") or derived_id("function-url", name),
        function=referenced(node.get("lambda") or node, name, reading),
        cors=cors,
        iam=flag(node, "iam"),
        region=text(node, "region", "us-east-1"),
        account=text(node, "account", "123456789012"),
        where=node.where,
    )
