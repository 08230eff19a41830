"""What an integration or an authorizer can call: a Lambda function or an HTTP endpoint, by reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.where import Where


@dataclass(frozen=True, slots=True)
class LambdaFunction:
    """A function by reference; the emulator finds its code, or asks an Invoke endpoint.

    `code` is a directory or file (relative ones are relative to the definition's own directory), `handler`
    as AWS writes it (`app.handler`), `runtime` an AWS runtime name (`python3.12`, `nodejs20.x`,
    `provided.al2023`). `invoke_url` is the base URL of something that speaks the Lambda Invoke API instead.
    `timeout` is in seconds, `memory` in MB; `concurrency` is the reserved concurrency, None for unlimited.
    """

    name: str
    handler: str = ""
    code: str | Unresolved = ""
    runtime: str = ""
    environment: Mapping[str, str | Unresolved] = field(default_factory=dict)
    timeout: float = 3.0
    memory: int = 128
    concurrency: int | None = None
    invoke_url: str = ""
    inline_code: str = ""
    """Source text that a template holds itself (`ZipFile`, `InlineCode`): the file `index` of a package."""
    logical_id: str = ""
    """What the template calls it, where that is not its name."""
    choices: Mapping[str, LambdaFunction] = field(default_factory=dict)
    """Where the name leaves a part to stage variables: the functions that it can come to mean, by name."""
    layers: tuple[str, ...] = ()
    """Directories that Lambda would lay over `/opt`, in that order."""
    where: Where | None = None
