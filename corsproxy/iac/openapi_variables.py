"""AWS's own variables in an OpenAPI document, which the import puts in: `${AWS::Region}` and two more.

https://docs.aws.amazon.com/apigateway/latest/developerguide/import-api-aws-variables.html
"""

from __future__ import annotations

import re

from corsproxy.gateway.partition import partition_of
from corsproxy.iac.node import Node, with_texts

VARIABLE = re.compile(r"\$\{AWS::(AccountId|Partition|Region)\}")


def with_variables(node: Node, region: str, account: str) -> Node:
    """Return the document with its variables put in, as an import into this region and account does."""
    values = {"AccountId": account, "Partition": partition_of(region), "Region": region}

    def filled(text: Node) -> Node:
        found = VARIABLE.sub(lambda match: values[match[1]], str(text.value))
        return text if found == text.value else Node(found, text.where, found)

    return with_texts(node, filled)
