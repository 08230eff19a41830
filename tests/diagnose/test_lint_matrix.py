"""The matrix holds a cell for every endpoint, way, origin and browser; it says what the model and the browsers say."""

from __future__ import annotations

from corsproxy.diagnose.lint.matrix import Situation, matrix, questions
from corsproxy.fetch.browser import CHROME
from corsproxy.gateway.http_api import definition as http_api
from corsproxy.gateway.rest_api import definition as rest_api
from tests.diagnose.lint_apis import AUTHORIZER, CORS, http, options, proxy, rest, route


def test_each_browser_judges_each_way() -> None:
    cells = list(matrix(rest(proxy("POST"), options())))
    by_browser = {
        name: [cell.way.name for cell in cells if cell.browser.name == name]
        for name in ("chrome", "firefox", "safari")
    }
    assert by_browser["chrome"] == by_browser["firefox"] == by_browser["safari"]
    assert len(cells) == 3 * len(by_browser["chrome"])


def test_what_lies_behind_a_refused_preflight_is_asked_all_the_same() -> None:
    cells = list(matrix(rest(proxy("POST")), browsers=(CHROME,)))
    assert [cell.readable for cell in cells if cell.preflight] == [False]
    assert any(cell.way.name == "function-crashes" for cell in cells)


def test_a_guarded_endpoint_is_also_called_without_credentials_and_an_unknown_path_once() -> None:
    situations = [one.situation for one in questions(rest(proxy("GET", authorizer=AUTHORIZER), proxy("POST")))]
    assert situations == [Situation.NORMAL, Situation.NO_CREDENTIALS, Situation.NORMAL, Situation.UNKNOWN_PATH]


def test_a_signed_call_of_an_iam_route_reaches_the_function_in_both_products() -> None:
    signed = http_api.IamAuthorization.AWS_IAM
    for api in (
        http(route("GET /items", authorizer=signed), cors=CORS),
        rest(proxy("GET", authorizer=rest_api.IamAuthorization.AWS_IAM)),
    ):
        asked = [c for c in matrix(api) if c.question.situation is Situation.NORMAL and not c.preflight]
        assert {"backend-answers", "function-crashes", "throttled"} <= {cell.way.name for cell in asked}


def test_every_origin_is_asked_for() -> None:
    api = http(route("GET /"), cors=CORS)
    origins = {
        cell.question.origin: cell.readable
        for cell in matrix(api, ("https://app.example.com", "https://evil.example"), (CHROME,))
    }
    assert origins == {"https://app.example.com": True, "https://evil.example": False}


def test_a_key_is_supposed_where_none_is_known() -> None:
    api = rest(proxy("GET", api_key_required=True), options(), covered=True)
    assert any(
        cell.readable for cell in matrix(api, browsers=(CHROME,)) if cell.way.name == "backend-answers-with-cors"
    )
