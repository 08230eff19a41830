"""From thousands of cells to the few things that a person has to change, each with its place in the definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.causes import PREFLIGHT_PASSED, causes
from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.finding import Attribution, Certainty, Finding, Severity
from corsproxy.diagnose.lint.endpoints import Endpoint, Linted, title
from corsproxy.diagnose.lint.matrix import Cell, Situation
from corsproxy.diagnose.lint.ways import ways
from corsproxy.diagnose.remedies import remedies, values
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.error import Error
from corsproxy.fetch.page_fetch import Mode, RedirectMode
from corsproxy.gateway.answer import Layer
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import IntegrationType, Method, RestApi
from corsproxy.where import Where

_SHOWN = 6
_OWN_LAYERS = {Layer.GATEWAY_RESPONSE, Layer.AUTHORIZER, Layer.WAF}
# what a supposed backend does is not the definition's fault: the code is not in it
_BACKENDS = {"backend-answers", "backend-answers-500", "backend-answers-with-cors"}


@dataclass(slots=True)
class _Group:
    """Everything with one cause at one place. `cells` holds the first cell of each browser."""

    finding: Finding
    cells: dict[str, Cell] = field(default_factory=dict)
    routes: dict[str, None] = field(default_factory=dict)
    ways: dict[str, None] = field(default_factory=dict)
    types: dict[str, None] = field(default_factory=dict)
    origins: dict[str, None] = field(default_factory=dict)

    def add(self, cell: Cell) -> None:
        """Count one more cell with this cause."""
        question = cell.question
        self.cells.setdefault(cell.browser.name, cell)
        self.routes["an unknown path" if question.situation is Situation.UNKNOWN_PATH else cell.endpoint.label] = None
        self.ways[cell.way.name if question.situation is Situation.NORMAL else question.situation.value] = None
        self.origins[question.origin] = None
        if cell.way.answer.author.type:
            self.types[cell.way.answer.author.type] = None


_Key = tuple[str, str, Where | None, str]


def complaints(api: Linted, cells: Iterable[Cell]) -> tuple[Assessment, ...]:
    """Group an API's cells by cause and place; the gravest first, in the definition's order.

    Each complaint is an assessment of one representative page fetch, with one finding that knows its place, so
    that every report format can show it.
    """
    groups: dict[_Key, _Group] = {}
    for _, group in groupby(cells, _same_question):
        together = list(group)
        usual = [cell for cell in together if cell.usual]
        unreadable = [cell for cell in usual if not cell.readable]
        if unreadable and len(unreadable) == len(usual):
            _put(groups, unreadable[0], _placed(api, unreadable[0], Severity.ERROR))
        elif unreadable and isinstance(api, FunctionUrl) and api.cors is not None:
            twice = _handler("function-url-duplicate-cors", unreadable[0], api.cors.where or api.where)
            _put(groups, unreadable[0], replace(twice, severity=Severity.NOTE))
        elif unreadable:
            _count(groups, unreadable[0], "handler-must-send-cors-headers", api.where, _handler)
        for cell in together:
            if cell.readable or cell.usual or cell.preflight or cell.way.name in _BACKENDS:
                continue  # a preflight is the same whatever the page's call meets later: it was judged above
            author = cell.way.answer.author
            own = cell.error is Error.MISSING_ALLOW_ORIGIN_HEADER and author.layer in _OWN_LAYERS
            if own and not isinstance(api, FunctionUrl):
                name = _GAPS[isinstance(api, HttpApi)]
                _count(groups, cell, name, _where(api, cell), _gap)
            else:
                _put(groups, cell, _placed(api, cell, Severity.WARNING))
    grave = {key[::2] for key in groups if key[1] == Severity.ERROR}
    kept = [group for key, group in groups.items() if key[1] == Severity.ERROR or key[::2] not in grave]
    ordered = sorted(kept, key=lambda group: tuple(Severity).index(group.finding.severity))
    return tuple(_assessment(api, number, group) for number, group in enumerate(ordered, 1))


# the CORS side of an error that is no CORS fault in itself, by product
_GAPS = {True: "errors-without-cors-configuration", False: "gateway-response-without-cors"}


def _same_question(cell: Cell) -> tuple[int, str, str, str, bool]:
    question = cell.question
    return id(question.endpoint), question.origin, question.situation, cell.browser.name, cell.preflight


def _put(groups: dict[_Key, _Group], cell: Cell, finding: Finding) -> None:
    key = (finding.kind.name, finding.severity, finding.where, finding.title)
    if key not in groups:
        # the definition settles which cause it is: the remedies for the other ones go with the alternatives
        why = f"{_SPELLING} {finding.why}" if _spelling_decides(cell) else finding.why
        groups[key] = _Group(replace(finding, why=why, remedies=_of_kind(finding.kind.name, cell).remedies))
    groups[key].add(cell)


def _count(
    groups: dict[_Key, _Group],
    cell: Cell,
    name: str,
    where: Where | None,
    make: Callable[[str, Cell, Where | None], Finding],
) -> None:
    """As `_put`, for a kind that is known beforehand: the finding is made only for the first of thousands."""
    entry = kind(name)
    key = (name, entry.severity if name not in _GAPS.values() else Severity.WARNING, where, entry.title)
    if key not in groups:
        groups[key] = _Group(make(name, cell, where))
    groups[key].add(cell)


def _sighting(cell: Cell, name: str = "lint") -> Sighting:
    fetch, credentials = cell.finished().fetch, cell.question.credentials
    return Sighting(name, fetch, (credentials,), (RedirectMode.FOLLOW,), (Mode.CORS,), ())


def _placed(api: Linted, cell: Cell, severity: Severity) -> Finding:
    """What is certain is explained by its cause, what is supposed by the headers that are missing on it."""
    finished = cell.finished()
    found = causes(_sighting(cell), finished.verdict)
    if not found:
        raise AssertionError(f"no cause for {cell.error} of {cell.endpoint.label}")
    finding = _by_definition(api, cell, found[0]) if severity is Severity.ERROR else found[-1]
    attribution = Attribution(cell.way.answer.author, Certainty.CERTAIN, ("derived from the definition",))
    where = _where(api, cell)
    if finding.kind.name in _OF_A_PROXY and _is_mapped(api, cell):
        finding = _of_kind("method-response-without-cors-headers", cell)
    why = finding.why.replace(f" {PREFLIGHT_PASSED}", "")  # supposed here, not seen
    return replace(
        finding,
        severity=severity,
        why=why,
        attribution=attribution,
        alternatives=(),
        where=where,
    )


_SPELLING = (
    "The mapping template looks up `Origin`, in this spelling only. Browsers speak HTTP/2 with API Gateway, where "
    "the name is `origin`, and $input.params() compares with case: look up both."
)


def _spelling_decides(cell: Cell) -> bool:
    """True where the answer lacks Access-Control-Allow-Origin, and would have it over HTTP/1.1."""
    api = cell.endpoint.api
    if cell.error not in _NO_ORIGIN_ALLOWED or not isinstance(api, RestApi):
        return False
    over_http_1 = ways(api, cell.endpoint.stage, cell.sent.request, as_sent=False)
    return any(
        way.name == cell.way.name and "access-control-allow-origin" in way.answer.response.headers
        for way in over_http_1
    )


_NO_ORIGIN_ALLOWED = {Error.MISSING_ALLOW_ORIGIN_HEADER, Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER}
_OF_A_PROXY = {"integration-without-cors-headers", "integration-error-without-cors-headers"}


def _is_mapped(api: Linted, cell: Cell) -> bool:
    """True where the definition itself writes the response: an integration that is no proxy."""
    if cell.preflight or not isinstance(api, RestApi):
        return False
    method, _, path = cell.endpoint.label.partition(" ")
    for resource in api.resources:
        for one in resource.methods if resource.path == path else ():
            if one.http_method == method and one.integration is not None:
                return one.integration.type not in (IntegrationType.AWS_PROXY, IntegrationType.HTTP_PROXY)
    return False


def _by_definition(api: Linted, cell: Cell, finding: Finding) -> Finding:
    """Where the bytes alone allow several causes, the definition tells which one it is."""
    if not cell.preflight or not isinstance(api, RestApi):
        return finding
    method = _options_method(api, cell.endpoint)
    author = cell.way.answer.author
    if author.type == "MISSING_AUTHENTICATION_TOKEN":
        name = "missing-options-method" if method is None else "options-requires-iam"
    elif method is not None and method.api_key_required and author.type == "INVALID_API_KEY":
        name = "options-requires-api-key"
    else:
        return finding
    return finding if finding.kind.name == name else _of_kind(name, cell)


def _of_kind(name: str, cell: Cell) -> Finding:
    entry = kind(name)
    sighting = _sighting(cell)
    last = sighting.fetch.hops[-1]
    exchange = last.actual or last.preflight
    culprit = cell.finished().verdict.culprit or ""
    # the route as the definition writes it, not the example that was asked for
    path = cell.endpoint.label.partition(" ")[2] or "/{proxy+}"
    more = {"header": culprit, "path": path, "request_id": "see the log of a real call"}
    filled = values(sighting, clues(exchange), **more) if exchange is not None else {}
    wanted = remedies(name, filled) if filled else ()
    if cell.way.answer.author.type == "MOCK":  # no code stands behind it
        wanted = tuple(one for one in wanted if one.kind != "configure-framework")
    return Finding(entry, entry.severity, entry.title, entry.why, remedies=wanted)


def _gap(name: str, cell: Cell, where: Where | None) -> Finding:
    attribution = Attribution(cell.way.answer.author, Certainty.CERTAIN, ("derived from the definition",))
    return replace(_of_kind(name, cell), severity=Severity.WARNING, attribution=attribution, where=where)


def _handler(name: str, cell: Cell, where: Where | None) -> Finding:
    evidence = ("the code is not part of the definition",)
    attribution = Attribution(cell.way.answer.author, Certainty.POSSIBLE, evidence)
    return replace(_of_kind(name, cell), attribution=attribution, where=where)


def _where(api: Linted, cell: Cell) -> Where | None:
    """The place to change: the OPTIONS method, the gateway response, the CORS configuration, or the route."""
    endpoint, layer = cell.endpoint, cell.way.answer.author.layer
    if not cell.preflight and isinstance(api, RestApi) and layer in _OWN_LAYERS:
        return _gateway_response_where(api, cell) or api.where
    if isinstance(api, HttpApi | FunctionUrl):
        if cell.preflight and layer is Layer.CORS_CONFIGURATION and api.cors is not None:
            return api.cors.where or api.where
        if cell.preflight and layer is Layer.AUTHORIZER:
            return endpoint.where or api.where
        return api.where if cell.preflight or layer in _OWN_LAYERS else endpoint.where or api.where
    if cell.preflight and isinstance(api, RestApi):
        method = _options_method(api, endpoint)
        return (method.where if method else None) or endpoint.where or api.where
    return endpoint.where or api.where


def _options_method(api: RestApi, endpoint: Endpoint) -> Method | None:
    """The method that a preflight to this endpoint reaches: OPTIONS, else ANY, of the same resource."""
    path = endpoint.label.partition(" ")[2]
    for resource in api.resources:
        if resource.path == path:
            by_name = {method.http_method: method for method in resource.methods}
            return by_name.get("OPTIONS") or by_name.get("ANY")
    return None


def _gateway_response_where(api: Linted, cell: Cell) -> Where | None:
    if not isinstance(api, RestApi):
        return None
    by_type = {response.type: response.where for response in api.gateway_responses}
    answer = cell.way.answer
    fallback = "DEFAULT_5XX" if answer.response.status >= 500 else "DEFAULT_4XX"
    return by_type.get(answer.author.type) or by_type.get(fallback)


def _listed(items: Iterable[str]) -> str:
    found = list(items)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more


def _assessment(api: Linted, number: int, group: _Group) -> Assessment:
    finding = group.finding
    first = next(iter(group.cells.values()))
    facts = [f"On {_listed(group.routes)}"]
    if finding.severity is not Severity.ERROR and group.ways:
        facts.append(f"when: {_listed(group.ways)}")
    if group.types and finding.kind.name.startswith("gateway-response"):
        facts.append(f"gateway responses: {_listed(group.types)}")
    facts.append(f"for pages of {_listed(group.origins)}")
    finding = replace(finding, title=f"{title(api)}: {finding.title}", why=f"{'; '.join(facts)}. {finding.why}")
    verdicts = {browser: cell.finished().verdict for browser, cell in group.cells.items()}
    credentials = first.question.credentials
    rulings = {
        browser: Ruling(browser, Standing(verdict.outcome.value), verdict, credentials)
        for browser, verdict in verdicts.items()
    }
    return Assessment(
        _sighting(first, f"{api.url_id if isinstance(api, FunctionUrl) else api.api_id}-{number}"),
        rulings,
        (finding,),
    )
