"""REST APIs of a stack: AWS::ApiGateway::RestApi and the resources that hang on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.rest_api.definition import (
    Authorizer,
    AuthorizerType,
    EndpointType,
    GatewayResponse,
    IamAuthorization,
    Method,
    MethodResponse,
    RequestValidation,
    Resource,
    RestApi,
    Stage,
)
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac import openapi_rest
from corsproxy.iac.gateway_responses import gateway_response
from corsproxy.iac.http_api_rules import path_problem
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.ours_grammar import REST_METHODS
from corsproxy.iac.rest_authorizer import rest_authorizer
from corsproxy.iac.rest_integration import rest_integration
from corsproxy.iac.rest_rules import method_notes
from corsproxy.iac.shape import near
from corsproxy.iac.stack import REST, Stack
from corsproxy.iac.stack_bodies import body_of
from corsproxy.iac.stack_models import schema_of
from corsproxy.iac.stack_plans import method_throttles, usage_plans


@dataclass(slots=True)
class Parts:
    """What belongs to one API: paths by resource id, and the rest by logical id."""

    stages: list[Stage] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)
    authorizers: dict[str, Authorizer] = field(default_factory=dict)
    responses: list[GatewayResponse] = field(default_factory=list)
    methods: dict[str, list[Method]] = field(default_factory=dict)


def rest_apis(stack: Stack, functions: Mapping[str, LambdaFunction]) -> list[RestApi]:
    """Return the stack's REST APIs."""
    plans = usage_plans(stack)
    found = []
    for logical, properties in stack.of_type(f"{REST}RestApi"):
        api_id = stack.api_id(logical)
        parts = Parts(stages=stages_of(api_id, stack))
        variables = agreed_variables(parts.stages)
        collect(api_id, parts, functions, variables, stack)
        bare = bare_api(api_id, logical, properties, parts, stack)
        if (body := body_of(logical, properties, stack)) is not None:
            bare = openapi_rest.rest_api(body, bare, functions, variables, stack.taking)
        own = tuple(resource(path, methods) for path, methods in parts.methods.items())
        found.append(
            replace(
                bare,
                resources=openapi_rest.merged(bare.resources, own),
                usage_plans=tuple(replace(plan, stages=apis[api_id]) for plan, apis in plans if api_id in apis),
            )
        )
    orphans(stack)
    return found


def agreed_variables(stages: list[Stage]) -> dict[str, str]:
    """Return the stage variables on whose values all stages that have them agree."""
    found: dict[str, set[str]] = {}
    for stage in stages:
        for key, value in stage.variables.items():
            found.setdefault(key, set()).add(value)
    return {key: next(iter(values)) for key, values in found.items() if len(values) == 1}


def resource(path: str, methods: list[Method]) -> Resource:
    """Return a resource with its methods, at the place of the first."""
    return Resource(path, tuple(methods), methods[0].where if methods else None)


def bare_api(api_id: str, logical: str, properties: Node, parts: Parts, stack: Stack) -> RestApi:
    """Return what the RestApi resource itself says."""
    taking = stack.taking
    endpoint = properties.get("EndpointConfiguration")
    types = taking.texts(endpoint.get("Types"), "Types") if endpoint is not None else ()
    vpc = endpoint.get("VpcEndpointIds") if endpoint is not None else None
    listed = vpc.items() if vpc is not None else ()
    dns, vpcs = endpoints_of(stack)
    stages = parts.stages
    if not stages:
        taking.note(f"no stage of '{logical}' is in the template; 'prod' stands in", properties)
        stages = [Stage("prod")]
    return RestApi(
        api_id=api_id,
        resources=(),
        name=stack.name_of(logical, "Name"),
        stages=tuple(stages),
        gateway_responses=tuple(parts.responses),
        endpoint_type=EndpointType[types[0]] if types and types[0] in EndpointType.__members__ else EndpointType.EDGE,
        binary_media_types=tuple(
            # CloudFormation takes `~1` for the slash of a media type
            name.replace("~1", "/")
            for name in taking.texts(properties.get("BinaryMediaTypes"), "BinaryMediaTypes")
        ),
        policy=openapi_rest.policy_of(properties.get("Policy")),
        vpc_endpoints=tuple(taking.text(item, "a VPC endpoint") for item in listed),
        private_dns=dns,
        endpoint_vpcs=vpcs,
        region=stack.region,
        account=stack.account,
        default_endpoint_disabled=taking.flag(
            properties.get("DisableExecuteApiEndpoint"), "DisableExecuteApiEndpoint"
        ),
        api_key_source=taking.text(properties.get("ApiKeySourceType"), "ApiKeySourceType", "HEADER"),
        minimum_compression_size=taking.whole(properties.get("MinimumCompressionSize"), "MinimumCompressionSize"),
        where=properties.where,
    )


