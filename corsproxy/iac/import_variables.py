"""The variables that API Gateway itself fills in when it imports an OpenAPI document.

https://docs.aws.amazon.com/apigateway/latest/developerguide/import-api-aws-variables.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from corsproxy.gateway.rest_api.resource_policy import partition_of
from corsproxy.iac.node import Node

VARIABLE = re.compile(r"\$\{AWS::(AccountId|Partition|Region)\}")


def imported(node: Node, account: str, region: str) -> Node:
    """The document with its `${AWS::AccountId}`, `${AWS::Partition}` and `${AWS::Region}` filled in."""
    values = {"AccountId": account, "Partition": partition_of(region), "Region": region}

    def filled(text: str) -> str:
        return VARIABLE.sub(lambda match: values[match[1]], text)

    def walked(each: Node) -> Node:
        match each.value:
            case str() as text:
                return replace(each, value=filled(text), text=filled(each.text)) if "${AWS::" in text else each
            case tuple() as items:
                return replace(each, value=tuple(walked(item) for item in items))
            case Mapping() as entries:
                return replace(each, value={key: walked(item) for key, item in entries.items()})
            case _:
                return each

    return walked(node)
