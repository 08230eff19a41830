"""Custom domains of a stack: base path mappings and API mappings."""

from __future__ import annotations

from corsproxy.iac.loaded import Domain
from corsproxy.iac.stack import HTTP, REST, Stack


def domains_of(stack: Stack) -> list[Domain]:
    """Return every mapping of a custom domain to a stage."""
    taking, found = stack.taking, []
    for _, properties in stack.of_type(f"{REST}BasePathMapping", f"{REST}BasePathMappingV2", f"{HTTP}ApiMapping"):
        name = taking.text(properties.get("DomainName", "DomainNameArn"), "DomainName")
        api_id = taking.text(properties.get("RestApiId", "ApiId"), "the mapped API")
        stage = taking.text(properties.get("Stage"), "Stage")
        path = taking.text(properties.get("BasePath", "ApiMappingKey"), "the base path").strip("/")
        if any(part.startswith("<unresolved") for part in (name, api_id)):
            continue
        found.append(Domain(name.lower(), api_id, stage, "" if path == "(none)" else path, properties.where))
    return found
