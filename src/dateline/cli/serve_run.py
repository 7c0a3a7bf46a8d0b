"""One run of a command of the web: a server until it is stopped, or a change of the accounts.

In: what the command line asks for. Out: an exit code; what was done on standard output, faults in one line on standard
error. A password is asked for twice on the terminal, read from a file, or taken from standard input.
"""

from __future__ import annotations

import getpass
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from dateline.cli.run import ALL_READ
from dateline.cli.store_run import guarded
from dateline.errors import SettingsError, StoreError
from dateline.web.settings import WebSettings, find_accounts_path
from dateline.web.users import Accounts


@dataclass(frozen=True, slots=True)
class Serving:
    """What a server needs beside the settings of the site."""

    settings: WebSettings
    certificate: Path | None = None
    key: Path | None = None
    proxy: str | None = None


@guarded
def run_serve(serving: Serving) -> int:
    """Serve until stopped."""
    import uvicorn

    from dateline.web.app import create_app

    settings = serving.settings
    if bool(serving.certificate) != bool(serving.key):
        raise SettingsError("--certificate and --key go together")
    app = create_app(settings)
    listening = _listen(settings)
    encrypted = serving.certificate is not None
    port = listening.getsockname()[1]
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"{'https' if encrypted else 'http'}://{shown}:{port}/  (Ctrl+C stops)", flush=True)
    if not settings.loopback and not encrypted and not settings.proxied:
        print(
            "dateline: without --certificate passwords travel readable, and browsers send no session: "
            "use one, or --proxy",
            file=sys.stderr,
        )
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        proxy_headers=serving.proxy is not None,
        forwarded_allow_ips=serving.proxy or "",
        ssl_certfile=str(serving.certificate) if serving.certificate else None,
        ssl_keyfile=str(serving.key) if serving.key else None,
    )
    with listening:
        uvicorn.Server(config).run(sockets=[listening])
    return ALL_READ


def _listen(settings: WebSettings) -> socket.socket:
    """Give a socket on the address: a port that is taken ends in one line."""
    host = settings.host.strip("[]")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, settings.port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise SettingsError(f"cannot listen on {settings.host}, port {settings.port}: {error.strerror}") from error
    return listening


@guarded
def run_user_add(store: str, accounts: Path | None, name: str, role: str, password_file: Path | None) -> int:
    """Make an account."""
    opened = open_accounts(store, accounts, create=True)
    person = opened.add(name, role, _ask_password(password_file))
    print(f"{person.name} may log in as {person.role} ({opened.path})")
    return ALL_READ


@guarded
def run_user_list(store: str, accounts: Path | None) -> int:
    """List the accounts, one a line."""
    for person in open_accounts(store, accounts).people():
        print("\t".join([person.name, person.role, person.added, *(["locked"] if person.locked else [])]))
    return ALL_READ


@guarded
def run_user_remove(store: str, accounts: Path | None, name: str) -> int:
    """Remove an account."""
    opened = open_accounts(store, accounts)
    opened.remove(name)
    left = len(opened.people())
    print(f"{name} has no account any more" + ("" if left else ": none is left, and the site is open on loopback"))
    return ALL_READ


@guarded
def run_user_passwd(store: str, accounts: Path | None, name: str, role: str | None, password_file: Path | None) -> int:
    """Change a password, and the role where one is given."""
    opened = open_accounts(store, accounts)
    opened.person(name)
    opened.set_password(name, _ask_password(password_file))
    if role:
        opened.set_role(name, role)
    print(f"{name} has a new password")
    return ALL_READ


@guarded
def run_user_role(store: str, accounts: Path | None, name: str, role: str) -> int:
    """Change a role."""
    opened = open_accounts(store, accounts)
    opened.set_role(name, role)
    print(f"{opened.person(name).name} is {role} now")
    return ALL_READ


@guarded
def run_user_token(store: str, accounts: Path | None, name: str, label: str) -> int:
    """Make an API token and print it alone, so that scripts can take it."""
    print(open_accounts(store, accounts).add_token(name, label))
    return ALL_READ


def open_accounts(store: str, accounts: Path | None, *, create: bool = False) -> Accounts:
    """Give the accounts of a store; raises `StoreError` where no file is named or there is none."""
    path = find_accounts_path(WebSettings(store, accounts))
    if path is None:
        raise StoreError("a server database has no place beside it: say where with --accounts FILE")
    if create and not path.parent.is_dir():
        raise StoreError(f"{path.parent} is no folder")
    return Accounts(path, create=create)


def _ask_password(path: Path | None) -> str:
    if path is not None:
        try:
            return path.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"no password in {path}: {error}") from error
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise StoreError("the two passwords differ")
    return password
