"""Reports: lists, one in full, full-text search with snippets.

In: `ReportFilters`, a search text, ids. Out: `Page[ReportRow]`, `Page[SearchHit]`, `StoredReport`, readings. Snippets
are cut and marked by the database over the page's reports alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, literal, literal_column, select, text, tuple_

from dateline.errors import FilterError, MissingError
from dateline.records import Reading
from dateline.store.contents import READINGS, Shelf, build_reading, build_report, reading_columns
from dateline.store.database import in_chunks
from dateline.store.dialects import fold_letters, rank_reports
from dateline.store.filters import FIRST_DAY, LAST_DAY, ReportFilters, check_period
from dateline.store.items import Page, Piece, ReportRow, SearchHit, StoredReport
from dateline.store.listing import check_limit, find_sort, make_cursor_key, read_cursor, write_cursor
from dateline.store.schema import (
    CODER,
    COPY_REPORT,
    READING,
    REPORT,
    REPORT_RAW,
    REPORT_STATE,
    STORY,
    STORY_REPORT,
)
from dateline.store.words import parse_query, to_fts5, to_tsquery

SORTS = {"published": REPORT_STATE.c.day, "added": REPORT.c.id, "accounts": REPORT_STATE.c.accounts}

RANKED = 5_000
"""How many matches, the newest first, are ranked where a word is in very many reports."""

_BEGIN, _END = "\x02", "\x03"  # clean text has neither
_WORDS = 36


def list_reports(
    connection: Connection,
    filters: ReportFilters,
    *,
    sort: str = "-published",
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ReportRow]:
    """Give a page of reports."""
    column, descending = find_sort(sort, SORTS)
    check_limit(limit)
    key = make_cursor_key(filters.to_dict(), sort)
    statement = (
        select(REPORT.c.id, column.label("by"))
        .join(REPORT_STATE, REPORT_STATE.c.report_id == REPORT.c.id)
        .where(*find_conditions(filters))
    )
    if cursor is not None:
        here, there = tuple_(column, REPORT_STATE.c.report_id), tuple_(*read_cursor(cursor, key))
        statement = statement.where(here < there if descending else here > there)
    tie = REPORT_STATE.c.report_id
    order = (column.desc(), tie.desc()) if descending else (column.asc(), tie.asc())
    found = connection.execute(statement.order_by(*order).limit(limit + 1)).all()
    page = found[:limit]
    rows = load_report_rows(connection, [row.id for row in page])
    return Page(tuple(rows), write_cursor([page[-1].by, page[-1].id], key) if len(found) > limit else None)


def find_conditions(filters: ReportFilters) -> list[Any]:
    """Give the conditions over `report` joined with its state."""
    first, last = check_period(filters.since, filters.until)
    found: list[Any] = []
    if (first, last) != (FIRST_DAY, LAST_DAY):
        found.append(REPORT_STATE.c.day.between(first, last))
    for column, values in ((REPORT.c.outlet, filters.outlets), (REPORT.c.language, filters.languages)):
        if values:
            found.append(column.in_(values))
    if filters.ids:
        found.append(REPORT.c.uid.in_(filters.ids))
    if filters.unread is not None:
        found.append(REPORT_STATE.c.machine_id.is_(None) == literal(filters.unread))
    if filters.reviewed is not None:
        found.append(REPORT_STATE.c.base_id.is_not(None) == literal(filters.reviewed))
    if filters.coder is not None:
        by = and_(READING.c.report_id == REPORT.c.id, READING.c.coder_id == CODER.c.id, CODER.c.uid == filters.coder)
        found.append(exists().where(by))
    if filters.story is not None:
        inside = and_(
            STORY_REPORT.c.report_id == REPORT.c.id,
            STORY_REPORT.c.story_id == STORY.c.id,
            STORY.c.uid == filters.story,
        )
        found.append(exists().where(inside))
    return found


def load_report_rows(connection: Connection, ids: Sequence[int]) -> list[ReportRow]:
    """Give the rows of reports, in the order of the ids."""
    found: dict[int, ReportRow] = {}
    for chunk in in_chunks(ids):
        stories = dict(
            connection.execute(
                select(STORY_REPORT.c.report_id, func.min(STORY.c.uid))
                .join(STORY, STORY.c.id == STORY_REPORT.c.story_id)
                .where(STORY_REPORT.c.report_id.in_(chunk))
                .group_by(STORY_REPORT.c.report_id)
            ).all()
        )
        statement = (
            select(
                REPORT.c.id, REPORT.c.uid, REPORT.c.title, REPORT.c.outlet, REPORT.c.url, REPORT.c.language,
                REPORT.c.note, REPORT.c.added, REPORT_STATE.c.published, REPORT_STATE.c.words,
                REPORT_STATE.c.accounts, CODER.c.uid.label("coder"),
            )
            .join(REPORT_STATE, REPORT_STATE.c.report_id == REPORT.c.id)
            .outerjoin(READING, READING.c.id == REPORT_STATE.c.machine_id)
            .outerjoin(CODER, CODER.c.id == READING.c.coder_id)
            .where(REPORT.c.id.in_(chunk))
        )  # fmt: skip
        for row in connection.execute(statement):
            found[row.id] = ReportRow(
                row.uid, row.title, row.outlet, row.url, row.language, row.published, row.words, row.accounts,
                stories.get(row.id), row.coder, row.note, row.added,
            )  # fmt: skip
    return [found[key] for key in ids]


def load_report(connection: Connection, uid: str) -> StoredReport:
    """Give a report with where it came from and who has read it; raises `MissingError`."""
    row = connection.execute(
        select(REPORT, REPORT_STATE.c.machine_id, REPORT_STATE.c.base_id)
        .join(REPORT_STATE, REPORT_STATE.c.report_id == REPORT.c.id)
        .where(REPORT.c.uid == uid)
    ).first()
    if row is None:
        raise MissingError(f"no report {uid!r} in the store")
    raws = connection.execute(
        select(REPORT_RAW.c.sha256, REPORT_RAW.c.position)
        .where(REPORT_RAW.c.report_id == row.id)
        .order_by(REPORT_RAW.c.sha256, REPORT_RAW.c.position)
    )
    coders = connection.execute(
        select(CODER.c.uid)
        .join(READING, READING.c.coder_id == CODER.c.id)
        .where(READING.c.report_id == row.id)
        .order_by(READING.c.id.desc())
    ).scalars()
    other = COPY_REPORT.alias()
    copies = connection.execute(
        select(REPORT.c.uid)
        .join(other, other.c.report_id == REPORT.c.id)
        .join(COPY_REPORT, COPY_REPORT.c.item_id == other.c.item_id)
        .where(COPY_REPORT.c.report_id == row.id, REPORT.c.id != row.id)
        .distinct()
        .order_by(REPORT.c.uid)
    ).scalars()
    return StoredReport(
        report=build_report(row),
        raws=tuple((item.sha256, item.position) for item in raws),
        coders=tuple(dict.fromkeys(coders)),
        added=row.added,
        note=row.note,
        story=load_report_rows(connection, [row.id])[0].story,
        copies=tuple(copies),
        reading_is_old=row.base_id is not None and row.base_id != row.machine_id,
    )


def find_report(connection: Connection, beginning: str) -> str:
    """Give the id of the one report whose id begins so; raises `MissingError` for none and for several."""
    if connection.execute(select(REPORT.c.id).where(REPORT.c.uid == beginning)).first():
        return beginning
    begins = REPORT.c.uid.startswith(beginning, autoescape=True)
    found = connection.execute(select(REPORT.c.uid).where(begins).limit(2)).scalars().all()
    if len(found) != 1:
        number = "several reports" if found else "no report"
        raise MissingError(f"{number} in the store with an id that begins with {beginning!r}")
    return str(found[0])


def find_coder(connection: Connection, uid: str) -> str:
    """Give the coder on whose reading of a report decisions stand; raises `MissingError` where it is unread."""
    reading = func.coalesce(REPORT_STATE.c.base_id, REPORT_STATE.c.machine_id)
    found = connection.execute(
        select(CODER.c.uid)
        .join(READING, READING.c.coder_id == CODER.c.id)
        .join(REPORT_STATE, reading == READING.c.id)
        .join(REPORT, REPORT.c.id == REPORT_STATE.c.report_id)
        .where(REPORT.c.uid == uid)
    ).scalar()
    if found is None:
        raise MissingError(f"no reading of a report {uid!r} in the store")
    return str(found)


def load_reading(connection: Connection, uid: str, *, view: str, coder: str | None) -> Reading | None:
    """Give a report's reading in a view, or the newest of one coder; None where there is none."""
    report_id = connection.execute(select(REPORT.c.id).where(REPORT.c.uid == uid)).scalar()
    if report_id is None:
        raise MissingError(f"no report {uid!r} in the store")
    if coder is not None:
        row = connection.execute(
            select(*reading_columns())
            .select_from(READINGS)
            .where(READING.c.report_id == report_id, CODER.c.uid == coder)
            .order_by(READING.c.id.desc())
            .limit(1)
        ).first()
        return None if row is None else build_reading(row)
    return find_reading(Shelf(connection), report_id, view)


