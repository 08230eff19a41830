"""CloudFormation templates, as people write them and as SAM, CDK and the Serverless Framework synthesise them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac import document
from corsproxy.iac.for_each import Loops, extends_language
from corsproxy.iac.includes import Includes
from corsproxy.iac.intrinsics import NO_VALUE, Resolver, expression
from corsproxy.iac.loaded import NO_API, Loaded
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.settled import Taking
from corsproxy.iac.stack import Given, Stack, Template, nowhere, parameters, put_in
from corsproxy.iac.stack_domains import domains_of
from corsproxy.iac.stack_function_urls import function_urls_of
from corsproxy.iac.stack_functions import functions_of
from corsproxy.iac.stack_http import http_apis
from corsproxy.iac.stack_rest import rest_apis
from corsproxy.iac.synthesised import assets_of, environment_of
from corsproxy.where import Unusable

SERVERLESS = "AWS::Serverless"
NESTED = "AWS::CloudFormation::Stack"
DEEPEST_STACK = 5
UNMODELLED = {
    "AWS::WAFv2::WebACLAssociation": "WAF rules, which are not evaluated here",
    "AWS::ApiGatewayV2::ApiGatewayManagedOverrides": "overrides of a quick-created API, which are not applied",
    "AWS::CloudFront::Distribution": "a CloudFront distribution, which is not modelled",
}


def looks_like_cloudformation(node: Node) -> bool:
    """Say whether `node` is a CloudFormation or SAM template."""
    resources = node.get("Resources")
    return node.get("AWSTemplateFormatVersion") is not None or (
        resources is not None and isinstance(resources.value, Mapping)
    )


def uses_sam(node: Node) -> bool:
    """Say whether a template needs SAM's transform."""
    transform = node.get("Transform")
    listed = (transform.items() or (transform,)) if transform is not None else ()
    if any((scalar_text(item) or "").startswith(SERVERLESS) for item in listed):
        return True
    resources = node.get("Resources")
    kinds = (item.get("Type") for _, item in (resources.entries() if resources is not None else ()))
    return any((scalar_text(kind) or "").startswith(f"{SERVERLESS}::") for kind in kinds if kind is not None)


def load_cloudformation(
    node: Node,
    file: Path,
    parameters: Mapping[str, str],
    given: Mapping[str, LambdaFunction] | None = None,
) -> Loaded:
    """Return the APIs of the template at `node`; raise `Unusable` with every mistake in it.

    `given` are functions that stand in for the template's, by name.
    """
    taking = Taking()
    stack = Stack(file.name.split(".")[0], taking)
    opening = Opening(stack)
    opening.template(node, file, {**environment_of(file), **parameters})
    opening.all_nested()
    functions = functions_of(stack)
    functions |= {name: replace(one, name=name) for name, one in (given or {}).items()}
    apis: list[HttpApi | RestApi] = [*rest_apis(stack, functions), *http_apis(stack, functions)]
    domains = domains_of(stack)
    urls = function_urls_of(stack, functions)
    for logical in stack.resources:
        if (said := UNMODELLED.get(stack.type_of(logical))) is not None:
            taking.note(f"'{logical}' is {said}", stack.properties(logical))
    if taking.mistakes:
        raise Unusable(dict.fromkeys(taking.mistakes))
    if not apis and not urls:
        taking.note(f"{file}: {NO_API}")
    files = tuple(dict.fromkeys(stack.files))
    return Loaded(tuple(apis), tuple(taking.notes), files, tuple(domains), function_urls=tuple(urls))


@dataclass(slots=True)
class Opening:
    """Opens a stack's templates: its own, and each nested one once, when its outputs are asked for or at the end."""

    stack: Stack
    opened: dict[str, Template | None] = field(default_factory=dict)

    def template(self, node: Node, file: Path, given: Given, prefix: str = "") -> Template:
        """Put a template in, its includes read and SAM's transform run."""
        taking, directory = self.stack.taking, file.parent
        self.stack.open_nested = self.nested
        assets = assets_of(directory)
        includes = Includes(directory, taking, assets)
        root, code_uris, applications = self.unrolled(includes.put_in(node), given), {}, {}
        self.stack.files += [file, *includes.files]
        if uses_sam(root):
            # imported here: the translator and boto3 take a second, which templates without SAM need not pay
            from corsproxy.iac import sam

            settled = {key: value for key, value in given.items() if isinstance(value, str)}
            translated = sam.translate(root, file, settled)
            root, code_uris, applications = translated.template, translated.code_uris, translated.applications
            self.stack.files += translated.files
            taking.notes += translated.notes
        template = put_in(self.stack, root, directory, given, prefix)
        template.code_uris, template.applications = code_uris, applications
        template.assets = assets
        return template

    def unrolled(self, root: Node, given: Given) -> Node:
        """Return a template with its loops unrolled, where it asks for the transform that does."""
        if not extends_language(root):
            return root
        # what is wrong with parameters is told when the template is put in
        values = parameters(root, self.stack.name, given, Taking())
        return Loops(Resolver(values, root.get("Mappings"), {}, nowhere), self.stack.taking).unrolled(root)

    def all_nested(self) -> None:
        """Open every nested stack that nobody asked for yet, and those within."""
        while waiting := [
            logical
            for logical in self.stack.resources
            if self.stack.type_of(logical) == NESTED and logical not in self.opened
        ]:
            for logical in waiting:
                self.nested(logical)

    def nested(self, logical: str) -> Template | None:
        """Return the template of a nested stack, None where it is not beside the one that names it."""
        if logical not in self.opened:
            self.opened[logical] = None  # a place in the list first: its parameters may ask for its own outputs
            self.opened[logical] = self.open(logical)
        return self.opened[logical]

    def open(self, logical: str) -> Template | None:
        """Put a nested stack's template in, with the parameters that it is given."""
        stack, parent = self.stack, self.stack.template_of[logical]
        metadata = stack.resources[logical].get("Metadata")
        asset = metadata.get("aws:asset:path") if metadata is not None else None
        url = stack.property_text(logical, "TemplateURL")
        named = parent.applications.get(logical.removeprefix(parent.prefix)) or (
            scalar_text(asset) if asset is not None else url
        )
        path = parent.beside(named) if named else None
        if path is None or logical.count("-") >= DEEPEST_STACK:
            place = Node(None, stack.where(logical))
            stack.taking.note(f"the template of the nested stack '{logical}' is not beside this one", place)
            return None
        child, notes = document.read_leniently(path)
        stack.taking.notes += notes
        declared = child.get("Parameters")
        names = {name for name, _ in declared.entries()} if declared is not None else set()
        written = stack.resources[logical].get("Properties")
        passed = written.get("Parameters") if written is not None else None
        given: dict[str, str | Unresolved] = {}
        for name, item in stack.taking.entries(passed, "Parameters"):
            value = parent.resolver.resolve(item)
            text = scalar_text(value)
            if name in names and value.value is not NO_VALUE:
                given[name] = text if text is not None else Unresolved(expression(item), item.where)
        region = parent.resolver.parameters["AWS::Region"]
        try:
            return self.template(child, path, given | {"AWS::Region": str(region)}, f"{logical}-")
        except Unusable as unusable:
            stack.taking.mistakes += unusable.mistakes
            return None
