"""From a remedy to paste-ready pieces in every dialect that has a word for it."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.diagnose.finding import Remedy
from corsproxy.fixes import (
    aws_cli,
    cdk_python,
    cdk_typescript,
    cloudformation,
    console,
    frameworks,
    handlers,
    openapi,
    ours,
    sam,
    serverless,
    terraform,
)
from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.snippet import Snippet
from corsproxy.fixes.topic import topics

DIALECTS: tuple[Dialect, ...] = (
    sam.DIALECT,
    cloudformation.DIALECT,
    cdk_typescript.DIALECT,
    cdk_python.DIALECT,
    terraform.DIALECT,
    serverless.DIALECT,
    openapi.DIALECT,
    aws_cli.DIALECT,
    console.DIALECT,
    ours.DIALECT,
    handlers.PYTHON,
    handlers.NODE,
    frameworks.POWERTOOLS,
    frameworks.FASTAPI,
    frameworks.EXPRESS,
)


def snippets(remedy: Remedy) -> Mapping[str, Snippet]:
    """The snippets for a remedy, by dialect, in the registry's order; empty where words are all there is."""
    found: dict[str, Snippet] = {}
    wanted = topics(remedy.kind, remedy.values)
    for dialect in DIALECTS:
        parts = [dialect.writers[topic](remedy.values) for topic in wanted if topic in dialect.writers]
        if parts:
            found[dialect.name] = Snippet(dialect.name, "\n".join(parts), dialect.caution)
    return found
