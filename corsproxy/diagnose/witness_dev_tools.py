"""Local stand-ins and dev servers, by what they leave on a response: what passes there may fail deployed.

Each shows headers or forms that API Gateway never sends; the fingerprints are quoted as evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corsproxy.diagnose.clues import Clues, Product
from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.gateway.answer import Author, Layer
from corsproxy.gateway.invoke_url import HostForm


@dataclass(frozen=True, slots=True)
class Tool:
    """A local tool: `seen` returns the evidence, or nothing."""

    name: str
    says: str
    certainty: Certainty
    seen: Callable[[Clues], str]


def _port(clue: Clues) -> str:
    host = clue.exchange.request.url.partition("://")[2].partition("/")[0]
    return host.rpartition(":")[2] if ":" in host else ""


def _serverless_offline(clue: Clues) -> str:
    methods = clue.headers.get("access-control-allow-methods") or ""
    origin = clue.exchange.request.headers.get("origin")
    if (
        clue.preflight
        and clue.headers.get("access-control-allow-origin") == origin
        and clue.headers.get("access-control-allow-credentials") == "true"
        and methods == clue.exchange.request.headers.get("access-control-request-method")
        and clue.product is Product.NONE
    ):
        return "a preflight that echoes origin, method and headers, with credentials"
    if "WWW-Authenticate, Server-Authorization" in (clue.headers.get("access-control-expose-headers") or ""):
        return clue.quote("access-control-expose-headers") + " (hapi's default)"
    return ""


def _vite(clue: Clues) -> str:
    if _port(clue) in {"5173", "4173"} and clue.product is Product.NONE:
        return f"port {_port(clue)} is Vite's"
    return ""


def _sam_local(clue: Clues) -> str:
    server = clue.headers.get("server") or ""
    return clue.quote("server") if server.startswith("Werkzeug/") else ""


def _localstack(clue: Clues) -> str:
    for name in clue.headers.names():
        if name.startswith("x-localstack"):
            return clue.quote(name)
    if _port(clue) == "4566" or "localstack" in clue.url.host:
        return f"host {clue.url.host}, port {_port(clue)}"
    return ""


def _moto(clue: Clues) -> str:
    return clue.quote("server") if "moto" in (clue.headers.get("server") or "").lower() else ""


def _dev_server(clue: Clues) -> str:
    powered = clue.headers.get("x-powered-by") or ""
    if clue.url.form is HostForm.LOCAL and powered.lower().startswith(("express", "next.js", "nuxt")):
        return clue.quote("x-powered-by")
    return ""


TOOLS: tuple[Tool, ...] = (
    Tool(
        "localstack", "LocalStack adds CORS headers and a check of origins of its own", Certainty.CERTAIN, _localstack
    ),
    Tool(
        "sam-local",
        "sam local ignores gateway responses and answers preflights with 200",
        Certainty.LIKELY,
        _sam_local,
    ),
    Tool(
        "serverless-offline",
        "serverless-offline reflects every origin with credentials and ignores gateway responses",
        Certainty.LIKELY,
        _serverless_offline,
    ),
    Tool(
        "vite", "Vite's dev server answers preflights itself and makes the API same-origin", Certainty.LIKELY, _vite
    ),
    Tool("moto", "moto allows every origin", Certainty.LIKELY, _moto),
    Tool("dev-server", "a development server answered", Certainty.POSSIBLE, _dev_server),
)


def dev_tool(clue: Clues) -> tuple[Attribution, ...]:
    """The local tool that wrote the response; empty when none is recognised."""
    if clue.exchange.response is None or clue.product is not Product.NONE:
        return ()
    for tool in TOOLS:
        evidence = tool.seen(clue)
        if evidence:
            return (
                Attribution(
                    Author(Layer.DEV_TOOL, tool.name),
                    tool.certainty,
                    (evidence, "no id of API Gateway's on the response"),
                    "corsproxy emulate  # the same definition, answered as deployed",
                    "local-tool-differs",
                    tool.says,
                ),
            )
    if clue.url.form is HostForm.LOCAL and clue.status >= 400 and clue.message in {"Unauthorized", "Forbidden"}:
        return (
            Attribution(
                Author(Layer.DEV_TOOL, "stand-in"),
                Certainty.POSSIBLE,
                (f"host {clue.url.host}", "API Gateway's words without any id of its own"),
                "corsproxy emulate  # the same definition, answered as deployed",
                "local-tool-differs",
                "a local stand-in for API Gateway wrote this; stand-ins leave out the CORS headers of error answers",
            ),
        )
    return ()
