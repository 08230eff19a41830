"""The status code of a MOCK's request template."""

from __future__ import annotations

import pytest

from corsproxy.gateway.rest_api.lenient_json import status_code


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"statusCode": 200}', 200),
        ('{\n  "statusCode" : 200\n}\n', 200),
        ("{statusCode:200}", 200),
        ("{ statusCode: 204 }", 204),
        ("{'statusCode': 200}", 200),
        ('{"statusCode": 200,}', 200),
        ('{"statusCode": "201"}', 201),
        ('{"other": {"a": 1}, statusCode: 202}', 202),
        ('{"statusCode": 200.0}', 200),
        ("{statusCode: 200, }foo: ''}", 200),
        ("""{"statusCode': 200}""", None),
        ("{'statusCode: 200}", None),
        ("{statusCode': 200}", None),
        ('{"statusCode": 200', None),
        ("", None),
        ("{}", None),
        ('{"statusCode": "abc"}', None),
        ('{"statusCode": true}', None),
        ("{myStatusCode: 200}", None),
        ("statusCode: 200", None),
        ("[200]", None),
        ("[" * 100_000, None),
    ],
)
def test_a_status_is_read_leniently_and_only_from_an_object(text: str, status: int | None) -> None:
    assert status_code(text) == status
