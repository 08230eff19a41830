"""The matrix: every endpoint x way x origin x browser, and whether the page may read the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corsproxy.diagnose.lint.endpoints import UNKNOWN_SEGMENT, Endpoint, Linted, endpoints
from corsproxy.diagnose.lint.origins import allows_credentials, declared_origins
from corsproxy.diagnose.lint.supposed import with_suppositions
from corsproxy.diagnose.lint.ways import Way, ways
from corsproxy.fetch.browser import BROWSERS, Browser
from corsproxy.fetch.error import Error
from corsproxy.fetch.journey import Finished, ScriptRequest, Send, advance, begin
from corsproxy.fetch.page_fetch import Credentials, PageFetch
from corsproxy.fetch.verdict import Outcome, Phase, Verdict
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Request, Response


class Situation(StrEnum):
    """What the page does: calls as it should, calls without its credentials, or calls a path that is not there."""

    NORMAL = "normal"
    NO_CREDENTIALS = "no-credentials"
    UNKNOWN_PATH = "unknown-path"


@dataclass(frozen=True, slots=True)
class Question:
    """What one script asks of one endpoint."""

    endpoint: Endpoint
    origin: str
    credentials: Credentials
    situation: Situation = Situation.NORMAL


@dataclass(frozen=True, slots=True)
class Cell:
    """One browser's verdict on one way to answer one question.

    `preflight` is True for a cell about the preflight's answer, whose `error` is None when it lets the call pass.
    `sent` is the request that `way` answers; `finished` judges it in full, for whoever wants the words.
    """

    question: Question
    browser: Browser
    way: Way
    preflight: bool
    error: Error | None
    sent: Send

    @property
    def endpoint(self) -> Endpoint:
        """What was called."""
        return self.question.endpoint

    @property
    def readable(self) -> bool:
        """True when the page gets the answer, or when the preflight lets it call."""
        return self.error is None

    @property
    def usual(self) -> bool:
        """True when the page calls as it should and nothing is supposed to go wrong."""
        return self.way.sunny and self.question.situation is Situation.NORMAL

    def finished(self) -> Finished:
        """The page fetch that ends with this answer, and the browser's verdict on it."""
        then = advance(self.sent, self.way.answer.response)
        if isinstance(then, Finished):
            return then
        verdict = Verdict(self.browser.name, Outcome.ALLOWED)
        return Finished(PageFetch(self.question.origin, "", then.request.url, then.hops), verdict, then.cache)


def questions(api: Linted, origins: tuple[str, ...] = ()) -> Iterator[Question]:
    """Everything worth asking: each endpoint for each origin, also without credentials where it wants some, and
    one path that does not exist."""
    credentials = Credentials.INCLUDE if allows_credentials(api) else Credentials.SAME_ORIGIN
    called = endpoints(api)
    for origin in origins or declared_origins(api):
        for endpoint in called:
            yield Question(endpoint, origin, credentials)
            if endpoint.authorized:
                yield Question(endpoint, origin, credentials, Situation.NO_CREDENTIALS)
        if called and not isinstance(api, FunctionUrl):
            yield Question(called[0], origin, credentials, Situation.UNKNOWN_PATH)


def _script(question: Question) -> ScriptRequest:
    endpoint, url, lines = question.endpoint, question.endpoint.url, question.endpoint.lines
    method = endpoint.method
    if question.situation is Situation.NO_CREDENTIALS:
        lines = tuple(line for line in lines if line not in endpoint.identity)
    elif question.situation is Situation.UNKNOWN_PATH:
        # a plain GET: what is asked is whether the page can read that nothing is there
        prefix = "" if endpoint.stage == "$default" else f"/{endpoint.stage}"
        host = url.partition("://")[2].partition("/")[0]
        url, method, lines = f"https://{host}{prefix}/{UNKNOWN_SEGMENT}", "GET", ()
    return ScriptRequest(
        page_origin=question.origin,
        method=method,
        url=url,
        headers=Headers(lines),
        body=b"{}" if any(name == "Content-Type" for name, _ in lines) else b"",
        credentials=question.credentials,
    )


_Known = tuple[str, str, Credentials, str, int, tuple[Line, ...]]


class Linter:
    """Asks the questions of one API; remembers answers and verdicts that are bound to be equal."""

    def __init__(self, api: Linted, browsers: tuple[Browser, ...] = BROWSERS) -> None:
        self._api = api
        self._browsers = browsers
        self._ways: dict[tuple[str, str, str, tuple[Line, ...]], tuple[Way, ...]] = {}
        # a browser looks at origin, credentials and the response, not at which endpoint gave it
        self._errors: dict[_Known, Error | None] = {}

    def _answers(self, stage: str, request: Request) -> tuple[Way, ...]:
        key = (request.method, request.url, stage, request.headers.lines)
        found = self._ways.get(key)
        if found is None:
            found = self._ways[key] = ways(self._api, stage, request)
            while len(self._ways) > 64:  # the browsers ask the same in turn; older answers are not asked for again
                del self._ways[next(iter(self._ways))]
        return found

    def cells(self, question: Question) -> Iterator[Cell]:
        """Every cell of one question, browser by browser."""
        for browser in self._browsers:
            yield from self._of_browser(question, browser)

    def _of_browser(self, question: Question, browser: Browser) -> Iterator[Cell]:
        move = begin(_script(question), browser)
        if isinstance(move, Send) and move.phase is Phase.PREFLIGHT:
            passed: Send | None = None
            for way in self._answers(question.endpoint.stage, move.request):
                if not way.sunny:
                    continue  # a throttled or failing preflight fails whatever its headers: nothing to mend here
                then = advance(move, way.answer.response)
                blocked = isinstance(then, Finished)
                error = then.verdict.error if isinstance(then, Finished) else None
                yield Cell(question, browser, way, True, error, move)
                if not blocked and passed is None:
                    passed = then if isinstance(then, Send) else None
            # What lies behind a preflight that nothing lets pass is asked all the same: it is the next problem
            move = passed or advance(move, _consent(move.request))
        if isinstance(move, Finished):
            return
        for way in self._answers(question.endpoint.stage, move.request):
            yield Cell(question, browser, way, False, self._error(question, browser, way, move), move)

    def _error(self, question: Question, browser: Browser, way: Way, sent: Send) -> Error | None:
        response = way.answer.response
        key = (
            browser.name,
            question.origin,
            question.credentials,
            sent.request.method,
            response.status,
            response.headers.lines,
        )
        if key not in self._errors:
            then = advance(sent, response)
            self._errors[key] = then.verdict.error if isinstance(then, Finished) else None
        return self._errors[key]


def _consent(preflight: Request) -> Response:
    headers = preflight.headers
    lines = [
        ("Access-Control-Allow-Origin", headers.get("origin") or "*"),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", headers.get("access-control-request-method") or ""),
        ("Access-Control-Allow-Headers", headers.get("access-control-request-headers") or ""),
    ]
    return Response(204, Headers(lines))


def matrix(api: Linted, origins: tuple[str, ...] = (), browsers: tuple[Browser, ...] = BROWSERS) -> Iterator[Cell]:
    """Every cell of an API, in the order of its definition."""
    api = with_suppositions(api, origins)
    linter = Linter(api, browsers)
    for question in questions(api, origins):
        yield from linter.cells(question)
