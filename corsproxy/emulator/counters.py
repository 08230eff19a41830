"""Token buckets and quotas, in memory: what throttling and usage plans count.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from corsproxy.gateway.turn import Admitted, AskAdmission, Check, Refused

# a bucket that nobody has asked for in the last so many others is full again anyway
MOST_BUCKETS = 10_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float


def period_of(at: float, period: str) -> str:
    """The quota period that `at` (seconds since the epoch) falls in, as a key: UTC days, ISO weeks, months."""
    day = datetime.fromtimestamp(at, UTC)
    match period.upper():
        case "WEEK":
            # usage plans count weeks from Sunday: https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html
            return (day - timedelta(days=(day.weekday() + 1) % 7)).strftime("week of %Y-%m-%d")
        case "MONTH":
            return day.strftime("%Y-%m")
        case _:
            return day.strftime("%Y-%m-%d")


class Counters:
    """Every bucket and quota of one emulator. `admit` is the only question."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._used: dict[str, tuple[str, int]] = {}

    def admit(self, api_id: str, ask: AskAdmission, at: float) -> Admitted | Refused:
        """Count one request at `at` (seconds since the epoch) and say whether it may in.

        A request that the token bucket refuses is not counted against the quota.
        """
        name = f"{api_id}\n{ask.bucket}"
        throttled = Check.THROTTLE in ask.checks and ask.rate is not None
        if throttled and not self._take(name, ask.rate or 0.0, ask.burst or 0, at):
            return Refused(Check.THROTTLE)
        if Check.QUOTA in ask.checks and ask.quota is not None:
            limit, period = ask.quota
            now = period_of(at, period)
            then, used = self._used.get(name, (now, 0))
            if then != now:
                used = 0
            if used >= limit:
                return Refused(Check.QUOTA)
            self._used[name] = (now, used + 1)
        return Admitted()

    def _take(self, name: str, rate: float, burst: int, at: float) -> bool:
        """Take one token of the bucket `name`, which refills at `rate` a second up to `burst`."""
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = _Bucket(float(burst), at)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(name)
            bucket.tokens = min(float(burst), bucket.tokens + max(0.0, at - bucket.filled_at) * rate)
            bucket.filled_at = at
        if bucket.tokens < 1.0:
            return False
        bucket.tokens -= 1.0
        return True
