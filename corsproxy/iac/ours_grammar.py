"""How people write APIs in our own YAML: the grammar, as data. `config.example.yaml` shows it in use."""

from __future__ import annotations

from corsproxy.iac.shape import Anything, Either, Field, Flag, ListOf, MapOf, Number, Record, Shape, Text, Whole

REST_METHODS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
GATEWAY_RESPONSES = (
    "ACCESS_DENIED", "API_CONFIGURATION_ERROR", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE",
    "BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS", "DEFAULT_4XX", "DEFAULT_5XX", "EXPIRED_TOKEN",
    "INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT", "INVALID_API_KEY", "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN", "QUOTA_EXCEEDED", "REQUEST_TOO_LARGE", "RESOURCE_NOT_FOUND", "THROTTLED",
    "UNAUTHORIZED", "UNSUPPORTED_MEDIA_TYPE", "WAF_FILTERED",
)  # fmt: skip

TEXTS = ListOf(Text())
NAME = Text(pattern=r"[A-Za-z0-9_.$-]{1,128}", looks="a name of letters, digits, '-', '_' or '.'")
API_ID = Text(pattern="[a-z0-9]{1,20}", looks="lower-case letters and digits, as in the API's URL")
URL = Text(pattern=r"https?://\S+", looks="a URL that begins with http:// or https://")

FUNCTION = Record(
    "a function",
    {
        "name": Field(Text(), "The function's name; the key it stands under when left out."),
        "code": Field(Text(), "Directory or file of the code, relative to this file."),
        "inline": Field(Text(), "The code itself, as a template's ZipFile has it; its handler is index.handler."),
        "handler": Field(Text(), "What AWS calls the handler: module.function."),
        "runtime": Field(Text(), "An AWS runtime: python3.12, nodejs20.x, provided.al2023."),
        "environment": Field(MapOf(Text()), "Environment variables."),
        "timeout": Field(Number(0.1, 900), "Seconds the function may run (AWS's default is 3)."),
        "memory": Field(Whole(128, 10240), "Memory in MB."),
        "concurrency": Field(Whole(0, 1000), "Reserved concurrency."),
        "invoke_url": Field(URL, "Base URL of something else that speaks the Lambda Invoke API."),
    },
)
LAMBDA = Either((Text(), FUNCTION))
THROTTLE = Record(
    "a throttle",
    {
        "rate": Field(Number(0, 100_000), "Requests a second.", True),
        "burst": Field(Whole(0, 100_000), "How many may come at once.", True),
    },
)
STAGE = Record(
    "a stage",
    {
        "variables": Field(MapOf(Text()), "Stage variables."),
        "throttle": Field(THROTTLE, "Throttle of the whole stage."),
        "throttles": Field(MapOf(THROTTLE), "Throttles of single routes (`GET /items`)."),
    },
)
STAGES = Either((MapOf(STAGE, NAME), ListOf(NAME)))
DOMAINS = MapOf(
    Record(
        "a custom domain",
        {
            "base_path": Field(Text(), "The API mapping's key; empty maps the whole domain."),
            "stage": Field(NAME, "The stage it maps to; the only one when left out."),
        },
    )
)

