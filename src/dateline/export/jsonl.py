"""JSON lines: one reading a line, the canonical form (`docs/format.md`).

In: readings and a text stream. Out: lines, each flushed when it is whole, so that what a killed run has written can be
read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from dateline.export.streams import open_text
from dateline.readings import dump_reading
from dateline.records import Reading


def write_jsonl(readings: Iterable[Reading], stream: TextIO) -> None:
    """Write readings, one a line, each as it comes."""
    for reading in readings:
        write_line(reading, stream)


def write_line(reading: Reading, stream: TextIO) -> None:
    """Write one reading as a line and flush it."""
    stream.write(dump_reading(reading) + "\n")
    stream.flush()


class JsonlWriter:
    """Writes readings to a file, one a line."""

    def __init__(self, out: Path, *, append: bool = False) -> None:
        self.paths = (out,)
        self.stream = open_text(out, append=append)

    def write(self, reading: Reading) -> int:
        """Write one reading and say how many accounts it has."""
        write_line(reading, self.stream)
        return len(reading.events)

    def close(self) -> None:
        """Close the file."""
        self.stream.close()
