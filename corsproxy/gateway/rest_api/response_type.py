"""The 21 gateway response types: default status, message, error type, and the bytes of the default body.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement


class ResponseType(StrEnum):
    """AWS's names, in AWS's order."""

    ACCESS_DENIED = "ACCESS_DENIED"
    API_CONFIGURATION_ERROR = "API_CONFIGURATION_ERROR"
    AUTHORIZER_CONFIGURATION_ERROR = "AUTHORIZER_CONFIGURATION_ERROR"
    AUTHORIZER_FAILURE = "AUTHORIZER_FAILURE"
    BAD_REQUEST_PARAMETERS = "BAD_REQUEST_PARAMETERS"
    BAD_REQUEST_BODY = "BAD_REQUEST_BODY"
    DEFAULT_4XX = "DEFAULT_4XX"
    DEFAULT_5XX = "DEFAULT_5XX"
    EXPIRED_TOKEN = "EXPIRED_TOKEN"  # noqa: S105 -- AWS's name for the type, not a secret
    INTEGRATION_FAILURE = "INTEGRATION_FAILURE"
    INTEGRATION_TIMEOUT = "INTEGRATION_TIMEOUT"
    INVALID_API_KEY = "INVALID_API_KEY"
    INVALID_SIGNATURE = "INVALID_SIGNATURE"
    MISSING_AUTHENTICATION_TOKEN = "MISSING_AUTHENTICATION_TOKEN"  # noqa: S105 -- likewise
    QUOTA_EXCEEDED = "QUOTA_EXCEEDED"
    REQUEST_TOO_LARGE = "REQUEST_TOO_LARGE"
    RESOURCE_NOT_FOUND = "RESOURCE_NOT_FOUND"
    THROTTLED = "THROTTLED"
    UNAUTHORIZED = "UNAUTHORIZED"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    WAF_FILTERED = "WAF_FILTERED"


@dataclass(frozen=True, slots=True)
class Default:
    """What a type says when nobody customised it.

    `status` is None for the two DEFAULT_* types. `message` is None where AWS writes `null`. `body` is the
    default body with `%s` in place of the JSON-encoded message: its spacing is AWS's own.
    """

    status: int | None
    message: str | None
    error_type: str
    body: str = '{"message":%s}'


_SPACED = '{"message": %s}'
_CAPITAL = '{"Message":%s}'

DEFAULTS: dict[ResponseType, Default] = {
    ResponseType.ACCESS_DENIED: Default(
        403, "User is not authorized to access this resource", "AccessDeniedException", _CAPITAL
    ),
    ResponseType.API_CONFIGURATION_ERROR: Default(
        500, "Internal server error", "InternalServerErrorException", _SPACED
    ),
    ResponseType.AUTHORIZER_CONFIGURATION_ERROR: Default(500, None, "AuthorizerConfigurationException"),
    ResponseType.AUTHORIZER_FAILURE: Default(500, None, "AuthorizerFailureException"),
    ResponseType.BAD_REQUEST_PARAMETERS: Default(
        400, "Missing required request parameters", "BadRequestException", _SPACED
    ),
    ResponseType.BAD_REQUEST_BODY: Default(400, "Invalid request body", "BadRequestException", _SPACED),
    ResponseType.DEFAULT_4XX: Default(None, None, ""),
    ResponseType.DEFAULT_5XX: Default(None, None, ""),
    ResponseType.EXPIRED_TOKEN: Default(
        403, "The security token included in the request is expired", "ExpiredTokenException"
    ),
    # The manual and GetGatewayResponse say 504; on the wire it is 500 unless a status is set.
    ResponseType.INTEGRATION_FAILURE: Default(500, "Internal server error", "InternalServerErrorException", _SPACED),
    ResponseType.INTEGRATION_TIMEOUT: Default(
        504, "Endpoint request timed out", "InternalServerErrorException", _SPACED
    ),
    ResponseType.INVALID_API_KEY: Default(403, "Forbidden", "ForbiddenException"),
    ResponseType.INVALID_SIGNATURE: Default(403, None, "InvalidSignatureException"),
    ResponseType.MISSING_AUTHENTICATION_TOKEN: Default(
        403, "Missing Authentication Token", "MissingAuthenticationTokenException"
    ),
    ResponseType.QUOTA_EXCEEDED: Default(429, "Limit Exceeded", "LimitExceededException"),
    ResponseType.REQUEST_TOO_LARGE: Default(
        413, "HTTP content length exceeded 10485760 bytes.", "RequestTooLargeException"
    ),
    ResponseType.RESOURCE_NOT_FOUND: Default(404, "Not Found", "ResourceNotFoundException"),
    ResponseType.THROTTLED: Default(429, "Too Many Requests", "TooManyRequestsException"),
    ResponseType.UNAUTHORIZED: Default(401, "Unauthorized", "UnauthorizedException"),
    ResponseType.UNSUPPORTED_MEDIA_TYPE: Default(415, "Unsupported Media Type", "BadRequestException", _SPACED),
    ResponseType.WAF_FILTERED: Default(403, "Forbidden", "ForbiddenException"),
}

STATEMENTS = (
    Statement(
        "rest-api",
        "There are 21 gateway response types, with these default status codes",
        Recorded("GetGatewayResponses of a fresh API", "2024-06-20"),
    ),
    Statement(
        "rest-api",
        "INTEGRATION_FAILURE answers 500, not the documented 504, unless its status is set",
        Recorded("an AWS_PROXY integration with method GET", "2024-03-20"),
    ),
    Statement(
        "rest-api",
        "Refusals of the front end have no space behind the colon, errors of the execution behind it have one",
        Recorded("Content-Length 23 of a 403 Forbidden, 36 of a 500 Internal server error", "2020-2024"),
    ),
    Statement(
        "rest-api",
        "Errors of the request validator, 415 and 504 have a space behind the colon",
        Assumed("they are written where the recorded 500 and 502 are written; only parsed JSON is recorded"),
    ),
    Statement(
        "rest-api",
        "ACCESS_DENIED's own body spells its key `Message`",
        Recorded("a resource policy denial", "2025-09-04"),
    ),
    Statement(
        "rest-api",
        'The body of AUTHORIZER_CONFIGURATION_ERROR is {"message":null}',
        Recorded("public transcripts", "2020"),
    ),
    Statement(
        "rest-api",
        "AUTHORIZER_FAILURE: message null and AuthorizerFailureException",
        Assumed("unrecorded; its sibling AUTHORIZER_CONFIGURATION_ERROR has no message either"),
    ),
    Statement(
        "rest-api",
        "EXPIRED_TOKEN says ExpiredTokenException, RESOURCE_NOT_FOUND ResourceNotFoundException",
        Assumed("unrecorded error types; the names follow the pattern of the recorded ones"),
    ),
    Statement(
        "rest-api",
        "REQUEST_TOO_LARGE says RequestTooLargeException, THROTTLED TooManyRequestsException, QUOTA_EXCEEDED "
        "LimitExceededException, 415 BadRequestException",
        Assumed("the bodies are documented or reported, their x-amzn-ErrorType is not recorded"),
    ),
    Statement(
        "rest-api",
        "REQUEST_TOO_LARGE: `HTTP content length exceeded 10485760 bytes.`",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
        ),
    ),
)