def find_reading(shelf: Shelf, report_id: int, view: str) -> Reading | None:
    """Give a report's reading in a view."""
    if view not in ("corrected", "machine"):
        raise FilterError(f"view: {view!r} is neither corrected nor machine")
    views = shelf.views([report_id])[report_id]
    if view == "corrected" and views.corrected is not None:
        return views.corrected.reading
    return views.machine


def iterate_ids(connection: Connection, filters: ReportFilters) -> Iterator[list[int]]:
    """Give the ids of reports, in the order of adding, some at a time."""
    last = 0
    while True:
        statement = (
            select(REPORT.c.id)
            .join(REPORT_STATE, REPORT_STATE.c.report_id == REPORT.c.id)
            .where(REPORT.c.id > last, *find_conditions(filters))
        )
        found = list(connection.execute(statement.order_by(REPORT.c.id).limit(100)).scalars())
        if not found:
            return
        yield found
        last = found[-1]


def search_reports(
    connection: Connection, words: str, filters: ReportFilters, *, limit: int = 20, cursor: str | None = None
) -> Page[SearchHit]:
    """Give the reports that match, the best first; of more than `RANKED` matches the newest are ranked."""
    check_limit(limit)
    query = parse_query(words)
    key = make_cursor_key([filters.to_dict(), words], "score")
    ranked = _rank(connection, query, filters)
    start = int(read_cursor(cursor, key)[0]) if cursor else 0
    # The order of ranks is not kept anywhere: later pages are counted from the beginning.
    statement = select(ranked.c.id, ranked.c.score).order_by(ranked.c.score.desc(), ranked.c.id.desc())
    found = connection.execute(statement.offset(start).limit(limit + 1)).all()
    page = found[:limit]
    rows = load_report_rows(connection, [row.id for row in page])
    marked = _mark(connection, words, [row.id for row in page])
    hits = [
        SearchHit(row, marked[hit.id][0], marked[hit.id][1], float(hit.score))
        for hit, row in zip(page, rows, strict=True)
    ]
    more = write_cursor([start + limit, 0], key) if len(found) > limit else None
    return Page(tuple(hits), more)


