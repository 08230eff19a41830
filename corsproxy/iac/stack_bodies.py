"""The OpenAPI documents of a stack's APIs: `Body`, or the file that `BodyS3Location` stands for."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac import document
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.stack import Stack


def body_of(logical: str, properties: Node, stack: Stack) -> Node | None:
    """Return the document of the API at `logical`, None where it has none or where it lies out of reach.

    `BodyS3Location` is a path before `aws cloudformation package` has run, and an object of CDK's assets bucket after
    `cdk synth`; both lie beside the template. What is uploaded is imported as it is, expressions and all.
    """
    body = properties.get("Body")
    if body is not None and isinstance(body.value, Mapping):
        return body
    if body is not None:
        if isinstance(body.value, Unresolved):
            stack.taking.open_value(body.value, f"the body of '{logical}'")
        else:
            stack.taking.wrong(f"the body of '{logical}' is not a mapping", body, "Write an OpenAPI document.")
        return None
    location = properties.get("BodyS3Location")
    if location is None:
        return None
    key = scalar_text(location.get("Key") or location)
    path = stack.template_of[logical].beside(key) if key else None
    if path is None:
        stack.taking.note(f"the definition of '{logical}' lies in S3 and is not loaded", properties)
        return None
    found, notes = document.read_leniently(path)
    stack.taking.notes += notes
    stack.files.append(path)
    return found
