"""AWS_IAM on a route: is the request signed?

The model: a request that carries a well-formed Signature Version 4 for execute-api is signed. Whether the
signature holds is the world's business (it needs the secret key): the turn asks, `TokenVerified` accepts.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
"""

from __future__ import annotations

import re

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.http_api.incoming import grouped, query_pairs, raw_query
from corsproxy.gateway.provenance import Assumed, Documented, Statement

# an account's access key ids are of 16 capitals and digits or more; what signs here may be as made up as `test`
_CREDENTIAL = re.compile(r"^(\w{1,128})/\d{8}/[a-z0-9-]+/([a-z0-9-]+)/aws4_request$")
_HEADER_PART = re.compile(r"(Credential|SignedHeaders|Signature)=([^,\s]+)")


def access_key_of(arrival: Arrival, service: str = "execute-api") -> str | None:
    """The access key id of the request's signature, or None where it is not signed for `service`."""
    request = arrival.request
    authorization = request.headers.get("authorization") or ""
    if authorization.startswith("AWS4-HMAC-SHA256"):
        parts = dict(_HEADER_PART.findall(authorization))
        credential = parts.get("Credential", "")
        complete = {"Credential", "SignedHeaders", "Signature"} <= parts.keys()
        dated = "x-amz-date" in request.headers or "date" in request.headers
        signed = complete and dated
    else:
        query = grouped(query_pairs(raw_query(request.url)))
        credential = query.get("X-Amz-Credential", [""])[0]
        wanted = {"X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"}
        signed = query.get("X-Amz-Algorithm") == ["AWS4-HMAC-SHA256"] and wanted <= query.keys()
    found = _CREDENTIAL.match(credential)
    return found[1] if found and found[2] == service and signed else None


def identity_of(api: HttpApi, access_key: str) -> dict[str, object]:
    """`requestContext.authorizer.iam`: who signed, as far as an access key tells. The user is made up."""
    return {
        "accessKey": access_key,
        "accountId": api.account,
        "callerId": access_key,
        "cognitoIdentity": None,
        "principalOrgId": None,
        "userArn": f"arn:aws:iam::{api.account}:user/{access_key}",
        "userId": access_key,
    }


STATEMENTS = (
    Statement(
        "http-api",
        "AWS_IAM: a request without a valid signature is answered 403 Forbidden.",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html"),
    ),
    Statement(
        "http-api",
        "AWS_IAM: a well-formed signature counts as valid, and its policies as allowing, unless told otherwise.",
        Assumed("a stand-in has neither secret keys nor the account's policies"),
    ),
)
