"""Parameter mapping."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.parameter_mapping import (
    changes_of,
    is_reserved,
    mapped_request,
    mapped_response,
    mapped_visit,
    mistakes_in_parameters,
)
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request
from tests.gateway.http_api_visits import arrive, visit

VISIT = visit(arrive("GET", "/a/7?q=1", {"X-From": "client"}), path_parameters={"id": "7"})
REQUEST = Request("GET", "https://b.example/p?q=1&q=2&r=3", Headers([("X-One", "1"), ("X-Two", "2")]))


@pytest.mark.parametrize(
    ("key", "value", "headers", "url"),
    [
        ("append:header.x-one", "new", [("x-one", "1,new"), ("X-Two", "2")], REQUEST.url),
        ("append:header.x-new", "$request.path.id", [*REQUEST.headers, ("x-new", "7")], REQUEST.url),
        ("overwrite:header.X-One", "new", [("X-One", "new"), ("X-Two", "2")], REQUEST.url),
        ("remove:header.x-one", "''", [("X-Two", "2")], REQUEST.url),
        ("append:querystring.q", "3", [*REQUEST.headers], "https://b.example/p?q=1&q=2&r=3&q=3"),
        ("overwrite:querystring.q", "$request.header.x-from", [*REQUEST.headers], "https://b.example/p?r=3&q=client"),
        ("remove:querystring.q", "", [*REQUEST.headers], "https://b.example/p?r=3"),
        ("overwrite:path", "/new/${request.path.id}", [*REQUEST.headers], "https://b.example/new/7?q=1&q=2&r=3"),
        ("overwrite:path", "no slash", [*REQUEST.headers], "https://b.example/no%20slash?q=1&q=2&r=3"),
        # an expression without a value changes nothing; nor does what the control plane refuses
        ("overwrite:header.x-one", "$request.header.absent", [*REQUEST.headers], REQUEST.url),
        ("overwrite:header.Origin", "https://x", [*REQUEST.headers], REQUEST.url),
        ("append:header.x-one", "a\r\nb", [("x-one", "1,a  b"), ("X-Two", "2")], REQUEST.url),
    ],
)
def test_request_parameters_append_overwrite_and_remove(
    key: str, value: str, headers: list[tuple[str, str]], url: str
) -> None:
    mapped = mapped_request(REQUEST, changes_of({key: value}), VISIT)
    assert (mapped.headers.lines, mapped.url) == (tuple(headers), url)


def test_a_function_sees_the_mapped_request_and_path() -> None:
    changes = changes_of({"overwrite:path": "/other", "append:header.x-new": "1"})
    mapped = mapped_visit(VISIT, changes)
    assert mapped.path == "/other"
    assert mapped.arrival.request.headers.get("x-new") == "1"
    assert mapped_visit(VISIT, ()) is VISIT


def test_response_parameters_apply_to_their_status_code_only() -> None:
    lines = (("X-Backend", "b"), ("Content-Type", "text/html"))
    parameters = {
        "500": {"overwrite:statuscode": "403", "remove:header.x-backend": "''"},
        "200": {"append:header.x-copy": "$response.header.x-backend", "overwrite:header.content-type": "text/plain"},
    }
    assert mapped_response(500, lines, parameters, VISIT) == (403, (("Content-Type", "text/html"),))
    mapped = (("X-Backend", "b"), ("content-type", "text/plain"), ("x-copy", "b"))
    status, found = mapped_response(200, lines, parameters, VISIT)
    assert (status, sorted(found)) == (200, sorted(mapped))
    assert mapped_response(404, lines, parameters, VISIT) == (404, lines)


def test_a_response_parameter_can_read_the_body() -> None:
    parameters = {
        "200": {"append:header.x-name": "$response.body.pet.name", "append:header.x-no": "$response.body.cat"}
    }
    assert mapped_response(200, (), parameters, VISIT, b'{"pet": {"name": "Rex"}}') == (200, (("x-name", "Rex"),))


def test_a_status_code_that_is_none_changes_nothing() -> None:
    assert mapped_response(200, (), {"200": {"overwrite:statuscode": "nine"}}, VISIT) == (200, ())


@pytest.mark.parametrize(
    "name",
    ["Access-Control-Allow-Origin", "apigw-requestid", "Authorization", "X-Amz-Date", "X-Forwarded-For", "VIA"],
)
def test_reserved_headers_cannot_be_mapped(name: str) -> None:
    assert is_reserved(name)
    (mistake,) = mistakes_in_parameters({f"overwrite:header.{name}": "x"}, of_response=True)
    assert mistake.problem == f"Operations on header {name} are restricted"


@pytest.mark.parametrize(
    ("key", "value", "of_response", "wrong"),
    [
        ("append:header.x", "1", False, False),
        ("append:header.x", "1", True, False),
        ("overwrite:path", "/x", False, False),
        ("overwrite:statuscode", "201", True, False),
        ("append:path", "/x", False, True),
        ("remove:statuscode", "", True, True),
        ("overwrite:path", "/x", True, True),
        ("overwrite:querystring.x", "1", True, True),
        ("header.x", "1", False, True),
        ("append:header.x", "$request.header.apigw-requestid", False, True),
    ],
)
def test_what_the_control_plane_refuses(key: str, value: str, of_response: bool, wrong: bool) -> None:
    assert bool(mistakes_in_parameters({key: value}, of_response=of_response)) is wrong
