"""Custom domains of templates."""

from __future__ import annotations

from tests.iac.conftest import Load


def test_mappings_of_either_product(loaded: Load) -> None:
    found = loaded("""\
        Parameters: {Unset: {Type: String}}
        Resources:
          Rest: {Type: AWS::ApiGateway::RestApi}
          Http: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
          D: {Type: AWS::ApiGatewayV2::DomainName, Properties: {DomainName: Shop.Example.com}}
          A: {Type: AWS::ApiGateway::BasePathMapping, Properties: {DomainName: !Ref D, RestApiId: !Ref Rest, Stage: prod, BasePath: (none)}}
          B: {Type: AWS::ApiGatewayV2::ApiMapping, Properties: {DomainName: !Ref D, ApiId: !Ref Http, Stage: $default, ApiMappingKey: a/b}}
          C: {Type: AWS::ApiGatewayV2::ApiMapping, Properties: {DomainName: !Ref Unset, ApiId: !Ref Http, Stage: $default}}
        """)
    rest, http = found.apis
    assert [(one.name, one.api_id, one.stage, one.base_path) for one in found.domains] == [
        ("shop.example.com", rest.api_id, "prod", ""),
        ("shop.example.com", http.api_id, "$default", "a/b"),
    ]
    assert any("DomainName is left open: !Ref Unset" in note for note in found.notes)


def test_a_domain_whose_name_is_left_open_maps_nothing(loaded: Load) -> None:
    found = loaded("""\
        Parameters: {Name: {Type: String}}
        Resources:
          Api: {Type: AWS::ApiGatewayV2::Api}
          Domain: {Type: AWS::ApiGatewayV2::DomainName, Properties: {DomainName: !Ref Name}}
          Mapping:
            Type: AWS::ApiGatewayV2::ApiMapping
            Properties: {DomainName: !Ref Domain, ApiId: !Ref Api, Stage: $default}
        """)
    assert found.domains == ()
    assert any("DomainName is left open: !Ref Domain" in note for note in found.notes)
