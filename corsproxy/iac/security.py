"""OpenAPI's security schemes and requirements, which API Gateway reads as authorizers, IAM and API keys.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corsproxy.iac.node import Node
from corsproxy.iac.references import References
from corsproxy.iac.settled import Taking

AUTHORIZER = "x-amazon-apigateway-authorizer"
AUTHTYPE = "x-amazon-apigateway-authtype"
AUTH = "x-amazon-apigateway-auth"
OPTED_OUT = "NONE"


@dataclass(frozen=True, slots=True)
class Required:
    """What an operation requires: the scheme with an authorizer and its scopes, IAM, an API key."""

    scheme: str | None = None
    scopes: tuple[str, ...] = ()
    iam: bool = False
    api_key: bool = False


def schemes(root: Node, references: References) -> dict[str, Node]:
    """Return the document's security schemes by name, of OpenAPI 3 and Swagger 2 alike."""
    taking = references.taking
    components = root.get("components")
    found = dict(taking.entries(root.get("securityDefinitions"), "securityDefinitions"))
    if components is not None:
        found |= dict(taking.entries(components.get("securitySchemes"), "securitySchemes"))
    return {name: references.follow(item) for name, item in found.items()}


def required(operation: Node, root: Node, known: Mapping[str, Node], taking: Taking) -> Required:
    """Return what `operation` requires; the document's own `security` counts where it says nothing itself."""
    authorization = operation.get(AUTH)
    iam = authorization is not None and taking.text(authorization.get("type"), AUTH).upper() == "AWS_IAM"
    own = operation.value.get("security") if isinstance(operation.value, Mapping) else None
    requirements = own if own is not None and own.value is not None else root.get("security")
    if authorization is not None and taking.text(authorization.get("type"), AUTH).upper() == "NONE":
        requirements = None
    scheme: str | None = None
    scopes: tuple[str, ...] = ()
    api_key = False
    if requirements is not None and isinstance(requirements.value, Mapping):
        taking.note("security is a mapping where OpenAPI wants a list; it is read as a list of one", requirements)
        requirements = Node((requirements,), requirements.where)
    for requirement in taking.items(requirements, "security"):
        for name, asked in taking.entries(requirement, "a security requirement"):
            definition = known.get(name)
            if definition is None:
                # the import of an undefined scheme succeeds with a warning, and the method is open; SAM counts on it
                # where an event opts out by `Authorizer: NONE`
                if name == OPTED_OUT:
                    continue
                taking.note(f"the security scheme '{name}' is not defined; the method stays open", asked)
                continue
            if is_iam(definition, taking):
                iam = True
            elif definition.get(AUTHORIZER) is not None:
                if scheme is None:
                    scheme, scopes = name, taking.texts(asked, "the scopes")
            elif is_api_key(definition, taking):
                api_key = True
            else:
                taking.note(f"the security scheme '{name}' has no {AUTHORIZER}; API Gateway ignores it", asked)
    return Required(scheme, scopes, iam, api_key)


def is_iam(scheme: Node, taking: Taking) -> bool:
    """Say whether a scheme means AWS_IAM."""
    return taking.text(scheme.get(AUTHTYPE), AUTHTYPE).lower() == "awssigv4"


def is_api_key(scheme: Node, taking: Taking) -> bool:
    """Say whether a scheme means an API key: `x-api-key` in a header, with no authorizer."""
    return (
        taking.text(scheme.get("type"), "type") == "apiKey"
        and taking.text(scheme.get("name"), "name").lower() == "x-api-key"
    )