HTTP_CORS = Record(
    "the CORS configuration",
    {
        "origins": Field(TEXTS, "allowOrigins: exact origins, *, https://* or http://*."),
        "methods": Field(TEXTS, "allowMethods."),
        "headers": Field(TEXTS, "allowHeaders."),
        "expose": Field(TEXTS, "exposeHeaders."),
        "max_age": Field(Whole(-1, 86400), "maxAge in seconds."),
        "credentials": Field(Flag(), "allowCredentials."),
    },
)
HTTP_AUTHORIZER = Record(
    "an authorizer",
    {
        "jwt": Field(
            Record(
                "a JWT authorizer",
                {
                    "issuer": Field(URL, "The tokens' iss.", True),
                    "audience": Field(TEXTS, "Accepted aud (or client_id).", True),
                    "jwks": Field(Text(), "URL or file of the keys; the issuer's own when left out."),
                },
            ),
            "Tokens verified by API Gateway itself.",
        ),
        "lambda": Field(LAMBDA, "A function that decides."),
        "payload": Field(Text(("1.0", "2.0")), "Payload format version of the Lambda authorizer."),
        "simple": Field(Flag(), "Simple responses ({isAuthorized: true})."),
        "identity_sources": Field(TEXTS, "E.g. $request.header.Authorization; all of them must be there."),
        "ttl": Field(Whole(0, 3600), "Seconds that a result is cached."),
    },
    ("jwt", "lambda"),
)
HTTP_ROUTE = Record(
    "a route",
    {
        "lambda": Field(LAMBDA, "The function that answers (AWS_PROXY)."),
        "http": Field(URL, "The URL that answers (HTTP_PROXY)."),
        "method": Field(Text(), "The method sent to the URL; the request's own when left out."),
        "payload": Field(Text(("1.0", "2.0")), "Payload format version of the Lambda integration."),
        "timeout": Field(Number(0.05, 30), "Seconds to wait for the backend."),
        "request_parameters": Field(MapOf(Text()), "Parameter mapping of requests."),
        "response_parameters": Field(MapOf(MapOf(Text())), "Parameter mapping of responses, by status code."),
        "authorizer": Field(Text(), "An authorizer's name, 'iam' or 'none'."),
        "scopes": Field(TEXTS, "Scopes of which a token must have one."),
        "fault": Field(Text(), "An outcome to force on this route, to see what a page makes of it."),
    },
    ("lambda", "http"),
)
DOUBTS = Record(
    "'doubts'",
    {
        "sorted_lists": Field(Flag(), "A preflight's lists are sorted."),
        "wildcard": Field(Text(("literal", "echo")), "How * in allowMethods and allowHeaders is sent."),
        "vary_on_preflight": Field(Flag(), "A preflight's answer has vary: origin."),
        "expose_headers_in_preflight": Field(Flag(), "exposeHeaders are in a preflight's answer."),
        "errors_without_cors": Field(
            ListOf(Whole(400, 599)), "Statuses of API Gateway's errors without CORS headers."
        ),
        "routed_preflight": Field(
            Text(("route", "cors-configuration")), "Who answers a preflight that a route matches."
        ),
        "scheme_wildcard_echoes": Field(Flag(), "https://* echoes the origin."),
        "empty_segments": Field(Text(("ignored", "significant")), "Whether empty path segments count in routing."),
        "title_case_over_http_1": Field(Flag(), "Header names are Title-Case over HTTP/1.1."),
    },
)
HTTP_API = {
    "doubts": Field(DOUBTS, "What neither recordings nor the manual settle; the likeliest when left out."),
    "http-api": Field(Text(), "An HTTP API, and its name."),
    "cors": Field(HTTP_CORS, "The CORS configuration; without it API Gateway does no CORS at all."),
    "routes": Field(MapOf(Either((HTTP_ROUTE, Text()))), "Route key to what answers: `GET /items: catalogue`.", True),
    "authorizers": Field(MapOf(HTTP_AUTHORIZER, NAME), "Authorizers by name."),
}

