from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

import dateline.store.migrations.versions as versions
from dateline.errors import StoreError
from dateline.store import Store
from dateline.store.database import HEAD, Database
from dateline.store.schema import METADATA
from dateline.store.words import parse_query, to_fts5


def test_migrations_give_the_tables_of_the_schema(new_url) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    def own(_object: object, name: str | None, kind: str, reflected: bool, _other: object) -> bool:
        return not (kind == "table" and reflected and name not in METADATA.tables) and name != "place_point"

    database = Database(new_url())
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": own})
        assert compare_metadata(context, METADATA) == []
        assert set(METADATA.tables) <= set(inspect(connection).get_table_names())
    database.close()


def test_the_newest_migration_is_the_one_that_is_named() -> None:
    files = sorted(path.stem for path in Path(versions.__file__).parent.glob("v*.py"))
    assert files[-1].startswith(f"v{HEAD}_")


def test_a_store_of_a_newer_program_is_left_alone(new_url) -> None:
    url = new_url()
    database = Database(url)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StoreError, match="newer Dateline"):
        Store.open(url)


def test_an_empty_database_is_no_store(new_url, tmp_path) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match="holds no store"):
        Store.open(tmp_path / "empty.db", create=False)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tear gas", '("tear") AND ("gas")'),
        ('"tear gas" -drill', '(("tear gas")) NOT ("drill")'),
        ("one OR two three", '("one" OR "two") AND ("three")'),
        ("protest*", '("protest"*)'),
        ('NEAR(a b) "un"closed" AND', '("NEAR a") AND ("b") AND ("un") AND ("closed") AND ("AND")'),
        ("“curly quotes”", '("curly quotes")'),
        ("O'Neill non-stop", '("O Neill") AND ("non stop")'),
    ],
)
def test_no_sign_is_an_operator(words: str, expected: str) -> None:
    assert to_fts5(parse_query(words)) == expected


def test_odd_queries_are_answered(store: Store) -> None:
    for words in ("a' OR 1=1 --", "*x*", "¿qué?", "'; DROP", "a:b*", "日本", "the", "-no yes"):
        assert store.search(words).items == ()
    for words in ('"', "% %", "& | ! <-> :*", "\\", "", "-no"):
        with pytest.raises(StoreError, match="nothing to look for"):
            store.search(words)


@pytest.mark.parametrize("create", [True, False])
def test_the_tables_of_another_program_are_left_alone(tmp_path: Path, create: bool) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE songs (title TEXT)")
        base.commit()
    with pytest.raises(StoreError, match="another program"):
        Store.open(str(path), create=create)
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]
