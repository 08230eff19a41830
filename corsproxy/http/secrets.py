"""What in a message is secret, and how it is struck out.

Every log, report and saved file passes through here unless the user asked for secrets. A struck-out value
keeps its scheme (`Bearer`) so that a reader still sees what kind of thing was there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corsproxy.http.headers import Headers, Line

STRUCK = "[redacted]"

SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "x-amz-security-token",
        "x-amz-cf-signature",
        "x-aws-waf-token",
        "aws-waf-token",
        "x-auth-token",
        "x-access-token",
        "x-csrf-token",
        "x-xsrf-token",
        "x-id-token",
        "x-refresh-token",
        "x-amzn-oidc-accesstoken",
        "x-amzn-oidc-data",
        "x-amzn-oidc-identity",
    }
)
# names that are not in the list but say of themselves that they carry one
_SECRET_WORDS = re.compile(
    r"(?:^|[-_.])(?:token|secret|password|passwd|pwd|api-?key|apikey|credential|signature|session(?:id)?|jwt|auth)"
    r"(?:$|[-_.])",
    re.IGNORECASE,
)
_NOT_SECRET = frozenset({"x-amzn-errortype", "www-authenticate", "x-apigw-api-id"})
_SECRET_QUERY = re.compile(
    r"^(?:x-amz-(?:signature|credential|security-token)|awsaccesskeyid|signature|sig|key-pair-id|policy|code|state"
    r"|(?:access|id|refresh|auth|session|csrf|xsrf)[-_]?token|token|jwt|api[-_]?key|key|secret|client[-_]?secret"
    r"|password|passwd|pwd|authorization|auth|assertion|samlresponse)$",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"^(Bearer|Basic|Digest|Negotiate|NTLM|AWS4-HMAC-SHA256|AWS)(?=[ ,])", re.IGNORECASE)
# three base64url parts, the first starting with `{"`: a JSON Web Token wherever it stands
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*")
_ACCESS_KEY = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")
_USERINFO = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#@]*@")


def is_secret_header(name: str) -> bool:
    """True when a header of this name carries a credential, by the list or by its own words."""
    low = name.lower()
    if low in SECRET_HEADERS:
        return True
    if low in _NOT_SECRET or low.startswith(("access-control-", "sec-fetch-")):
        return False
    return _SECRET_WORDS.search(low) is not None


def is_secret_parameter(name: str) -> bool:
    """True when a query or form parameter of this name carries a credential."""
    return _SECRET_QUERY.match(name) is not None


def redact_text(text: str) -> str:
    """Strike out what is a secret by its own shape: JSON Web Tokens and AWS access key ids."""
    if "eyJ" in text:
        text = _JWT.sub(STRUCK, text)
    if "AKIA" in text or "ASIA" in text:
        text = _ACCESS_KEY.sub(STRUCK, text)
    return text


def redact_value(name: str, value: str) -> str:
    """The value of a header as it may be shown: struck out, its scheme kept, when the header is secret."""
    if not is_secret_header(name):
        return redact_text(value)
    scheme = _SCHEME.match(value)
    return f"{scheme.group(1)} {STRUCK}" if scheme else STRUCK


def redact_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Header lines as they may be shown."""
    return tuple((name, redact_value(name, value)) for name, value in lines)


def redact_headers(headers: Headers) -> Headers:
    """Headers as they may be shown."""
    return Headers(redact_lines(headers.lines))


def redact_url(url: str) -> str:
    """A URL as it may be shown: userinfo and the values of secret query parameters are struck out."""
    url = _USERINFO.sub(rf"\1{STRUCK}@", url)
    head, mark, rest = url.partition("?")
    if mark:
        query, hash_mark, fragment = rest.partition("#")
        pairs = [
            f"{name}={STRUCK}" if equals and is_secret_parameter(name) else pair
            for pair in query.split("&")
            for name, equals, _ in [pair.partition("=")]
        ]
        url = f"{head}?{'&'.join(pairs)}{hash_mark}{fragment}"
    return redact_text(url)
