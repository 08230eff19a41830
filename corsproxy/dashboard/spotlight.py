"""Which header lines decided: an error's culprit on the wire, for the page to light."""

from __future__ import annotations

from dataclasses import dataclass

_ALLOW = "access-control-allow-"
_ASKED = "access-control-request-"


@dataclass(frozen=True, slots=True)
class Light:
    """Names in lower case. `response` are the lines that failed (or are missing), `request` those that they answer.
    `status` says that the status itself is the fault."""

    response: tuple[str, ...] = ()
    request: tuple[str, ...] = ()
    status: bool = False


_ORIGIN = Light((f"{_ALLOW}origin",), ("origin",))
_WILDCARD = Light((f"{_ALLOW}origin",), ("origin", "cookie", "authorization"))
_CREDENTIALS = Light((f"{_ALLOW}credentials",), ("cookie", "authorization"))
_METHODS = Light((f"{_ALLOW}methods",), (f"{_ASKED}method",))
_HEADERS = Light((f"{_ALLOW}headers",), (f"{_ASKED}headers",))
_NETWORK = Light((f"{_ALLOW}private-network", f"{_ALLOW}local-network"))
_LOCATION = Light(("location",), status=True)
_NOTHING = Light()

LIGHTS: dict[str, Light] = {
    "DisallowedByMode": _NOTHING,
    "InvalidResponse": _NOTHING,
    "WildcardOriginNotAllowed": _WILDCARD,
    "MissingAllowOriginHeader": _ORIGIN,
    "MultipleAllowOriginValues": _ORIGIN,
    "InvalidAllowOriginValue": _ORIGIN,
    "AllowOriginMismatch": _ORIGIN,
    "InvalidAllowCredentials": _CREDENTIALS,
    "CorsDisabledScheme": _NOTHING,
    "PreflightInvalidStatus": Light(status=True),
    "PreflightDisallowedRedirect": _LOCATION,
    "PreflightWildcardOriginNotAllowed": _WILDCARD,
    "PreflightMissingAllowOriginHeader": _ORIGIN,
    "PreflightMultipleAllowOriginValues": _ORIGIN,
    "PreflightInvalidAllowOriginValue": _ORIGIN,
    "PreflightAllowOriginMismatch": _ORIGIN,
    "PreflightInvalidAllowCredentials": _CREDENTIALS,
    "InvalidAllowMethodsPreflightResponse": _METHODS,
    "InvalidAllowHeadersPreflightResponse": _HEADERS,
    "MethodDisallowedByPreflightResponse": _METHODS,
    "HeaderDisallowedByPreflightResponse": _HEADERS,
    "RedirectContainsCredentials": _LOCATION,
    "InsecureLocalNetwork": _NETWORK,
    "InvalidLocalNetworkAccess": _NETWORK,
    "LocalNetworkAccessPermissionDenied": _NETWORK,
    "NoCorsRedirectModeNotFollow": _LOCATION,
    "NetworkFailure": _NOTHING,
    "TooManyRedirects": _LOCATION,
    "RedirectModeError": _LOCATION,
    "RedirectToNonHttpScheme": _LOCATION,
    "InvalidRedirectLocation": _LOCATION,
    "CorpBlocked": Light(("cross-origin-resource-policy",)),
    "MixedContent": _NOTHING,
    "InvalidRequest": _NOTHING,
}
