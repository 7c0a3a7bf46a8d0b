"""The Python interface: texts and files to readings.

In: a text, a path or a `Report`. Out: a `Reading`, the record with ways to show it and to give it on. What is heavy
(spaCy, pandas) is loaded when it is needed, not before.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateline import records
from dateline.errors import InputError
from dateline.records import Failure, Report

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    from matplotlib.axes import Axes

    from dateline.settings import Settings

LONGEST_PATH = 1024
"""A string longer than this is a text, not a path."""


class Reading(records.Reading):
    """One report, read; the fields are those of the record, `docs/format.md` describes them."""

    __slots__ = ()

    @classmethod
    def of(cls, reading: records.Reading) -> Reading:
        """Give a record the methods of this class; the fields are the same."""
        if isinstance(reading, cls):
            return reading
        return cls(**{field.name: getattr(reading, field.name) for field in fields(reading)})

    @classmethod
    def from_json(cls, text: str) -> Reading:
        """Read what `to_json` wrote; raises `RecordError` where the text is no reading."""
        from dateline.readings import load_reading

        return cls.of(load_reading(text))

    def to_dict(self) -> dict[str, Any]:
        """Give the reading as plain values, in the form of `docs/format.md`."""
        from dateline.readings import encode_reading

        return encode_reading(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """Give the reading as JSON text: the same reading, the same bytes."""
        from dateline.readings import dump_reading

        return dump_reading(self, indent=indent)

    def to_dataframe(self) -> pd.DataFrame:
        """Give the accounts as a data frame, one row each; the columns are `dateline.export.rows.COLUMNS`."""
        from dateline.export.frame import to_dataframe

        return to_dataframe(self)

    def to_polars(self) -> pl.DataFrame:
        """Give the accounts as a polars data frame with the same columns (extra `exports`)."""
        from dateline.export.frame import to_polars

        return to_polars(self)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw where in the text each account stands, who, when and according to whom (extra `exports`)."""
        from dateline.plots.reading import plot_reading

        return plot_reading(self, ax)

    def to_html(self) -> str:
        """Give the reading as one HTML page that fetches nothing."""
        from dateline.export.html import render_page

        return render_page(self)

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame of its own."""
        from dateline.export.html import render_frame

        return render_frame(self)


def read(
    text_or_path: str | Path,
    *,
    published: str | None = None,
    title: str | None = None,
    outlet: str | None = None,
    url: str | None = None,
) -> Reading:
    """Read one report: a text, or the file that a `Path` or a string names.

    `published` is a day, best as `YYYY-MM-DD`; without it relative times keep no date. `title`, `outlet` and `url`
    stand in place of what a file says of itself.

    Raises `InputError` where there is no report to read, `ModelError` where the pipeline is not installed.
    """
    from dateline.pipeline import read as read_report

    metadata = {"published": published, "title": title, "outlet": outlet, "url": url}
    return Reading.of(read_report(_make_report(text_or_path, metadata), _load_settings()))


def read_many(items: Iterable[str | Path | Report], workers: int = 1) -> Iterator[Reading | Failure]:
    """Read reports one after another: texts, paths (a file may hold several reports) or `Report`s.

    Each gives a `Reading` or, if it cannot be read, a `Failure` that says why, in the order of the items. With
    `workers` above 1 so many processes read at the same time; the results are the same.
    """
    if workers < 1:
        raise ValueError(f"workers is {workers}: it must be at least 1")
    return _read_many(items, workers)


def _read_many(items: Iterable[str | Path | Report], workers: int) -> Iterator[Reading | Failure]:
    reports = (report for item in items for report in _find_reports(item))
    settings = _load_settings()
    if workers == 1:
        from dateline.pipeline import read_many as read_reports

        results: Iterable[records.Reading | Failure] = read_reports(reports, settings)
    else:
        results = _read_in_processes(reports, settings, workers)
    for result in results:
        yield result if isinstance(result, Failure) else Reading.of(result)


def _read_in_processes(
    reports: Iterable[Report | Failure], settings: Settings, workers: int
) -> Iterator[records.Reading | Failure]:
    """Read in processes, at most a few reports ahead of what has been taken, so that memory stays small."""
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing import get_context

    waiting: deque[Future[records.Reading | Failure]] = deque()
    # A fresh process each: a copy of this one could inherit a lock that a thread holds.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for report in reports:
            waiting.append(pool.submit(_read_one, report, settings))
            if len(waiting) >= 4 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _read_one(report: Report | Failure, settings: Settings) -> records.Reading | Failure:
    from dateline.pipeline import read_many as read_reports

    return next(read_reports([report], settings))


def _load_settings() -> Settings:
    from dateline.settings import load_settings

    return load_settings()


def _make_report(item: str | Path, metadata: dict[str, str | None]) -> Report:
    if isinstance(item, str) and not _is_file(item):
        if _looks_like_path(item):
            raise InputError(f"no such file: {item}")
        from dateline.sources.build import read_text

        return read_text(item, **metadata)
    from dateline.sources.paths import read_sources

    given = {name: value for name, value in metadata.items() if value is not None}
    found = list(read_sources([item], published=given.get("published")))
    for failure in found:
        if isinstance(failure, Failure):
            raise InputError(f"{failure.report}: {failure.error}")
    reports = [report for report in found if isinstance(report, Report)]
    if len(reports) != 1:
        raise InputError(f"{item} holds {len(reports)} reports: use read_many")
    report = reports[0]
    if not given:
        return report
    known = {name: getattr(report, name) for name in ("title", "outlet", "url", "language", "published")}
    given.pop("published", None)  # what the file says of its day comes first, and the source has seen to it
    return Report.of(report.text, **{**known, **given}) if given else report


def _find_reports(item: str | Path | Report) -> Iterator[Report | Failure]:
    if isinstance(item, Report):
        yield item
    elif isinstance(item, Path) or _is_file(item):
        from dateline.sources.paths import read_sources

        yield from read_sources([item])
    else:
        nothing = dict.fromkeys(("published", "title", "outlet", "url"))
        try:
            yield _make_report(item, nothing)
        except InputError as error:
            yield Failure(" ".join(item[:60].split()), "source", str(error))


def _is_file(text: str) -> bool:
    if not text or len(text) > LONGEST_PATH or "\n" in text:
        return False
    try:
        return os.path.isfile(text)
    except ValueError:
        return False


def _looks_like_path(text: str) -> bool:
    """Say whether a string that names no file was meant to: one word with a slash or a short ending."""
    if not text or len(text) > LONGEST_PATH or len(text.split()) != 1:
        return False
    ending = Path(text).suffix[1:]
    return "/" in text or (ending.isalnum() and len(ending) <= 6)
