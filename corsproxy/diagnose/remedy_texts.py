"""What to change, in words: one text for each kind of remedy."""

from __future__ import annotations

# remedy kind -> what to do, in one or two sentences; {names} are filled from the fetch
TEXTS: dict[str, str] = {
    "add-options-method": "Give {path} an OPTIONS method: MOCK integration, authorization NONE, no API key, answering "
    "Access-Control-Allow-Origin: {origin}, -Methods: {methods}, -Headers: {headers}. Then deploy the stage again.",
    "open-options-method": "Take the authorizer off OPTIONS only (authorization NONE; in SAM "
    "AddDefaultAuthorizerToCorsPreflight: false), keep it on {method}. Then deploy the stage again.",
    "no-api-key-on-options": "Set apiKeyRequired: false on the OPTIONS method, keep it on {method}. Then deploy again.",
    "add-gateway-response-headers": "Give the gateway responses DEFAULT_4XX and DEFAULT_5XX (and each type you define "
    "yourself) the header Access-Control-Allow-Origin: {origin}. Then deploy the stage again.",
    "reflect-origin-in-gateway-responses": "Write the exact origin {origin} and Access-Control-Allow-Credentials: true "
    "into the gateway responses in place of '*'; with several origins map method.request.header.Origin and add "
    "Vary: Origin. Then deploy the stage again.",
    "return-cors-headers": "Return Access-Control-Allow-Origin: {origin} from the integration on every path, errors "
    "included, for {method} {path}: in one wrapper or finally. If the handler reflects the origin, look the request's "
    "Origin header up without regard to case ('origin' by HTTP/2, 'Origin' by HTTP/1.1, multiValueHeaders too). A "
    "non-proxy integration needs it in the method response and in every integration response.",
    "configure-http-api-cors": "Set the API's CORS configuration: AllowOrigins {origin}, AllowMethods {methods}, "
    "AllowHeaders {headers}{credentials_note}.",
    "allow-options-route": "Or add a route OPTIONS /{{proxy+}} without authorizer, or list methods in place of ANY.",
    "list-header": "Add {missing} to Access-Control-Allow-Headers of the preflight's answer.",
    "drop-header": "Or, if the API does not need it, stop sending {missing} to this host ({senders}): an interceptor, a "
    "tracing library's list of targets, or a test's extra headers (Playwright's extraHTTPHeaders) may add it.",
    "list-method": "Add {method} to Access-Control-Allow-Methods of the preflight's answer.",
    "choose-origin-at-run-time": "Answer with the one origin that asks, if it is on your list, and send Vary: Origin.",
    "correct-origin-value": "Write Access-Control-Allow-Origin: {origin}, exactly: scheme, host, port, no slash, no quotes.",
    "name-the-origin": "Answer with the exact origin {origin} in place of '*', plus Access-Control-Allow-Credentials: "
    "true and Vary: Origin, on the preflight and on the actual response.",
    "drop-credentials": "Or, if the page needs no cookies, drop credentials: 'include' (withCredentials).",
    "allow-credentials": "Send Access-Control-Allow-Credentials: true, exactly those four letters in lower case, on the "
    "preflight and on the actual response.",
    "write-plain-list": "Write the list as plain names separated by commas: no quotes, brackets or semicolons.",
    "list-names": "List the names: with credentials '*' is no wildcard. Methods {methods}, headers {headers}.",
    "set-cors-in-one-place": "Let one layer own the CORS headers and strip them from the other.",
    "correct-url": "Correct the URL in the page: {url}. On the default endpoint the first segment is the stage; behind a "
    "custom domain it is not. Check the deployed paths, then deploy the stage again if one is missing.",
    "use-browser-form-of-private-url": "Use a form that a browser can address: "
    "https://{api}-{vpce}.execute-api.{region}.amazonaws.com/{stage} (associate the VPC endpoint with the API, deploy "
    "again), private DNS, or a private custom domain.",
    "leave-private-dns": "Call the public API by a custom domain, or switch private DNS off on the execute-api endpoint.",
    "map-domain": "Create the API mapping of the custom domain for this base path.",
    "allow-options-in-policy": "Allow execute-api:Invoke for OPTIONS in the resource policy for everybody who may open "
    "the page (or join the VPN), restrict the other methods. Then deploy the stage again.",
    "refresh-token": "Send a valid token: refresh it before it expires. The browser hides this 401 as a CORS error.",
    "check-permissions": "Check what the authorizer allows this caller: scopes, groups, policy, cached policy.",
    "repair-authorizer": "Give API Gateway lambda:InvokeFunction on the authorizer, and look at its log.",
    "back-off": "Wait and retry with back-off; raise the rate or burst limit if the traffic is meant. Expose Retry-After.",
    "shrink-payload": "Upload large bodies to S3 by a presigned URL; check the size in the page before sending.",
    "repair-integration": "Look at the function's log for this request id ({request_id}) and repair it: the status is the "
    "real problem, the CORS error its mask.",
    "repair-proxy-response": "Return exactly statusCode, headers, multiValueHeaders, body (a string), isBase64Encoded; "
    "use the resolver class of this API's type. The function's log has the error ({request_id}).",
    "repair-mock": "Make the MOCK's request template yield a statusCode that an integration response has, for the content "
    "type that arrives; with binary media types set contentHandling CONVERT_TO_TEXT. Then deploy the stage again.",
    "shorten-work": "Answer within the limit: move long work behind a queue, or raise the integration timeout.",
    "sign-request": "Sign the request (SigV4, service execute-api), or take AWS_IAM off the method.",
    "send-api-key": "Send a valid x-api-key of a usage plan that covers this stage, and list x-api-key in "
    "Access-Control-Allow-Headers.",
    "exempt-preflight-from-waf": "Exempt OPTIONS from the blocking rule, or give the rule a custom response with CORS headers.",
    "use-waf-integration": "Use the WAF JavaScript integration so that fetches carry the token, and exempt OPTIONS.",
    "adjust-cloudfront": "Let the behaviour allow OPTIONS, forward Origin and Access-Control-Request-*, and add a response "
    "headers policy that covers errors; route the path to the API's origin.",
    "use-final-url": "Call the final URL directly ({location}), so that nothing needs redirecting.",
    "answer-401": "Answer 401 to requests of scripts in place of a redirect, and let the page navigate to the login.",
    "check-network": "Check the name, the certificate and the port; through a proxy, check that the browser trusts its CA.",
    "use-https": "Call the API by https.",
    "grant-local-network-access": "Open the page on localhost too, or grant the browser's permission for local network access.",
    "test-against-emulator": "Test against `corsproxy emulate` with your own definition: it answers as deployed.",
    "configure-framework": "Put the framework's CORS middleware on the outermost application with the origin {origin}, or "
    "take OPTIONS away from it: an OPTIONS method (REST API), a CORS configuration (HTTP API).",
    "configure-function-url": "Set the function URL's Cors configuration (AllowOrigins {origin}, AllowMethods {methods}, "
    "AllowHeaders {headers}{credentials_note}), and no CORS headers in the function.",
    "drop-no-cors": "Remove mode: 'no-cors' from the page, and let the server allow {origin}.",
    "open-function-url": "Set AuthType NONE and allow public use in its policy, or sign the request.",
    "repair-request": "Send what the validator wants: {message}.",
    "ask-as-a-browser": "Ask as a browser does: curl -i -X OPTIONS -H 'Origin: {origin}' -H 'Access-Control-Request-Method: POST' -H 'Access-Control-Request-Headers: content-type' '{url}' (or `corsproxy probe`).",
    "configure-local-tool": "{tool_fix}",
    "forward-other-origin": "Let the dev proxy rewrite the Origin header too (proxyReq.setHeader('origin', target) or "
    "removeHeader('origin')); changeOrigin rewrites only Host. Or add {origin} to the backend's own list.",
    "key-cache-by-origin": "Send Vary: Origin on every response of {path}, also on those without CORS headers; let "
    "CloudFront forward Origin (put it into the cache key: cache policy or origin request policy "
    "Managed-CORS-CustomOrigin), then invalidate the cached copies.",
    "grant-host-permissions": "Name the API's host in the extension's host_permissions and call it from the background "
    "worker, or add the extension's own origin {origin} to the allowed origins.",
    "give-page-an-origin": "Serve the page from http(s) in place of file:, a data: URL or a sandboxed frame (give the "
    "frame allow-same-origin), or avoid the cross-origin redirect, so that it has an origin that can be allowed.",
    "open-page-elsewhere": "Or open the page on {allowed}, the origin that is allowed.",
    "remove-upload-listener": "Or remove the upload listener (xhr.upload.onprogress, axios onUploadProgress) or the "
    "streamed body: without it this request needs no preflight.",
    "write-method-upper-case": "Write the method in upper case in the page: fetch sends '{method}' as it is written, "
    "and only GET, HEAD, POST, PUT, DELETE and OPTIONS are put into upper case for you.",
    "wait-for-domain": "Or wait: a new edge-optimised domain needs up to 40 minutes.",
    "map-cors-headers": "Declare Access-Control-Allow-Origin in every method response of {method} {path} and map it in "
    "every integration response, errors included (method.response.header.Access-Control-Allow-Origin: '{origin}'). "
    "Then deploy the stage again.",
    "quote-mapping-value": "Write the value in single quotes within the string: \"'{header}'\".",
    "deploy-stage": "Deploy the stage: changes to a REST API take effect only with a deployment (aws apigateway "
    "create-deployment --rest-api-id {api} --stage-name {stage}).",
    "compare-with-deployed": "Ask the API without the tool between (curl, or the page's own browser without the "
    "extension or flag), and against `corsproxy emulate`.",
    "route-api-path": "Send the API's path to the API: a behaviour of the distribution (or a rule of the proxy) for "
    "{path}, before the one that answers with the page's own index.html.",
    "return-lowercase-true": "Return the string 'true', all lower case, not a language's True ({given}).",
    "revive-backend": "Look at the backend behind the proxy: it is down, refuses the connection or took too long.",
    "empty-preflight-cache": "Open a private window, or tick 'Disable cache' in DevTools, and try again; keep Access-Control-Max-Age small while the configuration changes.",
}
