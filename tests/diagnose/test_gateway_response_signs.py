"""The table of what a gateway response can be a sign of: each row can be met, and is told apart by a command."""

from __future__ import annotations

from string import Formatter

import pytest

from corsproxy.diagnose.gateway_response_signs import SIGNS, Sign


@pytest.mark.parametrize("kind", SIGNS)
def test_no_cause_stands_twice_in_a_row(kind: str) -> None:
    causes = [sign.cause for sign in SIGNS[kind]]
    assert len(set(causes)) == len(causes)


@pytest.mark.parametrize("sign", [sign for signs in SIGNS.values() for sign in signs], ids=lambda sign: sign.cause)
def test_a_command_asks_only_for_what_a_request_tells(sign: Sign) -> None:
    names = {name for _, name, _, _ in Formatter().parse(sign.decide_with) if name}
    assert names <= {"api", "stage", "host", "url", "method"}


def test_bytes_that_several_causes_share_come_with_commands_for_all_of_them() -> None:
    for kind in ("MISSING_AUTHENTICATION_TOKEN", "FORBIDDEN"):
        assert all(sign.decide_with for sign in SIGNS[kind] if sign.cause != "iam-bad-signature")
