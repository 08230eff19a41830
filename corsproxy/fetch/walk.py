"""The walk through one fetch, step by step: main fetch, preflight, HTTP fetch, redirect, and again.

Values in, values out. `begin` returns the first move; a move that asks is answered with `preflight_answered` or
`answered`, and the same move may be answered twice with different answers. journey.py walks it against the
world, judge.py against a capture; the rules stand in the modules named after them.
"""

from __future__ import annotations

from dataclasses import replace

from corsproxy.fetch.browser import Browser
from corsproxy.fetch.cors_check import cors_check
from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import UNREADABLE, Examined, Fault, Mark
from corsproxy.fetch.header_lines import as_read, count_exact_lines, is_unreadable
from corsproxy.fetch.leg import Late, Leg
from corsproxy.fetch.moves import AskActual, AskPreflight, End, Failure, Move, Trail
from corsproxy.fetch.network_gate import network_gate
from corsproxy.fetch.page_fetch import Credentials, Initiator, Mode, RedirectMode
from corsproxy.fetch.preflight_answer import PreflightAnswer, examine_preflight
from corsproxy.fetch.preflight_question import question
from corsproxy.fetch.redirect import follow, location_of
from corsproxy.fetch.resource_policy import is_blocked_by_resource_policy
from corsproxy.fetch.rule import Rule
from corsproxy.fetch.script_request import ScriptRequest, as_requested
from corsproxy.fetch.verdict import Phase
from corsproxy.fetch.webkit_header_names import lookup_order
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from corsproxy.http.secrets import redact_url
from corsproxy.http.url import parse


def begin(script: ScriptRequest, browser: Browser) -> Move:
    """The first move of a fetch that script asks for."""
    admitted = as_requested(script, browser)
    url = parse(script.url)
    if isinstance(admitted, Fault) or url is None:
        fault = admitted if isinstance(admitted, Fault) else Fault(Error.INVALID_REQUEST, culprit="url")
        mark: Mark = (Rule.REQUEST, False, f"{script.method} {redact_url(script.url)}: {fault.culprit}")
        return End(None, script, browser, ((Phase.ACTUAL, 0, (mark,)),), fault)
    leg = Leg(admitted, browser, url, admitted.method, admitted.headers.lines, admitted.body)
    return depart(leg, ())


def depart(leg: Leg, trail: Trail) -> Move:
    """https://fetch.spec.whatwg.org/#concept-main-fetch, steps 3 to 12, on every URL of the chain."""
    mode = leg.script.mode
    url = leg.url
    fault = network_gate(leg)
    if fault:
        rule = Rule.MIXED_CONTENT if fault.error is Error.MIXED_CONTENT else Rule.LOCAL_NETWORK
        return _end(leg, trail, Phase.ACTUAL, Examined(((rule, False, redact_url(url.href)),), fault))
    if mode is Mode.NAVIGATE or mode is Mode.WEBSOCKET:
        return _unchecked(leg, trail, f"no: mode {mode}")
    if leg.at_home and not leg.cors:
        return _unchecked(leg, trail, f"no: {url.origin} is the page's own origin")
    if url.scheme == "data" and not leg.hop:
        return End(leg, leg.script, leg.browser, _add(trail, leg, ((Rule.NO_CHECK, None, "no: a data: URL"),)))
    if mode is Mode.SAME_ORIGIN:
        marks = ((Rule.SAME_ORIGIN_MODE, False, f"{url.origin} is not {leg.script.page_origin}"),)
        fault = Fault(Error.DISALLOWED_BY_MODE, culprit=url.origin, target=url.href)
        return _end(leg, trail, Phase.ACTUAL, Examined(marks, fault))
    if mode is Mode.NO_CORS:
        return _unchecked(replace(leg, opaque=True), trail, "no: mode no-cors, script gets an opaque response")
    if url.scheme not in ("http", "https"):
        fault = Fault(Error.CORS_DISABLED_SCHEME, culprit=url.scheme, target=url.href)
        return _end(leg, trail, Phase.ACTUAL, Examined(((Rule.SCHEME, False, redact_url(url.href)),), fault))
    return _cors_fetch(leg if leg.cors else replace(leg, cors=True), trail)


def _unchecked(leg: Leg, trail: Trail, why: str) -> AskActual:
    return AskActual(leg, _add(trail, leg, ((Rule.NO_CHECK, None, why),)))


