"""A CloudFormation stack: its parameters, and what its resources' ids and attributes stand for.

Ids and ARNs that AWS would draw at deployment get stand-ins made from logical ids, so that references within the
template find each other; values that leave the template's own world (a bucket's name, a pool's ARN) stay open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.intrinsics import NO_VALUE, Resolver
from corsproxy.iac.loaded import derived_id
from corsproxy.iac.node import Node, Value, scalar_text
from corsproxy.iac.settled import Taking
from corsproxy.iac.shape import near
from corsproxy.where import Where

OPEN = Unresolved("left to the deployment")
REST, HTTP = "AWS::ApiGateway::", "AWS::ApiGatewayV2::"
APIS = {f"{REST}RestApi", f"{HTTP}Api"}
# their Ref is an id that only the rest of the template uses
LINKED = {
    f"{REST}{name}" for name in ("Resource", "Authorizer", "Deployment", "RequestValidator", "UsagePlan", "ApiKey")
} | {f"{HTTP}{name}" for name in ("Integration", "Authorizer", "Route", "Deployment")}
NAMED = {
    f"{REST}Stage": "StageName", f"{HTTP}Stage": "StageName", f"{REST}DomainName": "DomainName",
    f"{HTTP}DomainName": "DomainName", f"{REST}Model": "Name", f"{REST}DomainNameV2": "DomainName",
}  # fmt: skip


@dataclass(slots=True)
class Stack:
    """A template with its resolver; `resources` are those whose condition is not false, as written."""

    file: str
    root: Node
    resolver: Resolver
    taking: Taking
    name: str
    resources: dict[str, Node] = field(default_factory=dict)
    resolved: dict[str, Node] = field(default_factory=dict)
    resolving: set[str] = field(default_factory=set)

    @property
    def region(self) -> str:
        """The region, a pseudo parameter."""
        return str(self.resolver.parameters["AWS::Region"])

    @property
    def account(self) -> str:
        """The account number, a pseudo parameter."""
        return str(self.resolver.parameters["AWS::AccountId"])

    def type_of(self, logical: str) -> str:
        """Return a resource's type, empty where there is no such resource."""
        found = self.resources.get(logical)
        return (scalar_text(found.get("Type") or found) or "") if found is not None else ""

    def of_type(self, *types: str) -> list[tuple[str, Node]]:
        """Return the logical ids and resolved properties of the resources of these types, in the file's order."""
        return [(logical, self.properties(logical)) for logical in self.resources if self.type_of(logical) in types]

    def properties(self, logical: str) -> Node:
        """Return a resource's properties, resolved; their place is the resource's own."""
        if logical not in self.resolved:
            found = self.resources[logical]
            written = found.get("Properties")
            whole = self.resolver.resolve(written) if written is not None else Node({}, found.where)
            if written is not None and not isinstance(whole.value, Mapping):
                self.taking.wrong(f"the properties of '{logical}' are not a mapping", written)
                whole = Node({}, found.where)
            self.resolved[logical] = Node(whole.value, self.where(logical), "", whole.keys)
        return self.resolved[logical]

    def where(self, logical: str) -> Where:
        """Say where a resource stands."""
        section = self.root.get("Resources")
        return section.place_of(logical) if section is not None else self.root.where

    def property_text(self, logical: str, name: str) -> str | None:
        """Return one property's text while others are still being resolved; None where it is open or not there."""
        found = self.resources[logical].get("Properties")
        written = found.get(name) if found is not None else None
        key = f"{logical}.{name}"
        if written is None or key in self.resolving:
            return None
        self.resolving.add(key)
        text = scalar_text(self.resolver.resolve(written))
        self.resolving.discard(key)
        return text

    def attribute(self, logical: str, name: str) -> Value:
        """Return what `Ref` or `Fn::GetAtt` gives for a resource, as far as the template tells."""
        kind = self.type_of(logical)
        match kind, name:
            case (("AWS::EC2::VPCEndpoint" | "AWS::EC2::VPC"), "Ref"):
                return f"{'vpce' if kind.endswith('Endpoint') else 'vpc'}-{derived_id(self.name, logical)}"
            case (("AWS::Lambda::Function" | "AWS::Serverless::Function"), "Ref"):
                return self.name_of(logical, "FunctionName")
            case (("AWS::Lambda::Function" | "AWS::Serverless::Function"), "Arn"):
                return self.function_arn(self.name_of(logical, "FunctionName"))
            case (("AWS::Lambda::Alias" | "AWS::Lambda::Version"), ("Ref" | "AliasArn" | "FunctionArn")):
                function = self.property_text(logical, "FunctionName")
                if function is None:
                    return OPEN
                arn = function if function.startswith("arn:") else self.function_arn(function)
                alias = self.property_text(logical, "Name") if kind.endswith("Alias") else "1"
                return f"{arn}:{alias or '1'}"
            case _, ("Ref" | "RestApiId" | "ApiId") if kind in APIS:
                return self.api_id(logical)
            case "AWS::ApiGateway::RestApi", "RootResourceId":
                return f"{self.api_id(logical)}/"
            case "AWS::ApiGatewayV2::Api", "ApiEndpoint":
                return f"https://{self.api_id(logical)}.execute-api.{self.region}.{self.resolver.parameters['AWS::URLSuffix']}"
            case _, ("Ref" | "AuthorizerId" | "ResourceId" | "IntegrationId" | "APIKeyId" | "Id") if kind in LINKED:
                return logical
            case _, "Ref" if kind in NAMED:
                return self.name_of(logical, NAMED[kind])
        return OPEN

    def name_of(self, logical: str, name: str) -> str:
        """Return the name that a property gives a resource, its logical id where that is left open or not given.

        References to the resource give the same, so that both find each other.
        """
        return self.property_text(logical, name) or logical

    def function_arn(self, name: str) -> str:
        """Return a function's ARN."""
        partition = self.resolver.parameters["AWS::Partition"]
        return f"arn:{partition}:lambda:{self.region}:{self.account}:function:{name}"

    def api_id(self, logical: str) -> str:
        """Return the stand-in for the id that AWS would draw for an API."""
        return derived_id(self.name, logical)


