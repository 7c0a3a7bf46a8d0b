"""The database beneath a store: opening, migrating, transactions, rows in bulk.

In: a path or URL. Out: a `Database` that gives read and write transactions. Writers take turns: SQLite by `BEGIN
IMMEDIATE`, PostgreSQL by an advisory lock that ends with the transaction. So the log has one order, ids have no gaps,
and a writer killed at any moment leaves nothing half done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from dateline.errors import StoreError

HEAD = "0001"
"""The newest migration; a test compares it with the files."""

_WRITER_LOCK = 0x64617465  # one number for all writers of one database
_BUSY_SECONDS = 120
_PRAGMAS = (
    # A reader sees the last whole transaction while a writer writes.
    "PRAGMA journal_mode=WAL",
    # Each transaction is on the disk when it is done, whatever happens to the machine.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=8589934592",
)


class Database:
    """One database, open. `dialect` is `sqlite` or `postgresql`."""

    def __init__(self, url: str | Path, *, create: bool = True) -> None:
        self.url = _make_url(url)
        self.dialect = self.url.get_backend_name()
        self.reading: dict[str, Any] = {} if self.dialect == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        """The options of each connection for reading."""
        if self.dialect == "sqlite":
            self._check_file(create=create)
        try:
            self.engine = _make_engine(self.url)
            self._prepare(create=create)
        except (OperationalError, DatabaseError) as error:
            raise StoreError(f"{self.name}: {_explain(error)}") from error

    @property
    def name(self) -> str:
        """The URL without its password, or the path."""
        return (self.url.database or "") if self.dialect == "sqlite" else self.url.render_as_string()

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with self.engine.connect().execution_options(**self.reading) as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that no other writer is in; it is in whole or not at all."""
        with self.engine.connect().execution_options(dateline_write=True) as connection:
            try:
                transaction = connection.begin()
            except OperationalError as error:
                raise StoreError(f"{self.name}: {_explain(error)}") from error
            with transaction:
                if self.dialect == "postgresql":
                    connection.execute(select(func.pg_advisory_xact_lock(_WRITER_LOCK)))
                yield connection

    def _check_file(self, *, create: bool) -> None:
        path = Path(self.url.database or "")
        if path.is_dir():
            raise StoreError(f"{path} is a folder: name a file, such as {path / 'events.db'}")
        if not create and not path.exists():
            raise StoreError(f"no store at {path}: make one with `dateline add PATH --store {path}`")
        if not path.parent.is_dir():
            raise StoreError(f"no folder {path.parent} to hold the store {path.name}: make it first")

    def _prepare(self, *, create: bool) -> None:
        with self.engine.connect() as connection:
            version = _find_version(connection)
            others = self.dialect == "sqlite" and version is None and inspect(connection).get_table_names()
        if version == HEAD:
            return
        if others or (version is not None and not version.isdigit()):
            raise StoreError(f"{self.name} holds the tables of another program: name a new file")
        if version is None and not create:
            raise StoreError(f"{self.name} holds no store: make one with `dateline add PATH --store …`")
        if version is not None and version > HEAD:
            raise StoreError(f"{self.name} was made by a newer Dateline (tables {version}): update this one")
        with self.write() as connection:
            if _find_version(connection) != HEAD:  # another process may have been first
                migrate(connection)


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the tables up to date by Alembic, in the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def insert_rows(connection: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows, whole, in the order of the table's columns, the fastest way that the database has."""
    if not rows:
        return
    names = [column.name for column in table.columns]
    if connection.dialect.name == "postgresql":
        listed = ", ".join(f'"{name}"' for name in names)
        cursor = connection.connection.cursor()
        try:
            with cursor.copy(f'COPY "{table.name}" ({listed}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        finally:
            cursor.close()
    elif connection.dialect.paramstyle == "qmark":
        marks = ", ".join("?" for _ in names)
        statement = f'INSERT INTO "{table.name}" VALUES ({marks})'
        connection.exec_driver_sql(statement, [tuple(row) for row in rows])
    else:
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def next_id(connection: Connection, table: Table) -> int:
    """Give the first free id of a table; only in a write transaction, where no other writer is."""
    key = next(iter(table.primary_key.columns))
    return int(connection.execute(select(func.coalesce(func.max(key), 0))).scalar_one()) + 1


def in_chunks(items: Iterable[Any], size: int = 500) -> Iterator[list[Any]]:
    """Give items in lists that an `IN` takes."""
    chunk: list[Any] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _make_url(url: str | Path) -> URL:
    given = str(url)
    if "://" not in given:
        return URL.create("sqlite", database=given)
    try:
        made = make_url(given)
        backend = made.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(f"no store's URL: {given}: name a file, sqlite:///FILE or postgresql://…") from error
    if backend == "sqlite":
        if not made.database or made.database == ":memory:":
            raise StoreError("a store in memory would lose all: name a file")
        return made
    if backend not in ("postgresql", "postgres"):
        raise StoreError(f"no store in {backend}: SQLite (a file) and PostgreSQL (postgresql://…) are known")
    return made.set(drivername="postgresql+psycopg")


def _make_engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise StoreError("PostgreSQL needs the extra `postgres`: pip install 'dateline[postgres]'") from error
    engine = create_engine(url, pool_size=10, max_overflow=20, connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        # Python's own way would begin a transaction late, and without the writer's lock.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("dateline_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _find_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _explain(error: DatabaseError) -> str:
    line = " ".join(str(error.orig or error).split())
    if "not a database" in line:
        return "not a store: the file is no SQLite database"
    if "locked" in line:
        return f"another program has been writing for {_BUSY_SECONDS} seconds: try again"
    return line[:300]
