"""Where the measures of merging write what they found: blocks of `docs/merging.md`, each between its own marks.

In: the name of a measure and its lines. Out: the page with the block exchanged, or added under *Measured*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "merging.md"
OPENING = "## Measured\n"


def write_block(name: str, lines: Sequence[str], page: Path = PAGE) -> None:
    """Exchange the block of a measure; raises `ValueError` where the page has no heading *Measured*."""
    text = page.read_text("utf-8").replace("<!-- measured -->\n", "")
    if OPENING not in text:
        raise ValueError(f"{page} has no heading 'Measured'")
    block = "\n".join([f"<!-- {name} -->", *lines, f"<!-- /{name} -->"])
    old = re.compile(rf"<!-- {name} -->.*?<!-- /{name} -->", re.DOTALL)
    text = old.sub(lambda _: block, text) if old.search(text) else f"{text.rstrip()}\n\n{block}\n"
    page.write_text(text, "utf-8")