def _rank(connection: Connection, query: Any, filters: ReportFilters) -> Any:
    conditions = find_conditions(filters)
    ranked: Select[Any] = rank_reports(connection, query)
    if conditions:
        wanted = select(REPORT.c.id).join(REPORT_STATE, REPORT_STATE.c.report_id == REPORT.c.id).where(*conditions)
        # among what matches, not each of the wanted looked for in the index of words
        ranked = ranked.where(literal_column("+report_text.rowid" if _is_sqlite(connection) else "id").in_(wanted))
    if _is_sqlite(connection):
        return ranked.order_by(literal_column("report_text.rowid").desc()).limit(RANKED).subquery()
    return ranked.order_by(literal_column("id").desc()).limit(RANKED).subquery()


def _mark(connection: Connection, words: str, ids: list[int]) -> dict[int, tuple[tuple[Piece, ...], tuple[Piece, ...]]]:
    """Give title and snippet of reports, with what was searched for marked."""
    if not ids:
        return {}
    query = parse_query(words)
    if _is_sqlite(connection):
        marks = f"char({ord(_BEGIN)}), char({ord(_END)})"
        statement = text(
            f"SELECT rowid AS id, highlight(report_text, 0, {marks}) AS title, "
            f"snippet(report_text, 1, {marks}, '…', {_WORDS}) AS snippet FROM report_text "
            f"WHERE report_text MATCH :query AND rowid IN ({', '.join(map(str, ids))})"
        )
        rows = connection.execute(statement, {"query": to_fts5(query)})
        return {row.id: (_split(row.title or ""), _split(row.snippet or "")) for row in rows}
    marked = {}
    options = (
        f'StartSel="{_BEGIN}", StopSel="{_END}", MaxWords={_WORDS}, MinWords={_WORDS // 2}, MaxFragments=1, '
        'FragmentDelimiter="…"'
    )
    whole = f'StartSel="{_BEGIN}", StopSel="{_END}", HighlightAll=true'
    asked = to_tsquery(query)
    for row in connection.execute(select(REPORT.c.id, REPORT.c.title, REPORT.c.text).where(REPORT.c.id.in_(ids))):
        pieces = []
        for part, how in ((row.title or "", whole), (row.text, options)):
            folded = fold_letters(part)
            found = connection.execute(
                select(func.ts_headline(literal_column("'english'"), folded, asked, how))
            ).scalar_one()
            pieces.append(_split(_unfold(str(found), folded, part)))
        marked[row.id] = (pieces[0], pieces[1])
    return marked


def _unfold(marked: str, folded: str, original: str) -> str:
    """Put the original's letters back into a marked piece of its folded form."""
    bare = marked.replace(_BEGIN, "").replace(_END, "")
    start = folded.find(bare)
    if start < 0:
        return marked
    found, place = [], start
    for letter in marked:
        if letter in (_BEGIN, _END):
            found.append(letter)
        else:
            found.append(original[place])
            place += 1
    return "".join(found)


def _split(marked: str) -> tuple[Piece, ...]:
    pieces = []
    for number, part in enumerate(marked.split(_BEGIN)):
        hit, _, rest = part.partition(_END) if number else ("", "", part)
        if hit:
            pieces.append(Piece(hit, True))
        if rest:
            pieces.append(Piece(rest, False))
    return tuple(pieces)


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
