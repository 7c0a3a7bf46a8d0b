"""One test body over both databases."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest

from dateline.store import Store

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    from tests.store.postgres import find_programs, run_server

    if find_programs() is None:
        pytest.skip("PostgreSQL's programs are not installed (apt-get install postgresql)")
    with run_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request, tmp_path) -> Callable[[], str]:
    """Give a URL of a fresh, empty database each time."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"store{next(NUMBERS)}.db")
    server = request.getfixturevalue("server")

    def make() -> str:
        import psycopg

        name = f"store{next(NUMBERS)}"
        url = server.format("postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return server.format(name)

    return make


@pytest.fixture
def store(new_url) -> Iterator[Store]:
    with Store.open(new_url()) as opened:
        yield opened


@pytest.fixture
def sqlite_store(tmp_path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        yield opened
