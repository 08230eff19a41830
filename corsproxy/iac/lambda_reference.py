"""Which Lambda function an integration's or authorizer's URI means.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.node import Node

# arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{function ARN}/invocations
INVOCATION = re.compile(
    r"arn:[\w-]*:apigateway:[\w-]*:lambda:path/[\d-]+/functions/(.+?)/(?:response-streaming-)?invocations"
)
FUNCTION_ARN = re.compile(
    r"arn:[\w-]*:lambda:[\w-]*:[\w-]*:function:((?:[A-Za-z0-9_.-]|\$\{stageVariables\.\w+\})+)(?::([\w$.{}-]+))?"
)
STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")


def is_lambda_uri(uri: str) -> bool:
    """Say whether `uri` calls Lambda (and not another AWS service or an HTTP backend)."""
    return ":lambda:path/" in uri or ":lambda:" in uri


def function_of(
    node: Node | None,
    functions: Mapping[str, LambdaFunction],
    variables: Mapping[str, str] | None = None,
    *,
    by_stage: bool = False,
) -> LambdaFunction | Unresolved | None:
    """Return the function that the URI, ARN or name at `node` means; None when it names no function at all.

    A function that is not in `functions` (by name) is returned by its name alone, without code. `variables` are the
    stage variables, put in where the URI leaves the function to the stage; `by_stage` leaves those that are not known
    here to whoever knows the stage.
    """
    if node is None:
        return None
    if isinstance(node.value, Unresolved):
        return node.value
    uri = node.text or str(node.value)
    if variables:
        uri = STAGE_VARIABLE.sub(lambda match: variables.get(match[1], match[0]), uri)
    invoked = INVOCATION.search(uri)
    arn = invoked[1] if invoked else uri
    found = FUNCTION_ARN.fullmatch(arn)
    name = found[1] if found else arn
    if "${" in name:
        if not by_stage or "${" in STAGE_VARIABLE.sub("", name):
            return Unresolved(uri, node.where)
        pattern = "[A-Za-z0-9_-]+".join(map(re.escape, STAGE_VARIABLE.split(name)[::2]))
        choices = {other: function for other, function in functions.items() if re.fullmatch(pattern, other)}
        return LambdaFunction(name, where=node.where, choices=choices)
    if found or re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
        return functions.get(name) or LambdaFunction(name, where=node.where)
    return Unresolved(uri, node.where) if uri else None
