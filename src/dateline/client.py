"""A client of the API: the calls of a store, over HTTP.

In: the address of a running server, an API token where it has accounts. Out: the same frozen records that
`dateline.store` gives, and readings. Errors are `ClientError` with the problem that the server told of.

    with Client("http://127.0.0.1:8321") as client:
        for row in client.events(Filters(types=("PROTEST",))):
            print(row.date, row.sentence)
"""

from __future__ import annotations

import dataclasses
import json
import secrets
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import httpcore

from dateline.errors import DatelineError
from dateline.filters import Filters
from dateline.readings import decode_reading
from dateline.records import Failure, Reading
from dateline.review.agreement import Agreement
from dateline.review.decisions import Decision, Target
from dateline.store import (
    Count,
    EventRow,
    Facet,
    Link,
    Page,
    PlaceCount,
    ReportFilters,
    ReportRow,
    SearchHit,
    StoryRow,
    Total,
)
from dateline.version import __version__
from dateline.web.queries import list_pairs

T = TypeVar("T")
Json = dict[str, Any]
PREFIX = "/api/v1"
SECONDS = 60.0
REMEMBERED = 256
"""How many answers are kept with their tags, so that the same question need not be answered twice."""


class ClientError(DatelineError):
    """The server refused, or could not be reached. `status` is 0 where there was no answer; `kind` is the problem's."""

    def __init__(self, message: str, *, status: int = 0, kind: str | None = None) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Give the body's JSON."""
        return json.loads(self.body)


