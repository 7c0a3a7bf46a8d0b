"""The error rates that `dateline methods` states: taken from the pages that the measures write.

In: `docs/accuracy.md` and `docs/merging.md`. Out: `data/export/known_errors.tsv`, one measure a row.

    python -m evaluation.known_errors
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "src" / "dateline" / "data" / "export" / "known_errors.tsv"
WANTED = ("event", "actor", "recipient", "place", "quantity", "date", "modality", "claim", "speaker", "attribution")
READ = "the corpus's development reports"


def list_reading_errors(page: str) -> Iterator[tuple[str, str, str]]:
    """Give the figures of reading: found and right, then right where the event was found."""
    for line in page.splitlines():
        cells = [cell.strip(" *") for cell in line.strip("|").split("|")]
        name = cells[0].split(":")[0]
        if not line.startswith("|") or name not in WANTED:
            continue
        if len(cells) == 8:
            figure = f"precision {cells[1]} %, recall {cells[2]} %, F1 {cells[3]} ({cells[4]})"
            yield f"{name}, found and right", figure, f"{READ}, {cells[5]} in all"
        elif len(cells) == 5:
            yield f"{name}, where the event was found", f"{cells[1]} % right ({cells[2]})", f"{READ}, {cells[3]} in all"


def list_merging_errors(page: str) -> Iterator[tuple[str, str, str]]:
    """Give the figures of merging."""
    if found := re.search(r"(\d+) pairs of reports, precision ([\d.]+)%, recall ([\d.]+)%, pair F1 ([\d.]+)%", page):
        figure = f"precision {found[2]} %, recall {found[3]} %, F1 {found[4]}"
        yield "accounts of one event joined", figure, f"{found[1]} pairs of reports with links by hand"
    if found := re.search(r"precision ([\d.]+)%, recall ([\d.]+)%\.", page):
        yield (
            "copies found",
            f"precision {found[1]} %, recall {found[2]} %",
            "1,000 perturbed copies among 100,000 pairs that are none",
        )
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[0] in ("ecbplus", "g5w"):
            wrong = f"; {float(cells[5]):.1%} of pairs of another story on one topic merged".replace("%", " %")
            yield f"stories, {cells[0]}", f"B-cubed F1 {float(cells[3]):.3f}{wrong}", "cross-validated"


def main() -> None:
    """Write the table."""
    rows = list(list_reading_errors((ROOT / "docs" / "accuracy.md").read_text("utf-8")))
    rows += list_merging_errors((ROOT / "docs" / "merging.md").read_text("utf-8"))
    lines = ["measure\tfigure\tmeasured on", *("\t".join(row) for row in rows)]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(rows)} measures in {TABLE}")


if __name__ == "__main__":
    main()
