"""From a file to the APIs that it defines, whatever it was written in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.iac import document
from corsproxy.iac.cloudformation import load_cloudformation, looks_like_cloudformation
from corsproxy.iac.loaded import Loaded, joined
from corsproxy.iac.node import Node, kind_of
from corsproxy.iac.openapi import load_openapi, looks_like_openapi
from corsproxy.iac.ours import DOCUMENT, load_ours, looks_like_ours, prepared
from corsproxy.iac.shape import check
from corsproxy.where import Mistake, Unusable

NOTHING: Mapping[str, str] = {}


def load(path: str | Path, *, parameters: Mapping[str, str] = NOTHING) -> Loaded:
    """Return the APIs that the file at `path` defines; raise `Unusable` with every mistake in it.

    Our own YAML, OpenAPI 3 and Swagger 2 with API Gateway's extensions, CloudFormation and SAM templates are told
    apart by their content. `parameters` are a template's parameters, or those of our YAML.
    """
    file = Path(path)
    try:
        return load_document(opened(file)[0], file, parameters)
    except Unusable as error:
        raise Unusable(sorted(error.mistakes, key=place_in_order)) from None


def place_in_order(mistake: Mistake) -> tuple[str, int]:
    """Sort mistakes as the files go; those without a line come first."""
    where = mistake.where
    return (where.file, where.line or 0) if where is not None else ("", 0)


def opened(file: Path) -> tuple[Node, bool]:
    """Return the document at `file`, and whether it is our own YAML: that alone is refused where AWS is lenient."""
    repeats: list[Mistake] = []
    node = document.read(file, repeats)
    ours = is_ours(node)
    if ours and repeats:
        raise Unusable(repeats)
    return node, ours


def is_ours(node: Node) -> bool:
    """Say whether `node` is our own YAML, and no template that has a section of the same name."""
    return looks_like_ours(node) and not looks_like_cloudformation(node)


def load_document(node: Node, file: Path, parameters: Mapping[str, str]) -> Loaded:
    """Return the APIs of a document that has been parsed."""
    if is_ours(node):
        whole = prepared(node, parameters)
        mistakes: list[Mistake] = []
        check(whole, DOCUMENT, "the document", mistakes)
        if mistakes:
            raise Unusable(mistakes)
        return load_ours(whole, file, load_template)
    return load_template(file, parameters)


def load_template(
    file: Path, parameters: Mapping[str, str], functions: Mapping[str, LambdaFunction] | None = None
) -> Loaded:
    """Return the APIs of a file that is not ours; `functions` have code for those that the file only names."""
    node, notes = document.read_leniently(file)
    said = Loaded(notes=tuple(notes))
    if looks_like_cloudformation(node):
        return joined([said, load_cloudformation(node, file, parameters, functions)])
    if looks_like_openapi(node):
        return joined([said, load_openapi(node, file, functions, parameters)])
    if node.get("service") is not None and node.get("provider") is not None:
        raise Unusable(
            Mistake(
                "a configuration of the Serverless Framework, which makes a template of it",
                node.where,
                "Run `serverless package` and name .serverless/cloudformation-template-update-stack.json.",
            )
        )
    if node.get("artifacts") is not None:
        raise Unusable(
            Mistake("CDK's manifest, which only lists the templates", node.where, "Name a *.template.json beside it.")
        )
    what = kind_of(node)
    raise Unusable(
        Mistake(
            f"neither an OpenAPI document nor a CloudFormation template nor a list of APIs ({what})",
            node.where,
            "Wanted is 'openapi:', 'swagger:', 'Resources:' or 'apis:' at the top.",
        )
    )
