"""What of a page fetch is remembered for those that are as it was."""

from __future__ import annotations

import pytest
from mitmproxy import http

from corsproxy.proxy.annotation import metadata_of
from corsproxy.proxy.evidence_key import Keys
from corsproxy.proxy.ledger import Entered, Ledger
from corsproxy.proxy.recurring import Known, Memory, fine, passing_preflight, refused
from tests.proxy.traffic import GRANTED, URL, flow, preflight

FINE = {**GRANTED, "vary": "Origin"}
JSON = {"content-type": "application/json"}


def entered(*flows: http.HTTPFlow) -> Entered:
    ledger = Ledger(10)
    found = [one for each in flows for one in ledger.enter(each)]
    return found[-1]


def test_what_is_allowed_everywhere_is_remembered_under_any_url() -> None:
    one = entered(flow(url=f"{URL}/1", answered=FINE))
    known = fine(one, metadata_of(one.assessment), None)
    key = Keys().of(flow(url=f"{URL}/2?token=verysecret", answered=FINE))
    assert known is not None
    assert key is not None
    machine, line = known.about(key, "r7", None)
    assert (machine["id"], machine["url"]) == ("r7", f"{URL}/2?token=[redacted]")
    assert f"{URL}/2?token=[redacted]" in line
    assert "/1" not in line + repr(machine)


@pytest.mark.parametrize(
    "flows",
    [
        [flow()],
        [flow(answered={**FINE, "access-control-allow-origin": "*"}, sent={"cookie": "a=b"})],
        [flow(status=302, answered={**FINE, "location": "https://other.example/"})],
        [preflight(answered=GRANTED)],
    ],
)
def test_whatever_is_not_wholly_fine_is_not_remembered_as_such(flows: list[http.HTTPFlow]) -> None:
    one = entered(*flows)
    assert fine(one, metadata_of(one.assessment, one.progress), None) is None


def test_a_preflight_is_remembered_while_its_request_is_to_come() -> None:
    one = entered(preflight(answered=GRANTED))
    assert passing_preflight(one, metadata_of(one.assessment, one.progress)) is not None
    both = entered(preflight(answered=GRANTED), flow("PUT", sent=JSON, answered=FINE, at=1_700_000_001.0))
    assert passing_preflight(both, metadata_of(both.assessment, both.progress)) is None


def test_a_refusal_that_quotes_what_changes_each_time_is_not_remembered() -> None:
    asked = flow(status=403, answered={"x-amzn-requestid": "5a6b-77"})
    one = entered(asked)
    machine = metadata_of(one.assessment)
    assert refused(one, machine, asked) is not None
    assert refused(one, {**machine, "notes": ["request 5a6b-77"]}, asked) is None


def test_a_preflight_after_which_a_browser_might_go_on_is_not_put_aside_as_refused() -> None:
    asked = preflight(status=403)
    one = entered(asked)
    assert refused(one, metadata_of(one.assessment), asked) is not None
    open_one = preflight(answered={**GRANTED, "access-control-allow-credentials": "yes"})
    later = entered(open_one)
    assert refused(later, metadata_of(later.assessment, later.progress), open_one) is None


def test_the_least_used_is_forgotten_first() -> None:
    memory = Memory()
    known = Known({}, "")
    for number in range(2049):
        memory.find(0)
        memory.learn(number, known)
    assert memory.find(0) is known
    assert memory.find(1) is None
