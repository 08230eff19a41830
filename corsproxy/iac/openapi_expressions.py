"""CloudFormation's expressions in an OpenAPI file that a template includes, read by itself.

The template would settle them. Alone, pseudo parameters and `--parameter` do, and everything else stays open.
"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.intrinsics import FUNCTIONS, Resolver
from corsproxy.iac.node import Node, Value
from corsproxy.iac.settled import Taking
from corsproxy.iac.stack import parameters
from corsproxy.where import Where


def settled(node: Node, name: str, given: Mapping[str, str], taking: Taking) -> Node:
    """Return the document with its expressions resolved; `name` stands in for the stack's."""
    place = first_expression(node)
    if place is None:
        return node
    taking.note(
        "the file holds CloudFormation's expressions, which an import by itself does not know; name the template that"
        " includes it to have them settled",
        Node(None, place),
    )
    values = {**parameters(Node({}, node.where), name, {}, taking), **given}
    return Resolver(values, None, {}, nothing_known, taking.mistakes).resolve(node)


def nothing_known(_logical: str, _name: str) -> Value:
    """Know no resource: they are in the template."""
    return Unresolved("in the template")


def first_expression(node: Node) -> Where | None:
    """Return where the first expression stands; a schema's property that happens to be called `Ref` is none."""
    if isinstance(node.value, tuple):
        return next((place for item in node.value if (place := first_expression(item))), None)
    if not isinstance(node.value, Mapping):
        return None
    if len(node.value) == 1:
        ((name, argument),) = node.value.items()
        if name in FUNCTIONS and (name != "Ref" or isinstance(argument.value, str)):
            return node.where
    return next((place for item in node.value.values() if (place := first_expression(item))), None)
