"""REST APIs of templates, beyond what CDK writes."""

from __future__ import annotations

import pytest

from corsproxy.gateway.rest_api.definition import Authorizer, EndpointType, RestApi
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.stack_rest import agreed_variables
from corsproxy.where import Unusable
from tests.iac.conftest import Load

BODY = """\
Parameters: {Origin: {Type: String}}
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: {Types: [PRIVATE], VpcEndpointIds: [vpce-1]}
      BinaryMediaTypes: [image~1png]
      Body:
        swagger: '2.0'
        x-amazon-apigateway-gateway-responses:
          DEFAULT_4XX: {responseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: !Sub "'${Origin}'"}}
        paths:
          /x:
            get: {x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations'}}
  Extra:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: THROTTLED}
  Fn: {Type: AWS::Lambda::Function, Properties: {Handler: a.b}}
  Deployment: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api, StageName: live, StageDescription: {Variables: {a: b}}}}
"""


def test_an_inline_body_with_resources_beside_it(loaded: Load) -> None:
    found = loaded(BODY, Origin="https://a.example")
    (api,) = found.apis
    assert isinstance(api, RestApi)
    assert api.endpoint_type is EndpointType.PRIVATE
    assert api.vpc_endpoints == ("vpce-1",)
    assert api.binary_media_types == ("image/png",)
    assert [response.type for response in api.gateway_responses] == ["DEFAULT_4XX", "THROTTLED"]
    assert (
        api.gateway_responses[0].parameters["gatewayresponse.header.Access-Control-Allow-Origin"]
        == "'https://a.example'"
    )
    assert [(stage.name, stage.variables) for stage in api.stages] == [("live", {"a": "b"})]
    integration = api.resources[0].methods[0].integration
    assert integration is not None
    assert getattr(integration.function, "handler", "") == "a.b"
    assert integration.where is not None
    assert integration.where.line == 14


def test_what_is_left_open_in_a_body_says_so_where_it_stands(loaded: Load) -> None:
    found = loaded(BODY)
    (api,) = found.apis
    assert isinstance(api, RestApi)
    (value,) = api.gateway_responses[0].parameters.values()
    assert value == "<unresolved !Sub '${Origin}'>"
    (note,) = [note for note in found.notes if "left open" in note]
    assert ":11:" in note


def test_open_bodies_and_those_in_s3_are_noted(loaded: Load) -> None:
    found = loaded("""\
        Resources:
          A: {Type: AWS::ApiGateway::RestApi, Properties: {Body: !ImportValue X}}
          B: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: b, Key: k}}}
        """)
    said = " ".join(found.notes)
    assert "the body of 'A' is left open: !ImportValue X" in said
    assert "the definition of 'B' lies in S3" in said


def test_what_belongs_to_an_api_elsewhere_is_noted(loaded: Load) -> None:
    found = loaded("""\
        Resources:
          M: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !ImportValue Api, ResourceId: x, HttpMethod: GET}}
        """)
    assert found.apis == ()
    assert "'M' belongs to an API outside this template (<unresolved !ImportValue Api>)" in " ".join(found.notes)


def test_an_open_authorizer_and_an_open_parent_are_noted(loaded: Load) -> None:
    found = loaded("""\
        Resources:
          Api: {Type: AWS::ApiGateway::RestApi}
          R: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !ImportValue P, PathPart: x}}
          M:
            Type: AWS::ApiGateway::Method
            Properties: {RestApiId: !Ref Api, ResourceId: !Ref R, HttpMethod: get, AuthorizationType: CUSTOM, AuthorizerId: !ImportValue A,
                         Integration: {Type: HTTP_PROXY, Uri: !ImportValue U}}
        """)
    (api,) = found.apis
    assert isinstance(api, RestApi)
    (method,) = api.resources[0].methods
    assert (api.resources[0].path, method.http_method) == ("/x", "GET")
    assert isinstance(method.authorizer, Authorizer)
    assert isinstance(method.authorizer.function, Unresolved)
    assert method.integration is not None
    assert isinstance(method.integration.uri, Unresolved)
    said = " ".join(found.notes)
    assert "the parent of '/x' is not in the template" in said
    assert "the authorizer (<unresolved !ImportValue A>) is not in the template" in said


def test_resources_that_are_their_own_parents_end(loaded: Load) -> None:
    found = loaded("""\
        Resources:
          Api: {Type: AWS::ApiGateway::RestApi}
          A: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !Ref B, PathPart: a}}
          B: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !Ref A, PathPart: b}}
        """)
    assert any("taken for the root" in note for note in found.notes)


def test_a_path_part_that_aws_refuses_is_told(loaded: Load) -> None:
    with pytest.raises(Unusable, match="a parameter is a whole segment"):
        loaded("""\
            Resources:
              Api: {Type: AWS::ApiGateway::RestApi}
              A: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: 'a{b}'}}
            """)


def test_stage_variables_count_where_the_stages_agree(loaded: Load) -> None:
    (api,) = loaded("""\
        Resources:
          Api: {Type: AWS::ApiGateway::RestApi}
          A: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: a, Variables: {x: 1, y: 1}}}
          B: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: b, Variables: {x: 1, y: 2}}}
        """).apis
    assert isinstance(api, RestApi)
    assert agreed_variables(list(api.stages)) == {"x": "1"}


def test_names_that_are_left_open_have_stand_ins_that_references_find(loaded: Load) -> None:
    found = loaded("""\
        Parameters: {Name: {Type: String}}
        Resources:
          Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: !Ref Name}}
          Stg: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: !Ref Name}}
          Fn: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub '${Name}-fn', Handler: a.b}}
          M:
            Type: AWS::ApiGateway::Method
            Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET,
                         Integration: {Type: AWS_PROXY, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations'}}
        """)
    (api,) = found.apis
    assert isinstance(api, RestApi)
    assert (api.name, api.stages[0].name) == ("Api", "Stg")
    integration = api.resources[0].methods[0].integration
    assert integration is not None
    assert getattr(integration.function, "handler", "") == "a.b"
    assert any("the stage's name is left open: !Ref Name; 'Stg' stands in" in note for note in found.notes)


def test_a_private_api_knows_the_endpoints_of_its_template(loaded: Load) -> None:
    (api,) = loaded("""\
        Resources:
          Vpc: {Type: AWS::EC2::VPC}
          Door: {Type: AWS::EC2::VPCEndpoint, Properties: {ServiceName: !Sub 'com.amazonaws.${AWS::Region}.execute-api', VpcId: !Ref Vpc}}
          Api:
            Type: AWS::ApiGateway::RestApi
            Properties:
              EndpointConfiguration: {Types: [PRIVATE], VpcEndpointIds: [!Ref Door]}
              Policy: {Statement: [{Effect: Allow, Condition: {StringEquals: {aws:SourceVpce: !Ref Door}}}]}
        """).apis
    assert isinstance(api, RestApi)
    (door,) = api.vpc_endpoints
    assert door.startswith("vpce-")
    # CloudFormation leaves private DNS off unless it is said
    assert not api.private_dns
    assert list(api.endpoint_vpcs) == [door]
    assert api.endpoint_vpcs[door].startswith("vpc-")
    assert isinstance(api.policy, dict)
    assert door in str(api.policy["Statement"])


@pytest.mark.parametrize("policy", ["''", "{}", "!Ref AWS::NoValue"])
def test_an_empty_policy_is_none(loaded: Load, policy: str) -> None:
    (api,) = loaded(f"""\
        Resources:
          Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: shop, Policy: {policy}}}}}
        """).apis
    assert isinstance(api, RestApi)
    assert api.policy is None
