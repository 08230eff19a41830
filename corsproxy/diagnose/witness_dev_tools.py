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
    """A local tool: `seen` returns the evidence, or nothing; `fix` is the tool's own switch, where it has one."""

    name: str
    says: str
    certainty: Certainty
    seen: Callable[[Clues], str]
    fix: str = ""


def _port(clue: Clues) -> str:
    host = clue.exchange.request.url.partition("://")[2].partition("/")[0]
    return host.rpartition(":")[2] if ":" in host else ""


def _serverless_offline(clue: Clues) -> str:
    methods = clue.headers.get("access-control-allow-methods") or ""
    origin = clue.exchange.request.headers.get("origin")
    if (
        clue.preflight
        and clue.url.form is HostForm.LOCAL
        and clue.headers.get("access-control-allow-origin") == origin
        and clue.headers.get("access-control-allow-credentials") == "true"
        and methods == clue.exchange.request.headers.get("access-control-request-method")
        and clue.product is Product.NONE
    ):
        return "a preflight that echoes origin, method and headers, with credentials"
    if "WWW-Authenticate, Server-Authorization" in (clue.headers.get("access-control-expose-headers") or ""):
        return clue.quote("access-control-expose-headers") + " (hapi's default)"
    if "serverless-offline" in clue.text.lower():
        return clue.quoted_body
    return ""


def _vite(clue: Clues) -> str:
    if _port(clue) in {"5173", "5174", "4173"} and clue.url.form is HostForm.LOCAL:
        return f"port {_port(clue)} is Vite's"
    return ""


def _sam_local(clue: Clues) -> str:
    server = clue.headers.get("server") or ""
    return clue.quote("server") if server.startswith("Werkzeug/") else ""


def _localstack(clue: Clues) -> str:
    for name in clue.headers.names():
        if name.startswith("x-localstack"):
            return clue.quote(name)
    if "localstack" in clue.url.host:
        return f"host {clue.url.host}"
    if _port(clue) == "4566" and clue.url.form is HostForm.LOCAL:
        return f"host {clue.url.host}, port 4566"
    return ""


def _moto(clue: Clues) -> str:
    return clue.quote("server") if "moto" in (clue.headers.get("server") or "").lower() else ""


def _ngrok(clue: Clues) -> str:
    for name in ("ngrok-error-code", "ngrok-trace-id"):
        if name in clue.headers:
            return clue.quote(name)
    return "the body names ERR_NGROK" if "ERR_NGROK_" in clue.text else ""


def _localtunnel(clue: Clues) -> str:
    return clue.quote("x-localtunnel-status") if "x-localtunnel-status" in clue.headers else ""


def _wrangler(clue: Clues) -> str:
    if _port(clue) == "8787" and clue.url.form is HostForm.LOCAL:
        return "port 8787 is wrangler's"
    return ""


def _mock_server(clue: Clues) -> str:
    powered = (clue.headers.get("x-powered-by") or "").lower()
    if powered in {"msw", "tinyhttp"}:
        return clue.quote("x-powered-by")
    for name in ("matched-stub-id", "sl-violations", "hoverfly"):
        if name in clue.headers:
            return clue.quote(name)
    return ""


def _chalice(clue: Clues) -> str:
    server = clue.headers.get("server") or ""
    return clue.quote("server") if server.startswith("BaseHTTP/") else ""


def _dev_server(clue: Clues) -> str:
    powered = clue.headers.get("x-powered-by") or ""
    if clue.url.form is HostForm.LOCAL and powered.lower().startswith(("express", "next.js", "nuxt")):
        return clue.quote("x-powered-by")
    return ""


TOOLS: tuple[Tool, ...] = (
    Tool(
        "localstack",
        "LocalStack adds CORS headers and a check of origins of its own",
        Certainty.CERTAIN,
        _localstack,
        "Start LocalStack with EXTRA_CORS_ALLOWED_ORIGINS={origin} (or DISABLE_CORS_CHECKS=1); with "
        "DISABLE_CUSTOM_CORS_APIGATEWAY=0 the API's own CORS is tested, and DISABLE_CORS_HEADERS=1 stops LocalStack "
        "from adding headers to those of your function.",
    ),
    Tool(
        "sam-local",
        "sam local ignores gateway responses, leaves CORS headers off an authorizer's refusal and answers preflights "
        "with 200",
        Certainty.LIKELY,
        _sam_local,
        "Do not repair the template for it: deployed, the gateway adds the configured headers.",
    ),
    Tool(
        "serverless-offline",
        "serverless-offline reflects every origin with credentials and ignores gateway responses",
        Certainty.LIKELY,
        _serverless_offline,
        "Do not trust a pass here: serverless-offline allows every origin where no cors is configured.",
    ),
    Tool(
        "vite",
        "Vite's dev server answers preflights itself (Access-Control-Allow-Origin: * in old versions) and hides the "
        "backend behind its proxy",
        Certainty.LIKELY,
        _vite,
        "Set server.cors: false in vite.config, so that preflights reach the backend.",
    ),
    Tool(
        "ngrok",
        "ngrok's own page (a warning for browsers, or an error of the tunnel) came in place of the API's answer",
        Certainty.CERTAIN,
        _ngrok,
        "Send the header ngrok-skip-browser-warning (and list it in Access-Control-Allow-Headers, it causes a "
        "preflight), or use a domain of a paid plan; look whether the tunnel's local server runs.",
    ),
    Tool(
        "localtunnel",
        "localtunnel's reminder page came in place of the API's answer",
        Certainty.CERTAIN,
        _localtunnel,
        "Send the header bypass-tunnel-reminder, and list it in Access-Control-Allow-Headers.",
    ),
    Tool("moto", "moto allows every origin", Certainty.LIKELY, _moto),
    Tool("mock-server", "a mock server answered, which allows every origin", Certainty.LIKELY, _mock_server),
    Tool("chalice-local", "chalice local has no gateway responses", Certainty.POSSIBLE, _chalice),
    Tool("wrangler", "wrangler's dev server answered", Certainty.POSSIBLE, _wrangler),
    Tool("dev-server", "a development server answered", Certainty.POSSIBLE, _dev_server),
)
_FIXES = {tool.name: tool.fix for tool in TOOLS}
_STAND_IN = (
    "Do not repair the API for it: serverless-offline and sam local leave out gateway responses and the CORS headers "
    "of a refusal; deployed, the gateway adds what is configured."
)


_GATEWAY_WORDS = {
    "Unauthorized",
    "Forbidden",
    "Missing Authentication Token",
    "Internal server error",
    "Internal Server Error",
    "Not Found",
    "Endpoint request timed out",
    "User is not authorized to access this resource",
}


def fix_of(tool: str) -> str:
    """What to set in this tool itself; empty where there is nothing to set."""
    return _STAND_IN if tool == "stand-in" else _FIXES.get(tool, "")


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
    if clue.url.form is HostForm.LOCAL and clue.status >= 400 and clue.message in _GATEWAY_WORDS:
        return (
            Attribution(
                Author(Layer.DEV_TOOL, "stand-in"),
                Certainty.POSSIBLE,
                (f"host {clue.url.host}", "API Gateway's words without any id of its own"),
                "corsproxy emulate  # the same definition, answered as deployed",
                "local-tool-differs",
                "a local stand-in for API Gateway wrote this (serverless-offline, sam local, …); stand-ins leave out "
                "the CORS headers of error answers",
            ),
        )
    return ()
