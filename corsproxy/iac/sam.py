"""SAM templates, by AWS's own translator; what comes out keeps the places of what went in.

https://github.com/aws/serverless-application-model
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os.path import isdir, isfile
from pathlib import Path
from typing import Any

from corsproxy.iac import document
from corsproxy.iac.node import Node, plain
from corsproxy.iac.sam_places import first_key, place_in, placed
from corsproxy.where import Mistake, Unusable, Where

# stands in for code and definitions on this machine, which the translator wants to have been uploaded
UPLOADED = "s3://bucket/key"
LOCAL = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
    "AWS::Serverless::StateMachine": "DefinitionUri",
    "AWS::Serverless::Application": "Location",
    "AWS::Serverless::GraphQLApi": "SchemaUri",
}
DEFINED = {"AWS::Serverless::Api", "AWS::Serverless::HttpApi"}
NAMED = re.compile(r"with id \[([^\]]+)\]")
WORD = re.compile(r"[A-Za-z0-9_:/{}+.-]{4,}")
TOO_GENERAL = {"Type", "Resources", "Properties", "Description", "path", "paths", "resource"}


@dataclass(slots=True)
class Translated:
    """A plain template, the code that its functions have on this machine (by logical id), and what was read.

    `definitions` are the contents of local DefinitionUris, by the API's logical id.
    """

    template: Node
    code_uris: dict[str, str] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    definitions: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Session:
    """What the translator asks boto3 for: the region, which the machine's own settings must not decide."""

    region_name: str


def no_policies() -> dict[str, str]:
    """Know no managed policies: IAM would be asked over the network, and they do not matter to an API."""
    return {}


def translate(node: Node, file: Path, parameters: Mapping[str, str]) -> Translated:
    """Return the template at `node` as SAM deploys it; raise `Unusable` with the translator's complaints, placed."""
    try:
        from samtranslator.model.exceptions import InvalidDocumentException
        from samtranslator.parser.parser import Parser
        from samtranslator.translator.translator import Translator
        from samtranslator.utils.py27hash_fix import to_py27_compatible_template, undo_mark_unicode_str_in_template
    except ImportError:
        raise Unusable(
            Mistake(
                "this is a SAM template, and AWS's translator for those is not installed",
                node.where,
                "Install it: pip install 'corsproxy[sam]'.",
            )
        ) from None
    written = plain(node)
    if not isinstance(written, dict):
        raise Unusable(Mistake("a template is a mapping", node.where))
    result = Translated(node)
    prepare(written, node, file.parent, result)
    region = parameters.get("AWS::Region", "us-east-1")
    given: dict[str, Any] = {"AWS::Region": region, "AWS::StackName": file.name.split(".")[0], **parameters}
    # it warns of its own metrics and feature toggles, which concern AWS
    logging.getLogger("samtranslator").setLevel(logging.CRITICAL)

    def output_of(step: dict[str, Any]) -> Any:
        # the steps of the translator's own `transform`, with a region that needs no AWS settings
        template = copy.deepcopy(step)
        to_py27_compatible_template(template, given)
        translator = Translator(None, Parser(), boto_session=Session(region))
        output = translator.translate(template, parameter_values=given, get_managed_policy_map=no_policies)
        return undo_mark_unicode_str_in_template(output)

    try:
        for step in as_deployed(written, result):
            try:
                output = output_of(step)
            except InvalidDocumentException:
                if not include_bodies(step, file.parent, result):
                    raise
                output = output_of(step)
    except InvalidDocumentException as error:
        raise Unusable(complaints(error, node)) from None
    except (
        Exception
    ) as error:  # the translator trips over templates that it should refuse; not our bug, not theirs to see
        said = f"{type(error).__name__}: {error}"
        raise Unusable(Mistake(f"SAM's translator cannot read this template ({said[:300]})", node.where)) from None
    result.template = placed(output, node)
    return result


def as_deployed(template: dict[str, Any], result: Translated) -> Iterator[dict[str, Any]]:
    """Yield the template as `sam deploy` translates it, and then, where definitions are files of their own, with
    their content in place.

    Deployed, a local DefinitionUri has become an object in S3, into which Cors, Auth and GatewayResponses cannot be
    written: the first step is refused then, as at AWS.
    """
    yield template
    for logical, body in result.definitions.items():
        properties = template["Resources"][logical]["Properties"]
        del properties["DefinitionUri"]
        properties["DefinitionBody"] = body
    if result.definitions:
        yield template


def include_bodies(template: dict[str, Any], directory: Path, result: Translated) -> bool:
    """Put local `AWS::Include`s in the place of definition bodies; say whether there was any.

    CloudFormation does so before it runs SAM, which can write Cors and Auth into them then. Where SAM has nothing to
    write, they are left to the stack, which knows their lines.
    """
    found = False
    resources = template.get("Resources")
    for resource in resources.values() if isinstance(resources, dict) else ():
        properties = resource.get("Properties") if isinstance(resource, dict) else None
        if not isinstance(properties, dict):
            continue
        body = properties.get("DefinitionBody")
        transform = body.get("Fn::Transform") if isinstance(body, dict) and len(body) == 1 else None
        if not isinstance(transform, dict) or transform.get("Name") != "AWS::Include":
            continue
        given = transform.get("Parameters")
        location = given.get("Location") if isinstance(given, dict) else None
        path = (directory / location).resolve() if isinstance(location, str) and "://" not in location else None
        if path is not None and path.is_relative_to(directory.resolve()) and isfile(path):
            properties["DefinitionBody"] = plain(document.read(path))
            result.files.append(path)
            found = True
    return found


