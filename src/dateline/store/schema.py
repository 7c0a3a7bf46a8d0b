"""The tables of a store, in SQLAlchemy Core, the same for SQLite and PostgreSQL.

In: nothing. Out: `METADATA` and its tables. *Kept* tables are only added to, and the log vouches for each of their
rows; *derived* tables can be made again from them. Full text and the spatial tree differ between the databases and
stand in `dialects`. Days are whole numbers `YYYYMMDD`, 0 where there is none, so that months
and years come by division.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

# A 64-bit key that is still SQLite's own row number.
_KEY = BigInteger().with_variant(Integer, "sqlite")


def _key(name: str = "id") -> Column[int]:
    return Column(name, _KEY, primary_key=True, autoincrement=False)


# ---- kept -------------------------------------------------------------------------------------------------------

RAW = Table(
    "raw",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text),
    Column("url", Text),
)
RAW_CHUNK = Table(
    "raw_chunk",
    METADATA,
    Column("sha256", Text, ForeignKey("raw.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
REPORT = Table(
    "report",
    METADATA,
    _key(),
    Column("uid", Text, nullable=False, unique=True),
    Column("title", Text),
    Column("outlet", Text),
    Column("url", Text),
    Column("language", Text),
    Column("published", Text),
    Column("text", Text, nullable=False),
    Column("details", Text, nullable=False),  # authors, rights, corrections and the like, as JSON
    Column("note", Text),
    Column("identity", Text, nullable=False),  # of what the id stands for
    Column("hash", Text, nullable=False),  # of all
    Column("added", Text, nullable=False),
)
REPORT_RAW = Table(
    "report_raw",
    METADATA,
    Column("report_id", _KEY, ForeignKey("report.id"), primary_key=True),
    Column("sha256", Text, ForeignKey("raw.sha256"), primary_key=True),
    Column("position", Integer, primary_key=True),
)
CODER = Table(
    "coder",
    METADATA,
    _key(),
    Column("uid", Text, nullable=False, unique=True),
    Column("version", Text, nullable=False),
    Column("parts", Text, nullable=False),
)
READING = Table(
    "reading",
    METADATA,
    _key(),
    Column("report_id", _KEY, ForeignKey("report.id"), nullable=False),
    Column("coder_id", _KEY, ForeignKey("coder.id"), nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("added", Text, nullable=False),
    UniqueConstraint("report_id", "coder_id", "hash", name="reading_once"),
)
MERGE = Table(
    "merge",
    METADATA,
    _key(),
    Column("kind", Text, nullable=False),  # whole, step, undo
    Column("undoes", _KEY),
    Column("method", Text, nullable=False),
    Column("person", Text),
    Column("hash", Text, nullable=False),
)
MERGE_ITEM = Table(
    "merge_item",
    METADATA,
    _key(),
    Column("merge_id", _KEY, ForeignKey("merge.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),  # event, story, copy, retire
    Column("uid", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
)
DECISION = Table(
    "decision",
    METADATA,
    _key(),
    Column("kind", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("round", Text),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
ROUND = Table(
    "round",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
STAMP = Table(
    "stamp",
    METADATA,
    _key(),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("token", LargeBinary, nullable=False),
)
AUDIT = Table(
    "audit",
    METADATA,
    _key("seq"),
    Column("at", Text, nullable=False),
    Column("person", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

# ---- derived ----------------------------------------------------------------------------------------------------

REPORT_STATE = Table(
    "report_state",
    METADATA,
    Column("report_id", _KEY, primary_key=True, autoincrement=False),
    Column("day", Integer, nullable=False),  # of publication
    Column("published", Text),  # as read, which may come from the text
    Column("words", Integer, nullable=False),
    Column("machine_id", _KEY),  # the newest reading
    Column("base_id", _KEY),  # the reading that decisions stand on; null without decisions
    Column("accounts", Integer, nullable=False),  # in the machine view
    Index("report_state_day", "day", "report_id"),
    Index("report_state_base", "base_id"),
)
DECISION_STATE = Table(
    "decision_state",
    METADATA,
    Column("decision_id", _KEY, primary_key=True, autoincrement=False),
    Column("undone_by", _KEY),
    Column("settled", SmallInteger, nullable=False),  # 1: a blind decision put in force
)
DECISION_REPORT = Table(
    "decision_report",
    METADATA,
    Column("report_id", _KEY, primary_key=True, autoincrement=False),
    Column("decision_id", _KEY, primary_key=True, autoincrement=False),
    Index("decision_report_decision", "decision_id"),
)
ACCOUNT = Table(
    "account",
    METADATA,
    _key(),
    Column("report_id", _KEY, nullable=False),
    Column("reading_id", _KEY, nullable=False),
    Column("corrected", SmallInteger, nullable=False),
    Column("uid", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("trigger_start", Integer, nullable=False),
    Column("trigger_end", Integer, nullable=False),
    Column("sentence", Text, nullable=False),
    Index("account_reading", "reading_id", "corrected"),
    Index("account_report", "report_id"),
)
EVENT = Table(
    "event",
    METADATA,
    _key(),
    Column("uid", Text, nullable=False),
    Column("view", SmallInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("day_to", Integer, nullable=False),
    Column("confidence", Float, nullable=False),  # -1 where there is none, so that it sorts
    Column("accounts", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("disagreements", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("lead_id", _KEY, nullable=False),
    Index("event_uid", "uid"),
    Index("event_day", "day", "id", "day_to", "view", "type", "sources"),
    Index("event_sources", "sources", "id"),
    Index("event_reports", "reports", "id"),
    Index("event_confidence", "confidence", "id"),
    Index("event_disagreements", "disagreements", "id"),
    Index("event_view", "view", "status", "id"),
)
EVENT_BODY = Table(
    "event_body",
    METADATA,
    Column("event_id", _KEY, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)
EVENT_ACCOUNT = Table(
    "event_account",
    METADATA,
    Column("event_id", _KEY, primary_key=True, autoincrement=False),
    Column("account_id", _KEY, primary_key=True, autoincrement=False),
    Index("event_account_account", "account_id"),
    sqlite_with_rowid=False,
)
FACET = Table(
    "facet",
    METADATA,
    _key(),
    Column("kind", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("label", Text, nullable=False),
    UniqueConstraint("kind", "value", name="facet_once"),
)
EVENT_FACET = Table(
    "event_facet",
    METADATA,
    Column("facet_id", _KEY, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("event_id", _KEY, primary_key=True, autoincrement=False),
    Index("event_facet_event", "event_id", "facet_id"),
    sqlite_with_rowid=False,
)
EVENT_NUMBER = Table(
    "event_number",
    METADATA,
    Column("event_id", _KEY, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("low", Float),
    Column("high", Float),
    Index("event_number_kind", "kind", "high", "low", "event_id"),
)
PLACE = Table(
    "place",
    METADATA,
    _key(),  # the id of its facet
    Column("name", Text, nullable=False),
    Column("geonames_id", BigInteger),
    Column("admin1", Text),
    Column("country", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("precision", Text, nullable=False),
    Column("radius_km", Float),
    Column("x", Float),  # the point on the unit sphere: distances by a dot product in either database
    Column("y", Float),
    Column("z", Float),
)
GROUPED = Table(
    "grouped",
    METADATA,
    Column("account_id", _KEY, primary_key=True, autoincrement=False),
    Column("item_id", _KEY, nullable=False, index=True),  # the merge_item in force that joins it
)
STORY = Table(
    "story",
    METADATA,
    _key(),  # the id of its merge_item
    Column("uid", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("day_to", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Index("story_day", "day", "id"),
)
STORY_REPORT = Table(
    "story_report",
    METADATA,
    Column("report_id", _KEY, primary_key=True, autoincrement=False),
    Column("story_id", _KEY, primary_key=True, autoincrement=False),
    Index("story_report_story", "story_id"),
)
COPY_REPORT = Table(
    "copy_report",
    METADATA,
    Column("report_id", _KEY, primary_key=True, autoincrement=False),
    Column("item_id", _KEY, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("original_id", _KEY, nullable=False),
    Index("copy_report_item", "item_id"),
)

KEPT = (RAW, RAW_CHUNK, REPORT, REPORT_RAW, CODER, READING, MERGE, MERGE_ITEM, DECISION, ROUND, STAMP, AUDIT)
"""The tables that are only added to."""
