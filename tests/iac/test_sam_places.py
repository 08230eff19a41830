"""Matching what SAM's translator writes with the lines that it was written from."""

from __future__ import annotations

from corsproxy.iac.sam_places import event_places, exact_place, first_key, place_in, placed
from corsproxy.iac.yaml_positions import parse

TEMPLATE = parse(
    """\
Globals:
  Api:
    Cors: "'*'"
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: GET}}
        B: {Type: Api, Properties: {Path: /b, Method: any, RestApiId: !Ref Mine}}
  Mine:
    Type: AWS::Serverless::Api
""",
    "f",
)


def test_a_place_is_followed_as_deep_as_it_goes() -> None:
    assert place_in(TEMPLATE, "Resources", "Fn", "Nothing").line == 5
    assert exact_place(TEMPLATE, "Resources", "Fn", "Nothing") is None
    found = first_key(TEMPLATE, "Events")
    assert found is not None
    assert found.line == 8


def test_events_are_known_by_api_path_and_method() -> None:
    assert {key: where.line for key, where in event_places(TEMPLATE)} == {
        ("ServerlessRestApi", "/a", "get"): 9,
        ("Mine", "/b", "any"): 10,
    }


def test_each_operation_of_an_implicit_api_stands_where_its_event_does() -> None:
    paths = {"/a": {"get": {"x": 1}, "options": {"x": 2}}}
    output = {"Resources": {"ServerlessRestApi": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Body": {"paths": paths}}},
                            "FnRole": {"Type": "AWS::IAM::Role"}}}  # fmt: skip
    node = placed(output, TEMPLATE)
    current = node
    for key in ("Resources", "ServerlessRestApi", "Properties", "Body", "paths", "/a"):
        found = current.get(key)
        assert found is not None
        current = found
    assert current.place_of("get").line == 9
    # the OPTIONS method that Cors writes
    assert current.place_of("options").line == 3
    resources = node.get("Resources")
    assert resources is not None
    assert resources.place_of("FnRole").line == 5
