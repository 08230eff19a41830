"""Function URLs of templates."""

from __future__ import annotations

import pytest

from corsproxy.where import Unusable
from tests.iac.conftest import Load


def test_a_function_url_with_its_cors(loaded: Load) -> None:
    found = loaded("""\
        Resources:
          Fn: {Type: AWS::Lambda::Function, Properties: {Handler: a.b}}
          Url:
            Type: AWS::Lambda::Url
            Properties:
              TargetFunctionArn: !GetAtt Fn.Arn
              AuthType: AWS_IAM
              Cors: {AllowOrigins: ['*'], AllowHeaders: [X-A], MaxAge: 5}
        """)
    (url,) = found.function_urls
    assert found.apis == ()
    assert not any("defines no API" in note for note in found.notes)
    assert getattr(url.function, "handler", "") == "a.b"
    assert url.iam
    assert url.cors is not None
    assert (url.cors.allow_headers, url.cors.max_age) == (("x-a",), 5)
    assert url.where is not None
    assert url.where.line == 3


def test_sam_s_function_url_config_becomes_one(loaded: Load) -> None:
    (url,) = loaded(
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.12, CodeUri: .,"
        " FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: ['https://a.example']}}}}}"
    ).function_urls
    assert not url.iam
    assert url.cors is not None
    assert url.cors.allow_origins == ("https://a.example",)


def test_what_lambda_refuses_is_told(loaded: Load) -> None:
    with pytest.raises(Unusable) as failure:
        loaded("Resources:\n  A: {Type: AWS::Lambda::Url, Properties: {}}\n"
               "  B: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: f, AuthType: JWT}}")  # fmt: skip
    assert [mistake.where.line for mistake in failure.value.mistakes if mistake.where] == [2, 3]


def test_the_cors_of_a_function_url_is_held_to_lambda_s_own_rules(loaded: Load) -> None:
    text = """\
        Resources:
          Url:
            Type: AWS::Lambda::Url
            Properties:
              TargetFunctionArn: f
              AuthType: NONE
              Cors: {AllowOrigins: ['*', a.example], AllowCredentials: true, AllowMethods: [%s], MaxAge: 0}
        """
    (url,) = loaded(text % "GET").function_urls
    assert url.cors is not None
    assert url.cors.allow_origins == ("*", "a.example")
    with pytest.raises(Unusable, match="OPTIONS is no method that a function URL's CORS settings take"):
        loaded(text % "GET, OPTIONS")
