"""CloudFormation templates, as people write them and as SAM, CDK and the Serverless Framework synthesise them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os.path import isfile
from pathlib import Path

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.iac import document
from corsproxy.iac.loaded import Loaded, joined
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.settled import Taking
from corsproxy.iac.stack import Stack, stack_of
from corsproxy.iac.stack_domains import domains_of
from corsproxy.iac.stack_function_urls import function_urls_of
from corsproxy.iac.stack_functions import functions_of
from corsproxy.iac.stack_http import http_apis
from corsproxy.iac.stack_rest import rest_apis
from corsproxy.where import Unusable

SERVERLESS = "AWS::Serverless"
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
    depth: int = 0,
) -> Loaded:
    """Return the APIs of the template at `node`; raise `Unusable` with every mistake in it.

    `given` are functions that stand in for the template's, by name.
    """
    taking = Taking(notes=[*node.notes])
    directory = file.parent
    root, code_uris = node, {}
    files = [file]

    def include(argument: Node) -> Node | None:
        return included(argument, directory, files, taking)

    if uses_sam(node):
        # imported here: the translator and boto3 take a second, which templates without SAM need not pay
        from corsproxy.iac import sam

        translated = sam.translate(node, file, parameters)
        root, code_uris = translated.template, translated.code_uris
        files += translated.files
        taking.notes += translated.notes
    name = file.name.split(".")[0]
    stack = stack_of(root, str(file), name, parameters, taking, include)
    functions = functions_of(stack, directory, code_uris)
    functions |= {name: replace(one, name=name) for name, one in (given or {}).items()}
    apis: list[HttpApi | RestApi] = [*rest_apis(stack, functions), *http_apis(stack, functions)]
    domains = domains_of(stack)
    urls = function_urls_of(stack, functions)
    for logical in stack.resources:
        if (said := UNMODELLED.get(stack.type_of(logical))) is not None:
            taking.note(f"'{logical}' is {said}", stack.resources[logical])
    nested = nested_stacks(stack, directory, given, depth)
    mistakes = [*stack.resolver.mistakes, *taking.mistakes]
    if mistakes:
        raise Unusable(dict.fromkeys(mistakes))
    loaded = Loaded(tuple(apis), tuple(taking.notes), tuple(files), tuple(domains), function_urls=tuple(urls))
    whole = joined([loaded, *nested])
    if not whole.apis and not whole.function_urls:
        whole = replace(whole, notes=(*whole.notes, f"{file}: the template defines no API"))
    return whole


def included(argument: Node, directory: Path, files: list[Path], taking: Taking) -> Node | None:
    """Return what an `AWS::Include` names when it lies beside the template; None for S3 and other transforms."""
    for transform in argument.items() or (argument,):
        kind = transform.get("Name")
        given = transform.get("Parameters")
        location = given.get("Location") if given is not None else None
        text = scalar_text(location) if location is not None else None
        if kind is None or scalar_text(kind) != "AWS::Include" or text is None or "://" in text:
            continue
        path = (directory / text).resolve()
        # a template may come from anywhere: it reads what lies with it and nothing else
        if path.is_relative_to(directory.resolve()) and isfile(path) and len(files) < 50:
            files.append(path)
            return document.read(path)
        taking.note(f"'{text}' is not beside the template and is not included", argument)
    return None


def nested_stacks(
    stack: Stack, directory: Path, functions: Mapping[str, LambdaFunction] | None, depth: int
) -> list[Loaded]:
    """Return what the nested stacks define whose templates lie beside this one (CDK's do)."""
    found = []
    for logical, properties in stack.of_type("AWS::CloudFormation::Stack"):
        metadata = stack.resources[logical].get("Metadata")
        asset = metadata.get("aws:asset:path") if metadata is not None else None
        url = properties.get("TemplateURL")
        text = scalar_text(asset or url) if asset is not None or url is not None else None  # type: ignore[arg-type]
        path = (directory / text).resolve() if text and "://" not in text else None
        if path is None or depth >= DEEPEST_STACK or not path.is_relative_to(directory.resolve()) or not isfile(path):
            stack.taking.note(f"the template of the nested stack '{logical}' is not beside this one", properties)
            continue
        child = document.read(path)
        declared = child.get("Parameters")
        names = {name for name, _ in declared.entries()} if declared is not None else set()
        given = {
            name: text
            for name, item in stack.taking.entries(properties.get("Parameters"), "Parameters")
            if name in names and (text := scalar_text(item)) is not None
        }
        found.append(load_cloudformation(child, path, given, functions, depth + 1))
    return found
