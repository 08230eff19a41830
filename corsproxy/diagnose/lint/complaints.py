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
from corsproxy.diagnose.lint.matrix import Cell, Situation
from corsproxy.diagnose.lint.origin_spelling import SPELLING, spelling_decides
from corsproxy.diagnose.lint.places import OWN_LAYERS, options_method, place
from corsproxy.diagnose.lint.subject import id_of, name_of
from corsproxy.diagnose.remedies import remedies, values
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.error import Error
from corsproxy.fetch.page_fetch import Mode, RedirectMode
from corsproxy.gateway.api import Served
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import HttpApi, HttpIntegration
from corsproxy.gateway.rest_api.definition import IntegrationType, RestApi
from corsproxy.where import Where

_SHOWN = 6
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
    culprits: dict[str, None] = field(default_factory=dict)

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


def complaints(api: Served, cells: Iterable[Cell]) -> tuple[Assessment, ...]:
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
        elif unreadable:
            _count(groups, unreadable[0], _of_the_handler(unreadable[0]), api.where, _handler)
        for cell in together:
            if cell.readable or cell.usual or cell.preflight or cell.way.name in _BACKENDS:
                continue  # a preflight is the same whatever the page's call meets later: it was judged above
            author = cell.way.answer.author
            if cell.error is Error.MISSING_ALLOW_ORIGIN_HEADER and author.layer in OWN_LAYERS:
                _count(groups, cell, _gap_of(api), place(api, cell), _gap)
            else:
                _put(groups, cell, _placed(api, cell, Severity.WARNING))
    grave = {key[::2] for key in groups if key[1] == Severity.ERROR}
    kept = [group for key, group in groups.items() if key[1] == Severity.ERROR or key[::2] not in grave]
    ordered = sorted(kept, key=lambda group: tuple(Severity).index(group.finding.severity))
    return tuple(_assessment(api, number, group) for number, group in enumerate(ordered, 1))


def _gap_of(api: Served) -> str:
    """The CORS side of an error that is no CORS fault in itself, by product."""
    if isinstance(api, FunctionUrl):
        return "function-url-errors-without-cors"
    return "errors-without-cors-configuration" if isinstance(api, HttpApi) else "gateway-response-without-cors"


def _of_the_handler(cell: Cell) -> str:
    """What a supposed handler did to be unreadable: it sent no CORS headers, or it sent them a second time."""
    doubled = cell.error in {Error.MULTIPLE_ALLOW_ORIGIN_VALUES, Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES}
    return "function-url-duplicate-cors" if doubled else "handler-must-send-cors-headers"


_HANDLED = {"handler-must-send-cors-headers", "function-url-duplicate-cors"}


def _same_question(cell: Cell) -> tuple[int, str, str, str, bool]:
    question = cell.question
    return id(question.endpoint), question.origin, question.situation, cell.browser.name, cell.preflight


def _put(groups: dict[_Key, _Group], cell: Cell, finding: Finding) -> None:
    listed = finding.kind.name in _LISTED
    key = (finding.kind.name, finding.severity, finding.where, finding.kind.title if listed else finding.title)
    if key not in groups:
        # the definition settles which cause it is: the remedies for the other ones go with the alternatives
        why = f"{SPELLING} {finding.why}" if spelling_decides(cell) else finding.why
        wanted = _of_kind(finding.kind.name, cell).remedies
        groups[key] = _Group(replace(finding, title=key[3], why=why, remedies=wanted))
    groups[key].add(cell)
    if listed and (culprit := cell.finished().verdict.culprit):
        groups[key].culprits[culprit] = None


# what is missing in a list: all that is missing there is one complaint
_LISTED = {
    "header-not-listed",
    "method-not-listed",
    "header-not-in-configuration",
    "method-not-in-configuration",
}


def _count(
    groups: dict[_Key, _Group],
    cell: Cell,
    name: str,
    where: Where | None,
    make: Callable[[str, Cell, Where | None], Finding],
) -> None:
    """As `_put`, for a kind that is known beforehand: the finding is made only for the first of thousands."""
    entry = kind(name)
    severity = Severity.NOTE if name in _HANDLED else Severity.WARNING
    key = (name, severity, where, entry.title)
    if key not in groups:
        groups[key] = _Group(make(name, cell, where))
    groups[key].add(cell)