class Client:
    """The API of one server. Safe to share between threads."""

    def __init__(self, url: str, *, token: str | None = None, seconds: float = SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.username:
            raise ClientError(f"{url!r} is no address of a server: http://HOST:PORT")
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._token = token
        self._timeout = {"connect": seconds, "read": seconds, "write": seconds, "pool": seconds}
        self._pool = httpcore.ConnectionPool(max_connections=8, retries=1)
        self._held: dict[str, tuple[str, bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    # ---- lists --------------------------------------------------------------------------------------------------

    def events(
        self, filters: Filters | None = None, *, sort: str = "-date", limit: int = 100, **more: Any
    ) -> Iterator[EventRow]:
        """Give every event, page by page; `sensitive=True` for reviewers."""
        return self._iterate("events", EventRow, [*_pairs(filters), ("sort", sort), ("limit", limit)], more)

    def events_page(
        self, filters: Filters | None = None, *, sort: str = "-date", limit: int = 50, cursor: str | None = None
    ) -> Page[EventRow]:
        """Give one page of events."""
        return self._page("events", EventRow, [*_pairs(filters), ("sort", sort), ("limit", limit)], cursor)

    def queue(self, filters: Filters | None = None, *, sort: str = "uncertain", limit: int = 100) -> Iterator[EventRow]:
        """Give every event that nobody has decided on."""
        return self._iterate("review/queue", EventRow, [*_pairs(filters), ("sort", sort), ("limit", limit)], {})

    def reports(self, filters: ReportFilters | None = None, *, limit: int = 100, **more: Any) -> Iterator[ReportRow]:
        """Give every report's row, page by page."""
        return self._iterate("reports", ReportRow, [*_report_pairs(filters), ("limit", limit)], more)

    def readings(self, filters: ReportFilters | None = None, *, limit: int = 50, **more: Any) -> Iterator[Reading]:
        """Give every reading, page by page."""
        pairs = [*_report_pairs(filters), ("limit", limit)]
        for value in self._iterate("readings", dict, pairs, more):
            yield decode_reading(value)

    def search(
        self, text: str, filters: ReportFilters | None = None, *, limit: int = 20, **more: Any
    ) -> Iterator[SearchHit]:
        """Give the reports that hold the words, the best first."""
        return self._iterate("search", SearchHit, [("q", text), *_report_pairs(filters), ("limit", limit)], more)

    def stories(self, *, sort: str = "-date", limit: int = 100) -> Iterator[StoryRow]:
        """Give every story."""
        return self._iterate("stories", StoryRow, [("sort", sort), ("limit", limit)], {})

    # ---- one record ---------------------------------------------------------------------------------------------

    def event(self, event: str, *, view: str = "corrected", sensitive: bool = False) -> Json:
        """Give an event in full: `event`, `accounts`, `disagreements`, `decisions`, and `shown` for decisions on it."""
        found: Json = self._get_json(f"events/{quote(event, safe='')}", [("view", view)], sensitive=sensitive)
        return found

    def report(self, report: str, *, sensitive: bool = False) -> Json:
        """Give a report with where it came from and who has read it."""
        found: Json = self._get_json(f"reports/{quote(report, safe='')}", [], sensitive=sensitive)
        return found

    def reading(self, report: str, *, view: str = "corrected", sensitive: bool = False) -> Reading:
        """Give a report's reading."""
        path = f"reports/{quote(report, safe='')}/reading"
        return decode_reading(self._get_json(path, [("view", view)], sensitive=sensitive))

    def story(self, story: str) -> Json:
        """Give a story with its reports."""
        found: Json = self._get_json(f"stories/{quote(story, safe='')}", [])
        return found

    # ---- counts -------------------------------------------------------------------------------------------------

    def count_events(self, filters: Filters | None = None, *, cap: int = 10_000) -> Total:
        """Count events, up to a cap."""
        return build(Total, self._get_json("events/total", [*_pairs(filters), ("cap", cap)]))

    def counts(self, filters: Filters | None = None, *, by: str = "month", split: str | None = None) -> list[Count]:
        """Count events and their sources over time."""
        pairs = [*_pairs(filters), ("by", by), *([("split", split)] if split else [])]
        return build(list[Count], self._get_json("counts", pairs)["items"])

    def facets(
        self, kind: str, filters: Filters | None = None, *, limit: int = 50, sensitive: bool = False
    ) -> list[Facet]:
        """Count the values of a facet among events."""
        value = self._get_json(
            f"facets/{quote(kind, safe='')}", [*_pairs(filters), ("limit", limit)], sensitive=sensitive
        )
        return build(list[Facet], value["items"])

    def places(self, filters: Filters | None = None, *, limit: int = 2000) -> list[PlaceCount]:
        """Count events by place."""
        return build(list[PlaceCount], self._get_json("places", [*_pairs(filters), ("limit", limit)])["items"])

    def links(self, filters: Filters | None = None, *, limit: int = 200, sensitive: bool = False) -> list[Link]:
        """Count events between actors and recipients."""
        value = self._get_json("links", [*_pairs(filters), ("limit", limit)], sensitive=sensitive)
        return build(list[Link], value["items"])

    def stats(self) -> dict[str, int]:
        """Give the numbers of the store as a whole."""
        found: dict[str, int] = self._get_json("stats", [])
        return found

    # ---- reading ------------------------------------------------------------------------------------------------

    def read(self, text: str, *, keep: bool = False, **known: str | None) -> Reading:
        """Read a text; `known` are `published`, `title`, `outlet`, `url`. Raises `ClientError` where it is not read."""
        body = json.dumps({"text": text, **{name: value for name, value in known.items() if value}}).encode()
        value = self._send("POST", "read", [("keep", _flag(keep))], body, "application/json").json()
        if not value["readings"]:
            raise ClientError(value["failures"][0]["error"], status=200, kind="unread")
        return decode_reading(value["readings"][0])

    def read_file(self, path: Path, *, keep: bool = False, published: str | None = None) -> list[Reading | Failure]:
        """Read the reports in a file."""
        body, kind = _pack_files([path], published)
        value = self._send("POST", "read", [("keep", _flag(keep))], body, kind).json()
        return [*map(decode_reading, value["readings"]), *(Failure(**item) for item in value["failures"])]

    def start_reading(self, paths: Iterable[Path], *, keep: bool = False, published: str | None = None) -> Json:
        """Begin a job that reads many files; gives where it stands, with its `id`."""
        body, kind = _pack_files(paths, published)
        found: Json = self._send("POST", "jobs/read", [("keep", _flag(keep))], body, kind).json()
        return found

    def watch(self, job: str) -> Iterator[Json]:
        """Give where a job stands each time something has happened, until it ends."""
        waiting = b""
        for piece in self._stream(f"jobs/{quote(job, safe='')}/events", []):
            waiting += piece
            while b"\n\n" in waiting:
                block, _, waiting = waiting.partition(b"\n\n")
                for line in block.split(b"\n"):
                    if line.startswith(b"data: "):
                        yield json.loads(line[6:])

    def job_readings(self, job: str) -> Iterator[Reading]:
        """Give the readings of a job."""
        for line in self._send("GET", f"jobs/{quote(job, safe='')}/readings", []).body.splitlines():
            yield decode_reading(json.loads(line))

    # ---- review -------------------------------------------------------------------------------------------------

    def decide(self, decision: Decision, *, shown: str | None = None) -> Json:
        """Keep a decision as the person of the token; `shown` is what the record that it is about carries."""
        value = {**decision.to_dict(), "shown": shown}
        del value["person"]
        return self._post("review/decisions", value)

    def confirm(self, event: Json, *, reason: str | None = None) -> Json:
        """Accept an event as `event()` gave it; raises `ClientError` (409) where it has changed since."""
        ids = tuple((item["report"], item["coder"], item["id"]) for item in event["accounts"])
        decision = Decision(kind="confirm", person="-", target=Target("event", ids), reason=reason)
        return self.decide(decision, shown=event["shown"])

    def undo(self, decision: int, *, reason: str | None = None) -> Json:
        """Take a decision back."""
        return self._post(f"review/decisions/{decision}/undo", {"reason": reason})

    def decisions(self, **wanted: Any) -> list[Json]:
        """Give decisions; `wanted` are `report`, `person`, `kind`, `needs_second`, `limit`."""
        found: list[Json] = self._get_json("review/decisions", _plain_pairs(wanted))
        return found

    def agreement(self, name: str) -> list[Agreement]:
        """Give how far the people of a blind round agree."""
        return build(list[Agreement], self._get_json(f"review/rounds/{quote(name, safe='')}/agreement", []))

    # ---- exports ------------------------------------------------------------------------------------------------

    def export(self, form: str, out: Path, filters: Filters | None = None, **more: Any) -> int:
        """Write an export to a file, as it comes; gives its bytes. `more`: `merged`, `package`, `sensitive`."""
        draft, size = out.with_name(f".{out.name}.part"), 0
        try:
            with draft.open("wb") as stream:
                for piece in self._stream(f"exports/{quote(form, safe='')}", [*_pairs(filters), *_plain_pairs(more)]):
                    stream.write(piece)
                    size += len(piece)
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)
        return size

    # ---- the wire -----------------------------------------------------------------------------------------------

    def _iterate(self, path: str, kind: type[T], pairs: list[tuple[str, Any]], more: Mapping[str, Any]) -> Iterator[T]:
        cursor: str | None = None
        asked = [*pairs, *_plain_pairs(more)]
        while True:
            page = self._page(path, kind, asked, cursor)
            yield from page.items
            cursor = page.next
            if cursor is None:
                return

    def _page(self, path: str, kind: type[T], pairs: list[tuple[str, Any]], cursor: str | None) -> Page[T]:
        value = self._get_json(path, [*pairs, *([("cursor", cursor)] if cursor else [])])
        items = value["items"] if kind is dict else [build(kind, item) for item in value["items"]]
        return Page(tuple(items), value["next"])

    def _get_json(self, path: str, pairs: list[tuple[str, Any]], *, sensitive: bool = False) -> Any:
        """Ask, unless the answer that is held still stands."""
        asked = [*pairs, *([("sensitive", "true")] if sensitive else [])]
        key = f"{path}?{urlencode(asked)}"
        held = self._held.get(key)
        answer = self._send("GET", path, asked, tag=held[0] if held else None)
        if answer.status == 304 and held:
            return json.loads(held[1])
        if tag := answer.headers.get("etag"):
            if len(self._held) >= REMEMBERED:
                self._held.pop(next(iter(self._held)), None)
            self._held[key] = (tag, answer.body)
        return answer.json()

    def _post(self, path: str, value: Json) -> Json:
        found: Json = self._send("POST", path, [], json.dumps(value).encode(), "application/json").json()
        return found

    def _send(
        self,
        method: str,
        path: str,
        pairs: list[tuple[str, Any]],
        body: bytes = b"",
        kind: str | None = None,
        tag: str | None = None,
    ) -> Answer:
        headers = self._headers(kind, tag)
        try:
            answer = self._pool.request(
                method, self._address(path, pairs), headers=headers, content=body, extensions={"timeout": self._timeout}
            )
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise ClientError(f"{self.url} cannot be reached: {type(error).__name__} {error}".strip()) from error
        found = Answer(answer.status, _read_headers(answer.headers), answer.content)
        if found.status >= 400:
            raise _make_error(found)
        return found

    def _stream(self, path: str, pairs: list[tuple[str, Any]]) -> Iterator[bytes]:
        try:
            with self._pool.stream(
                "GET", self._address(path, pairs), headers=self._headers(), extensions={"timeout": self._timeout}
            ) as answer:
                if answer.status >= 400:
                    raise _make_error(Answer(answer.status, _read_headers(answer.headers), answer.read()))
                yield from answer.iter_stream()
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise ClientError(f"{self.url}: the answer broke off: {type(error).__name__}") from error

    def _address(self, path: str, pairs: list[tuple[str, Any]]) -> str:
        query = urlencode(pairs)
        return f"{self.url}{PREFIX}/{path}{'?' + query if query else ''}"

    def _headers(self, kind: str | None = None, tag: str | None = None) -> list[tuple[str, str]]:
        headers = [("Accept", "application/json"), ("User-Agent", f"dateline/{__version__}")]
        headers += [("Authorization", f"Bearer {self._token}")] if self._token else []
        headers += [("Content-Type", kind)] if kind else []
        headers += [("If-None-Match", tag)] if tag else []
        return headers


def build(kind: type[T], value: Any) -> T:
    """Build a record, or a list of them, from plain JSON, by the types of its fields."""
    made: T = _build(kind, value)
    return made


def _build(kind: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _build(next(a for a in arguments if a is not type(None)), value)
    if origin is list:
        return [_build(arguments[0], item) for item in value]
    if origin is tuple:
        return tuple(_build(arguments[0], item) for item in value)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return kind(
            **{f.name: _build(hints[f.name], value[f.name]) for f in dataclasses.fields(kind) if f.name in value}
        )
    return value


def _pairs(filters: Filters | None) -> list[tuple[str, Any]]:
    return [*list_pairs(filters)] if filters else []


def _report_pairs(filters: ReportFilters | None) -> list[tuple[str, Any]]:
    names = {"outlets": "outlet", "languages": "language"}
    given = filters.to_dict() if filters else {}
    if given.pop("ids", None):
        raise ClientError("reports are asked for by their ids one at a time: report(), reading()")
    return _plain_pairs({names.get(name, name): value for name, value in given.items()})


def _plain_pairs(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    pairs: list[tuple[str, Any]] = []
    for name, value in values.items():
        for item in value if isinstance(value, list | tuple) else [value]:
            if item is not None:
                pairs.append((name, _flag(item) if isinstance(item, bool) else item))
    return pairs


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _read_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _make_error(answer: Answer) -> ClientError:
    detail, kind = answer.body[:300].decode("utf-8", "replace"), None
    try:
        problem = answer.json()
        detail, kind = problem.get("detail") or problem["title"], problem["type"].removeprefix("urn:dateline:")
    except (ValueError, KeyError, AttributeError, TypeError):
        pass
    return ClientError(f"{answer.status}: {' '.join(detail.split())}", status=answer.status, kind=kind)


def _pack_files(paths: Iterable[Path], published: str | None) -> tuple[bytes, str]:
    """Give the body of a form with files, and its content type."""
    border = secrets.token_hex(16)
    pieces = []
    for path in paths:
        name = path.name.replace('"', "_").replace("\r", "_").replace("\n", "_")
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        pieces.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + path.read_bytes() + b"\r\n")
    if published:
        pieces.append(f'--{border}\r\nContent-Disposition: form-data; name="published"\r\n\r\n{published}\r\n'.encode())
    return b"".join([*pieces, f"--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"
