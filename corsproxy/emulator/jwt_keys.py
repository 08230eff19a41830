"""Token signatures and the keys that verify them. The claims are the gateway's to judge.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import jwt

from corsproxy.gateway.http_api.jwt_authorizer import (
    ISSUER_OUT_OF_REACH,
    KEYS_OUT_OF_REACH,
    MALFORMED,
    UNKNOWN_KEY,
    WRONG_SIGNATURE,
    wrong_algorithm,
)
from corsproxy.gateway.turn import AuthorizerFailed, TokenInvalid, TokenVerified

# "Only RSA-based algorithms are supported": the page above
ALGORITHMS = ("RS256", "RS384", "RS512")
# the page above: keys are fetched within 1.5 s, and may be kept for two hours
FETCH_SECONDS = 1.5
KEPT_SECONDS = 7200.0
# a token with an unknown key id makes the keys be fetched again, but not more often than this
AGAIN_SECONDS = 10.0
MOST_BYTES = 1 << 20

Verdict = TokenVerified | TokenInvalid | AuthorizerFailed


@dataclass(slots=True)
class _KeySet:
    by_id: dict[str, jwt.PyJWK] = field(default_factory=dict)
    fetched_at: float = float("-inf")
    file_stamp: float = 0.0


class JwtKeys:
    """Key sets by their source: a `https://…/jwks.json`, a file, or an issuer whose discovery document tells.

    `say` gets one line whenever keys are out of reach: what the client is told names no cause.
    """

    def __init__(self, say: Callable[[str], None] = lambda _: None) -> None:
        self._say = say
        self._sets: dict[str, _KeySet] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def verify(self, token: str, *, jwks: str, issuer: str, directory: Path) -> Verdict:
        """Verify `token`'s signature with the keys at `jwks` (URL or file), else with those `issuer` publishes.

        A relative file is looked up in `directory`.
        """
        scheme, _, rest = token.partition(" ")
        if scheme.lower() == "bearer":
            token = rest.strip()
        try:
            head = jwt.get_unverified_header(token)
        except jwt.InvalidTokenError:
            return TokenInvalid(MALFORMED)
        algorithm, key_id = head.get("alg"), head.get("kid")
        if algorithm not in ALGORITHMS:
            return TokenInvalid(wrong_algorithm(algorithm))
        source = jwks or issuer
        try:
            key = await self._key(source, str(key_id or ""), directory, is_issuer=not jwks)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            cause = str(error) or type(error).__name__
            self._say(f"the keys of {source or 'an authorizer without an issuer'} are out of reach: {cause}")
            return AuthorizerFailed(KEYS_OUT_OF_REACH if jwks else ISSUER_OUT_OF_REACH)
        if key is None:
            return TokenInvalid(UNKNOWN_KEY)
        try:
            # the key itself: what its entry says of algorithms narrows nothing, and many entries say nothing
            payload = jwt.api_jws.decode(token, key=key.key, algorithms=[str(algorithm)])
            claims = json.loads(payload)
        except (jwt.InvalidTokenError, jwt.InvalidKeyError, TypeError, ValueError):
            return TokenInvalid(WRONG_SIGNATURE)
        if not isinstance(claims, dict):
            return TokenInvalid(MALFORMED)
        return TokenVerified(json.dumps(claims).encode())

    async def _key(self, source: str, key_id: str, directory: Path, *, is_issuer: bool) -> jwt.PyJWK | None:
        async with self._locks.setdefault(source, asyncio.Lock()):
            keys = self._sets.setdefault(source, _KeySet())
            now = time.monotonic()
            if "://" not in source:
                path = directory / source
                stamp = path.stat().st_mtime
                if stamp != keys.file_stamp or not keys.by_id:
                    keys.by_id = _parse(path.read_bytes())
                    keys.file_stamp = stamp
            elif now - keys.fetched_at > (AGAIN_SECONDS if key_id not in keys.by_id else KEPT_SECONDS):
                keys.by_id = _parse(await _fetch_keys(source, is_issuer=is_issuer))
                keys.fetched_at = now
            # the page above: the token must have a kid that matches; without one it matches nothing
            return keys.by_id.get(key_id) if key_id else None


async def _fetch_keys(source: str, *, is_issuer: bool) -> bytes:
    async with (
        asyncio.timeout(FETCH_SECONDS),
        aiohttp.ClientSession(raise_for_status=True) as session,
    ):
        if is_issuer:
            # https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
            discovered = json.loads(await _read(session, f"{source.rstrip('/')}/.well-known/openid-configuration"))
            source = str(discovered.get("jwks_uri", "")) if isinstance(discovered, dict) else ""
            if not source:
                raise ValueError("its discovery document names no jwks_uri")
        return await _read(session, source)


async def _read(session: aiohttp.ClientSession, url: str) -> bytes:
    async with session.get(url) as got:
        read = bytearray()
        async for piece in got.content.iter_any():
            read += piece
            if len(read) > MOST_BYTES:
                raise ValueError(f"more than {MOST_BYTES} bytes of keys")
        return bytes(read)


def _parse(text: bytes) -> dict[str, jwt.PyJWK]:
    """The RSA signing keys of a JSON Web Key Set by key id; others are passed over."""
    document: Any = json.loads(text)
    found: dict[str, jwt.PyJWK] = {}
    for entry in document.get("keys", []) if isinstance(document, dict) else []:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
            continue
        try:
            found[str(entry.get("kid", ""))] = jwt.PyJWK(entry, algorithm=str(entry.get("alg", "RS256")))
        except (jwt.PyJWKError, jwt.InvalidKeyError):
            continue
    if not found:
        raise ValueError("no RSA signing key in it")
    return found
