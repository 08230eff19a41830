"""Response mappings whose static value lacks its quotes: they are in the definition, and no answer shows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.finding import Attribution, Certainty, Finding, Remedy
from corsproxy.diagnose.lint.endpoints import Linted, example, host
from corsproxy.diagnose.lint.origins import SUPPOSED
from corsproxy.diagnose.remedy_texts import TEXTS
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.page_fetch import Credentials, Mode, PageFetch, RedirectMode
from corsproxy.gateway.answer import Author, Layer
from corsproxy.gateway.rest_api.definition import IntegrationType, RestApi
from corsproxy.where import Where

# https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
_EXPRESSION = re.compile(
    r"^(?:'.*'|integration\.response\..+|method\.request\..+|context\..+|stageVariables\..+)$", re.S
)
_CORS = re.compile(r"\.header\.(access-control-[a-z-]+|vary)$", re.IGNORECASE)


def unquoted_mappings(api: Linted) -> tuple[Assessment, ...]:
    """One complaint for each CORS header and value that is neither quoted nor an expression, at its first place."""
    if not isinstance(api, RestApi):
        return ()
    first: dict[tuple[str, str], tuple[str, str, Where | None, Layer]] = {}
    times: Counter[tuple[str, str]] = Counter()
    for path, method, name, value, where, layer in _mapped(api):
        header = _CORS.search(name)
        if header is None or _EXPRESSION.match(value) or "<unresolved" in value:
            continue
        key = (header[1], value)
        times[key] += 1
        first.setdefault(key, (path, method, where, layer))
    return tuple(
        _assessment(api, number, path, method, *key, where, layer, times[key] - 1)
        for number, (key, (path, method, where, layer)) in enumerate(first.items(), 1)
    )


def _mapped(api: RestApi) -> Iterator[tuple[str, str, str, str, Where | None, Layer]]:
    for resource in api.resources:
        for method in resource.methods:
            integration = method.integration
            for response in integration.responses if integration else ():
                mock = integration is not None and integration.type is IntegrationType.MOCK
                layer = Layer.MOCK_INTEGRATION if mock else Layer.INTEGRATION
                where = response.where or method.where or resource.where
                for name, value in response.parameters.items():
                    yield resource.path, method.http_method, name, value, where, layer
    for one in api.gateway_responses:
        for name, value in one.parameters.items():
            yield "/", one.type, name, value, one.where or api.where, Layer.GATEWAY_RESPONSE


def _assessment(
    api: RestApi,
    number: int,
    path: str,
    method: str,
    header: str,
    value: str,
    where: Where | None,
    layer: Layer,
    more: int,
) -> Assessment:
    entry = kind("mapping-value-unquoted")
    filled = {"header": value, "path": path, "method": method, "product": "rest-api", "origin": SUPPOSED}
    finding = Finding(
        entry,
        entry.severity,
        f"{api.name or api.api_id}: {entry.title}: {header}",
        f"{method} {path}{f' (and {more} more)' if more else ''} maps {header} to {value}. {entry.why}",
        Attribution(Author(layer), Certainty.CERTAIN, ("read in the definition",)),
        remedies=(Remedy("quote-mapping-value", TEXTS["quote-mapping-value"].format(**filled), filled),),
        where=where,
    )
    stage = api.stages[0].name if api.stages else "prod"
    asked = method if layer is not Layer.GATEWAY_RESPONSE else "GET"
    fetch = PageFetch(SUPPOSED, asked, f"https://{host(api)}/{stage}{example(path)}", ())
    told = (Credentials.SAME_ORIGIN,), (RedirectMode.FOLLOW,), (Mode.CORS,)
    return Assessment(Sighting(f"{api.api_id}-m{number}", fetch, *told, ()), {}, (finding,))
