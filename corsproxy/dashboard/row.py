"""One row of the list: what can be read at a glance, as a small JSON object."""

from __future__ import annotations

import json

from corsproxy.dashboard.standing import author, deciding, error_of, leading, standing
from corsproxy.dashboard.store import Item, exchanges_of
from corsproxy.dashboard.strike import Redaction, Strike
from corsproxy.dashboard.writer import named
from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.finding import Severity
from corsproxy.diagnose.headline import headline
from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_url
from corsproxy.report.plain import one_line

Json = dict[str, object]
_ALLOWED_BY_ALL = dict.fromkeys(("chrome", "firefox", "safari"), "allowed")
_DEPENDS = "Depends on what the wire does not tell: "  # the row's mark says so
_MOST = 400  # characters of any one text in a row


def encoded(item: Item, redaction: Redaction) -> bytes:
    """The row as JSON, rendered once per change."""
    if item.row is None:
        item.row = json.dumps(row(item, redaction), separators=(",", ":")).encode()
    return item.row


def row(item: Item, redaction: Redaction, assessment: Assessment | None = None) -> Json:
    """The row of an item; `assessment` where it has been judged already."""
    if assessment is None and isinstance(item.source, Exchange) and not item.pending:
        return _fine(item, item.source, redaction((item.source,)))
    assessment = assessment or item.assessment()
    strike = redaction(exchanges_of(assessment.sighting))
    fetch = assessment.sighting.fetch
    lead = leading(assessment)
    said: Json = {
        "id": item.key,
        "n": item.number,
        "t": round(assessment.sighting.started, 3),
        "origin": one_line(fetch.page_origin, _MOST),
        "method": one_line(fetch.method, 40),
        "url": one_line(strike(fetch.url), 2000),
        "status": status(assessment),
        "word": "pending" if item.pending else standing(lead),
        "badges": {} if item.pending else {name: standing(each) for name, each in assessment.rulings.items()},
        "error": "" if item.pending else error_of(lead),
        "who": who(assessment, strike),
        "line": item.pending or one_line(strike(truth(assessment)), _MOST),
        "cause": "" if item.pending or not assessment.findings else one_line(strike(cause(assessment)), _MOST),
        "preflight": any(hop.preflight is not None for hop in fetch.hops),
    }
    real = item.deployed_assessment()
    if real is not None:
        said["deployed"] = standing(leading(real))
        said["policy"] = item.policy
    if item.replayed:
        said["replayed"] = True
    return said


def _fine(item: Item, exchange: Exchange, strike: Strike) -> Json:
    """The row of a fetch that was recognised as fine once more, in every browser: there is nothing to judge."""
    request, response = exchange.request, exchange.response
    return {
        "id": item.key,
        "n": item.number,
        "t": round(exchange.started, 3),
        "origin": one_line(request.headers.get("origin") or "", _MOST),
        "method": one_line(request.method, 40),
        "url": one_line(strike(request.url), 2000),
        "status": str(response.status) if response is not None else "failed",
        "word": "allowed",
        "badges": _ALLOWED_BY_ALL,
        "error": "",
        "who": "",
        "line": "Allowed",
        "cause": "",
        "preflight": False,
        **({"replayed": True} if item.replayed else {}),
    }


def truth(assessment: Assessment) -> str:
    """The headline without what the row's other columns say already: who asked for what."""
    fetch = assessment.sighting.fetch
    asked = f"{fetch.method} {redact_url(fetch.url)}"
    line = headline(assessment).removeprefix(_DEPENDS)
    for known in (f": {asked} from {fetch.page_origin}", f": {asked}"):
        line = line.replace(known, "", 1)
    return line.removeprefix(f"{asked} from {fetch.page_origin}: ")


def cause(assessment: Assessment) -> str:
    """The title of the first finding; where browsers differ or the wire does not tell, only one that is an error."""
    decisive = standing(leading(assessment)) != "depends"
    return next((one.title for one in assessment.findings if decisive or one.severity is Severity.ERROR), "")


def who(assessment: Assessment, strike: Strike) -> str:
    """Who wrote the deciding response, in a few words; empty where nobody can be named, or CORS does not ask."""
    found = author(assessment) if standing(leading(assessment)) != "not-cors" else None
    if found is None:
        return ""
    sure = "" if found.certainty == "certain" else f", {found.certainty}"
    return one_line(strike(f"{named(found.author.layer, found.author.type)}{sure}"), _MOST)


def status(assessment: Assessment) -> str:
    """`200`, `OPTIONS 403` for a preflight that decided, `failed` where nothing came back."""
    exchange = deciding(assessment)
    if exchange is None:
        return ""
    said = str(exchange.response.status) if exchange.response is not None else "failed"
    return f"OPTIONS {said}" if exchange.request.method == "OPTIONS" else said