def prepare(template: dict[str, Any], node: Node, directory: Path, result: Translated) -> None:
    """Make local code and definitions ready for the translator, as `sam validate` does, and remember the code."""
    resources = template.get("Resources")
    globals_section = template.get("Globals")
    shared: dict[str, Any] = {}
    if isinstance(globals_section, dict) and isinstance(globals_section.get("Function"), dict):
        shared = globals_section["Function"]
        if is_local(shared.get("CodeUri")):
            shared = dict(shared)
            globals_section["Function"]["CodeUri"] = UPLOADED
    if not isinstance(resources, dict):
        return
    for logical, resource in resources.items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Properties", {}), dict):
            continue
        kind = str(resource.get("Type"))
        properties = resource.setdefault("Properties", {}) if kind in {*LOCAL, *DEFINED} else {}
        if not isinstance(properties, dict):
            continue
        if kind == "AWS::Serverless::Function":
            function_code(logical, resource, properties, shared, directory, result)
        elif kind == "AWS::Serverless::Application" or (kind in LOCAL and is_local(properties.get(LOCAL[kind]))):
            # an application's Location may name the Serverless Application Repository, which would be asked
            properties[LOCAL[kind]] = UPLOADED
        elif kind in DEFINED and is_local(properties.get("DefinitionUri")):
            definition(logical, properties, node, directory, result)


def is_local(uri: object) -> bool:
    """Say whether a URI names something on this machine."""
    return isinstance(uri, str) and "://" not in uri


def function_code(
    logical: str,
    resource: dict[str, Any],
    properties: dict[str, Any],
    shared: dict[str, Any],
    directory: Path,
    result: Translated,
) -> None:
    """Remember where a function's code lies, and put an uploaded place in for the translator."""
    image = "Image" in (properties.get("PackageType"), shared.get("PackageType"))
    if image:
        if is_local(properties.get("ImageUri")) or "ImageUri" not in properties:
            properties["ImageUri"] = "123456789012.dkr.ecr.us-east-1.amazonaws.com/repository:tag"
        return
    code = properties.get("CodeUri", shared.get("CodeUri"))
    if "InlineCode" in properties or "InlineCode" in shared:
        return
    if code is None or is_local(code):
        # without CodeUri the code lies beside the template
        built = directory / ".aws-sam" / "build" / logical
        result.code_uris[logical] = str(built.relative_to(directory)) if isdir(built) else str(code or ".")
        properties["CodeUri"] = UPLOADED
    del resource


def definition(logical: str, properties: dict[str, Any], node: Node, directory: Path, result: Translated) -> None:
    """Read a local DefinitionUri, as `sam local` does, and put an uploaded place in for the translator."""
    uri = properties["DefinitionUri"]
    path = (directory / uri).resolve()
    if path.is_relative_to(directory.resolve()) and isfile(path):
        properties["DefinitionUri"] = UPLOADED
        result.definitions[logical] = plain(document.read(path))
        result.files.append(path)
        return
    where = place_in(node, "Resources", logical)
    raise Unusable(Mistake(f"there is no definition at '{uri}'", where, f"It is looked for at {path}."))


def complaints(error: Exception, node: Node) -> list[Mistake]:
    """Return the translator's complaints, each at the resource, event, path or property that it names."""
    causes = getattr(error, "causes", None) or [error]
    messages = [str(getattr(cause, "message", cause)) for cause in causes]
    return [Mistake(f"SAM refuses this: {message}", complained_of(message, node)) for message in messages]


def complained_of(message: str, node: Node) -> Where:
    """Say where what a complaint is about is written; the resources as a whole where that cannot be told."""
    resources = node.get("Resources")
    names = sorted(
        (name for name, _ in (resources.entries() if resources is not None else ())), key=len, reverse=True
    )
    ids = [name for found in NAMED.findall(message) for name in found.split(",")]
    # "Resource with id [Items] is invalid. Event with id [List] is invalid.": the last is the nearest
    owner = next((name for name in ids if name in names), None)
    within = resources.get(owner) if resources is not None and owner is not None else None
    for name in reversed(ids):
        if name != owner and (place := first_key(within or node, name)) is not None:
            return place
    # an event's resource is called after its function and itself
    owner = owner or next((one for one in names for name in ids if name.startswith(one)), None)
    if owner is not None:
        return place_in(node, "Resources", owner)
    quoted = re.findall(r"'([^']+)'", message)
    for word in (*quoted, *WORD.findall(message)):
        place = first_key(node, word.rstrip(".:,")) if word.rstrip(".:,") not in TOO_GENERAL else None
        if place is not None:
            return place
    return place_in(node, "Resources")
