"""Situations like those that people report: other ids, hosts, casings and recorders than in the reported ones.

Each row: what it is, its exchanges, the kinds that may name its cause (first, or among the alternatives of the
first finding), and a remedy that is its fix. Exchanges are made by `P` (a preflight) and `A` (an actual request).
"""

from __future__ import annotations

from typing import Any

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
SHOP = "https://shop.example.org"
R = "https://z9y8x7w6v5.execute-api.us-east-1.amazonaws.com/dev/orders"
H = "https://q1w2e3r4t5.execute-api.us-west-2.amazonaws.com/orders"
D = "https://api.shop.example.org/orders"
RID = [("x-amzn-RequestId", "11111111-2222-3333-4444-555555555555"), ("x-amz-apigw-id", "AbCdEfGhIjKlMnO=")]
HID = [("Apigw-Requestid", "AAAAAAAAAAAAAAA=")]


def P(
    url: str,
    st: int | None,
    h: Any = (),
    b: str = "",
    m: str = "POST",
    ah: str = "content-type",
    o: str = SHOP,
    extra: Any = (),
) -> tuple[Any, ...]:
    """A preflight and its answer."""
    hs = (
        [("origin", o), ("access-control-request-method", m)]
        + ([("access-control-request-headers", ah)] if ah else [])
        + list(extra)
    )
    return ("OPTIONS", url, hs, None if st is None else (st, list(h), b), "")


def A(
    url: str,
    st: int | None,
    h: Any = (),
    b: str = "",
    m: str = "GET",
    o: str | None = SHOP,
    extra: Any = (),
    fail: str = "",
) -> tuple[Any, ...]:
    """An actual request and its answer."""
    return (m, url, ([("origin", o)] if o else []) + list(extra), None if st is None else (st, list(h), b), fail)


