"""Files that are one JSON value or one line a record, written as readings come.

In: parts of JSON. Out: text, in UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes its escape.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO


def open_text(path: Path, *, append: bool = False) -> TextIO:
    """Open a file for text, the same bytes on every system."""
    return path.open("a" if append else "w", encoding="utf-8", errors="backslashreplace", newline="\n")


def dump(value: Any) -> str:
    """Give a JSON value on one line."""
    return json.dumps(value, ensure_ascii=False)


class ListStream:
    """A JSON object whose last member is a long list: `head` without its closing brace, the items, the end."""

    def __init__(self, path: Path, head: dict[str, Any], member: str) -> None:
        self.stream = open_text(path)
        opening = "".join(f" {dump(name)}: {dump(value)},\n" for name, value in head.items())
        self.stream.write(f"{{\n{opening} {dump(member)}: [")
        self.first = True

    def add(self, item: Any) -> None:
        """Write one item of the list."""
        self.stream.write("\n" if self.first else ",\n")
        self.stream.write(dump(item))
        self.first = False

    def close(self) -> None:
        """End the list and the object."""
        self.stream.write("\n ]\n}\n")
        self.stream.close()
