"""AWS's own variables in an OpenAPI document, which the import puts in: `${AWS::Region}` and two more.

https://docs.aws.amazon.com/apigateway/latest/developerguide/import-api-aws-variables.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from corsproxy.gateway.partition import partition_of
from corsproxy.iac.node import Node

VARIABLE = re.compile(r"\$\{AWS::(AccountId|Partition|Region)\}")


def with_variables(node: Node, region: str, account: str) -> Node:
    """Return the document with its variables put in, as an import into this region and account does."""
    return filled(node, {"AccountId": account, "Partition": partition_of(region), "Region": region})


def filled(node: Node, values: Mapping[str, str]) -> Node:
    """Return `node` with `values` put in for the variables of those names."""
    if isinstance(node.value, tuple):
        return Node(tuple(filled(item, values) for item in node.value), node.where)
    if isinstance(node.value, Mapping):
        return Node({key: filled(item, values) for key, item in node.value.items()}, node.where, "", node.keys)
    if not isinstance(node.value, str) or "${AWS::" not in node.value:
        return node
    text = VARIABLE.sub(lambda match: values[match[1]], node.value)
    return Node(text, node.where, text)
