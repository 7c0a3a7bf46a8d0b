"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")

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
    _make_tables()
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def _make_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("report_id", _KEY, nullable=False),
        sa.Column("reading_id", _KEY, nullable=False),
        sa.Column("corrected", sa.SmallInteger(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("trigger_start", sa.Integer(), nullable=False),
        sa.Column("trigger_end", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("account_reading", "account", ["reading_id", "corrected"], unique=False)
    op.create_index("account_report", "account", ["report_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("seq", _KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "coder",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uid"),
    )
    op.create_table(
        "copy_report",
        sa.Column("report_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("item_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("original_id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "item_id"),
    )
    op.create_index("copy_report_item", "copy_report", ["item_id"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "decision_report",
        sa.Column("report_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("decision_id", _KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "decision_id"),
    )
    op.create_index("decision_report_decision", "decision_report", ["decision_id"], unique=False)
    op.create_table(
        "decision_state",
        sa.Column("decision_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("undone_by", _KEY, nullable=True),
        sa.Column("settled", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id"),
    )
    op.create_table(
        "event",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("view", sa.SmallInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("day_to", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("disagreements", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lead_id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("event_confidence", "event", ["confidence", "id"], unique=False)
    op.create_index("event_day", "event", ["day", "id", "day_to", "view", "type", "sources"], unique=False)
    op.create_index("event_disagreements", "event", ["disagreements", "id"], unique=False)
    op.create_index("event_reports", "event", ["reports", "id"], unique=False)
    op.create_index("event_sources", "event", ["sources", "id"], unique=False)
    op.create_index("event_uid", "event", ["uid"], unique=False)
    op.create_index("event_view", "event", ["view", "status", "id"], unique=False)
    op.create_table(
        "event_account",
        sa.Column("event_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("account_id", _KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("event_id", "account_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("event_account_account", "event_account", ["account_id"], unique=False)
    op.create_table(
        "event_body",
        sa.Column("event_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_table(
        "event_facet",
        sa.Column("facet_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", _KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("facet_id", "day", "event_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("event_facet_event", "event_facet", ["event_id", "facet_id"], unique=False)
    op.create_table(
        "event_number",
        sa.Column("event_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", "kind"),
    )
    op.create_index("event_number_kind", "event_number", ["kind", "high", "low", "event_id"], unique=False)
    op.create_table(
        "facet",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "value", name="facet_once"),
    )
    op.create_table(
        "grouped",
        sa.Column("account_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("item_id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_index(op.f("ix_grouped_item_id"), "grouped", ["item_id"], unique=False)
    op.create_table(
        "merge",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("undoes", _KEY, nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "place",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("geonames_id", sa.BigInteger(), nullable=True),
        sa.Column("admin1", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("radius_km", sa.Float(), nullable=True),
        sa.Column("x", sa.Float(), nullable=True),
        sa.Column("y", sa.Float(), nullable=True),
        sa.Column("z", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "raw",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "report",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uid"),
    )
    op.create_table(
        "report_state",
        sa.Column("report_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("machine_id", _KEY, nullable=True),
        sa.Column("base_id", _KEY, nullable=True),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("report_id"),
    )
    op.create_index("report_state_base", "report_state", ["base_id"], unique=False)
    op.create_index("report_state_day", "report_state", ["day", "report_id"], unique=False)
    op.create_table(
        "round",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "stamp",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "story",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("day_to", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uid"),
    )
    op.create_index("story_day", "story", ["day", "id"], unique=False)
    op.create_table(
        "story_report",
        sa.Column("report_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("story_id", _KEY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "story_id"),
    )
    op.create_index("story_report_story", "story_report", ["story_id"], unique=False)
    op.create_table(
        "merge_item",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("merge_id", _KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"],
            ["merge.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_merge_item_merge_id"), "merge_item", ["merge_id"], unique=False)
    op.create_index(op.f("ix_merge_item_uid"), "merge_item", ["uid"], unique=False)
    op.create_table(
        "raw_chunk",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["raw.sha256"],
        ),
        sa.PrimaryKeyConstraint("sha256", "number"),
    )
    op.create_table(
        "reading",
        sa.Column("id", _KEY, autoincrement=False, nullable=False),
        sa.Column("report_id", _KEY, nullable=False),
        sa.Column("coder_id", _KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coder_id"],
            ["coder.id"],
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("report_id", "coder_id", "hash", name="reading_once"),
    )
    op.create_table(
        "report_raw",
        sa.Column("report_id", _KEY, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sha256"],
            ["raw.sha256"],
        ),
        sa.PrimaryKeyConstraint("report_id", "sha256", "position"),
    )
