"""The catalogue's entries on REST APIs: what their own machinery does to CORS. Codes R001 to R099."""

from __future__ import annotations

from corsproxy.diagnose.finding import Kind, Severity

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
_ARTICLE = "https://repost.aws/knowledge-center/api-gateway-cors-errors"
_CORS = _GUIDE + "how-to-cors.html"
_RESPONSES = _GUIDE + "api-gateway-gatewayResponse-definition.html"
_TYPES = _GUIDE + "supported-gateway-response-types.html"
_PRIVATE = _GUIDE + "apigateway-private-api-test-invoke-url.html"
_REDEPLOY = "a change takes effect only after the stage is deployed again"

REST_API_KINDS: tuple[Kind, ...] = (
    Kind(
        "missing-options-method",
        "R001",
        Severity.ERROR,
        "The resource has no OPTIONS method",
        "API Gateway answered the preflight with 403 Missing Authentication Token: the deployed resource has no "
        "OPTIONS method. It has nothing to do with tokens.",
        "A REST API answers no preflight by itself. Whatever method is not defined on a resource is answered by the "
        "gateway response MISSING_AUTHENTICATION_TOKEN, and its 403 fails every preflight, with or without headers.",
        (
            "adding CORS headers to DEFAULT_4XX alone does not help: a preflight needs an ok status",
            "'Enable CORS' in the console is not recursive and leaves ANY with a proxy integration alone",
            _REDEPLOY,
        ),
        (_CORS, _ARTICLE),
    ),
    Kind(
        "unknown-path",
        "R002",
        Severity.ERROR,
        "The path or method is not in the deployed API",
        "API Gateway answered 403 Missing Authentication Token: no deployed resource and method match the request. "
        "There is no 404 and no 405 in a REST API.",
        "The gateway response MISSING_AUTHENTICATION_TOKEN carries no CORS headers unless it (or DEFAULT_4XX) is given "
        "them, so the page sees a CORS error instead of a wrong URL.",
        (
            "behind a custom domain the stage is part of the mapping and must not stand in the URL again",
            "resource paths are compared exactly, case included",
            _REDEPLOY,
        ),
        (_TYPES, _ARTICLE),
    ),
    Kind(
        "options-requires-authorization",
        "R003",
        Severity.ERROR,
        "The preflight is asked for a token",
        "An authorizer guards the OPTIONS method, and answered the preflight with 401 or 403.",
        "A preflight never carries Authorization or cookies (Fetch forbids it), so no authorizer can ever let it pass.",
        (
            "SAM: DefaultAuthorizer also guards the generated OPTIONS unless AddDefaultAuthorizerToCorsPreflight is false",
            "an ANY method with an authorizer captures OPTIONS too; an explicit OPTIONS method beats ANY",
            "linters that ask for an authorizer on every method are wrong about OPTIONS",
            _REDEPLOY,
        ),
        (_CORS, "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials"),
    ),
    Kind(
        "options-requires-iam",
        "R004",
        Severity.ERROR,
        "The preflight is asked for a signature",
        "The OPTIONS method has authorization AWS_IAM; an unsigned request to it is answered 403 Missing "
        "Authentication Token, the same bytes as for a method that does not exist.",
        "Browsers do not sign preflights.",
        (_REDEPLOY,),
        (_CORS,),
    ),
    Kind(
        "options-requires-api-key",
        "R005",
        Severity.ERROR,
        "The preflight is asked for an API key",
        "The OPTIONS method has apiKeyRequired: true, and answered the preflight with 403 Forbidden.",
        "A preflight never carries x-api-key: it only asks whether it may be sent.",
        ("SAM's ApiKeyRequired on the whole API also covers OPTIONS", _REDEPLOY),
        (_GUIDE + "api-gateway-setup-api-key-with-console.html",),
    ),
    Kind(
        "unknown-stage",
        "R006",
        Severity.ERROR,
        "The first path segment is not a stage",
        "API Gateway answered 403 Forbidden: on the default endpoint the first segment of the path must be a stage.",
        "No API is selected, so no gateway response of yours applies and no CORS header can be added.",
        ("the base URL of the frontend often loses or doubles its stage when domains change",),
        (_GUIDE + "how-to-call-api.html",),
    ),
    Kind(
        "bearer-token-on-unknown-path",
        "R007",
        Severity.ERROR,
        "A token was sent to a path that does not exist",
        "API Gateway tried to read the Authorization header as an AWS signature and failed. It does so when the path "
        "or method does not exist, or when the method has authorization AWS_IAM.",
        "The message speaks of key=value pairs and signatures, but the usual cause is a wrong URL.",
        ("the same URL without Authorization answers 403 Missing Authentication Token",),
        (_TYPES, _ARTICLE),
    ),
    Kind(
        "iam-without-signature",
        "R008",
        Severity.ERROR,
        "The method wants a signed request",
        "The method has authorization AWS_IAM and the request is not signed.",
        "The gateway response carries no CORS headers unless it is given them.",
        (),
        (_GUIDE + "permissions.html",),
    ),
    Kind(
        "iam-bad-signature",
        "R009",
        Severity.ERROR,
        "The signature does not hold",
        "The method has authorization AWS_IAM; the signature is malformed, expired, or made with other keys.",
        "The gateway response carries no CORS headers unless it is given them.",
        ("a proxy or CDN that changes Host, path or headers breaks signatures", "clocks more than 5 minutes apart"),
        (_GUIDE + "permissions.html",),
    ),
    Kind(
        "resource-policy-denies",
        "R010",
        Severity.ERROR,
        "The resource policy denies the caller",
        "The API's resource policy refused the request (source IP, VPC endpoint or principal).",
        "Policies are evaluated for OPTIONS too: an anonymous preflight needs an Allow that covers it.",
        (
            "a policy written only for AWS principals denies every preflight",
            "off the VPN the same page works for nobody",
            "a policy change takes effect only after the stage is deployed again",
        ),
        (_GUIDE + "apigateway-resource-policies.html",),
    ),
    Kind(
        "mock-options-broken",
        "R011",
        Severity.ERROR,
        "The OPTIONS method exists but its MOCK integration fails",
        "The preflight was answered by API Gateway with a server error: the MOCK did not come to a status.",
        "A MOCK takes its status from the request template; without a template for the content type, or without an "
        "integration response for that status, API Gateway answers 500.",
        (
            "binaryMediaTypes */* breaks MOCK OPTIONS unless contentHandling is CONVERT_TO_TEXT",
            "the template's statusCode must match an integration response, or a default one must exist",
            "browsers send no Content-Type on a preflight; some tools do, and then passthroughBehavior NEVER says 415",
            _REDEPLOY,
        ),
        (_CORS,),
    ),
    Kind(
        "gateway-response-without-cors",
        "R012",
        Severity.ERROR,
        "API Gateway's own error has no CORS headers",
        "The response was written by API Gateway, not by your integration, and its gateway response has no "
        "Access-Control-Allow-Origin.",
        "Your function never ran, so its headers cannot be there. The page sees a CORS error and neither the status "
        "nor the body.",
        (
            "a gateway response that you define does not inherit parameters from DEFAULT_4XX or DEFAULT_5XX",
            "DEFAULT_4XX does not cover 5xx: set both",
            _REDEPLOY,
        ),
        (_RESPONSES, _ARTICLE),
    ),
    Kind(
        "gateway-response-wildcard-with-credentials",
        "R013",
        Severity.ERROR,
        "The gateway response says '*' to a request with credentials",
        "The gateway response allows every origin with '*', and the page asked with credentials.",
        "With credentials mode include the browser accepts only the exact origin and Access-Control-Allow-Credentials: "
        "true.",
        ("method.request.header.Origin reflects every origin: weigh it, or write the one origin you have", _REDEPLOY),
        (_RESPONSES,),
    ),
    Kind(
        "malformed-proxy-response",
        "R014",
        Severity.ERROR,
        "The function crashed or returned an unusable shape",
        "API Gateway answered 502: the Lambda function raised an error, or its result is not what a proxy "
        "integration accepts (statusCode, headers, multiValueHeaders, body as a string, isBase64Encoded).",
        "Whatever CORS headers the function meant to send are lost with its response; the 502 is API Gateway's own.",
        (
            "body must be a string: JSON.stringify it",
            "any other key beside the five is refused",
            "a resolver of the wrong API type (payload 2.0 against REST) returns a shape that REST refuses",
        ),
        (_GUIDE + "handle-errors-in-lambda-integration.html",),
    ),
    Kind(
        "private-api-not-addressed",
        "R015",
        Severity.ERROR,
        "A browser cannot address a private API through the VPC endpoint's own name",
        "The URL is the VPC endpoint's own host name, where Host or x-apigw-api-id must say which API is meant.",
        "A page cannot set Host, and x-apigw-api-id makes the browser send a preflight that lacks it, so API Gateway "
        "cannot route the preflight and answers 403.",
        (
            "use https://{api-id}-{vpce-id}.execute-api.{region}.amazonaws.com (associate the endpoint, deploy again), "
            "private DNS, or a private custom domain",
        ),
        (_PRIVATE, _ARTICLE),
    ),
    Kind(
        "private-dns-captures-public-api",
        "R016",
        Severity.ERROR,
        "Private DNS leads a public API's name to the VPC endpoint",
        "403 Forbidden without an API's id: no API was reached. Inside a VPC whose execute-api endpoint has private "
        "DNS on, every execute-api name resolves to the endpoint, which serves private APIs only.",
        "No API is selected, so no CORS header can be added by anyone.",
        ("call the public API by a custom domain, or switch private DNS off",),
        ("https://repost.aws/knowledge-center/api-gateway-vpc-connections",),
    ),
    Kind(
        "domain-mapping-missing",
        "R017",
        Severity.ERROR,
        "The custom domain maps this path to no API",
        "403 Forbidden on a custom domain: no API mapping covers this base path.",
        "No API is selected, so no gateway response applies and no CORS header can be added.",
        (),
        (_GUIDE + "rest-api-mappings.html",),
    ),
    Kind(
        "api-key-refused",
        "R018",
        Severity.ERROR,
        "The API key was refused",
        "403 Forbidden: the key is missing, unknown, disabled, or in no usage plan of this stage.",
        "INVALID_API_KEY is a gateway response without CORS headers unless it is given them.",
        (),
        (_GUIDE + "api-gateway-api-usage-plans.html",),
    ),
    Kind(
        "change-not-deployed",
        "R019",
        Severity.ERROR,
        "The change is not deployed",
        "The OPTIONS method or the header stands in the API's definition, and the stage still serves an older deployment.",
        "A REST API serves what was deployed last, not what the console shows.",
        ("'Enable CORS' in the console does not deploy",),
        ("https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html",),
    ),
    Kind(
        "method-response-without-cors-headers",
        "R020",
        Severity.ERROR,
        "The method's responses map no CORS headers",
        "The integration is no proxy: what the page gets is what the method and integration responses map, and none of "
        "them maps Access-Control-Allow-Origin.",
        "Headers that the backend sends are dropped where nothing maps them; only the definition can add them.",
        (
            "every status needs its own: the console's 'Enable CORS' treats the 200 response only",
            "the method response has to declare the header before the integration response may map it",
        ),
        ("https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html",),
    ),
    Kind(
        "mapping-value-unquoted",
        "R021",
        Severity.ERROR,
        "A mapped header value stands without quotes",
        "A static value of a response mapping has to stand in single quotes within the string; without them API Gateway "
        "takes it for a mapping expression.",
        "It is refused at deployment ('Invalid mapping expression specified'), or the header is left out.",
        ("in YAML: \"'*'\", the single quotes inside the double ones",),
        ("https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html",),
    ),
)
