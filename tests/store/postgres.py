"""A real PostgreSQL for tests: made in a folder of its own, on a Unix socket, ended with the run."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

USERS = ("postgres", "nobody")


def find_programs() -> Path | None:
    """Give the folder of the newest PostgreSQL that Debian has installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


def find_user() -> str | None:
    """Give the user to run it as: it refuses to be run by root."""
    if os.getuid() != 0:
        return None
    for name in USERS:
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    raise LookupError("no user to run PostgreSQL as")


@contextlib.contextmanager
def run_server() -> Iterator[str]:
    """Start a server and give the URL of its first database, with `{}` for the name of another."""
    programs = find_programs()
    assert programs is not None
    user = find_user()
    folder = Path(tempfile.mkdtemp(prefix="dateline-pg-"))
    data = folder / "data"
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        done = subprocess.run(
            command, user=user, cwd=folder, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
        )
        assert done.returncode == 0, done.stderr

    try:
        run(
            str(programs / "initdb"), "-D", str(data), "-U", "dateline", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
        run(
            str(programs / "pg_ctl"),
            "-D",
            str(data),
            "-w",
            "-t",
            "120",
            "-l",
            str(folder / "log"),
            "-o",
            options,
            "start",
        )
        try:
            yield f"postgresql://dateline@/{{}}?host={folder}"
        finally:
            run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
