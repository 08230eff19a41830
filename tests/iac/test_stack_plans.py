"""Usage plans, keys and throttles of templates."""

from __future__ import annotations

from corsproxy.gateway.rest_api.definition import RestApi, Throttle
from corsproxy.iac.settled import Taking
from corsproxy.iac.stack_plans import method_throttles, throttle
from corsproxy.iac.yaml_positions import parse
from tests.iac.conftest import Load


def test_a_plan_belongs_to_the_apis_and_stages_that_it_names(loaded: Load) -> None:
    found = loaded("""\
        Resources:
          A: {Type: AWS::ApiGateway::RestApi}
          B: {Type: AWS::ApiGateway::RestApi}
          Plan: {Type: AWS::ApiGateway::UsagePlan, Properties: {ApiStages: [{ApiId: !Ref A, Stage: x}, {ApiId: !Ref A, Stage: y}]}}
          Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true}}
          PlanKey: {Type: AWS::ApiGateway::UsagePlanKey, Properties: {KeyId: !Ref Key, UsagePlanId: !Ref Plan}}
        """)
    first, second = found.apis
    assert isinstance(first, RestApi)
    assert isinstance(second, RestApi)
    (plan,) = first.usage_plans
    assert plan.stages == ("x", "y")
    assert second.usage_plans == ()
    # AWS draws the value of a key that has none: the logical id stands in, and a note says so
    assert [(key.value, key.enabled) for key in plan.keys] == [("Key", True)]
    assert any("the API key 'Key' has no value" in note for note in found.notes)


def test_a_key_is_disabled_unless_enabled_is_said(loaded: Load) -> None:
    found = loaded("""\
        Resources:
          A: {Type: AWS::ApiGateway::RestApi}
          Plan: {Type: AWS::ApiGateway::UsagePlan, Properties: {ApiStages: [{ApiId: !Ref A, Stage: x}]}}
          Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Value: v}}
          PlanKey: {Type: AWS::ApiGateway::UsagePlanKey, Properties: {KeyId: !Ref Key, UsagePlanId: !Ref Plan}}
        """)
    (api,) = found.apis
    assert isinstance(api, RestApi)
    assert not api.usage_plans[0].keys[0].enabled


def test_method_settings_with_and_without_throttles() -> None:
    text = (
        "[{ResourcePath: '/*', HttpMethod: '*', ThrottlingRateLimit: 5, ThrottlingBurstLimit: 6},"
        " {ResourcePath: '/~1a~1b', HttpMethod: get, ThrottlingBurstLimit: 0},"
        " {ResourcePath: '/*', HttpMethod: '*', LoggingLevel: INFO}]"
    )
    found, whole = method_throttles(parse(text, "f"), Taking())
    assert whole == Throttle(5, 6)
    assert found == {"/a/b/GET": Throttle(10_000, 0)}


def test_no_throttle_is_none() -> None:
    assert throttle(None, Taking()) is None
    assert throttle(parse("{RateLimit: 2}", "f"), Taking()) == Throttle(2, 2)
