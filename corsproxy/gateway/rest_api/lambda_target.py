"""Which function an integration or an authorizer calls: stage variables may stand in its name.

https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
"""

from __future__ import annotations

import re
from dataclasses import replace

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.provenance import Documented, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.unresolved import Unresolved

STATEMENTS = (
    Statement(
        "rest-api",
        "Stage variables may stand in a Lambda function's name; one that the stage does not have makes 500",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "aws-api-gateway-stage-variables-reference.html"
        ),
    ),
)

_VARIABLE = re.compile(r"\$\{stageVariables\.([A-Za-z0-9_]+)\}")


def function_of(call: Call, function: LambdaFunction | Unresolved) -> LambdaFunction | Unresolved | None:
    """The function with its stage variables filled in; None when the stage lacks one of them."""
    if isinstance(function, Unresolved) or "${" not in function.name:
        return function
    variables = call.stage_variables
    if any(name not in variables for name in _VARIABLE.findall(function.name)):
        return None
    name = _VARIABLE.sub(lambda match: variables[match.group(1)], function.name)
    return function.choices.get(name) or replace(function, name=name, choices={})
