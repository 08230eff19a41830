"""`$context`: what templates, mappings, gateway responses and events know of a request.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#context-variable-reference
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from corsproxy.gateway.provenance import Assumed, Documented, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import IamAuthorization, Json
from corsproxy.gateway.rest_api.signature import access_key_of
from corsproxy.gateway.rest_api.wire import request_time, trace_id

STATEMENTS = (
    Statement(
        "rest-api",
        "The names of $context's variables",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
        ),
    ),
    Statement(
        "rest-api",
        "resourceId and deploymentId are six characters",
        Assumed("the ids of a deployment are random; ours are derived from the API and the resource"),
    ),
)


@lru_cache(maxsize=1024)
def pseudo_id(*of: str) -> str:
    """A well-formed id of six characters, the same for the same thing."""
    number = int.from_bytes(hashlib.sha256("\0".join(of).encode()).digest()[:8], "big")
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    for _ in range(6):
        number, digit = divmod(number, 36)
        text += digits[digit]
    return text


def made_up_vpc(endpoint: str) -> str:
    """A well-formed VPC id for an endpoint whose VPC the definition does not name."""
    return f"vpc-{pseudo_id('vpc', endpoint)}00"


def identity(call: Call) -> dict[str, Json]:
    """`$context.identity`, which is also the event's `requestContext.identity`."""
    arrival = call.arrival
    found: dict[str, Json] = {
        "cognitoIdentityPoolId": None,
        "accountId": None,
        "cognitoIdentityId": None,
        "caller": None,
        "sourceIp": arrival.source_ip,
        "principalOrgId": None,
        "accessKey": None,
        "cognitoAuthenticationType": None,
        "cognitoAuthenticationProvider": None,
        "userArn": None,
        "userAgent": call.headers.get("user-agent"),
        "user": None,
    }
    if call.method is not None and call.method.authorizer is IamAuthorization.AWS_IAM:
        account = call.api.account
        found["accessKey"] = access_key_of(call.headers.get("authorization") or "")
        found["accountId"] = account
        found["caller"] = found["user"] = "AIDACORSPROXYLOCALUSE"
        found["userArn"] = f"arn:aws:iam::{account}:user/local"
    if call.api_key is not None:
        found["apiKey"] = call.api_key.value
        found["apiKeyId"] = pseudo_id("key", call.api_key.name or call.api_key.value) + "0000"
    if arrival.vpc_endpoint is not None:
        found["vpcId"] = call.api.endpoint_vpcs.get(arrival.vpc_endpoint) or made_up_vpc(arrival.vpc_endpoint)
        found["vpceId"] = arrival.vpc_endpoint
    return found


def full_path(call: Call) -> str:
    """`$context.path`: the raw path of the URL as the client meant it, stage or base path included."""
    _, mark, rest = call.arrival.request.url.partition("://")
    target = rest if mark else call.arrival.request.url
    path = target.partition("#")[0].partition("?")[0]
    return path[path.index("/") :] if "/" in path else "/"


def domain_name(call: Call) -> str:
    """The Host that the API was called by."""
    return call.arrival.domain or f"{call.api.api_id}.execute-api.{call.api.region}.amazonaws.com"


def context(call: Call) -> dict[str, Json]:
    """All of `$context`, without the overrides that only templates may write."""
    arrival, api = call.arrival, call.api
    domain = domain_name(call)
    path = call.resource.path if call.resource else ""
    found: dict[str, Json] = {
        "accountId": api.account,
        "apiId": api.api_id,
        "resourceId": pseudo_id(api.api_id, path),
        "resourcePath": path,
        "httpMethod": call.http_method,
        "extendedRequestId": arrival.extended_id,
        "requestTime": request_time(arrival.at),
        "path": full_path(call),
        "protocol": arrival.request.http_version,
        "stage": call.stage_name,
        "domainPrefix": domain.partition(".")[0],
        "requestTimeEpoch": int(arrival.at * 1000),
        "requestId": arrival.request_id,
        "identity": identity(call),
        "domainName": domain,
        "deploymentId": pseudo_id(api.api_id, "deployment"),
    }
    if call.authorizer:
        found["authorizer"] = dict(call.authorizer)
    return found


def context_value(call: Call, name: str) -> Json:
    """One variable by its dotted name (`identity.sourceIp`, `authorizer.claims.sub`); None if unknown."""
    if name == "xrayTraceId":
        return trace_id(call.arrival)
    if name == "awsEndpointRequestId":
        return None
    here: Json = context(call)
    while name:
        if not isinstance(here, dict):
            return None
        if name in here:  # claims may have dots and colons in their names: the longest name first
            return here[name]
        head, _, name = name.partition(".")
        here = here.get(head)
    return here
