"""The first tables."""

from alembic import op

revision = "0001"
down_revision = None

_SQLITE = (
    "CREATE VIRTUAL TABLE report_text USING fts5(title, text, content='report', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE account_text USING fts5(sentence, content='account', content_rowid='id', "
    "tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE facet_text USING fts5(label, content='facet', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    "CREATE VIRTUAL TABLE place_tree USING rtree(id, south, north, west, east)",
)
_POSTGRESQL = (
    "CREATE TABLE report_text (id bigint PRIMARY KEY, search tsvector NOT NULL)",
    "CREATE INDEX report_text_search ON report_text USING gin (search)",
    "CREATE TABLE account_text (id bigint PRIMARY KEY, search tsvector NOT NULL)",
    "CREATE INDEX account_text_search ON account_text USING gin (search)",
    "CREATE TABLE facet_text (id bigint PRIMARY KEY, search tsvector NOT NULL)",
    "CREATE INDEX facet_text_search ON facet_text USING gin (search)",
    "CREATE INDEX place_point ON place USING gist (point(longitude, latitude))",
)


def upgrade() -> None:
    """Make every table."""
    from dateline.store.schema import METADATA

    connection = op.get_bind()
    METADATA.create_all(connection)
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
