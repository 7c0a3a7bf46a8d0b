"""What writes readings, one form each.

In: a form, and where to write. Out: a writer that takes readings one at a time and writes each at once, so that a run
that is stopped keeps what it has written.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TextIO

from dateline.cli.pages import PageFolder, write_whole
from dateline.readings import dump_reading
from dateline.records import Reading

FOLDERS = ("readings", "html")
"""The forms that write one file a report."""

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class Writer(Protocol):
    """Takes readings one at a time."""

    def write(self, reading: Reading) -> None:
        """Write one reading."""

    def close(self) -> None:
        """Write what must stand at the end."""


class LineWriter:
    """JSON lines."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, reading: Reading) -> None:
        """Write one line."""
        from dateline.export.jsonl import write_line

        write_line(reading, self.stream)

    def close(self) -> None:
        """Write nothing: each line is whole."""


class ListWriter:
    """One JSON list of readings."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.first = True

    def write(self, reading: Reading) -> None:
        """Write one item of the list."""
        self.stream.write("[\n" if self.first else ",\n")
        self.first = False
        self.stream.write(dump_reading(reading, indent=2))
        self.stream.flush()

    def close(self) -> None:
        """End the list."""
        self.stream.write("[]\n" if self.first else "\n]\n")


class CsvWriter:
    """One row an account."""

    def __init__(self, stream: TextIO) -> None:
        from dateline.export.csv import write_header

        self.stream = stream
        write_header(stream)

    def write(self, reading: Reading) -> None:
        """Write the rows of one reading."""
        from dateline.export.csv import write_rows

        write_rows(reading, self.stream)
        self.stream.flush()

    def close(self) -> None:
        """Write nothing: each row is whole."""


class TableWriter:
    """Blocks for reading in a terminal."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console

        from dateline.export.table import WIDTH

        class PlainConsole(Console):
            def on_broken_pipe(self) -> None:
                raise BrokenPipeError  # rich would leave with code 1

        terminal = stream.isatty()
        self.plain = not terminal
        self.console = PlainConsole(
            file=stream, width=None if terminal else WIDTH, highlight=False, markup=False, emoji=False
        )

    def write(self, reading: Reading) -> None:
        """Write one block."""
        from dateline.export.table import make_table

        self.console.print(make_table(reading, min(self.console.width, 120), plain=self.plain))
        self.console.file.flush()

    def close(self) -> None:
        """Write nothing."""


class PageWriter:
    """One page, into a stream."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, reading: Reading) -> None:
        """Write the page."""
        from dateline.export.html import render_page

        self.stream.write(render_page(reading))

    def close(self) -> None:
        """Write nothing."""


class FolderWriter:
    """One reading (JSON) a report, in a folder, named by the report's id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, reading: Reading) -> None:
        """Write one file, whole or not at all. Two reports with one id get two files."""
        write_whole(self.folder / f"{self._name(reading.id)}.json", dump_reading(reading, indent=2) + "\n")

    def close(self) -> None:
        """Write nothing."""

    def _name(self, report: str) -> str:
        base = _UNSAFE.sub("-", report).strip("-.")[:100] or "report"
        name, number = base, 1
        # Some file systems take two names that differ in case for one.
        while name.lower() in self.written:
            number += 1
            name = f"{base}-{number}"
        self.written.add(name.lower())
        return name


_STREAMS: dict[str, Callable[[TextIO], Writer]] = {
    "jsonl": LineWriter,
    "json": ListWriter,
    "csv": CsvWriter,
    "table": TableWriter,
    "html": PageWriter,
}


@contextmanager
def open_writer(form: str, out: Path | None, *, folder: bool, append: bool = False) -> Iterator[Writer]:
    """Open what writes a form to a file, a folder or, where `out` is None, standard output.

    With `append` a file of lines is gone on with. Raises `OSError` where the place cannot be written.
    """
    if folder and out is not None:
        if form == "readings":
            yield FolderWriter(out)
            return
        with _closing(PageFolder(out)) as writer:
            yield writer
        return
    if out is None:
        # One encoding wherever it runs; a lone surrogate becomes an escape that JSON takes too.
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        with _closing(_STREAMS[form](sys.stdout)) as writer:
            yield writer
        sys.stdout.flush()
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    mode = "utf-8-sig" if form == "csv" else "utf-8"  # without the mark a spreadsheet misreads accents
    with (
        out.open("a" if append else "w", encoding=mode, errors="backslashreplace", newline="\n") as stream,
        _closing(_STREAMS[form](stream)) as writer,
    ):
        yield writer


@contextmanager
def _closing(writer: Writer) -> Iterator[Writer]:
    try:
        yield writer
    except BrokenPipeError:
        raise
    except BaseException:
        writer.close()
        raise
    writer.close()
