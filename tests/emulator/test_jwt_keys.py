"""Signatures are verified with the keys of a file, a URL or an issuer; claims are left to the gateway."""

from __future__ import annotations

import base64
import hmac
import json
import os
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from corsproxy.emulator import jwt_keys
from corsproxy.emulator.jwt_keys import JwtKeys
from corsproxy.gateway.http_api import jwt_authorizer
from corsproxy.gateway.turn import AuthorizerFailed, TokenInvalid, TokenVerified
from tests.emulator.stand_in import answer, stand_in

KEY = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)


def key_set(**keys: rsa.RSAPrivateKey) -> bytes:
    entries = [
        {
            **json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())),
            "kid": name,
            "use": "sig",
            "alg": "RS256",
        }
        for name, key in keys.items()
    ]
    return json.dumps({"keys": [*entries, {"kty": "EC", "kid": "ec"}, "nonsense"]}).encode()


def token(key: rsa.RSAPrivateKey = KEY, kid: str | None = "one", algorithm: str = "RS256", **claims: object) -> str:
    return jwt.encode({"sub": "me", "exp": 1, **claims}, key, algorithm, headers={"kid": kid} if kid else None)


async def verify(given: str, directory: Path, jwks: str = "keys.json", issuer: str = "") -> object:
    return await JwtKeys().verify(given, jwks=jwks, issuer=issuer, directory=directory)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    (tmp_path / "keys.json").write_bytes(key_set(one=KEY))
    return tmp_path


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer "])
async def test_a_good_signature_is_verified_and_the_claims_handed_on_even_when_expired(
    keys: Path, prefix: str
) -> None:
    got = await verify(prefix + token(), keys)
    assert isinstance(got, TokenVerified)
    assert json.loads(got.claims) == {"sub": "me", "exp": 1}


async def test_a_token_without_a_key_id_matches_no_key(keys: Path) -> None:
    assert await verify(token(kid=None), keys) == TokenInvalid(jwt_authorizer.UNKNOWN_KEY)
    (keys / "keys.json").write_bytes(key_set(one=KEY).replace(b'"kid": "one", ', b""))
    assert await verify(token(kid=None), keys) == TokenInvalid(jwt_authorizer.UNKNOWN_KEY)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("nonsense", jwt_authorizer.MALFORMED),
        ("", jwt_authorizer.MALFORMED),
        ("a.b.c", jwt_authorizer.MALFORMED),
        (token(kid="two"), jwt_authorizer.UNKNOWN_KEY),
        (token(OTHER), jwt_authorizer.WRONG_SIGNATURE),
        (token()[:-6] + "AAAAAA", jwt_authorizer.WRONG_SIGNATURE),
        (jwt.encode({"sub": "me"}, "s" * 32, "HS256", headers={"kid": "one"}), "signing method HS256 is invalid"),
        (jwt.encode({"sub": "me"}, None, "none", headers={"kid": "one"}), "signing method none is invalid"),
        (token(algorithm="PS256"), "signing method PS256 is invalid"),
    ],
)
async def test_bad_tokens_are_invalid_for_their_reason(keys: Path, given: str, reason: str) -> None:
    assert await verify(given, keys) == TokenInvalid(reason)


async def test_the_public_key_used_as_a_secret_is_no_signature(keys: Path) -> None:
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head, claims = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "kid": "one"}, {"sub": "me"})
    )
    mark = hmac.digest(public, head + b"." + claims, "sha256")
    given = b".".join((head, claims, base64.urlsafe_b64encode(mark).rstrip(b"="))).decode()
    assert await verify(given, keys) == TokenInvalid("signing method HS256 is invalid")


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
async def test_a_key_that_names_no_algorithm_verifies_all_of_rsa(tmp_path: Path, algorithm: str) -> None:
    entry = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "one"}
    (tmp_path / "keys.json").write_text(json.dumps({"keys": [entry]}))
    assert isinstance(await verify(token(algorithm=algorithm), tmp_path), TokenVerified)


async def test_an_issuer_is_asked_where_its_keys_are_and_the_keys_are_kept(tmp_path: Path) -> None:
    async with stand_in(b"x", answer(key_set(one=KEY))) as one:
        one.answers[0] = answer(json.dumps({"jwks_uri": f"{one.url}/keys"}).encode())
        known = JwtKeys()
        for _ in range(3):
            got = await known.verify(token(), jwks="", issuer=f"{one.url}/pool/", directory=tmp_path)
            assert isinstance(got, TokenVerified)
        assert [head.split(b" ")[1] for head in one.got] == [b"/pool/.well-known/openid-configuration", b"/keys"]


async def test_an_unknown_key_id_fetches_again_but_not_for_every_token(tmp_path: Path) -> None:
    async with stand_in(answer(key_set(one=KEY))) as one:
        known = JwtKeys()
        for _ in range(5):
            await known.verify(token(kid="two"), jwks=one.url, issuer="", directory=tmp_path)
        assert len(one.got) == 1


@pytest.mark.parametrize("given", [answer(b"not json"), answer(b'{"keys": []}'), answer(b"{}", "500 Oops"), b""])
async def test_keys_out_of_reach_fail_the_authorizer_and_are_said(
    tmp_path: Path, given: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwt_keys, "FETCH_SECONDS", 0.1)
    said: list[str] = []
    async with stand_in(given) as one:
        known = JwtKeys(said.append)
        got = await known.verify(token(), jwks=one.url, issuer="", directory=tmp_path)
        assert got == AuthorizerFailed(jwt_authorizer.KEYS_OUT_OF_REACH)
        got = await known.verify(token(), jwks="", issuer=f"{one.url}/i", directory=tmp_path)
        assert got == AuthorizerFailed(jwt_authorizer.ISSUER_OUT_OF_REACH)
    assert len(said) == 2
    assert all(one.url in line for line in said)


async def test_a_changed_key_file_is_read_again(keys: Path) -> None:
    known = JwtKeys()
    await known.verify(token(), jwks="keys.json", issuer="", directory=keys)
    (keys / "keys.json").write_bytes(key_set(one=OTHER, padding=KEY))
    os.utime(keys / "keys.json", (1, 1))
    assert isinstance(await known.verify(token(OTHER), jwks="keys.json", issuer="", directory=keys), TokenVerified)
