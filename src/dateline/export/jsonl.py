"""JSON lines: one reading a line, the canonical form (`docs/format.md`).

In: readings and a text stream. Out: lines, each flushed when it is whole, so that what a killed run has written can be
read again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

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