def endpoints_of(stack: Stack) -> tuple[bool, dict[str, str]]:
    """Return whether private DNS is on, and the VPC of each execute-api endpoint that the template defines.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
    """
    vpcs: dict[str, str] = {}
    dns: list[bool] = []
    for logical, properties in stack.of_type("AWS::EC2::VPCEndpoint"):
        if stack.taking.text(properties.get("ServiceName"), "ServiceName").endswith(".execute-api"):
            vpcs[str(stack.attribute(logical, "Ref"))] = stack.taking.text(properties.get("VpcId"), "VpcId")
            dns.append(stack.taking.flag(properties.get("PrivateDnsEnabled"), "PrivateDnsEnabled"))
    # an endpoint that stands elsewhere is taken to have it on, as the console makes them
    return all(dns), vpcs


def stages_of(api_id: str, stack: Stack) -> list[Stage]:
    """Return an API's stages: those of Stage resources, and the one that a Deployment makes."""
    taking = stack.taking
    found: dict[str, Stage] = {}
    for logical, properties in stack.of_type(f"{REST}Stage"):
        if belongs(properties, api_id):
            name = stage_name(logical, properties, stack)
            limits, whole = method_throttles(properties.get("MethodSettings"), taking)
            variables = taking.text_map(properties.get("Variables"), "the stage variable")
            found[name] = Stage(name, variables, whole, limits)
    for _, properties in stack.of_type(f"{REST}Deployment"):
        stage = properties.get("StageName")
        if stage is not None and belongs(properties, api_id):
            name = taking.text(stage, "StageName")
            described = properties.get("StageDescription")
            given = described.get("Variables") if described is not None else None
            found.setdefault(name, Stage(name, taking.text_map(given, "the stage variable")))
    return list(found.values())


def stage_name(logical: str, properties: Node, stack: Stack) -> str:
    """Return a stage's name; where only the deployment settles it, the logical id stands in."""
    name = stack.name_of(logical, "StageName")
    written = properties.get("StageName")
    if written is not None and isinstance(written.value, Unresolved):
        stack.taking.note(f"the stage's name is left open: {written.value.expression}; '{name}' stands in", written)
    return name


def belongs(properties: Node, api_id: str) -> bool:
    """Say whether a resource belongs to an API."""
    found = properties.get("RestApiId")
    return found is not None and scalar_text(found) == api_id


def collect(
    api_id: str, parts: Parts, functions: Mapping[str, LambdaFunction], variables: Mapping[str, str], stack: Stack
) -> None:
    """Gather what hangs on an API: paths, authorizers, gateway responses and methods."""
    taking = stack.taking
    segments = {
        logical: properties for logical, properties in stack.of_type(f"{REST}Resource") if belongs(properties, api_id)
    }
    for logical in segments:
        parts.paths[logical] = path_of(logical, segments, api_id, stack)
    for logical, properties in stack.of_type(f"{REST}Authorizer"):
        if belongs(properties, api_id):
            name = taking.text(properties.get("Name"), "Name", logical)
            built = rest_authorizer(name, properties, "", functions, variables, taking)
            if built is not None:
                parts.authorizers[logical] = built
    for _, properties in stack.of_type(f"{REST}GatewayResponse"):
        if belongs(properties, api_id):
            kind = taking.text(properties.get("ResponseType"), "ResponseType")
            response = gateway_response(kind, properties, taking)
            if response is not None:
                parts.responses.append(response)
    for _, properties in stack.of_type(f"{REST}Method"):
        if belongs(properties, api_id):
            at = taking.text(properties.get("ResourceId"), "ResourceId")
            path = "/" if at == f"{api_id}/" else parts.paths.get(at)
            if path is None:
                taking.note(
                    f"the method's resource is not in the template ({at}); the method is left out", properties
                )
                continue
            built_method = method(properties, parts, functions, variables, stack)
            if built_method is not None:
                parts.methods.setdefault(path, []).append(built_method)


