"""The resource policy: who may call the API at all, and how it combines with what authorizers say.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

from __future__ import annotations

import json
from typing import assert_never

from corsproxy.gateway.partition import partition_of
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.context import identity, made_up_vpc
from corsproxy.gateway.rest_api.definition import Authorizer, AuthorizerType, EndpointType, IamAuthorization
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.open_value import is_open
from corsproxy.gateway.rest_api.policy import Asked, Decision, decide
from corsproxy.gateway.rest_api.response_type import ResponseType

_PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html"

STATEMENTS = (
    Statement(
        "rest-api",
        "Without an authorizer, and behind a Cognito authorizer, the resource policy must allow; beside IAM and "
        "Lambda authorizers of the same account it must not deny",
        Documented(_PAGE),
    ),
    Statement(
        "rest-api",
        "A resource policy's denial names the resource with the account masked to its last four digits",
        Recorded("an edge-optimized API with a policy by source IP", "2025-09-04"),
    ),
    Statement(
        "rest-api",
        "A resource policy is evaluated for OPTIONS like for any method, before MOCK answers",
        Assumed("the documented order says so; no recording of a denied preflight"),
    ),
    Statement(
        "rest-api",
        "A private API without a resource policy denies everything",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html"),
    ),
    Statement(
        "rest-api",
        "aws:SourceIp is known of public calls, aws:VpcSourceIp, aws:SourceVpc and aws:SourceVpce of private ones",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "apigateway-resource-policies-aws-condition-keys.html"
        ),
    ),
    Statement(
        "rest-api",
        "The text of an explicit denial ends in `with an explicit deny`",
        Recorded("public transcripts; a longer ending is known of 2026", "2018-2025"),
    ),
)


def api_arn(call: Call, account: str | None = None) -> str:
    """`arn:aws:execute-api:{region}:{account}:{api}`."""
    api = call.api
    return f"arn:{partition_of(api.region)}:execute-api:{api.region}:{account or api.account}:{api.api_id}"


def method_arn(call: Call, account: str | None = None) -> str:
    """The ARN of the called method, with the path as called."""
    return f"{api_arn(call, account)}/{call.stage_name}/{call.http_method}/{call.arrival.path.strip('/')}"


def asked_of(call: Call, principal: str = "") -> Asked:
    """The question to a policy: this call, with its condition keys."""
    arrival = call.arrival
    facts: dict[str, tuple[str, ...]] = {
        "aws:securetransport": ("true",),
        "aws:epochtime": (str(int(arrival.at)),),
        "aws:currenttime": (str(int(arrival.at)),),
    }
    for name, header in (("aws:useragent", "user-agent"), ("aws:referer", "referer")):
        value = call.headers.get(header)
        if value is not None:
            facts[name] = (value,)
    if arrival.vpc_endpoint is None:
        facts["aws:sourceip"] = (arrival.source_ip,)
    else:
        facts["aws:vpcsourceip"] = (arrival.source_ip,)
        facts["aws:sourcevpce"] = (arrival.vpc_endpoint,)
        facts["aws:sourcevpc"] = (vpc_of(call, arrival.vpc_endpoint),)
    if principal:
        facts["aws:principalarn"] = (principal,)
        facts["aws:principalaccount"] = (call.api.account,)
    return Asked(method_arn(call), facts, principal, short=api_arn(call))


def vpc_of(call: Call, endpoint: str) -> str:
    """The VPC that a VPC endpoint is in: as the definition says, else one that nothing else names."""
    return call.api.endpoint_vpcs.get(endpoint) or made_up_vpc(endpoint)


def decision(call: Call, principal: str = "") -> Decision:
    """What the API's resource policy says; without a policy public APIs allow and private ones do not."""
    if call.api.policy is None:
        private = call.api.endpoint_type is EndpointType.PRIVATE
        return Decision.IMPLICIT_DENY if private else Decision.ALLOW
    document = call.api.policy
    if isinstance(document, str) and is_open(document):
        return Decision.ALLOW  # the template leaves the whole policy open: nothing can be told of it
    if isinstance(document, str):  # OpenAPI documents and older templates carry it as text
        try:
            document = json.loads(document)
        except (ValueError, RecursionError):
            return Decision.IMPLICIT_DENY
    return decide(document, asked_of(call, principal))


def denied(call: Call, found: Decision, principal: str = "") -> Refusal:
    """The refusal for a resource policy's denial."""
    ending = " with an explicit deny" if found is Decision.EXPLICIT_DENY else ""
    masked = "********" + call.api.account[-4:]
    return Refusal(
        ResponseType.ACCESS_DENIED,
        f"the resource policy: {found}",
        message=f"User: {principal or 'anonymous'} is not authorized to perform: execute-api:Invoke on resource: "
        f"{method_arn(call, masked)}{ending}",
    )


def principal_of(call: Call) -> str:
    """The ARN of a signed request's caller."""
    return str(identity(call).get("userArn") or "")


def before_authorizer(call: Call) -> Refusal | None:
    """The first evaluation: all there is without an authorizer, explicit denials before a Lambda authorizer."""
    if call.api.policy is None and call.api.endpoint_type is not EndpointType.PRIVATE:
        return None
    authorizer = call.method.authorizer if call.method else None
    match authorizer:
        case None:
            found = decision(call)
            return None if found is Decision.ALLOW else denied(call, found)
        case IamAuthorization():
            return None  # the principal must be known first
        case Authorizer():
            if authorizer.type is AuthorizerType.COGNITO_USER_POOLS:
                return None  # evaluated on its own, after the token
            found = decision(call)
            return denied(call, found) if found is Decision.EXPLICIT_DENY else None
    assert_never(authorizer)


def beside_iam(call: Call) -> Refusal | None:
    """A signed caller of the same account, whose own policy allows: only an explicit denial refuses."""
    principal = principal_of(call)
    found = decision(call, principal)
    return denied(call, found, principal) if found is Decision.EXPLICIT_DENY else None


def after_cognito(call: Call) -> Refusal | None:
    """Behind a Cognito authorizer the policy must allow."""
    found = decision(call)
    return None if found is Decision.ALLOW else denied(call, found)