MOCK = Record(
    "a MOCK integration",
    {
        "status": Field(Whole(100, 599), "Status of the answer."),
        "headers": Field(MapOf(Text()), "Headers of the answer, as plain values."),
        "body": Field(Text(), "Body of the answer (a response template)."),
        "request_template": Field(Text(), 'Request template; {"statusCode": …} when left out.'),
    },
)
REST_CORS = Record(
    "the OPTIONS method",
    {
        "origin": Field(Text(), "Access-Control-Allow-Origin as it stands, whatever it is."),
        "origins": Field(TEXTS, "Several origins; the one that asks is answered (a template, as CDK writes it)."),
        "methods": Field(TEXTS, "Access-Control-Allow-Methods; the resource's own when left out."),
        "headers": Field(TEXTS, "Access-Control-Allow-Headers; the console's default when left out."),
        "expose": Field(TEXTS, "Access-Control-Expose-Headers."),
        "max_age": Field(Whole(-1, 86400), "Access-Control-Max-Age."),
        "credentials": Field(Flag(), "Access-Control-Allow-Credentials: true."),
        "status": Field(Whole(200, 299), "Status of the answer (200)."),
    },
)
REST_AUTHORIZER = Record(
    "an authorizer",
    {
        "token": Field(LAMBDA, "A TOKEN authorizer's function."),
        "request": Field(LAMBDA, "A REQUEST authorizer's function."),
        "cognito": Field(
            Record(
                "a Cognito authorizer",
                {
                    "user_pools": Field(TEXTS, "User pool ARNs.", True),
                    "issuer": Field(URL, "The tokens' iss, for local keys."),
                    "jwks": Field(Text(), "URL or file of the keys."),
                },
            ),
            "A Cognito user pool.",
        ),
        "header": Field(Text(), "The header that carries the token (Authorization)."),
        "identity_sources": Field(TEXTS, "REQUEST: e.g. method.request.header.Authorization."),
        "validation": Field(Text(), "TOKEN: regular expression that the token must match."),
        "ttl": Field(Whole(0, 3600), "Seconds that a result is cached (300)."),
    },
    ("token", "request", "cognito"),
)
REST_METHOD = Record(
    "a method",
    {
        "lambda": Field(LAMBDA, "The function that answers (AWS_PROXY)."),
        "http": Field(URL, "The URL that answers (HTTP_PROXY)."),
        "mock": Field(Either((MOCK, Whole(100, 599), Text())), "A fixed answer (MOCK); in short a status or a body."),
        "integration": Field(Anything(), "Any integration, as x-amazon-apigateway-integration writes it."),
        "method": Field(Text(), "http: the method sent; the request's own when left out."),
        "parameters": Field(MapOf(Text()), "http: integration.request.… parameter mappings."),
        "timeout": Field(Number(0.05, 300), "Seconds to wait for the backend (29)."),
        "authorizer": Field(Text(), "An authorizer's name, 'iam' or 'none'."),
        "scopes": Field(TEXTS, "OAuth scopes (Cognito)."),
        "api_key": Field(Flag(), "An API key is required."),
        "validate": Field(ListOf(Text(("body", "parameters"))), "What the request validator looks at."),
        "required": Field(TEXTS, "Required method.request.{header,querystring,path}.X."),
        "models": Field(MapOf(Anything()), "Media type to JSON schema."),
        "fault": Field(Text(), "An outcome to force on this method, to see what a page makes of it."),
    },
    ("lambda", "http", "mock", "integration"),
)
METHOD: Shape = Either((REST_METHOD, Text()))
RESOURCE = Record(
    "a resource",
    {
        **{method: Field(METHOD, f"What answers {method}.") for method in REST_METHODS},
        "cors": Field(REST_CORS, "Adds the OPTIONS method that answers preflights, as the console does."),
    },
)
GATEWAY_RESPONSE = Record(
    "a gateway response",
    {
        "status": Field(Whole(100, 599), "Status instead of the default one."),
        "headers": Field(MapOf(Text()), "Headers, as plain values."),
        "parameters": Field(MapOf(Text()), "gatewayresponse.header.X: as AWS writes them, quotes and all."),
        "templates": Field(MapOf(Text()), "Media type to body template."),
    },
)
KEY = Record(
    "an API key",
    {
        "value": Field(Text(), "The key.", True),
        "name": Field(Text(), "Its name."),
        "enabled": Field(Flag(), "Whether it may be used."),
    },
)
PLAN = Record(
    "a usage plan",
    {
        "keys": Field(ListOf(Either((KEY, Text()))), "Its API keys."),
        "throttle": Field(THROTTLE, "Throttle of each key."),
        "stages": Field(TEXTS, "The stages that it covers; all when left out."),
        "quota": Field(
            Record(
                "a quota",
                {
                    "limit": Field(Whole(1, 1_000_000_000), "Requests.", True),
                    "period": Field(Text(("DAY", "WEEK", "MONTH")), "How long.", True),
                },
            ),
            "Quota of each key.",
        ),
    },
)
REST_API = {
    "rest-api": Field(Text(), "A REST API, and its name."),
    "resources": Field(MapOf(RESOURCE, Text(pattern="/.*", looks="a path that begins with /")), "Paths.", True),
    "authorizers": Field(MapOf(REST_AUTHORIZER, NAME), "Authorizers by name."),
    "gateway_responses": Field(MapOf(GATEWAY_RESPONSE, Text(GATEWAY_RESPONSES)), "API Gateway's own errors."),
    "endpoint": Field(Text(("edge", "regional", "private")), "Endpoint type."),
    "policy": Field(Anything(), "The resource policy, as IAM writes it."),
    "vpc_endpoints": Field(
        Either((TEXTS, MapOf(Text()))), "Private APIs: the VPC endpoints associated with it, or endpoint to VPC."
    ),
    "private_dns": Field(Flag(), "Private APIs: whether private DNS is on."),
    "binary_media_types": Field(TEXTS, "Binary media types."),
    "minimum_compression_size": Field(Whole(0, 10_485_760), "Bytes from which answers are compressed."),
    "api_key_source": Field(Text(("HEADER", "AUTHORIZER")), "Where API keys are taken from."),
    "usage_plans": Field(MapOf(PLAN), "Usage plans by name."),
}
BOTH = {
    "id": Field(API_ID, "The API's id in its URL; derived from the name when left out."),
    "stages": Field(STAGES, "Stages: names, or name to settings."),
    "domains": Field(DOMAINS, "Custom domains."),
    "region": Field(Text(pattern="[a-z0-9-]+", looks="a region such as us-east-1"), "Region."),
    "account": Field(Text(pattern="[0-9]{12}", looks="twelve digits in quotes"), "Account number."),
    "default_endpoint_disabled": Field(Flag(), "Only custom domains answer."),
}
TEMPLATE = {
    "template": Field(Text(), "A CloudFormation, SAM, OpenAPI or Swagger file, relative to this one."),
    "parameters": Field(MapOf(Text()), "Values of the template's parameters."),
}
FUNCTION_URL = {
    "function-url": Field(Text(), "A Lambda function URL, and its name."),
    "lambda": Field(LAMBDA, "The function behind it.", True),
    "cors": Field(HTTP_CORS, "Its CORS settings; without them only the function does CORS."),
    "iam": Field(Flag(), "AuthType AWS_IAM: requests have to be signed."),
    "id": Field(API_ID, "The id in its URL; derived from the name when left out."),
    "region": BOTH["region"],
    "account": BOTH["account"],
}
API = Either(
    (
        Record("an HTTP API", {**HTTP_API, **BOTH}, ("http-api",)),
        Record("a REST API", {**REST_API, **BOTH}, ("rest-api",)),
        Record("a function URL", FUNCTION_URL, ("function-url",)),
        Record("a template", TEMPLATE, ("template",)),
    )
)
APIS = ListOf(API)
FUNCTIONS = MapOf(FUNCTION, NAME)
PARAMETERS = MapOf(Text(), NAME)
