"""Drawn pages that are kept: the same question over an unchanged store is drawn once, however many ask at once.

In: a key that holds the head of the store's log, what draws. Out: the drawing, in pieces. Whatever is written into the
store changes its head, and all that was drawn before is forgotten piece by piece.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

MOST = 48_000_000
"""How many characters are kept."""

Pieces = tuple[str, ...]


class Kept:
    """The last drawings, each good for one head of the log. Safe between threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._size = most, 0
        self._held: OrderedDict[Hashable, Pieces] = OrderedDict()
        self._making: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Pieces]) -> Pieces:
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

    def _find(self, key: Hashable) -> Pieces | None:
        held = self._held.get(key)
        if held is not None:
            self._held.move_to_end(key)
        return held

    def _keep(self, key: Hashable, made: Pieces) -> None:
        if key not in self._held:
            self._size += _measure(key, made)
        self._held[key] = made
        while self._size > self._most and len(self._held) > 1:
            self._size -= _measure(*self._held.popitem(last=False))


def _measure(key: Hashable, made: Pieces) -> int:
    """Give the size of what is kept: the address that is asked for is part of the key, and may be long."""
    return len(str(key)) + sum(map(len, made))
