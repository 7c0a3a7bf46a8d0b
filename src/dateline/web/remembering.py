"""Answers remembered while the store stands as it is: for lists that take long and that everybody asks for.

In: a key and a way to make the answer. Out: the answer, made anew once the log of the store has grown.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from dateline.store import Store

T = TypeVar("T")


class Remembered:
    """The last answers over one store, each good for one head of its log. Safe between threads."""

    def __init__(self, store: Store, size: int = 256) -> None:
        self.store, self.size = store, size
        self._held: OrderedDict[str, tuple[str, Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], T]) -> T:
        """Give the answer for a key."""
        head = self.store.head()
        with self._lock:
            held = self._held.get(key)
            if held is not None and held[0] == head:
                self._held.move_to_end(key)
                answer: T = held[1]
                return answer
        made = make()
        with self._lock:
            self._held[key] = (head, made)
            self._held.move_to_end(key)
            while len(self._held) > self.size:
                self._held.popitem(last=False)
        return made
