"""Limits on how often one address may ask: token buckets in memory.

In: a key (an address, an address with what it does). Out: None, or the seconds to wait. Memory is bounded: buckets that
are full again are forgotten.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

MAX_BUCKETS = 50_000


class Limiter:
    """Lets each key do `per_minute` things a minute, up to as many at once. Safe between threads."""

    def __init__(self, per_minute: float, burst: float | None = None) -> None:
        self.rate, self.burst = per_minute / 60, burst or per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str, cost: float = 1.0) -> float | None:
        """Take from the key's bucket; gives None, or the seconds until there is enough."""
        now = time.monotonic()
        with self._lock:
            left, at = self._buckets.pop(key, (self.burst, now))
            left = min(self.burst, left + (now - at) * self.rate)
            granted = left >= cost
            self._buckets[key] = (left - cost if granted else left, now)
            while len(self._buckets) > MAX_BUCKETS:
                self._buckets.popitem(last=False)
        return None if granted else (cost - left) / self.rate