AM = ("access-control-allow-methods", "GET,POST,OPTIONS")
AH = ("access-control-allow-headers", "content-type,authorization")
OK = [*RID, ("access-control-allow-origin", SHOP), AM, AH]
MAT = '{"message":"Missing Authentication Token"}'
# fmt: off
VARIANTS: list[tuple[str, list[tuple[Any, ...]], set[str], str]] = [
    ('AUTH-02 expired token 401 actual',[A(R,401,[*RID,('x-amzn-errortype', 'UnauthorizedException')],'{"message":"The incoming token has expired"}',extra=[('authorization', 'x')])], {'token-refused'}, 'refresh-token'),
    ('AUTH-03 authorizer deny',[A(R,403,[*RID,('x-amzn-errortype', 'AccessDeniedException')],'{"Message":"User is not authorized to access this resource with an explicit deny"}',extra=[('authorization', 'x')])], {'authorizer-denies'}, 'check-permissions'),
    ('AUTH-05 bearer on missing path',[A(R,403,[*RID,('x-amzn-errortype', 'IncompleteSignatureException')],'{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): \'abc\'."}',extra=[('authorization', 'Bearer x')])], {'bearer-token-on-unknown-path'}, 'correct-url'),
    ('AUTH-06 api key on OPTIONS',[P(R,403,[*RID,('x-amzn-errortype', 'ForbiddenException')],'{"message":"Forbidden"}',ah='x-api-key')], {'options-requires-api-key'}, 'no-api-key-on-options'),
    ('HTTP $default+JWT',[P(H,401,[*HID,('content-type', 'application/json'), ('www-authenticate', 'Bearer')],'{"message":"Unauthorized"}',ah='authorization')], {'preflight-caught-by-authorized-route'}, 'configure-http-api-cors'),
    ('REST-03 mock 200 no headers',[P(R,200,[*RID,('content-type', 'application/json')])], {'options-without-cors-headers'}, 'add-options-method'),
    ('REST-04 binary */* mock 500',[P(R,500,[*RID,('x-amzn-errortype', 'InternalServerErrorException')],'{"message": "Internal server error"}')], {'mock-options-broken'}, 'repair-mock'),
    ('REST-05 ANY lambda OPTIONS 502',[P(R,502,[*RID,('x-amzn-errortype', 'InternalServerErrorException')],'{"message": "Internal server error"}')], {'malformed-proxy-response'}, 'repair-proxy-response'),
    ('LAMBDA-01 no headers',[P(R,200,OK),A(R,200,[*RID,('x-amzn-trace-id', 'Root=1-1')],'{}',m='POST',extra=[('content-type', 'application/json')])], {'integration-without-cors-headers'}, 'return-cors-headers'),
    ('LAMBDA-03 crash',[P(R,200,OK),A(R,502,[*RID,('x-amzn-errortype', 'InternalServerErrorException')],'{"message": "Internal server error"}',m='POST',extra=[('content-type', 'application/json')])], {'malformed-proxy-response'}, 'add-gateway-response-headers'),
    ('timeout',[A(R,504,[*RID,('x-amzn-errortype', 'InternalServerErrorException')],'{"message": "Endpoint request timed out"}')], {'integration-timeout'}, 'shorten-work'),
    ('WAF 403',[A(R,403,[*RID,('x-amzn-errortype', 'ForbiddenException')],'{"message":"Forbidden"}')], {'waf-blocks'}, 'exempt-preflight-from-waf'),
    ('validator',[A(R,400,[*RID,('x-amzn-errortype', 'BadRequestException')],'{"message": "Invalid request body"}',m='POST')], {'request-invalid'}, 'repair-request'),
    ('415',[A(R,415,[*RID,('x-amzn-errortype', 'BadRequestException')],'{"message": "Unsupported Media Type"}',m='POST')], {'unsupported-media-type'}, 'repair-request'),
    ('quota',[A(R,429,[*RID,('x-amzn-errortype', 'LimitExceededException')],'{"message":"Limit Exceeded"}')], {'quota-exceeded'}, 'back-off'),
    ('throttled preflight',[P(R,429,[*RID,('x-amzn-errortype', 'TooManyRequestsException')],'{"message":"Too Many Requests"}')], {'request-throttled'}, 'back-off'),
    ('http origin not in list',[P(H,204,HID)], {'origin-not-in-configuration'}, 'configure-http-api-cors'),
    ('http actual origin mismatch',[A(H,200,[*HID,('content-type', 'application/json')],'{}')], {'origin-not-in-configuration', 'integration-without-cors-headers'}, 'configure-http-api-cors'),
    ('http 500',[A(H,500,[*HID,('content-type', 'application/json')],'{"message":"Internal Server Error"}')], {'integration-broken'}, 'repair-integration'),
    ('http 503',[A(H,503,[*HID],'{"message":"Service Unavailable"}')], {'integration-timeout'}, 'shorten-work'),
    ('http 404 actual',[A(H,404,HID,'{"message":"Not Found"}')], {'route-not-found'}, 'correct-url'),
    ('http method',[P(H,204,[*HID,('access-control-allow-origin',SHOP), ('access-control-allow-methods', 'GET'), ('access-control-allow-headers', 'content-type')],m='DELETE')], {'method-not-in-configuration'}, 'configure-http-api-cors'),
    ('http creds false',[A(H,200,[*HID,('access-control-allow-origin',SHOP)],'{}',extra=[('cookie', 'a=b')])], {'credentials-not-allowed'}, 'allow-credentials'),
    ('CRED-01 star with cookie',[A(R,200,[*RID,('access-control-allow-origin', '*')],'{}',extra=[('cookie', 'a=b')])], {'wildcard-with-credentials'}, 'name-the-origin'),
    ('HDR star with creds',[P(R,200,[*RID,('access-control-allow-origin',SHOP), ('access-control-allow-credentials', 'true'), ('access-control-allow-methods', '*'), ('access-control-allow-headers', '*')],m='PUT',extra=[('sec-fetch-storage-access', 'active')])], {'wildcard-list-with-credentials'}, 'list-names'),
    ('HDR sentry',[P(R,200,OK,ah='baggage,content-type,sentry-trace')], {'header-not-listed'}, 'drop-header'),
    ('HDR quotes list',[P(R,200,[*RID,('access-control-allow-origin',SHOP),AM,('access-control-allow-headers',"'Content-Type,Authorization'")])], {'allow-list-unparsable', 'header-not-listed'}, 'write-plain-list'),
    ('HDR space list',[P(R,200,[*RID,('access-control-allow-origin',SHOP),AM,('access-control-allow-headers',"Content-Type Authorization")])], {'allow-list-unparsable'}, 'write-plain-list'),
    ('lower patch',[P(R,200,[*RID,('access-control-allow-origin',SHOP), ('access-control-allow-methods', 'GET,PATCH'),AH],m='patch')], {'method-in-lower-case'}, 'write-method-upper-case'),
    ('METH put missing',[P(R,200,OK,m='PUT')], {'method-not-listed'}, 'list-method'),
    ('CACHE cloudfront other origin',[A(D,200,[('access-control-allow-origin', 'https://admin.example.org'), ('x-cache', 'Hit from cloudfront'), ('age', '120'),*RID],'{}')], {'cached-for-another-origin'}, 'key-cache-by-origin'),
    ('CACHE no acao hit',[A(D,200,[('x-cache', 'Hit from cloudfront'), ('age', '3'),*RID],'{}')], {'cached-for-another-origin'}, 'key-cache-by-origin'),
    ('CACHE vary missing passes',[A(R,200,[*RID,('access-control-allow-origin',SHOP), ('cache-control', 'max-age=60')],'{}')], {'vary-origin-missing'}, 'mend-vary-origin-missing'),
    ('DOMAIN cf options not allowed',[P(D,403,[('server', 'CloudFront'), ('x-cache', 'Error from cloudfront'), ('content-type', 'text/html')],'<HTML>This distribution is not configured to allow the HTTP request method that was used for this request. The distribution supports only cachable requests.')], {'cloudfront-error-page'}, 'adjust-cloudfront'),
    ('DOMAIN tls',[A(D,None,fail='net::ERR_CERT_COMMON_NAME_INVALID')], {'network-failure'}, 'check-network'),
    ('DOMAIN dns',[P(D,None),], {'network-failure'}, 'check-network'),
    ('REDIR login cognito',[A(D,302,[('location', 'https://x.auth.us-east-1.amazoncognito.com/login?x=1')]),A('https://x.auth.us-east-1.amazoncognito.com/login?x=1',200,[('content-type', 'text/html')],'<html>',o='null')], {'redirected-to-login'}, 'answer-401'),
    ('REDIR login cors on first',[A(D,302,[('location', 'https://x.auth.us-east-1.amazoncognito.com/login?x=1'), ('access-control-allow-origin',SHOP)]),A('https://x.auth.us-east-1.amazoncognito.com/login?x=1',200,[('content-type', 'text/html')],'<html>',o='null')], {'redirected-to-login'}, 'answer-401'),
    ('REDIR preflight login',[P(D,302,[('location', 'https://sso.example.org/saml2')])], {'redirected-to-login', 'redirected-preflight'}, 'answer-401'),
    ('REDIR alb http',[P('http://api.shop.example.org/orders',301,[('location', 'https://api.shop.example.org:443/orders'), ('server', 'awselb/2.0')])], {'redirected-preflight'}, 'use-final-url'),
    ('ORIGIN null file',[P(R,200,[*RID,('access-control-allow-origin', 'https://shop.example.org'),AM,AH],o='null')], {'allow-origin-other'}, 'give-page-an-origin'),
    ('ORIGIN wildcard sub',[P(R,200,[*RID,('access-control-allow-origin', 'https://*.example.org'),AM,AH])], {'allow-origin-pattern'}, 'choose-origin-at-run-time'),
    ('ORIGIN quoted',[P(R,200,[*RID,('access-control-allow-origin',"'*'"),AM,AH])], {'allow-origin-quoted'}, 'correct-origin-value'),
    ('ORIGIN port',[P(R,200,[*RID,('access-control-allow-origin',"http://localhost"),AM,AH],o='http://localhost:3000')], {'allow-origin-other'}, 'correct-origin-value'),
    ('ORIGIN case',[P(R,200,[*RID,('access-control-allow-origin',"https://Shop.example.org"),AM,AH])], {'allow-origin-other', 'allow-origin-trailing-slash', 'allow-origin-case'}, 'correct-origin-value'),
    ('ORIGIN path',[P(R,200,[*RID,('access-control-allow-origin',"https://shop.example.org/app"),AM,AH])], {'allow-origin-trailing-slash', 'allow-origin-other'}, 'correct-origin-value'),
    ('ORIGIN http vs https',[P(R,200,[*RID,('access-control-allow-origin',"http://shop.example.org"),AM,AH])], {'allow-origin-other'}, 'correct-origin-value'),
    ('NONPROXY-01',[P(R,200,OK),A(R,500,[*RID,('content-type', 'application/json')],'{"errorMessage":"x"}',m='POST',extra=[('content-type', 'application/json')])], {'integration-error-without-cors-headers'}, 'return-cors-headers'),
    ('BROWSER adblock',[A(D,None,fail='net::ERR_BLOCKED_BY_CLIENT')], {'blocked-by-client'}, 'compare-with-deployed'),
    ('BROWSER csp',[A(D,None,fail='net::ERR_BLOCKED_BY_CSP')], {'blocked-by-client'}, 'compare-with-deployed'),
    ('WEBVIEW capacitor',[P(R,200,[*RID,('access-control-allow-origin', 'https://shop.example.org'),AM,AH],o='capacitor://localhost')], {'allow-origin-other'}, 'choose-origin-at-run-time'),
    ('WEBVIEW file',[A(R,200,[*RID],'{}',o='null')], {'integration-without-cors-headers'}, 'give-page-an-origin'),
    ('WEBVIEW electron app://',[P(R,200,[*RID,('access-control-allow-origin', 'http://localhost:3000'),AM,AH],o='app://-')], {'allow-origin-other'}, 'choose-origin-at-run-time'),
    ('EXT',[P(R,200,[*RID,('access-control-allow-origin', 'https://shop.example.org'),AM,AH],o='chrome-extension://abcdefghijklmnopabcdefghijklmnop')], {'allow-origin-other'}, 'grant-host-permissions'),
    ('PRIVATE-01 x-apigw',[P('https://vpce-0aaaaaaaaaaaaaaaa-bbbbbbbb.execute-api.us-east-1.vpce.amazonaws.com/dev/orders',403,[('x-amzn-errortype', 'ForbiddenException')],'{"message":"Forbidden"}',ah='x-apigw-api-id')], {'private-api-not-addressed'}, 'use-browser-form-of-private-url'),
    ('PRIVATE policy',[P(R,403,[*RID,('x-amzn-errortype', 'AccessDeniedException')],'{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:********1234:z9/dev/OPTIONS/orders with an explicit deny"}')], {'resource-policy-denies'}, 'allow-options-in-policy'),
    ('PRIVATE dns',[A(R,None,fail='net::ERR_NAME_NOT_RESOLVED')], {'network-failure'}, 'check-network'),
    ('LOCAL-01 slsoffline',[P('http://localhost:3000/dev/orders',200,[('access-control-allow-origin', 'http://localhost:4200'), ('access-control-allow-credentials', 'true'), ('access-control-allow-methods', 'POST'), ('access-control-allow-headers', 'content-type')],o='http://localhost:4200')], {'local-tool-differs'}, 'mend-local-tool-differs'),
    ('LOCAL-03 sam local 403',[P('http://127.0.0.1:3000/orders',403,[('server', 'Werkzeug/3.0 Python/3.12')],MAT,o='http://localhost:4200')], {'local-tool-differs'}, 'test-against-emulator'),
    ('LOCAL sam no server header',[P('http://127.0.0.1:3000/orders',403,[('content-type', 'application/json')],MAT,o='http://localhost:4200')], {'local-tool-differs'}, 'test-against-emulator'),
    ('ngrok',[A('https://abc.ngrok-free.app/orders',200,[('ngrok-error-code', 'ERR_NGROK_6024'), ('content-type', 'text/html')],'<html>',)], {'local-tool-differs'}, 'configure-local-tool'),
    ('SPA fallback',[A('https://d111111abcdef8.cloudfront.net/api/orders',200,[('server', 'AmazonS3'), ('content-type', 'text/html'), ('x-cache', 'Error from cloudfront')],'<!doctype html>')], {'cloudfront-behavior-misses-api'}, 'route-api-path'),
    ('nginx 502',[A(D,502,[('server', 'nginx/1.25'), ('content-type', 'text/html')],'<html>502 Bad Gateway')], {'backend-unreachable'}, 'revive-backend'),
    ('nginx 413',[A(D,413,[('server', 'nginx/1.25'), ('content-type', 'text/html')],'<html>413',m='POST')], {'payload-too-large'}, 'shrink-payload'),
    ('fnurl dup',[A('https://abcdef.lambda-url.us-east-1.on.aws/',200,[('access-control-allow-origin', '*'), ('access-control-allow-origin',SHOP), ('x-amzn-trace-id', 'Root=1')],'{}')], {'function-url-duplicate-cors'}, 'set-cors-in-one-place'),
    ('fnurl iam',[P('https://abcdef.lambda-url.us-east-1.on.aws/',403,[('x-amzn-errortype', 'AccessDeniedException')],'{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}')], {'function-url-denies-preflight'}, 'configure-function-url'),
    ('fnurl mismatch',[P('https://abcdef.lambda-url.us-east-1.on.aws/',200,[('x-amzn-requestid', '11111111-2222-3333-4444-555555555555'), ('vary', 'Origin')])], {'function-url-cors-mismatch'}, 'configure-function-url'),
    ('fnurl header',[P('https://abcdef.lambda-url.us-east-1.on.aws/',200,[('x-amzn-requestid', '11111111-2222-3333-4444-555555555555'), ('access-control-allow-origin',SHOP), ('access-control-allow-methods', 'POST')],ah='content-type,x-foo')], {'header-not-listed'}, 'configure-function-url'),
    ('S: sanitised 401 preflight',[P(R,401)], {'options-requires-authorization', 'preflight-caught-by-authorized-route'}, 'open-options-method'),
    ('S: sanitised MAT domain',[P(D,403,[],MAT)], {'missing-options-method'}, 'add-options-method'),
    ('S: sanitised Forbidden',[P(R,403,[],'{"message":"Forbidden"}')], {'options-requires-api-key'}, 'no-api-key-on-options'),
    ('S: sanitised http 404',[P(H,404,[],'{"message":"Not Found"}')], {'cors-not-configured'}, 'configure-http-api-cors'),
    ('edge gateway with cf headers',[P(R,403,[*RID,('x-amzn-errortype', 'MissingAuthenticationTokenException'), ('x-cache', 'Error from cloudfront'), ('via', '1.1 abc.cloudfront.net (CloudFront)'), ('x-amz-cf-pop', 'FRA50'), ('x-amz-cf-id', 'x==')],MAT)], {'missing-options-method'}, 'add-options-method'),
    ('Starlette method',[P(R,400,[*RID],'Disallowed CORS method',m='PUT')], {'framework-refuses-preflight'}, 'configure-framework'),
    ('Express no options',[P(R,404,[*RID,('x-powered-by', 'Express')],'<!DOCTYPE html>\n<html><body><pre>Cannot OPTIONS /orders</pre></body></html>')], {'framework-answers-options'}, 'configure-framework'),
    ('Flask 405',[P(H,405,[*HID,('allow', 'POST')],'<!doctype html><title>405 Method Not Allowed</title>')], {'framework-answers-options'}, 'configure-framework'),
    ('Spring',[P(H,403,HID,'Invalid CORS request')], {'framework-refuses-preflight'}, 'configure-framework'),
    ('Django trailing slash',[A(D+'x',301,[('location',D+'x/'),*RID])], {'redirect-without-cors'}, 'use-final-url'),
    ('preflight 204 null acao',[P(R,204,[*RID,('access-control-allow-origin', 'null'),AM,AH])], {'allow-origin-null'}, 'correct-origin-value'),
    ('LNA 192.168',[A('http://192.168.1.5:3000/x',None,fail='net::ERR_FAILED')], {'local-network-access-denied', 'mixed-content'}, 'grant-local-network-access'),
    ('conn refused local',[A('http://localhost:3000/x',None,fail='net::ERR_CONNECTION_REFUSED',o='http://localhost:5173')], {'network-failure'}, 'check-network'),
    ('samesite cookie',[A(R,200,[*RID,('access-control-allow-origin',SHOP), ('access-control-allow-credentials', 'true'), ('vary', 'Origin'), ('set-cookie', 'sid=1; HttpOnly')],'{}')], {'cookie-withheld'}, 'mend-cookie-withheld'),
    ('504 preflight',[P(R,504,[*RID,('x-amzn-errortype', 'InternalServerErrorException')],'{"message": "Endpoint request timed out"}')], {'integration-timeout'}, 'shorten-work'),
    ('preflight 415',[P(R,415,[*RID,('x-amzn-errortype', 'BadRequestException')],'{"message": "Unsupported Media Type"}')], {'mock-options-broken'}, 'repair-mock'),
    ('DEFAULT_4XX star on missing options',[P(R,403,[*RID,('x-amzn-errortype', 'MissingAuthenticationTokenException'), ('access-control-allow-origin', '*'), ('access-control-allow-headers', '*')],MAT)], {'missing-options-method'}, 'add-options-method'),
    ('DEFAULT_4XX on authorizer options',[P(R,401,[*RID,('x-amzn-errortype', 'UnauthorizedException'), ('access-control-allow-origin', '*')],'{"message":"Unauthorized"}',ah='authorization')], {'options-requires-authorization'}, 'open-options-method'),
    ('API key refused actual',[A(R,403,[*RID,('x-amzn-errortype', 'ForbiddenException')],'{"message":"Forbidden"}',extra=[('x-api-key', 'x')])], {'api-key-refused'}, 'send-api-key'),
]
# fmt: on
