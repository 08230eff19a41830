"""Token buckets refill, quotas begin anew with their period, and APIs do not share them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corsproxy.emulator.counters import Counters, period_of
from corsproxy.gateway.turn import Admitted, AskAdmission, Check, Refused

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()  # a Sunday


def throttled(rate: float, burst: int) -> AskAdmission:
    return AskAdmission(None, (Check.THROTTLE,), "GET /a", rate, burst)


def test_a_bucket_lets_its_burst_in_and_then_its_rate() -> None:
    counters, ask = Counters(), throttled(2.0, 3)
    assert [counters.admit("api", ask, NOW) for _ in range(4)] == [Admitted()] * 3 + [Refused(Check.THROTTLE)]
    assert counters.admit("api", ask, NOW + 0.5) == Admitted()
    assert counters.admit("api", ask, NOW + 0.5) == Refused(Check.THROTTLE)


def test_a_bucket_never_holds_more_than_its_burst() -> None:
    counters, ask = Counters(), throttled(100.0, 1)
    assert counters.admit("api", ask, NOW) == Admitted()
    assert counters.admit("api", ask, NOW + 3600) == Admitted()
    assert counters.admit("api", ask, NOW + 3600) == Refused(Check.THROTTLE)


def test_a_rate_and_burst_of_zero_let_nobody_in() -> None:
    assert Counters().admit("api", throttled(0.0, 0), NOW) == Refused(Check.THROTTLE)


def test_two_apis_with_the_same_bucket_name_do_not_share_it() -> None:
    counters, ask = Counters(), throttled(0.0, 1)
    assert counters.admit("one", ask, NOW) == Admitted()
    assert counters.admit("two", ask, NOW) == Admitted()


def test_a_quota_ends_and_begins_anew_the_next_day() -> None:
    counters, ask = Counters(), AskAdmission(None, (Check.QUOTA,), "key:k", quota=(2, "DAY"))
    assert [counters.admit("api", ask, NOW) for _ in range(3)] == [Admitted(), Admitted(), Refused(Check.QUOTA)]
    assert counters.admit("api", ask, NOW + 86400) == Admitted()


def test_what_is_throttled_is_not_counted_against_the_quota() -> None:
    counters = Counters()
    ask = AskAdmission(None, (Check.THROTTLE, Check.QUOTA), "key:k", 1.0, 1, (2, "DAY"))
    outcomes = [counters.admit("api", ask, at) for at in (NOW, NOW, NOW + 1, NOW + 2)]
    assert outcomes == [Admitted(), Refused(Check.THROTTLE), Admitted(), Refused(Check.QUOTA)]


@pytest.mark.parametrize(
    ("period", "other", "same"),
    [
        ("DAY", NOW + 86400, NOW + 3600),
        ("WEEK", NOW - 86400, NOW + 6 * 86400),
        ("MONTH", NOW + 9 * 86400, NOW + 86400),
    ],
)
def test_periods_are_utc_days_weeks_from_sunday_and_months(period: str, other: float, same: float) -> None:
    assert period_of(NOW, period) == period_of(same, period)
    assert period_of(NOW, period) != period_of(other, period)
