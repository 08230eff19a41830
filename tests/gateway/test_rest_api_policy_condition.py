"""Conditions of policies."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.policy_condition import holds

FACTS = {
    "aws:sourceip": ("10.1.2.3",),
    "aws:sourcevpce": ("vpce-0a",),
    "aws:epochtime": ("1000",),
    "aws:currenttime": ("1757011621",),
    "aws:securetransport": ("true",),
    "tags": ("a", "b"),
    "arn": ("arn:aws:iam::1:role/x",),
}


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "result"),
    [
        ("StringEquals", "aws:SourceVpce", "vpce-0a", True),
        ("StringEquals", "aws:SourceVpce", ["vpce-x", "vpce-0a"], True),
        ("StringEquals", "aws:SourceVpce", "vpce-0A", False),
        ("StringEqualsIgnoreCase", "aws:sourcevpce", "VPCE-0A", True),
        ("StringNotEquals", "aws:SourceVpce", ["vpce-x", "vpce-0a"], False),
        ("StringNotEquals", "aws:SourceVpc", "vpc-1", True),  # a missing key differs from everything
        ("StringEquals", "aws:SourceVpc", "vpc-1", False),
        ("StringEqualsIfExists", "aws:SourceVpc", "vpc-1", True),
        ("StringLike", "aws:SourceVpce", "vpce-*", True),
        ("StringNotLike", "aws:SourceVpce", "vpce-?b", True),
        ("IpAddress", "aws:SourceIp", ["192.168.0.0/16", "10.0.0.0/8"], True),
        ("IpAddress", "aws:SourceIp", "10.1.2.4", False),
        ("IpAddress", "aws:SourceIp", "nonsense", False),
        ("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", False),
        ("NotIpAddress", "aws:VpcSourceIp", "10.0.0.0/8", True),
        ("NumericLessThan", "aws:EpochTime", "1001", True),
        ("NumericGreaterThanEquals", "aws:EpochTime", 1001, False),
        ("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z", True),
        ("DateLessThan", "aws:CurrentTime", "never", False),
        ("Bool", "aws:SecureTransport", True, True),
        ("Bool", "aws:SecureTransport", "false", False),
        ("Null", "aws:SourceVpc", "true", True),
        ("Null", "aws:SourceVpce", "true", False),
        ("ArnLike", "arn", "arn:aws:iam::*:role/*", True),
        ("ForAnyValue:StringEquals", "tags", ["b", "c"], True),
        ("ForAllValues:StringEquals", "tags", ["b", "c"], False),
        ("ForAllValues:StringEquals", "missing", ["b"], True),
        ("NoSuchOperator", "tags", "a", False),
    ],
)
def test_an_operator_holds_or_not(operator: str, key: str, wanted: Any, result: bool) -> None:
    assert holds({operator: {key: wanted}}, FACTS) is result


def test_all_operators_and_all_keys_must_hold() -> None:
    assert holds({"StringEquals": {"aws:SourceVpce": "vpce-0a"}, "Bool": {"aws:SecureTransport": "true"}}, FACTS)
    assert not holds({"StringEquals": {"aws:SourceVpce": "vpce-0a", "arn": "x"}}, FACTS)
    assert not holds({"StringEquals": "nonsense"}, FACTS)
