"""What the web server is told: one frozen record, built by the command line and passed on.

In: what `dateline serve` is given. Out: `WebSettings`, and whether an address is of this machine alone.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How a store is served.

    `store` is a path or URL; `accounts` the file of people's accounts (see `find_accounts_path`), None for the one
    beside the store; `hosts` are names that requests may be addressed to, besides those of loopback and `host` itself;
    `per_minute` is how many requests one address may make; `reason_required` makes a reason part of every decision;
    `max_body` is the largest request body, in bytes; `session_hours` is how long a session lasts;
    `proxied` says that a proxy stands before the server and speaks https to the world.
    """

    store: str
    accounts: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8321
    hosts: tuple[str, ...] = ()
    title: str = "Dateline"
    per_minute: int = 1200
    reason_required: bool = False
    max_body: int = 32_000_000
    session_hours: int = 12
    proxied: bool = False

    @property
    def loopback(self) -> bool:
        """Whether the server listens to this machine alone."""
        return is_loopback(self.host)

    @property
    def encrypted(self) -> bool:
        """Whether browsers reach the site by https alone: cookies are then sent by https alone."""
        return self.proxied or not self.loopback


def is_loopback(host: str) -> bool:
    """Say whether a host is this machine itself, reached from nowhere else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_everywhere(host: str) -> bool:
    """Say whether a host stands for every address of the machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def find_accounts_path(settings: WebSettings) -> Path | None:
    """Give the file of accounts: the one named, else `NAME.accounts.db` beside an SQLite store, else None."""
    if settings.accounts is not None:
        return settings.accounts
    url = settings.store
    if url.startswith("sqlite:///"):
        url = url.removeprefix("sqlite:///")
    elif "://" in url:
        return None
    path = Path(url)
    return path.with_name(f"{path.stem}.accounts.db")
