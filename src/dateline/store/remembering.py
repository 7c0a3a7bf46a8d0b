"""Answers remembered while the store stands as it is.

In: a connection, a key and a way to make the answer. Out: the answer, made anew once the log of the store has grown:
its head says whether anything has changed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

from dateline.store.audit import find_head

T = TypeVar("T")

REMEMBERED = "dateline_remembered"
"""The option under which a connection for reading has the memory of its store."""


class Memory:
    """The last answers, each good for one head of the log."""

    def __init__(self, size: int = 512) -> None:
        self._size, self._lock = size, Lock()
        self._held: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()

    def clear(self) -> None:
        """Forget every answer."""
        with self._lock:
            self._held.clear()

    def get(self, connection: Connection, key: Hashable, make: Callable[[], T]) -> T:
        """Give the answer for a key, made now if the store has changed since."""
        head = find_head(connection)[0]
        with self._lock:
            held = self._held.get(key)
            if held is not None and held[0] == head:
                self._held.move_to_end(key)
                answer: T = held[1]
                return answer
        made = make()
        with self._lock:
            self._held[key] = (head, made)
            while len(self._held) > self._size:
                self._held.popitem(last=False)
        return made
