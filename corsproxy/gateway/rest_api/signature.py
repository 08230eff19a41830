"""What can be told of a SigV4 signature without the secret key: whether there is a well-formed one.

The model of IAM authorization: a request that carries a complete SigV4 signature (header or query) counts as
signed by the API's own account; one without has none. Signatures are not verified: no secret key is here.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum

from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.http.headers import Headers

STATEMENTS = (
    Statement(
        "rest-api",
        "An Authorization header that is not a SigV4 signature, where one is looked for, gives "
        "IncompleteSignatureException with the header's SHA-256 in base64",
        Recorded("public transcripts of bearer tokens on unknown paths", "2024"),
    ),
    Statement(
        "rest-api",
        "The hash in that text is taken over the whole value of the Authorization header",
        Assumed("the text says `Authorization header (hashed with SHA-256 and encoded with Base64)`"),
    ),
    Statement(
        "rest-api",
        "A header made of key=value pairs that lacks parts of a signature is told which ones, with its hashed scheme",
        Assumed("AWS's signature library says so elsewhere; recorded is only the text for pairs without equal-sign"),
    ),
    Statement(
        "rest-api",
        "A complete SigV4 signature counts as valid",
        Assumed("the model has no secret keys; what fails for a wrong signature is a supposition, not a computation"),
    ),
)

_PARTS = ("Credential", "Signature", "SignedHeaders")


class Signed(StrEnum):
    """What a request's headers and query say of its signature."""

    NO = "no"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether a request is signed, and AWS's words where the signature is not complete."""

    signed: Signed
    message: str = ""


def _hashed(value: str) -> str:
    return base64.b64encode(hashlib.sha256(value.encode("latin-1", "replace")).digest()).decode()


def signature_of(headers: Headers, query: tuple[tuple[str, str], ...]) -> Signature:
    """Judge the signature of a request: none, complete, or incomplete with the reason AWS gives."""
    names = {name for name, _ in query}
    if "X-Amz-Signature" in names and "X-Amz-Credential" in names:
        return Signature(Signed.COMPLETE)
    value = headers.get("authorization")
    if value is None or not value:
        return Signature(Signed.NO)
    scheme, _, rest = value.partition(" ")
    pairs = [pair.strip() for pair in rest.split(",")]
    if any("=" not in pair for pair in pairs):
        return Signature(
            Signed.INCOMPLETE,
            "Invalid key=value pair (missing equal-sign) in Authorization header "
            f"(hashed with SHA-256 and encoded with Base64): '{_hashed(value)}'.",
        )
    found = {pair.partition("=")[0] for pair in pairs}
    said = [f"Authorization header requires '{part}' parameter." for part in _PARTS if part not in found]
    if "x-amz-date" not in headers and "date" not in headers:
        said.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    if said or not scheme.startswith("AWS4-"):
        said.append(f"(Hashed with SHA-256 and encoded with Base64) Authorization={_hashed(scheme)}")
        return Signature(Signed.INCOMPLETE, " ".join(said))
    return Signature(Signed.COMPLETE)


_CREDENTIAL = re.compile(r"Credential=([A-Z0-9]{16,32})/")


def access_key_of(authorization: str) -> str | None:
    """The access key id in a SigV4 Authorization header."""
    match = _CREDENTIAL.search(authorization)
    return match.group(1) if match else None
