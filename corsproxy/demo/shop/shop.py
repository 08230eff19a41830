"""The shop's Lambda handlers: ordinary AWS code, with the mistakes that the demo is about marked as such.

The law: data of the demo, run by the emulator in processes of their own; imports nothing of corsproxy.
"""

from __future__ import annotations

import json
import os
from typing import Any

PRODUCTS = [
    {"id": "p1", "name": "Garden gnome", "price": 19},
    {"id": "p2", "name": "Rubber duck", "price": 4},
]


def answer(status: int, body: object, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Return what API Gateway's proxy integration wants."""
    sent = {"content-type": "application/json", **(headers or {})}
    return {"statusCode": status, "headers": sent, "body": json.dumps(body)}


def method_of(event: dict[str, Any]) -> str:
    """Return the request's method from an event of either payload format."""
    found = event.get("httpMethod") or event.get("requestContext", {}).get("http", {}).get("method", "")
    return str(found)


def products(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """List the products, for any page: the way it should be done behind a Lambda proxy of a REST API."""
    return answer(200, {"products": PRODUCTS, "by": method_of(event)}, {"Access-Control-Allow-Origin": "*"})


def orders(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Take an order; fine in itself, but its resource has no OPTIONS method."""
    allowed = os.environ.get("PAGE_ORIGIN", "*")
    return answer(201, {"order": "o1", "by": method_of(event)}, {"Access-Control-Allow-Origin": allowed})


def reviews(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """List reviews. The mistake: OPTIONS is configured, and a Lambda proxy must still send the headers itself."""
    return answer(200, {"reviews": [{"product": "p1", "stars": 5}]})


def wishlist(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """List wishes. The mistake: two origins in one header, which the Fetch standard knows nothing of."""
    origins = f"{os.environ.get('PAGE_ORIGIN', 'https://shop.example')},https://shop.example"
    return answer(200, {"wishes": ["p2"]}, {"Access-Control-Allow-Origin": origins})


def basket(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Show the basket of a session. The mistake: `*` while the page sends its cookies."""
    return answer(200, {"basket": ["p1"]}, {"Access-Control-Allow-Origin": "*"})


def account(_event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Show the account of whoever the authorizer let in."""
    return answer(200, {"name": "Ada"}, {"Access-Control-Allow-Origin": os.environ.get("PAGE_ORIGIN", "*")})


def checkout(_event: dict[str, Any], _context: object) -> Any:
    """Check out. The mistake: a result that API Gateway cannot use (a 502 without CORS headers)."""
    return ["not", "a", "proxy", "response"]


def plain(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer without any CORS header: behind an HTTP API with a CORS configuration that is right."""
    return answer(200, {"products": PRODUCTS, "by": method_of(event)})


def authorize(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Let the token `let-me-in` in, refuse `deny` with a policy, and all others with Unauthorized."""
    token = str(event.get("authorizationToken", "")).removeprefix("Bearer ")
    if token not in {"let-me-in", "deny"}:
        raise Exception("Unauthorized")  # the text by which API Gateway knows a 401
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": "Allow" if token == "let-me-in" else "Deny",  # noqa: S105 -- a demo's token, not a secret
        "Resource": event["methodArn"],
    }
    return {"principalId": "ada", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}


def authorize_simply(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Let the token `let-me-in` in, in an HTTP API's simple format."""
    token = event.get("headers", {}).get("authorization", "").removeprefix("Bearer ")
    return {"isAuthorized": token == "let-me-in"}  # noqa: S105 -- a demo's token, not a secret