def _cors_fetch(leg: Leg, trail: Trail) -> Move:
    script = leg.script
    browser = leg.browser
    unsafe = leg.unsafe_names()
    forced = script.force_preflight
    # D14: Chromium wants something to upload before it minds an upload listener
    if forced and browser.upload_listener_needs_body and script.initiator is Initiator.XHR and not leg.body:
        forced = False
    asked = question(
        leg.method,
        unsafe,
        forced=forced,
        browser=browser,
        original_unsafe=leg.original_unsafe_names() if leg.hop else unsafe,
        preflighted=leg.preflighted,
        later_hop=leg.hop > 0,
    )
    why = f"{leg.url.origin} is not {script.page_origin}" if not leg.at_home else "the chain left the page's origin"
    applies: Mark = (Rule.NO_CHECK, None, f"yes: {why}")
    if asked is None:
        needed: Mark = (Rule.PREFLIGHT_NEEDED, None, f"no: {leg.method} and these headers are safelisted")
        return _depart_actual(leg, _add(trail, leg, (applies, needed)))
    if browser.known_names_first and len(asked.names) > 1:
        asked = replace(asked, order=lookup_order(asked.names, script.headers.names()))
    names = ", ".join(asked.names)
    needed = (Rule.PREFLIGHT_NEEDED, None, f"yes: {asked.method}{', headers ' + names if names else ''}")
    return AskPreflight(leg, asked, _add(trail, leg, (applies, needed)))


def _depart_actual(leg: Leg, trail: Trail) -> Move:
    if leg.late:
        # D5, D27: what Safari finds wrong with the redirect to here only now
        rule, why = _LATE[leg.late.fault.error]
        marks = ((rule, False, f"of the redirect to {redact_url(leg.url.href)}{why}"),)
        return _end(leg.late.leg, trail, Phase.REDIRECT, Examined(marks, leg.late.fault), late=True)
    return AskActual(leg, trail)


_AS_INCLUDED = ", checked a second time as if credentials were included"
_LATE = {
    Error.REDIRECT_CONTAINS_CREDENTIALS: (Rule.REDIRECT_USERINFO, ", found after that hop's preflight"),
    Error.INVALID_ALLOW_CREDENTIALS: (Rule.ALLOW_CREDENTIALS, _AS_INCLUDED),
    Error.WILDCARD_ORIGIN_NOT_ALLOWED: (Rule.ALLOW_ORIGIN, _AS_INCLUDED),
}


def preflight_unseen(move: AskPreflight) -> Move:
    """The capture shows no preflight: the CORS-preflight cache answered it, or the recorder hides it."""
    mark: Mark = (Rule.PREFLIGHT_UNSEEN, None, "answered from the CORS-preflight cache, or not recorded")
    return _depart_actual(replace(move.leg, preflighted=True), _add(move.trail, move.leg, (mark,)))


def preflight_answered(move: AskPreflight, seen: Response | Failure, origin: str | None = None) -> Move:
    """https://fetch.spec.whatwg.org/#cors-preflight-fetch, from step 7. `origin` is what the wire shows."""
    leg, browser = move.leg, move.leg.browser
    if isinstance(seen, Failure) or is_unreadable(seen.headers):
        return _failed(leg, move.trail, Phase.PREFLIGHT, Rule.PREFLIGHT_ANSWERED, seen)
    headers = as_read(seen.headers, browser)
    answer = PreflightAnswer(
        seen.status,
        headers.get("location"),
        headers.get("access-control-allow-origin"),
        count_exact_lines(headers, "Access-Control-Allow-Origin") if browser.counts_origin_lines else 1,
        headers.get("access-control-allow-credentials"),
        headers.get("access-control-allow-methods"),
        headers.get("access-control-allow-headers"),
    )
    examined = examine_preflight(
        answer, move.asked, origin or preflight_origin(leg), leg.include, leg.at_home, browser
    )
    if examined.fault:
        return _end(leg, move.trail, Phase.PREFLIGHT, examined)
    if any(mark[0] is Rule.AUTHORIZATION_UNDER_STAR for mark in examined.marks):
        leg = replace(leg, warned=(*leg.warned, leg.url.href))
    trail = (*move.trail, (Phase.PREFLIGHT, leg.hop, examined.marks))
    return _depart_actual(replace(leg, preflighted=True), trail)


def preflight_origin(leg: Leg) -> str:
    """The preflight's Origin. D2: Firefox sends the page's own even after a tainting redirect."""
    return leg.script.page_origin if leg.browser.preflight_keeps_origin else leg.request_origin


