"""Ids as AWS's look, cheap enough for every request: random, but no secrets."""

from __future__ import annotations

import random
from base64 import urlsafe_b64encode

_bits = random.Random().getrandbits  # noqa: S311 -- ids tell requests apart, nobody is kept out by them


def uuid() -> str:
    """A random UUID: `x-amzn-RequestId`, a Lambda request id."""
    digits = f"{_bits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def short_id() -> str:
    """15 characters and `=`: `x-amz-apigw-id`, `apigw-requestid`."""
    return urlsafe_b64encode(_bits(88).to_bytes(11, "big")).decode("ascii")


def trace_id(at: float) -> str:
    """An X-Ray trace id for a request at `at` (seconds since the epoch): `Root=1-…-…`."""
    return f"Root=1-{int(at):08x}-{_bits(96):024x}"