def stack_of(root: Node, file: str, name: str, given: Mapping[str, str], taking: Taking) -> Stack:
    """Return the stack of the template at `root`, its parameters taken from `given` and their defaults."""
    conditions = dict(taking.entries(root.get("Conditions"), "Conditions"))
    resolver = Resolver(parameters(root, name, given, taking), root.get("Mappings"), conditions, nowhere)
    stack = Stack(file, root, resolver, taking, name)
    section = root.get("Resources")
    for logical, resource in taking.entries(section, "Resources"):
        if not isinstance(resource.value, Mapping):
            if logical.startswith(("Fn::Transform", "Fn::ForEach")):
                taking.note(
                    f"'{logical}' is not unrolled; deploy-time transforms other than SAM are not run", resource
                )
            else:
                taking.wrong(f"the resource '{logical}' is not a mapping", resource)
            continue
        if resource.get("Type") is None:
            taking.wrong(f"the resource '{logical}' has no Type", resource)
            continue
        condition = resource.get("Condition")
        decision = resolver.condition(scalar_text(condition) or "") if condition is not None else True
        if decision is None and condition is not None:
            taking.note(f"the condition '{scalar_text(condition)}' is left open; '{logical}' is kept", condition)
        if decision is not False:
            stack.resources[logical] = resource
    resolver.attribute = stack.attribute
    return stack


def nowhere(_logical: str, _name: str) -> Value:
    """Know no resource: conditions may refer to parameters only."""
    return OPEN


def parameters(root: Node, name: str, given: Mapping[str, str], taking: Taking) -> dict[str, Value]:
    """Return every parameter's value: as given, by default, or open; pseudo parameters can be given too."""
    region = given.get("AWS::Region", "us-east-1")
    china = region.startswith("cn-")
    values: dict[str, Value] = {
        "AWS::Region": region,
        "AWS::AccountId": "123456789012",
        "AWS::Partition": "aws-cn" if china else "aws-us-gov" if region.startswith("us-gov-") else "aws",
        "AWS::URLSuffix": "amazonaws.com.cn" if china else "amazonaws.com",
        "AWS::StackName": name,
        "AWS::StackId": OPEN,
        "AWS::NotificationARNs": (),
        "AWS::NoValue": NO_VALUE,
    }
    values |= {key: value for key, value in given.items() if key in values}
    section = root.get("Parameters")
    declared = dict(taking.entries(section, "Parameters"))
    for key, definition in declared.items():
        kind = scalar_text(definition.get("Type") or Node("String", definition.where)) or "String"
        default = definition.get("Default")
        text = given.get(key)
        if text is None and default is not None and not kind.startswith("AWS::SSM::"):
            # the default of an SSM parameter is the name under which Systems Manager keeps the value
            text = scalar_text(default)
        allowed = [scalar_text(item) for item in taking.items(definition.get("AllowedValues"), "AllowedValues")]
        if key in given and allowed and given[key] not in allowed:
            taking.wrong(
                f"the parameter {key} is '{given[key]}'", definition, near(given[key], tuple(map(str, allowed)))
            )
        if text is None:
            values[key] = Unresolved(f"!Ref {key}", definition.where)
        elif kind == "CommaDelimitedList" or kind.startswith("List<"):
            values[key] = tuple(Node(part.strip(), definition.where, part.strip()) for part in text.split(","))
        else:
            values[key] = text
    for key in given:
        if key not in values:
            taking.wrong(f"the template has no parameter '{key}'", root, near(key, tuple(declared)))
    return values
