"""A folder of pages that people open: one HTML file a report, named by its title, and a list over them.

In: readings one at a time. Out: the files, each written whole or not at all, and `index.html` at the end. A name is
made of the report's title, its headline, or its file's name, in plain letters and figures. Where a name is too short
to tell anything or taken, by another report of the run or by a file that is already there and is not this report's,
the beginning of the report's id follows; read again, a report keeps its name and its page is replaced.
"""

from __future__ import annotations

import html
import itertools
import os
import re
import unicodedata
from pathlib import Path

from dateline.export.html import OWNER, render_page
from dateline.export.html_index import Entry, render_index
from dateline.export.view import ReadingView
from dateline.records import Reading

INDEX = "index"
LONGEST = 60
"""Characters of a name before its id and ending."""
SHORTEST = 5
"""Names below it tell nothing, and some of three or four letters mean a device on Windows (`con`, `com1`)."""
LIST = ""
"""What the list says in the place of a report's id."""
ID = 8
"""Characters of the id that follow a name that needs them."""

_HEAD = 4096
_OTHERS = re.compile(r"[^a-z0-9]+")
_ENDING = re.compile(r"\.\w{1,7}$")


class PageFolder:
    """Writes pages into a folder, which it makes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries: list[Entry] = []
        self.taken = {INDEX}
        self.index: Path | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, reading: Reading) -> None:
        """Write the page of one report. The same report twice gets two pages."""
        name = self._name(reading)
        write_whole(self.folder / f"{name}.html", render_page(reading))
        self.entries.append(Entry.of(reading, f"{name}.html"))

    def close(self) -> None:
        """Write the list, unless nothing was written or a file of that name is somebody else's."""
        index = self.folder / f"{INDEX}.html"
        if self.entries and _find_owner(index) in (None, LIST):
            write_whole(index, render_index(self.entries))
            self.index = index

    def _name(self, reading: Reading) -> str:
        base = name_page(reading)
        short = _OTHERS.sub("-", reading.id.lower()).strip("-")[:ID].strip("-") or "0"
        full = f"{base or 'report'}-{short}"
        plain = [base] if len(base) >= SHORTEST else []
        numbered = (f"{full}-{number}" for number in itertools.count(2))
        name = next(name for name in itertools.chain(plain, [full], numbered) if self._is_free(name, reading.id))
        self.taken.add(name)
        return name

    def _is_free(self, name: str, report: str) -> bool:
        return name not in self.taken and _find_owner(self.folder / f"{name}.html") in (None, report)


def name_page(reading: Reading) -> str:
    """Give a report's name in small letters, figures and hyphens: its title's, else its headline's or its file's."""
    source = reading.report.source or ""
    file = _ENDING.sub("", re.split(r"[/\\]", source)[-1])
    return next(filter(None, map(_make_slug, (ReadingView(reading).title or "", file))), "")


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(text, "utf-8", errors="backslashreplace", newline="\n")
    os.replace(draft, path)


def _make_slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words[:400]).encode("ascii", "ignore").decode("ascii").lower()
    name = _OTHERS.sub("-", plain.replace("'", "")).strip("-")
    return name if len(name) <= LONGEST else name[: LONGEST + 1].rpartition("-")[0] or name[:LONGEST]


def _find_owner(path: Path) -> str | None:
    """Say whose page a file is: a report's id, empty for the list, None where there is no file, `?` for no page."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        return None
    except OSError:
        return "?"
    found = re.search(rf'<meta name="{OWNER}" content="([^"]*)">', head)
    return html.unescape(found[1]) if found else "?"