def _sighting(cell: Cell, name: str = "lint") -> Sighting:
    fetch, credentials = cell.finished().fetch, cell.question.credentials
    return Sighting(name, fetch, (credentials,), (RedirectMode.FOLLOW,), (Mode.CORS,), ())


def _placed(api: Served, cell: Cell, severity: Severity) -> Finding:
    """What is certain is explained by its cause, what is supposed by the headers that are missing on it."""
    finished = cell.finished()
    found = causes(_sighting(cell), finished.verdict)
    if not found:
        raise AssertionError(f"no cause for {cell.error} of {cell.endpoint.label}")
    finding = _by_definition(api, cell, found[0]) if severity is Severity.ERROR else found[-1]
    attribution = Attribution(cell.way.answer.author, Certainty.CERTAIN, ("derived from the definition",))
    where = place(api, cell)
    if finding.kind.name in _OF_A_PROXY and _is_mapped(api, cell):
        finding = _bare("method-response-without-cors-headers")
    why = finding.why.replace(f" {PREFLIGHT_PASSED}", "")  # supposed here, not seen
    if finding.kind.name == "integration-broken" and cell.way.sunny:
        why = f"{cell.way.answer.because[:1].upper()}{cell.way.answer.because[1:]}. {why}"  # the definition tells why
    return replace(
        finding,
        severity=severity,
        why=why,
        attribution=attribution,
        alternatives=(),
        where=where,
    )


_OF_A_PROXY = {"integration-without-cors-headers", "integration-error-without-cors-headers"}


def _is_mapped(api: Served, cell: Cell) -> bool:
    """True where the definition itself writes the response: an integration that is no proxy."""
    if cell.preflight or not isinstance(api, RestApi):
        return False
    method, _, path = cell.endpoint.label.partition(" ")
    for resource in api.resources:
        for one in resource.methods if resource.path == path else ():
            if one.http_method == method and one.integration is not None:
                return one.integration.type not in (IntegrationType.AWS_PROXY, IntegrationType.HTTP_PROXY)
    return False


def _by_definition(api: Served, cell: Cell, finding: Finding) -> Finding:
    """Where the bytes alone allow several causes, the definition tells which one it is."""
    if cell.preflight and isinstance(api, HttpApi) and api.cors is not None and finding.kind.name in _CONFIGURED:
        # whoever answers, the lists are the configuration's
        bare = _bare(_CONFIGURED[finding.kind.name])
        return replace(bare, why=f"{finding.why.removesuffix(finding.kind.why)}{bare.why}")
    if not cell.preflight or not isinstance(api, RestApi):
        return finding
    method = options_method(api, cell.endpoint)
    author = cell.way.answer.author
    if author.type == "MISSING_AUTHENTICATION_TOKEN":
        name = "missing-options-method" if method is None else "options-requires-iam"
    elif method is not None and method.api_key_required and author.type == "INVALID_API_KEY":
        name = "options-requires-api-key"
    else:
        return finding
    return finding if finding.kind.name == name else _bare(name)


_CONFIGURED = {
    "header-not-listed": "header-not-in-configuration",
    "method-not-listed": "method-not-in-configuration",
}


def _bare(name: str) -> Finding:
    entry = kind(name)
    return Finding(entry, entry.severity, entry.title, entry.why)


def _of_kind(name: str, cell: Cell) -> Finding:
    sighting = _sighting(cell)
    last = sighting.fetch.hops[-1]
    exchange = last.actual or last.preflight
    culprit = cell.finished().verdict.culprit or ""
    # the route as the definition writes it, not the example that was asked for
    path = cell.endpoint.label.partition(" ")[2] or "/{proxy+}"
    more = {"header": culprit, "path": path, "request_id": "see the log of a real call"}
    filled = values(sighting, clues(exchange), **more) if exchange is not None else {}
    filled |= _for_all(cell, filled) if filled else {}
    wanted = remedies(name, filled) if filled else ()
    if cell.way.answer.author.type == "MOCK" or _is_service(cell):
        wanted = tuple(one for one in wanted if one.kind not in _IN_CODE)
    return replace(_bare(name), remedies=wanted)


