"""Accounts of people: who may do what, their passwords, sessions and API tokens, in a small SQLite file of its own.

In: the file's path. Out: `Accounts`, which adds, lists, removes and checks people. The file lies beside the store and
not in it, so that a store which is handed on or exported takes no password hash with it. Passwords are hashed with
Argon2id (RFC 9106); sessions and tokens are kept as the SHA-256 of random values, so that the file opens no door.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dateline.errors import StoreError

Role = Literal["reader", "reviewer", "admin"]
Via = Literal["local", "session", "token"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most that one may do."""

MIN_PASSWORD = 10
TOKEN_PREFIX = "dl_"
FREE_FAILURES = 5
LOCK_SECONDS = 60
MAX_LOCK_SECONDS = 3600

_NAME = re.compile(r"^[^\W_][\w.@-]{0,63}$")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
  name TEXT PRIMARY KEY COLLATE NOCASE, role TEXT NOT NULL, password TEXT NOT NULL, added TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0, locked_until REAL NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS session (
  hash TEXT PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE REFERENCES person(name) ON DELETE CASCADE,
  made REAL NOT NULL, until REAL NOT NULL, seen REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS token (
  id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL COLLATE NOCASE REFERENCES person(name) ON DELETE CASCADE,
  label TEXT NOT NULL, made TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
"""


@dataclass(frozen=True, slots=True)
class User:
    """Who asks: their name, role, and how they were recognised."""

    name: str
    role: Role
    via: Via

    def may(self, role: Role) -> bool:
        """Say whether this role is theirs or below theirs."""
        return ROLES.index(self.role) >= ROLES.index(role)


LOCAL_USER = User("local", "admin", "local")
"""Whoever sits at the machine, where there are no accounts."""


@dataclass(frozen=True, slots=True)
class Person:
    """An account as it is listed. `added` is a moment in UTC."""

    name: str
    role: Role
    added: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Token:
    """An API token as it is listed: the token itself is shown once, when it is made."""

    id: int
    name: str
    label: str
    made: str


class Accounts:
    """The accounts in a file. Safe between threads and processes; each call is one transaction."""

    def __init__(self, path: Path, *, create: bool = True, hasher: PasswordHasher | None = None) -> None:
        self.path = path
        self._hasher = hasher or PasswordHasher()
        if not path.exists():
            if not create:
                raise StoreError(f"no accounts in {path}: make one with `dateline user add NAME`")
            path.touch(mode=0o600)
        with self._connect() as connection:
            connection.executescript(_SCHEMA)
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    # ---- people ---------------------------------------------------------------------------------------------------

    def add(self, name: str, role: str, password: str) -> Person:
        """Add a person; raises `StoreError` for a name that is taken or impossible, or a weak password."""
        if not _NAME.match(name):
            raise StoreError(f"{name!r} is no name: letters, digits, '.', '-', '_' and '@', at most 64")
        chosen = _check_role(role)
        check_password(password, name)
        try:
            with self._connect() as connection:
                connection.execute(
                    "INSERT INTO person (name, role, password, added) VALUES (?, ?, ?, ?)",
                    (name, chosen, self._hasher.hash(password), _now()),
                )
        except sqlite3.IntegrityError as error:
            raise StoreError(f"{name} has an account: `dateline user passwd` changes the password") from error
        return self.person(name)

    def person(self, name: str) -> Person:
        """Give a person; raises `StoreError` where there is none of this name."""
        for person in self.people():
            if person.name.casefold() == name.casefold():
                return person
        raise StoreError(f"{name} has no account")

    def people(self) -> tuple[Person, ...]:
        """Give everyone, by name."""
        now = _clock()
        with self._connect() as connection:
            rows = connection.execute("SELECT name, role, added, locked_until FROM person ORDER BY name").fetchall()
        return tuple(Person(name, role, added, until > now) for name, role, added, until in rows)

    def remove(self, name: str) -> None:
        """Remove a person with their sessions and tokens; their decisions stay in the store under their name."""
        self.person(name)
        with self._connect() as connection:
            connection.execute("DELETE FROM person WHERE name = ?", (name,))

    def set_password(self, name: str, password: str) -> None:
        """Change a password, unlock the account and end its sessions."""
        self.person(name)
        check_password(password, name)
        with self._connect() as connection:
            connection.execute(
                "UPDATE person SET password = ?, failures = 0, locked_until = 0 WHERE name = ?",
                (self._hasher.hash(password), name),
            )
            connection.execute("DELETE FROM session WHERE name = ?", (name,))

    def set_role(self, name: str, role: str) -> None:
        """Change what a person may do."""
        self.person(name)
        with self._connect() as connection:
            connection.execute("UPDATE person SET role = ? WHERE name = ?", (_check_role(role), name))

    def check_password(self, name: str, password: str) -> User | None:
        """Give the user whose name and password these are; None for a wrong one or a locked account.

        After `FREE_FAILURES` wrong passwords the account is locked, each time for twice as long. An unknown name takes
        as long as a known one, so that the time tells nothing.
        """
        with self._connect() as connection:
            row = connection.execute(
                "SELECT name, role, password, failures, locked_until FROM person WHERE name = ?", (name,)
            ).fetchone()
        if row is None or row[4] > _clock():
            self._verify(self._nobody, password)
            return None
        known, role, hashed, failures, _ = row
        if not self._verify(hashed, password):
            self._note_failure(known)
            return None
        with self._connect() as connection:
            if failures:
                connection.execute("UPDATE person SET failures = 0, locked_until = 0 WHERE name = ?", (known,))
            if self._hasher.check_needs_rehash(hashed):
                connection.execute(
                    "UPDATE person SET password = ? WHERE name = ?", (self._hasher.hash(password), known)
                )
        return User(known, role, "session")

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    def _note_failure(self, name: str) -> None:
        """Count a wrong password in one statement, so that tries at the same time are all counted."""
        with self._connect() as connection:
            (failures,) = connection.execute(
                "UPDATE person SET failures = failures + 1 WHERE name = ? RETURNING failures", (name,)
            ).fetchone()
            if failures >= FREE_FAILURES:
                seconds = min(MAX_LOCK_SECONDS, LOCK_SECONDS * 2 ** (failures - FREE_FAILURES))
                connection.execute("UPDATE person SET locked_until = ? WHERE name = ?", (_clock() + seconds, name))

    # ---- sessions -------------------------------------------------------------------------------------------------

    def open_session(self, name: str, hours: int) -> str:
        """Give the secret of a new session."""
        secret, now = secrets.token_urlsafe(32), _clock()
        with self._connect() as connection:
            connection.execute("DELETE FROM session WHERE until < ?", (now,))
            connection.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?)", (_hash(secret), name, now, now + hours * 3600, now)
            )
        return secret

    def find_session(self, secret: str) -> User | None:
        """Give whose session this is; None where it is over or never was."""
        with self._connect() as connection:
            row = connection.execute(
                "SELECT person.name, role FROM session JOIN person USING (name) WHERE hash = ? AND until > ?",
                (_hash(secret), _clock()),
            ).fetchone()
        return None if row is None else User(row[0], row[1], "session")

    def close_session(self, secret: str) -> None:
        """End a session."""
        with self._connect() as connection:
            connection.execute("DELETE FROM session WHERE hash = ?", (_hash(secret),))

    def close_sessions(self, name: str, *, but: str | None = None) -> int:
        """End all sessions of a person, but for one; gives how many."""
        with self._connect() as connection:
            done = connection.execute(
                "DELETE FROM session WHERE name = ? AND hash != ?", (name, _hash(but) if but else "")
            )
            return done.rowcount

    # ---- tokens ---------------------------------------------------------------------------------------------------

    def add_token(self, name: str, label: str) -> str:
        """Give a new API token of a person: it is shown this once."""
        name = self.person(name).name
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        with self._connect() as connection:
            connection.execute(
                "INSERT INTO token (hash, name, label, made) VALUES (?, ?, ?, ?)", (_hash(secret), name, label, _now())
            )
        return secret

    def tokens(self, name: str) -> tuple[Token, ...]:
        """Give the tokens of a person."""
        with self._connect() as connection:
            rows = connection.execute("SELECT id, name, label, made FROM token WHERE name = ? ORDER BY id", (name,))
            return tuple(Token(*row) for row in rows.fetchall())

    def remove_token(self, name: str, token: int) -> None:
        """Take a token of a person back; nothing happens where there is none."""
        with self._connect() as connection:
            connection.execute("DELETE FROM token WHERE id = ? AND name = ?", (token, name))

    def find_token(self, secret: str) -> User | None:
        """Give whose API token this is."""
        with self._connect() as connection:
            row = connection.execute(
                "SELECT person.name, role FROM token JOIN person USING (name) WHERE hash = ?", (_hash(secret),)
            ).fetchone()
        return None if row is None else User(row[0], row[1], "token")

    def load_secret(self, name: str) -> bytes:
        """Give the file's secret of a name, made at first use: what keys are signed with."""
        with self._connect() as connection:
            connection.execute("INSERT OR IGNORE INTO secret VALUES (?, ?)", (name, secrets.token_bytes(32)))
            value: bytes = connection.execute("SELECT value FROM secret WHERE name = ?", (name,)).fetchone()[0]
        return value

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=10)) as connection, connection:
                connection.execute("PRAGMA foreign_keys = ON")
                yield connection
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError):
                raise
            raise StoreError(f"accounts in {self.path} cannot be used: {error}") from error


def check_password(password: str, name: str) -> None:
    """Raise `StoreError` for a password that is too short, too long or the name itself."""
    if len(password) < MIN_PASSWORD:
        raise StoreError(f"the password has {len(password)} characters: at least {MIN_PASSWORD} are needed")
    if len(password) > 1000:
        raise StoreError("the password is longer than 1000 characters")
    if (name.casefold() in password.casefold() and len(password) < len(name) + 6) or len(set(password)) < 4:
        raise StoreError(
            "the password is too easy: choose one that is not the name and not one character over and over"
        )


def _check_role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise StoreError(f"role: {role!r} is none of {', '.join(ROLES)}")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _clock() -> float:
    return datetime.now(UTC).timestamp()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
