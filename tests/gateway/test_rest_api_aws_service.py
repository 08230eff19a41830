"""AWS: another service than Lambda, called through templates."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.aws_service import service_of
from corsproxy.gateway.rest_api.definition import Integration, IntegrationResponse, IntegrationType
from corsproxy.gateway.supposition import enumerate_answers
from corsproxy.gateway.turn import BackendAnswered, BackendUnreachable, CallIntegration, SendRequest
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.rest_api_calls import World, api_of, arrival, call

ARN = "arn:aws:apigateway:us-east-1:"
OPEN = Unresolved("!Sub arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Queue.QueueName}")
ORIGIN = {"method.response.header.Access-Control-Allow-Origin": "'*'"}
RESPONSES = (IntegrationResponse("200", parameters=ORIGIN), IntegrationResponse("400", "4\\d{2}", parameters=ORIGIN))


@pytest.mark.parametrize(
    ("uri", "service"),
    [
        (f"{ARN}sqs:path/123456789012/q", "sqs"),
        (f"{ARN}dynamodb:action/PutItem", "dynamodb"),
        (f"{ARN}runtime.sagemaker:path/endpoints/e/invocations", "sagemaker"),
        (f"{ARN}lambda:path/2015-03-31/functions/f/invocations", "lambda"),
        ("arn:aws:apigateway:${AWS::Region}:states:action/StartExecution", "states"),
        (OPEN, "sqs"),
        (Unresolved("!Join ['', ['arn:aws:apigateway:', !Ref AWS::Region, ':s3:path/', !Ref Bucket]]"), "s3"),
        (Unresolved("!Sub arn:aws:apigateway:${AWS::Region}:${Bucket}.s3:path/{key}"), "s3"),
        (Unresolved("!Ref Uri"), ""),
        ("https://backend.example.com:8443/path/x", ""),
        ("", ""),
    ],
)
def test_the_uri_names_the_service_also_where_a_template_leaves_the_rest_open(uri: Any, service: str) -> None:
    assert service_of(uri) == service


def _put(uri: str | Unresolved) -> Integration:
    return Integration(
        IntegrationType.AWS,
        uri=uri,
        parameters={
            "integration.request.header.Content-Type": "'application/x-www-form-urlencoded'",
            "integration.request.path.key": "method.request.querystring.key",
        },
        templates={"application/json": "Action=SendMessage&MessageBody=$input.body"},
        responses=RESPONSES,
    )


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        (f"{ARN}sqs:path/123456789012/q", "https://sqs.us-east-1.amazonaws.com/123456789012/q"),
        (f"{ARN}s3:path/bucket/{{key}}", "https://s3.us-east-1.amazonaws.com/bucket/k"),
        (f"{ARN}dynamodb:action/PutItem", "https://dynamodb.us-east-1.amazonaws.com/?Action=PutItem"),
        (OPEN, "http://unresolved.invalid/"),
    ],
)
def test_the_service_gets_the_rendered_body_and_its_status_selects_the_response(uri: Any, url: str) -> None:
    api = api_of(("POST", "/", _put(uri)))
    for sent, status in ((200, 200), (403, 400)):
        world = World(backend=BackendAnswered(Response(sent, Headers(), b"<ok/>")))
        answer = call(api, "POST", "/?key=k", body=b'{"a": 1}', world=world)
        assert (answer.response.status, answer.response.body) == (status, b"<ok/>")
        assert answer.response.headers.get("access-control-allow-origin") == "*"
        assert (world.sent().url, world.sent().body) == (url, b'Action=SendMessage&MessageBody={"a": 1}')
        assert world.sent().headers.get("content-type") == "application/x-www-form-urlencoded"


def test_the_call_says_that_it_is_one_to_a_service() -> None:
    world = World(backend=BackendUnreachable("no credentials"))
    assert call(api_of(("POST", "/", _put(OPEN))), "POST", "/", world=world).response.status == 500
    turn = world.asked[-1]
    assert isinstance(turn, CallIntegration)
    assert isinstance(turn.call, SendRequest)
    assert turn.call.service == "sqs"


def test_a_service_is_supposed_to_answer() -> None:
    answers = enumerate_answers(api_of(("POST", "/", _put(OPEN))), arrival("POST", "/"))
    first = next(answer for path, answer in answers if all(one.sunny for one in path))
    assert (first.response.status, first.response.headers.get("access-control-allow-origin")) == (200, "*")
