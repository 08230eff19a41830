"""A CloudFormation stack: its parameters, and what its resources' ids and attributes stand for.

Ids and ARNs that AWS would draw at deployment get stand-ins made from logical ids, so that references within the
template find each other; values that leave the template's own world (a bucket's name, a pool's ARN) stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corsproxy.gateway.partition import partition_of
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac import document
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

Given = Mapping[str, str | Unresolved]


def nothing_nested(_: str) -> Template | None:
    """Open no nested stack."""
    return None


@dataclass(slots=True)
class Template:
    """One template of a stack: its own, or a nested stack's, whose logical ids get `prefix` put before them.

    `code_uris` are places on this machine that a SAM template gave its functions, `applications` those of nested
    templates, both by the template's own logical ids; `assets` those of objects in CDK's bucket, by key.
    """

    root: Node
    directory: Path
    resolver: Resolver
    prefix: str = ""
    code_uris: Mapping[str, str] = field(default_factory=dict)
    applications: Mapping[str, str] = field(default_factory=dict)
    assets: Mapping[str, str] = field(default_factory=dict)

    def beside(self, place: str) -> Path | None:
        """Return the file that a template names, by path or as an object in the assets bucket; None elsewhere."""
        name = place.rpartition("/")[2] if "://" in place else place
        local = self.assets.get(name) or ("" if "://" in place else place)
        return document.beside(self.directory, local) if local else None


@dataclass(slots=True)
class Stack:
    """A stack with the nested ones that were opened: their resources as written, those whose condition is not false.

    `files` are those that were read.

    `open_nested` is told the logical id of a nested stack whose outputs are asked for, and puts its template in.
    """

    name: str
    taking: Taking
    templates: list[Template] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    resources: dict[str, Node] = field(default_factory=dict)
    template_of: dict[str, Template] = field(default_factory=dict)
    resolved: dict[str, Node] = field(default_factory=dict)
    resolving: set[str] = field(default_factory=set)
    open_nested: Callable[[str], Template | None] = nothing_nested

    @property
    def resolver(self) -> Resolver:
        """The resolver of the stack's own template."""
        return self.templates[0].resolver

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
        found = [logical for logical in self.resources if self.type_of(logical) in types]
        return [(logical, self.properties(logical)) for logical in found]

    def properties(self, logical: str) -> Node:
        """Return a resource's properties, resolved; their place is the resource's own."""
        if logical not in self.resolved:
            found = self.resources[logical]
            written = found.get("Properties")
            resolver = self.template_of[logical].resolver
            whole = resolver.resolve(written) if written is not None else Node({}, found.where)
            if written is not None and not isinstance(whole.value, Mapping):
                self.taking.wrong(f"the properties of '{logical}' are not a mapping", written)
                whole = Node({}, found.where)
            self.resolved[logical] = Node(whole.value, self.where(logical), "", whole.keys)
        return self.resolved[logical]

    def where(self, logical: str) -> Where:
        """Say where a resource stands."""
        template = self.template_of[logical]
        section = template.root.get("Resources")
        return section.place_of(logical.removeprefix(template.prefix)) if section is not None else template.root.where

    def property_text(self, logical: str, name: str) -> str | None:
        """Return one property's text while others are still being resolved; None where it is open or not there."""
        found = self.resources[logical].get("Properties")
        written = found.get(name) if found is not None else None
        key = f"{logical}.{name}"
        if written is None or key in self.resolving:
            return None
        self.resolving.add(key)
        text = scalar_text(self.template_of[logical].resolver.resolve(written))
        self.resolving.discard(key)
        return text

    def output(self, logical: str, name: str) -> Value:
        """Return an output of a nested stack; open where its template is out of reach or it refers to itself."""
        key = f"{logical}.Outputs.{name}"
        if key in self.resolving:
            return OPEN
        self.resolving.add(key)
        template = self.open_nested(logical)
        outputs = template.root.get("Outputs") if template is not None else None
        output = outputs.get(name) if outputs is not None else None
        written = output.get("Value") if output is not None else None
        value = template.resolver.resolve(written).value if template is not None and written is not None else OPEN
        self.resolving.discard(key)
        return value

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
            case "AWS::Lambda::LayerVersion", ("Ref" | "LayerVersionArn"):
                return f"{self.function_arn(logical).replace(':function:', ':layer:')}:1"
            case _, ("Ref" | "RestApiId" | "ApiId") if kind in APIS:
                return self.api_id(logical)
            case "AWS::ApiGateway::RestApi", "RootResourceId":
                return f"{self.api_id(logical)}/"
            case "AWS::ApiGatewayV2::Api", "ApiEndpoint":
                return f"https://{self.api_id(logical)}.execute-api.{self.region}.{self.resolver.parameters['AWS::URLSuffix']}"
            case _, ("Ref" | "AuthorizerId" | "ResourceId" | "IntegrationId" | "APIKeyId" | "Id") if kind in LINKED:
                return logical
            case "AWS::CloudFormation::Stack", _ if name.startswith("Outputs."):
                return self.output(logical, name.removeprefix("Outputs."))
            case _, "Ref" if NAMED.get(kind) == "DomainName":
                return self.property_text(logical, "DomainName") or OPEN  # nobody calls a host of our making
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


def put_in(stack: Stack, root: Node, directory: Path, given: Given, prefix: str = "") -> Template:
    """Put a template's resources into the stack; a nested one's get `prefix` before their logical ids."""
    taking = stack.taking
    conditions = dict(taking.entries(root.get("Conditions"), "Conditions"))
    name = "-".join([stack.name, *filter(None, [prefix.rstrip("-")])])
    values = parameters(root, name, given, taking)
    resolver = Resolver(values, root.get("Mappings"), conditions, nowhere, taking.mistakes)
    template = Template(root, directory, resolver, prefix)
    stack.templates.append(template)
    section = root.get("Resources")
    for logical, resource in taking.entries(section, "Resources"):
        if not isinstance(resource.value, Mapping):
            if logical.startswith(("Fn::Transform", "Fn::ForEach")):
                mend = "list AWS::LanguageExtensions in Transform" if "ForEach" in logical else "no macro is run"
                taking.note(f"'{logical}' is not unrolled: {mend}", resource)
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
            stack.resources[prefix + logical] = resource
            stack.template_of[prefix + logical] = template
    resolver.attribute = lambda logical, name: stack.attribute(prefix + logical, name)
    return template


def nowhere(_logical: str, _name: str) -> Value:
    """Know no resource: conditions may refer to parameters only."""
    return OPEN


def parameters(root: Node, name: str, given: Given, taking: Taking) -> dict[str, Value]:
    """Return every parameter's value: as given, by default, or open; pseudo parameters can be given too."""
    region = str(given.get("AWS::Region", "us-east-1"))
    values: dict[str, Value] = {
        "AWS::Region": region,
        "AWS::AccountId": "123456789012",
        "AWS::Partition": partition_of(region),
        "AWS::URLSuffix": "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com",
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
        if isinstance(text, Unresolved) or text is None:
            # a parent stack leaves it open, or nobody gives it
            values[key] = Unresolved(f"!Ref {key}", definition.where)
            continue
        if key in given and allowed and text not in allowed:
            taking.wrong(f"the parameter {key} is '{text}'", definition, near(text, tuple(map(str, allowed))))
        if kind == "CommaDelimitedList" or kind.startswith("List<"):
            values[key] = tuple(Node(part.strip(), definition.where, part.strip()) for part in text.split(","))
        else:
            values[key] = text
    for key in given:
        if key not in values:
            taking.wrong(f"the template has no parameter '{key}'", root, near(key, tuple(declared)))
    return values
