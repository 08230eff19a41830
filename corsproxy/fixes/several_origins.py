"""Several origins where API Gateway takes one: chosen at run time, never written as a list.

A MOCK's static value is one origin; a response template may override it, which is how CDK and the Serverless
Framework serve several (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html).
"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.fixes.filling import listed, several


def override(values: Mapping[str, str]) -> list[str]:
    """The response template that answers with the origin that asks, if it is one of them; its lines.

    Both spellings are looked up: HTTP/2 sends `origin`, and API Gateway compares names with case here.
    """
    allowed = " || ".join(f'$origin == "{origin}"' for origin in listed(values["origin"]))
    return [
        '#set($origin = $input.params().header.get("Origin"))',
        '#if(!$origin || $origin == "")#set($origin = $input.params().header.get("origin"))#end',
        f"#if({allowed})",
        "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)",
        "#end",
    ]


def yaml_override(values: Mapping[str, str], key: str, indent: int, body: tuple[str, ...] = ()) -> str:
    """`key` (`ResponseTemplates`, `responseTemplates`) with the template as a YAML block; nothing for one origin.

    `body` are the template's last lines: what a method that is no MOCK answers with.
    """
    if not several(values):
        return ""
    pad = " " * indent
    lines = [
        f"{pad}{key}:",
        f"{pad}  application/json: |",
        *(f"{pad}    {line}" for line in (*override(values), *body)),
    ]
    return "\n".join(lines) + "\n"