def path_of(logical: str, segments: Mapping[str, Node], api_id: str, stack: Stack) -> str:
    """Return a resource's whole path by walking up to the root."""
    names: list[str] = []
    current, seen = logical, set[str]()
    while current in segments and current not in seen:
        seen.add(current)
        names.append(stack.taking.text(segments[current].get("PathPart"), "PathPart"))
        current = stack.taking.text(segments[current].get("ParentId"), "ParentId")
    path = "/" + "/".join(reversed(names))
    if current != f"{api_id}/":
        stack.taking.note(f"the parent of '{path}' is not in the template ({current}); taken for the root",
                          segments[logical])  # fmt: skip
    if "<unresolved" not in path and (problem := path_problem(path)):
        stack.taking.wrong(f"the path '{path}' {problem}", segments[logical])
    return path


def method(
    properties: Node,
    parts: Parts,
    functions: Mapping[str, LambdaFunction],
    variables: Mapping[str, str],
    stack: Stack,
) -> Method | None:
    """Build one method."""
    taking = stack.taking
    verb = taking.text(properties.get("HttpMethod"), "HttpMethod").upper()
    if verb not in REST_METHODS:
        taking.wrong(f"'{verb}' is not a method", properties, near(verb, REST_METHODS))
        return None
    kind = taking.text(properties.get("AuthorizationType"), "AuthorizationType", "NONE").upper()
    authorizer: Authorizer | IamAuthorization | None = None
    if kind == "AWS_IAM":
        authorizer = IamAuthorization.AWS_IAM
    elif kind not in {"NONE", ""}:
        reference = taking.text(properties.get("AuthorizerId"), "AuthorizerId")
        authorizer = parts.authorizers.get(reference) or authorizer_elsewhere(kind, reference, properties, stack)
    integration = properties.get("Integration")
    declared = taking.entries(properties.get("RequestParameters"), "RequestParameters")
    models = taking.entries(properties.get("RequestModels"), "RequestModels")
    built = Method(
        http_method=verb,
        integration=rest_integration(integration, functions, variables, taking) if integration is not None else None,
        authorizer=authorizer,
        scopes=taking.texts(properties.get("AuthorizationScopes"), "AuthorizationScopes"),
        api_key_required=taking.flag(properties.get("ApiKeyRequired"), "ApiKeyRequired"),
        responses=tuple(
            MethodResponse(
                taking.text(item.get("StatusCode"), "StatusCode"),
                {
                    name: taking.flag(flag, name)
                    for name, flag in taking.entries(item.get("ResponseParameters"), "ResponseParameters")
                },
                taking.text_map(item.get("ResponseModels"), "ResponseModels"),
            )
            for item in taking.items(properties.get("MethodResponses"), "MethodResponses")
        ),
        validation=validation(properties, stack),
        required_parameters=tuple(name for name, flag in declared if taking.flag(flag, name)),
        models={media: schema_of(item, stack) for media, item in models},
        where=properties.where,
    )
    for said in method_notes(built):
        taking.note(said)
    return built


def authorizer_elsewhere(kind: str, reference: str, properties: Node, stack: Stack) -> Authorizer:
    """Return an authorizer that another stack defines: the method is guarded, by what stays open."""
    stack.taking.note(
        f"the authorizer ({reference or 'none is named'}) is not in the template; taken for one that wants the"
        " Authorization header",
        properties,
    )
    open_value = Unresolved(reference or "AuthorizerId", properties.where)
    if kind == "COGNITO_USER_POOLS":
        pools = (open_value,)
        return Authorizer(reference, AuthorizerType.COGNITO_USER_POOLS, user_pools=pools, where=properties.where)
    return Authorizer(reference, AuthorizerType.TOKEN, function=open_value, where=properties.where)


def validation(properties: Node, stack: Stack) -> RequestValidation:
    """Find a method's request validator."""
    reference = properties.get("RequestValidatorId")
    name = scalar_text(reference) if reference is not None else None
    if name is None or stack.type_of(name) != f"{REST}RequestValidator":
        return RequestValidation()
    found = stack.properties(name)
    return RequestValidation(
        stack.taking.flag(found.get("ValidateRequestBody"), "ValidateRequestBody"),
        stack.taking.flag(found.get("ValidateRequestParameters"), "ValidateRequestParameters"),
    )


def orphans(stack: Stack) -> None:
    """Note the methods and responses whose API is in no resource of this template."""
    known = {stack.api_id(logical) for logical, _ in stack.of_type(f"{REST}RestApi")}
    for kind in ("Method", "GatewayResponse"):
        for logical, properties in stack.of_type(f"{REST}{kind}"):
            found = properties.get("RestApiId")
            owner = str(found.value) if found is not None else "none"
            if owner not in known:
                stack.taking.note(f"'{logical}' belongs to an API outside this template ({owner}) and is left out",
                                  properties)  # fmt: skip
