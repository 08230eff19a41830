"""Lambda functions of a stack, and where their code lies on this machine.

CDK says it in the metadata `aws:asset:path` or in its manifest of assets, `sam build` and hand-written templates in
`Code`/`CodeUri`, the Serverless Framework by where it writes its template: in `.serverless/`, beside the code.
"""

from __future__ import annotations

import re
from os.path import isdir

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.stack import Stack

LAYER_VERSION = "AWS::Lambda::LayerVersion"
LAYER = re.compile(r"arn:[\w-]*:lambda:[\w-]*:\d*:layer:([\w-]+):1")


def functions_of(stack: Stack) -> dict[str, LambdaFunction]:
    """Return the stack's functions by name."""
    found = {}
    for logical, properties in stack.of_type("AWS::Lambda::Function"):
        taking = stack.taking
        name = stack.name_of(logical, "FunctionName")
        variables = properties.get("Environment")
        environment = dict(taking.entries(variables.get("Variables"), "Variables")) if variables is not None else {}
        found[name] = LambdaFunction(
            name=name,
            handler=taking.text(properties.get("Handler"), "Handler"),
            code=code_of(logical, properties, stack),
            runtime=taking.text(properties.get("Runtime"), "Runtime"),
            environment={key: variable(item) for key, item in environment.items()},
            timeout=taking.number(properties.get("Timeout"), "Timeout", 3),
            memory=int(taking.number(properties.get("MemorySize"), "MemorySize", 128)),
            concurrency=taking.whole(properties.get("ReservedConcurrentExecutions"), "ReservedConcurrentExecutions"),
            inline_code=inline_code_of(properties, stack),
            logical_id="" if name == logical else logical,
            where=properties.where,
            layers=layers_of(properties, stack),
        )
    return found


def layers_of(properties: Node, stack: Stack) -> tuple[str, ...]:
    """Return the absolute paths of a function's layers that lie on this machine; the others are named."""
    found = []
    for item in stack.taking.items(properties.get("Layers"), "Layers"):
        text = scalar_text(item) or str(item.value)
        layer = LAYER.fullmatch(text)
        path = directory_of(layer[1], stack) if layer and stack.type_of(layer[1]) == LAYER_VERSION else None
        if path is None:
            stack.taking.note(f"the layer {text} is not here: functions run without it")
        else:
            found.append(path)
    return tuple(found)


def directory_of(logical: str, stack: Stack) -> str | None:
    """Return the directory of a layer's content, None where it is not on this machine."""
    template = stack.template_of[logical]
    content = stack.properties(logical).get("Content")
    key = content.get("S3Key") if content is not None else None
    metadata = stack.resources[logical].get("Metadata")
    asset = metadata.get("aws:asset:path") if metadata is not None else None
    named = template.code_uris.get(logical.removeprefix(template.prefix)) or next(
        (scalar_text(one) for one in (asset, content, key) if one is not None and scalar_text(one)), None
    )
    local = template.assets.get(named or "", named or "")
    path = (template.directory / local).resolve()
    return str(path) if local and isdir(path) else None


def inline_code_of(properties: Node, stack: Stack) -> str:
    """Return the source text that stands in the template itself; what it leaves open is noted."""
    code = properties.get("Code")
    text = code.get("ZipFile") if code is not None else None
    return "" if text is None or isinstance(text.value, Unresolved) else stack.taking.text(text, "ZipFile")


def variable(node: Node) -> str | Unresolved:
    """Return an environment variable's value; open ones are not noted, as most never matter here."""
    return node.value if isinstance(node.value, Unresolved) else scalar_text(node) or ""


def code_of(logical: str, properties: Node, stack: Stack) -> str | Unresolved:
    """Return the absolute path of a function's code, or what stands in its place."""
    resource, template = stack.resources[logical], stack.template_of[logical]
    directory = template.directory
    metadata = resource.get("Metadata")
    asset = scalar_text(metadata.get("aws:asset:path") or resource) if metadata is not None else None
    code = properties.get("Code")
    key = code.get("S3Key") if code is not None else None
    named = scalar_text(key) if key is not None else None
    given = template.code_uris.get(logical.removeprefix(template.prefix))
    local = given or asset or (scalar_text(code) if code is not None else None) or template.assets.get(named or "")
    if local is not None and not local.startswith("s3://"):
        return str((directory / local).resolve())
    if directory.name == ".serverless":
        return str(directory.parent.resolve())
    where = properties.where
    if code is not None and (inline := code.get("ZipFile")) is not None:
        if not isinstance(inline.value, Unresolved):
            return ""
        stack.taking.note(f"the inline code of '{logical}' is {inline.value}, so it is not run", properties)
        return inline.value
    if code is not None and code.get("ImageUri") is not None:
        stack.taking.note(f"the container image of '{logical}' is not run", properties)
        return Unresolved("container image", where)
    if code is not None:
        named = named or "its deployment package"
        stack.taking.note(f"the code of '{logical}' is not beside the template: {named}", properties)
        return Unresolved(named, where)
    return ""
