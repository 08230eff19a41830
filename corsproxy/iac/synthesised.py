"""What lies beside a synthesised template: where the objects of CDK's bucket are, and the stack's environment.

https://docs.aws.amazon.com/cdk/v2/guide/assets.html
"""

from __future__ import annotations

import re
from pathlib import Path

from corsproxy.iac import document
from corsproxy.iac.node import scalar_text
from corsproxy.where import Unusable

MOST_MANIFESTS = 100
ENVIRONMENT = re.compile(r"aws://([^/]+)/([^/]+)")


def assets_of(directory: Path) -> dict[str, str]:
    """Return the path within `directory` by object key, of every manifest that lies there."""
    found: dict[str, str] = {}
    for manifest in sorted(directory.glob("*.assets.json"))[:MOST_MANIFESTS]:
        try:
            files = document.read(manifest, []).get("files")
        except Unusable:
            continue
        for _, entry in files.entries() if files is not None else ():
            source, destinations = entry.get("source"), entry.get("destinations")
            path = source.get("path") if source is not None else None
            for _, destination in destinations.entries() if destinations is not None else ():
                key = destination.get("objectKey")
                if path is not None and key is not None:
                    found[scalar_text(key) or ""] = scalar_text(path) or ""
    return found


def environment_of(template: Path) -> dict[str, str]:
    """Return the pseudo parameters that CDK's manifest or the Serverless Framework's state tell of a template."""
    return of_manifest(template) or of_state(template.parent / "serverless-state.json")


def of_state(file: Path) -> dict[str, str]:
    """Return the region that `serverless package` worked for."""
    try:
        service = document.read(file, []).get("service")
    except Unusable:
        return {}
    provider = service.get("provider") if service is not None else None
    region = provider.get("region") if provider is not None else None
    text = scalar_text(region) if region is not None else None
    return {"AWS::Region": text} if text else {}


def of_manifest(template: Path) -> dict[str, str]:
    """Return the region and the account that the manifest of a cloud assembly gives a template's stack."""
    try:
        artifacts = document.read(template.parent / "manifest.json", []).get("artifacts")
    except Unusable:
        return {}
    for _, artifact in artifacts.entries() if artifacts is not None else ():
        properties, environment = artifact.get("properties"), artifact.get("environment")
        file = properties.get("templateFile") if properties is not None else None
        said = ENVIRONMENT.fullmatch((scalar_text(environment) or "") if environment is not None else "")
        if file is not None and scalar_text(file) == template.name and said is not None:
            known = {"AWS::AccountId": said[1], "AWS::Region": said[2]}
            return {name: value for name, value in known.items() if not value.startswith("unknown-")}
    return {}
