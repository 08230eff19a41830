"""Any file, however hostile, loads or is `Unusable`."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.iac.cloudformation import load_cloudformation
from corsproxy.iac.document import parse
from corsproxy.iac.load import load, load_document, place_in_order
from corsproxy.iac.node import Node, node_of, plain
from corsproxy.iac.openapi import load_openapi
from corsproxy.where import Mistake, Unusable, Where
from tests.iac.conftest import Load, Write
from tests.iac.test_cloudformation import CDK, SERVERLESS
from tests.iac.test_openapi_http import WHOLE as HTTP_DOCUMENT
from tests.iac.test_openapi_rest import WHOLE as REST_DOCUMENT
from tests.iac.test_ours_rest import SHOP as OURS
from tests.iac.test_sam import SHOP as SAM

HERE = Where("f", 1)
FILE = Path("f.yaml")
DOCUMENTS = {
    "cdk": CDK,
    "serverless": json.loads(SERVERLESS),
    "rest": plain(parse(REST_DOCUMENT, "f")),
    "http": plain(parse(HTTP_DOCUMENT, "f")),
    "sam": plain(parse(SAM, "f")),
    "ours": plain(parse(OURS.replace("code: src", "code: .").replace("handler: app.main", "handler: setup.x"), "f")),
}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.sampled_from(["", "*", "{", "${x}", "/", "$default", "a b", "x" * 300, "\ud800", "<unresolved", "arn:aws:lambda:::function:"]),
    st.just([]),
    st.just({}),
    st.just([[]]),
    st.sampled_from([
        {"Ref": "Nobody"}, {"Ref": {}}, {"Fn::Sub": []}, {"Fn::Join": [1]}, {"Fn::If": ["x"]}, {"$ref": "#/"},
        {"$ref": "#"}, {"$ref": 3}, {"Fn::Transform": {"Name": "AWS::Include"}}, {"Fn::GetAtt": ["Api", "RootResourceId"]},
    ]),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    found = [path]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found += places(item, (*path, key))
    return found


PLACES = {name: [path for path in places(document) if path] for name, document in DOCUMENTS.items()}


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_document_with_anything_anywhere_loads_or_is_unusable(name: str, data: st.DataObject) -> None:
    document = copy.deepcopy(DOCUMENTS[name])
    for path in data.draw(st.lists(st.sampled_from(PLACES[name]), min_size=1, max_size=3)):
        at: Any = document
        try:
            for key in path[:-1]:
                at = at[key]
            if data.draw(st.booleans()):
                at[path[-1]] = copy.deepcopy(data.draw(ODD))
            else:
                del at[path[-1]]
        except (KeyError, IndexError, TypeError):
            continue
    node = node_of(document, HERE)
    try:
        if name in {"cdk", "serverless", "sam"}:
            found = load_cloudformation(node, FILE, {})
        elif name == "ours":
            found = load_document(node, FILE, {})
        else:
            found = load_openapi(node, FILE)
    except Unusable as error:
        if not error.mistakes:
            raise
        return
    for api in found.apis:
        assert isinstance(api, HttpApi | RestApi)
        assert api.stages


def test_each_dialect_is_told_by_its_content(loaded: Load, write: Write) -> None:
    write("", "setup.py")
    assert isinstance(loaded("openapi: 3.0.1\nx-amazon-apigateway-cors: {}", "a.txt").apis[0], HttpApi)
    assert isinstance(loaded(json.dumps(CDK), "a.txt").apis[0], RestApi)
    assert isinstance(loaded("apis: [{rest-api: x, resources: {}}]", "a.txt").apis[0], RestApi)


@pytest.mark.parametrize("text", ["", "[]", "just text", "a: 1", "3", "{}"])
def test_what_is_nothing_of_the_sort_is_told(loaded: Load, text: str) -> None:
    with pytest.raises(Unusable, match="Wanted is 'openapi:', 'swagger:', 'Resources:' or 'apis:'"):
        loaded(text)


def test_a_missing_file_is_told() -> None:
    with pytest.raises(Unusable, match="cannot be read"):
        load("/nowhere/at/all.yaml")


def test_mistakes_come_in_the_order_of_the_files() -> None:
    mistakes = [Mistake("c", Where("b", 1)), Mistake("b", Where("a", 9)), Mistake("a")]
    assert [mistake.problem for mistake in sorted(mistakes, key=place_in_order)] == ["a", "b", "c"]


def test_a_node_knows_nothing_of_dialects() -> None:
    with pytest.raises(Unusable):
        load_document(Node("text", HERE), Path("/nowhere.yaml"), {})


def test_a_name_that_no_file_can_have_is_no_file() -> None:
    document = copy.deepcopy(DOCUMENTS["ours"])
    document["functions"]["shop"]["code"] = "x" * 5000
    assert load_document(node_of(document, HERE), FILE, {}).apis
