"""From the definition that a recording carries to a `RestApi`, and from its request to the answer's comparison.

Recordings are read from beside the checkout where they are; where a recording only describes its definition in
words, the words are written out in `DESCRIBED`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from corsproxy.gateway.rest_api.definition import (
    ApiKey,
    EndpointType,
    GatewayResponse,
    IamAuthorization,
    Integration,
    IntegrationType,
    Method,
    RequestValidation,
    Resource,
    RestApi,
    Stage,
    UsagePlan,
)
from corsproxy.iac.rest_integration import rest_integration
from corsproxy.iac.settled import Taking
from corsproxy.iac.yaml_positions import parse
from tests.gateway.rest_api_calls import API_ID, FUNCTION

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings"


def recorded(name: str) -> Any:
    """A file of recordings, or None where there is none."""
    path = RECORDINGS / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def integration_of(spec: dict[str, Any], variables: Mapping[str, str]) -> Integration:
    """The integration as GetIntegration shows it, read by the loader; what a recording leaves out is filled in."""
    type_ = IntegrationType(spec["type"])
    filled = {
        "uri": "https://backend.example.com/anything",
        "integrationHttpMethod": "GET" if type_.value.startswith("HTTP") else "POST",
        **spec,
    }
    if not isinstance(filled.get("requestParameters"), dict):  # in words
        filled["requestParameters"] = {}
    taking = Taking()
    built = rest_integration(parse(json.dumps(filled), "recording"), {}, variables, taking)
    assert built is not None
    assert not taking.mistakes
    return replace(
        built,
        function=FUNCTION if type_ in {IntegrationType.AWS, IntegrationType.AWS_PROXY} else None,
        parameters={name: value for name, value in built.parameters.items() if name.startswith("integration.")},
    )


def method_of(
    http_method: str, spec: dict[str, Any], validation: RequestValidation, variables: Mapping[str, str]
) -> Method:
    return Method(
        http_method,
        integration_of(spec.get("integration") or spec.get("methodIntegration") or spec, variables),
        authorizer=IamAuthorization.AWS_IAM if spec.get("authorizationType") == "AWS_IAM" else None,
        api_key_required=spec.get("apiKeyRequired", False),
        validation=validation,
        required_parameters=tuple(
            name for name, required in (spec.get("requestParameters") or {}).items() if required is True
        ),
        models=spec.get("requestModels") or {},
    )


def api_of_recording(spec: dict[str, Any]) -> RestApi:
    """The API of a recording's `api`, with the key `<value>` in a usage plan."""
    validator = spec.get("requestValidator") or {}
    validation = RequestValidation(
        body=validator.get("validateRequestBody", False), parameters=validator.get("validateRequestParameters", False)
    )
    variables = spec.get("stageVariables") or {}
    return RestApi(
        API_ID,
        tuple(
            Resource(path, tuple(method_of(name, method, validation, variables) for name, method in methods.items()))
            for path, methods in (spec.get("resources") or {}).items()
        ),
        stages=(Stage(spec.get("stage") or "dev", variables),),
        gateway_responses=tuple(
            GatewayResponse(
                type_,
                int(response["statusCode"]) if response.get("statusCode") else None,
                response.get("responseParameters") or {},
                response.get("responseTemplates") or {},
            )
            for type_, response in (spec.get("gatewayResponses") or {}).items()
        ),
        endpoint_type=EndpointType(spec.get("endpoint") or "EDGE"),
        binary_media_types=tuple(spec.get("binaryMediaTypes") or ()),
        policy=spec.get("policy"),
        api_key_source=spec.get("apiKeySource") or "HEADER",
        minimum_compression_size=spec.get("minimumCompressionSize"),
        usage_plans=(UsagePlan("plan", (ApiKey("<value>"),)),),
        account="111111111111",
    )


_PLACEHOLDER = re.compile(r"^<[^<>]+>$")


def differences(expected: Any, found: Any, at: str = "") -> list[str]:
    """Where two JSON documents differ; `<placeholders>` stand for any value that is there."""
    if isinstance(expected, str) and _PLACEHOLDER.match(expected):
        return [] if found not in (None, "", []) else [f"{at}: nothing for {expected}"]
    if isinstance(expected, dict) and isinstance(found, dict):
        missing = [f"{at}.{key}: missing" for key in expected if key not in found]
        extra = [f"{at}.{key}: not expected" for key in found if key not in expected]
        return [
            *missing,
            *extra,
            *(d for key in expected if key in found for d in differences(expected[key], found[key], f"{at}.{key}")),
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [
            d for n, pair in enumerate(zip(expected, found, strict=True)) for d in differences(*pair, f"{at}[{n}]")
        ]
    return [] if expected == found else [f"{at}: {found!r} instead of {expected!r}"]
