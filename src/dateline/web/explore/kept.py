"""Drawn views that are kept: the same question over an unchanged store is drawn once, however many ask at once.

In: the head of the store's log, a key, what draws. Out: the drawing. Whatever is written into the store changes its
head, and all that was drawn before is forgotten piece by piece.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

MOST_BYTES = 48_000_000


class Kept:
    """The last drawings, each good for one head of the log. Safe between threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._held: OrderedDict[Hashable, str] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """Give the drawing of a key, which holds the head; made once though several ask for it at the same time."""
        with self._lock:
            if (held := self._find(key)) is not None:
                return held
            turn = self._making.setdefault(key, Lock())
        try:
            with turn:
                with self._lock:
                    if (held := self._find(key)) is not None:
                        return held
                made = make()
                with self._lock:
                    self._keep(key, made)
                return made
        finally:
            with self._lock:
                self._making.pop(key, None)

    def _find(self, key: Hashable) -> str | None:
        held = self._held.get(key)
        if held is not None:
            self._held.move_to_end(key)
        return held

    def _keep(self, key: Hashable, made: str) -> None:
        if key not in self._held:
            self._size += len(made)
        self._held[key] = made
        while self._size > self._most and len(self._held) > 1:
            _, dropped = self._held.popitem(last=False)
            self._size -= len(dropped)