def answered(move: AskActual, seen: Response | Failure, origin: str | None = None) -> Move:
    """https://fetch.spec.whatwg.org/#concept-http-fetch, from step 5, for the actual request."""
    leg, browser, script = move.leg, move.leg.browser, move.leg.script
    if isinstance(seen, Failure) or is_unreadable(seen.headers):
        return _failed(leg, move.trail, Phase.ACTUAL, Rule.ANSWERED, seen)
    headers = as_read(seen.headers, browser)
    location = location_of(seen.status, headers.get("location"), browser)
    phase = Phase.ACTUAL if location is None else Phase.REDIRECT
    trail = move.trail
    if leg.cors:
        examined = _check(leg, seen.status, headers, origin or leg.request_origin, leg.include)
        if examined.fault:
            return _end(leg, trail, phase, _on_redirect(examined, leg, location))
        trail = (*trail, (phase, leg.hop, examined.marks))
    elif leg.opaque and is_blocked_by_resource_policy(leg, headers):
        policy = headers.get("cross-origin-resource-policy") or ""
        fault = Fault(Error.CORP_BLOCKED, culprit="cross-origin-resource-policy", value=policy, status=seen.status)
        return _end(leg, trail, phase, Examined(((Rule.RESOURCE_POLICY, False, f"'{policy}'"),), fault))
    if location is None:
        return End(leg, script, browser, trail, response=seen)
    if script.redirect is RedirectMode.MANUAL:
        mark: Mark = (Rule.REDIRECT_MODE, None, "manual: script gets an opaque redirect")
        return End(leg, script, browser, _add(trail, leg, (mark,), phase), response=seen)
    return _redirected(leg, trail, seen.status, headers, location)


def _redirected(leg: Leg, trail: Trail, status: int, headers: Headers, location: str) -> Move:
    following = follow(leg, status, location)
    if isinstance(following, Fault):
        return _end(
            leg,
            trail,
            Phase.REDIRECT,
            Examined(((_REDIRECT_RULE[following.error], False, redact_url(location)),), following),
        )
    script = leg.script
    if (
        leg.browser.same_origin_start_is_credentialed
        and leg.cors
        and script.credentials is Credentials.SAME_ORIGIN
        and _began_at_home(leg)
        and following.late is None
    ):
        # D5: WebKit checks this redirect a second time, with the credentials that the chain began with
        again = _on_redirect(_check(leg, status, headers, leg.request_origin, include=True), leg, location)
        if again.fault:
            following = replace(following, late=Late(leg, again.fault))
    there = redact_url(following.url.href)
    changed = f"{leg.method} {redact_url(leg.url.href)} to {following.method} {there}"
    if following.tainted and not leg.tainted:
        changed += "; the origin is null from here on"
    return depart(following, _add(trail, leg, ((Rule.REDIRECT_FOLLOWED, None, changed),), Phase.REDIRECT))


_REDIRECT_RULE = {
    Error.REDIRECT_MODE_ERROR: Rule.REDIRECT_MODE,
    Error.INVALID_REDIRECT_LOCATION: Rule.REDIRECT_LOCATION,
    Error.REDIRECT_TO_NON_HTTP_SCHEME: Rule.REDIRECT_LOCATION,
    Error.TOO_MANY_REDIRECTS: Rule.REDIRECT_COUNT,
    Error.REDIRECT_CONTAINS_CREDENTIALS: Rule.REDIRECT_USERINFO,
}


def _began_at_home(leg: Leg) -> bool:
    first = parse(leg.script.url)
    return first is not None and first.origin == leg.script.page_origin != "null"


def _check(leg: Leg, status: int, headers: Headers, origin: str, include: bool) -> Examined:
    browser = leg.browser
    return cors_check(
        headers.get("access-control-allow-origin"),
        count_exact_lines(headers, "Access-Control-Allow-Origin") if browser.counts_origin_lines else 1,
        headers.get("access-control-allow-credentials") if include else None,
        origin,
        include,
        status,
        browser,
    )


def _on_redirect(examined: Examined, leg: Leg, location: str | None) -> Examined:
    """The same, its fault knowing where the redirect led: Safari's words name it."""
    if examined.fault is None or location is None:
        return examined
    target = parse(location, leg.url.href)
    return replace(
        examined, fault=replace(examined.fault, location=location, target=target.href if target else location)
    )


def _failed(leg: Leg, trail: Trail, phase: Phase, rule: Rule, seen: Response | Failure) -> End:
    fault = Fault(Error.NETWORK_FAILURE, reason=seen.reason if isinstance(seen, Failure) else UNREADABLE)
    return _end(leg, trail, phase, Examined(((rule, False, fault.reason or "no response"),), fault))


def _end(leg: Leg, trail: Trail, phase: Phase, examined: Examined, *, late: bool = False) -> End:
    trail = (*trail, (phase, leg.hop, examined.marks))
    return End(leg, leg.script, leg.browser, trail, examined.fault, phase, late=late)


def _add(trail: Trail, leg: Leg, marks: tuple[Mark, ...], phase: Phase = Phase.ACTUAL) -> Trail:
    return (*trail, (phase, leg.hop, marks))
