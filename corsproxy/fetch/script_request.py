"""What script asks for, and the gates of the API that it passes before any byte is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from corsproxy.fetch.browser import Browser
from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import Fault
from corsproxy.fetch.forbidden_header import is_forbidden_request_header
from corsproxy.fetch.method import is_cors_safelisted_method, is_forbidden_method, normalize
from corsproxy.fetch.page_fetch import Credentials, Initiator, Mode, RedirectMode
from corsproxy.fetch.safelist import combined, is_cors_safelisted_request_header
from corsproxy.http.headers import NO_HEADERS, Headers, Line
from corsproxy.http.url import parse

_NO_CORS_NAMES = frozenset({"accept", "accept-language", "content-language", "content-type"})


@dataclass(frozen=True, slots=True)
class ScriptRequest:
    """One call of fetch(), one XMLHttpRequest, one element's load.

    `page_origin` is the serialised origin of the page (`"null"` for opaque ones), `page_url` its URL where
    known. `headers` are the author's lines and the Content-Type that the body brings along. `cache` is
    fetch()'s cache mode. `page_is_public` says that the page came from a public address, for Local Network
    Access; None where nobody knows, and then nothing is held against it. `target_address_space` is fetch()'s
    option of that name (`loopback`, `local`, `public`; empty when not given). `refused_names` are the header names
    that the API did not take, as written (`as_requested` fills them in). `mixed_content_went_out` says that an http
    URL is known to have been asked from an https page: the user allowed it, or the browser is not as strict.
    """

    page_origin: str
    method: str
    url: str
    headers: Headers = NO_HEADERS
    body: bytes = b""
    mode: Mode = Mode.CORS
    credentials: Credentials = Credentials.SAME_ORIGIN
    redirect: RedirectMode = RedirectMode.FOLLOW
    initiator: Initiator = Initiator.FETCH
    force_preflight: bool = False
    page_url: str = ""
    cache: str = "default"
    page_is_public: bool | None = None
    target_address_space: str = ""
    refused_names: tuple[str, ...] = ()
    mixed_content_went_out: bool = False


def as_requested(script: ScriptRequest, browser: Browser) -> ScriptRequest | Fault:
    """https://fetch.spec.whatwg.org/#dom-request: the request as the API lets it through, or why it does not.

    The method is normalised, forbidden request-headers are gone, in no-cors mode all but the safelisted ones.
    """
    if is_forbidden_method(script.method):  # step 25
        return Fault(Error.INVALID_REQUEST, culprit=script.method)
    method = normalize(script.method)
    url = parse(script.url)
    if url is None:  # step 5
        return Fault(Error.INVALID_REQUEST, culprit="url")
    if url.has_userinfo and script.initiator is Initiator.FETCH:  # step 5; XMLHttpRequest strips it instead
        return Fault(Error.INVALID_REQUEST, culprit="userinfo")
    if script.mode is Mode.NO_CORS:
        if not is_cors_safelisted_method(method):  # step 32
            return Fault(Error.INVALID_REQUEST, culprit=method)
        if script.redirect is not RedirectMode.FOLLOW:
            return Fault(Error.NO_CORS_REDIRECT_MODE_NOT_FOLLOW, culprit=script.redirect)
    lines = script.headers.lines
    if script.initiator is Initiator.XHR and len(lines) > 1:
        lines = _as_set_by_xhr(lines)
        script = replace(script, headers=Headers(lines))
    if lines:
        kept = tuple(line for line in lines if _may_set(line, script, browser))
        if len(kept) != len(lines):
            refused = tuple(line[0] for line in lines if line not in kept)
            return replace(script, method=method, headers=Headers(kept), refused_names=refused)
    return script if method == script.method else replace(script, method=method)


def _as_set_by_xhr(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """https://xhr.spec.whatwg.org/#the-setrequestheader()-method: one line a name, spelled as it was first."""
    spelled: dict[str, str] = {}
    for name, _ in lines:
        spelled.setdefault(name.lower(), name)
    return tuple((spelled[name], value) for name, value in combined(lines))


def _may_set(line: tuple[str, str], script: ScriptRequest, browser: Browser) -> bool:
    name, value = line
    low = name.lower()
    if is_forbidden_request_header(low, value):
        return False
    # D8: Chromium drops an author's User-Agent, which the standard lets through
    if browser.drops_user_agent and low == "user-agent":
        return False
    if script.mode is Mode.NO_CORS:  # https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header
        whole = dict(combined(script.headers.lines))
        return low in _NO_CORS_NAMES and is_cors_safelisted_request_header(low, whole[low], browser)
    return True
