"""What a watch remembers between two runs, in one SQLite file.

In: feeds and their items as they are dealt with. Out: when each feed may be asked again and with what, and which
items are done. Each change is one transaction: a crash loses none, and at worst an item is dealt with again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import InputError

_TABLES = """
CREATE TABLE IF NOT EXISTS feed (
    url TEXT PRIMARY KEY, etag TEXT, modified TEXT, due REAL NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
    moved TEXT, gone INTEGER NOT NULL DEFAULT 0, error TEXT
);
CREATE TABLE IF NOT EXISTS item (
    feed TEXT NOT NULL, key TEXT NOT NULL, print TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (feed, key)
);
"""


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is remembered of a feed; `due` is the moment (seconds since 1970) before which it is left alone."""

    etag: str | None = None
    modified: str | None = None
    due: float = 0
    failures: int = 0
    moved: str | None = None
    gone: bool = False


class WatchState:
    """The memory of one watch; one process at a time may hold it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = sqlite3.connect(path, timeout=0.5, isolation_level=None)
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._database.execute("PRAGMA synchronous = FULL")
            with self._transaction():
                for statement in _TABLES.split(";"):
                    self._database.execute(statement)
        except sqlite3.DatabaseError as error:
            busy = "locked" in str(error)
            reason = "another watch holds it" if busy else f"it is no state of a watch ({error})"
            raise InputError(f"the state in {path} cannot be used: {reason}") from error

    def close(self) -> None:
        """Give the file free."""
        self._database.close()

    def feed(self, url: str) -> FeedState:
        """Give what is known of a feed."""
        row = self._database.execute(
            "SELECT etag, modified, due, failures, moved, gone FROM feed WHERE url = ?", (url,)
        ).fetchone()
        if row is None:
            return FeedState()
        etag, modified, due, failures, moved, gone = row
        return FeedState(etag, modified, due, failures, moved, bool(gone))

    def save_feed(self, url: str, state: FeedState, error: str | None = None) -> None:
        """Remember a feed."""
        values = (url, state.etag, state.modified, state.due, state.failures, state.moved, int(state.gone), error)
        with self._transaction():
            self._database.execute("INSERT OR REPLACE INTO feed VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def is_done(self, feed: str, key: str, print_: str) -> bool:
        """Say whether an item has been dealt with as it now is."""
        row = self._database.execute("SELECT print, done FROM item WHERE feed = ? AND key = ?", (feed, key)).fetchone()
        return row is not None and row[0] == print_ and bool(row[1])

    def mark_done(self, feed: str, key: str, print_: str) -> None:
        """Remember that an item is dealt with: written, or failed for good."""
        with self._transaction():
            self._database.execute("INSERT OR REPLACE INTO item VALUES (?, ?, ?, 0, 1)", (feed, key, print_))

    def count_try(self, feed: str, key: str, print_: str) -> int:
        """Remember one more try at an item, and give how many there have been."""
        with self._transaction():
            self._database.execute(
                "INSERT INTO item VALUES (?, ?, ?, 1, 0) ON CONFLICT (feed, key) DO UPDATE SET "
                "tries = CASE WHEN print = excluded.print THEN tries + 1 ELSE 1 END, print = excluded.print, done = 0",
                (feed, key, print_),
            )
        row = self._database.execute("SELECT tries FROM item WHERE feed = ? AND key = ?", (feed, key)).fetchone()
        return int(row[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
