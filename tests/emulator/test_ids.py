"""Ids have the shape of AWS's and do not repeat."""

from __future__ import annotations

import re
from uuid import UUID

from corsproxy.emulator.ids import short_id, trace_id, uuid


def test_a_uuid_is_a_random_uuid() -> None:
    assert UUID(uuid()).version == 4
    assert str(UUID(uuid())).count("-") == 4


def test_a_short_id_is_fifteen_characters_and_an_equals_sign() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{15}=", short_id())


def test_a_trace_id_carries_the_time() -> None:
    assert re.fullmatch(r"Root=1-65920080-[0-9a-f]{24}", trace_id(1704067200.9))


def test_ids_do_not_repeat() -> None:
    assert len({uuid() for _ in range(1000)}) == len({short_id() for _ in range(1000)}) == 1000