# mends in code, where none stands behind a method
_IN_CODE = {"configure-framework", "return-cors-headers"}


def _is_service(cell: Cell) -> bool:
    """True where an HTTP API's route calls an AWS service."""
    routes = cell.endpoint.api.routes if isinstance(cell.endpoint.api, HttpApi) else ()
    integrations = (route.integration for route in routes if route.key == cell.endpoint.label)
    return any(isinstance(one, HttpIntegration) and bool(one.service) for one in integrations)


def _for_all(cell: Cell, filled: dict[str, str]) -> dict[str, str]:
    """The methods and headers of all that the same preflight's answer serves: a REST API's resource, else the API.

    Mended for the one fetch that stands for them all, the next one would be refused.
    """
    path = cell.endpoint.label.partition(" ")[2]
    rest = isinstance(cell.endpoint.api, RestApi)
    served = [one for one in cell.siblings if not rest or one.label.partition(" ")[2] == path]
    methods = [*(one.method for one in served), *filled["methods"].split(",")]
    names = [*filled["headers"].split(","), *(name.lower() for one in served for name, _ in one.lines)]
    last = [one for one in methods if one == "OPTIONS"][:1]
    methods = [one for one in dict.fromkeys(methods) if one != "OPTIONS"] + last
    found = {"methods": ",".join(methods), "headers": ",".join(dict.fromkeys(filter(None, names)))}
    if cell.preflight:
        answered = cell.way.answer.response.headers
        names_listed = _items((answered.get("access-control-allow-headers") or "").lower())
        methods_listed = {*_items(answered.get("access-control-allow-methods") or ""), *_SAFELISTED, "OPTIONS"}
        found["missing"] = ", ".join(one for one in dict.fromkeys(names) if one and one not in names_listed)
        if cell.error is Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE:
            found["method"] = ", ".join(one for one in methods if one not in methods_listed)
    return found


# methods that no list needs (https://fetch.spec.whatwg.org/#cors-safelisted-method)
_SAFELISTED = {"GET", "HEAD", "POST"}


def _items(text: str) -> set[str]:
    return {item.strip() for item in text.split(",")}


def _gap(name: str, cell: Cell, where: Where | None) -> Finding:
    attribution = Attribution(cell.way.answer.author, Certainty.CERTAIN, ("derived from the definition",))
    return replace(_of_kind(name, cell), severity=Severity.WARNING, attribution=attribution, where=where)


def _handler(name: str, cell: Cell, where: Where | None) -> Finding:
    evidence = ("the code is not part of the definition",)
    attribution = Attribution(cell.way.answer.author, Certainty.POSSIBLE, evidence)
    return replace(_of_kind(name, cell), severity=Severity.NOTE, attribution=attribution, where=where)


def _listed(items: Iterable[str]) -> str:
    found = list(items)
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return ", ".join(found[:_SHOWN]) + more


def _assessment(api: Served, number: int, group: _Group) -> Assessment:
    finding = group.finding
    first = next(iter(group.cells.values()))
    facts = [f"On {_listed(group.routes)}"]
    if finding.severity is not Severity.ERROR and group.ways:
        facts.append(f"when: {_listed(group.ways)}")
    if group.types and finding.kind.name.startswith("gateway-response"):
        facts.append(f"gateway responses: {_listed(group.types)}")
    facts.append(f"for pages of {_listed(group.origins)}")
    title = f"{finding.title}: {', '.join(group.culprits)}" if group.culprits else finding.title
    finding = replace(finding, title=f"{name_of(api)}: {title}", why=f"{'; '.join(facts)}. {finding.why}")
    verdicts = {browser: cell.finished().verdict for browser, cell in group.cells.items()}
    credentials = first.question.credentials
    rulings = {
        browser: Ruling(browser, Standing(verdict.outcome.value), verdict, credentials)
        for browser, verdict in verdicts.items()
    }
    return Assessment(_sighting(first, f"{id_of(api)}-{number}"), rulings, (finding,))
