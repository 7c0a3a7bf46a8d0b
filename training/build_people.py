"""The nouns for people that WordNet knows: from its dictionary's files to `data/people.txt`.

python -m training.build_people --wordnet /usr/share/wordnet

In: the folder of `data.noun` and `index.noun` (WordNet 3.0; Debian's package `wordnet-base`). Kept are single words in
small letters that mean people in all their senses, without those for one single person (Homer), those that are in
`agent_nouns.tsv` already, and those that WordNet calls abusive.
"""

from __future__ import annotations

import argparse
import pathlib
import re
from collections.abc import Iterator

from dateline.data.actors import load_nouns, load_place_nouns

PERSON = "18"
"""WordNet's lexicographer file of nouns for people."""
INSTANCE = "@i"
"""WordNet's pointer from one single person or thing to what it is."""
ABUSIVE = re.compile(
    r"ethnic slur|offensive|derogatory|disparag|insult|obscene|contempt|abus|slang|stupid|foolish|vulgar|despis"
    r"|worthless",
    re.I,
)
WORD = re.compile(r"[a-z]{3,}(-[a-z]+)*")
OUT = pathlib.Path("src/dateline/data/people.txt")


def read_lines(file: pathlib.Path) -> Iterator[str]:
    """Give the lines of a dictionary file after its licence, which is indented."""
    with file.open(encoding="utf-8") as lines:
        yield from (line for line in lines if not line.startswith(" "))


def find_people(folder: pathlib.Path) -> list[str]:
    """Give the words that mean people and nothing else, sorted."""
    kept: set[str] = set()
    for line in read_lines(folder / "data.noun"):
        fields, _, gloss = line.partition("|")
        offset, file, *rest = fields.split()
        if file == PERSON and INSTANCE not in rest and not ABUSIVE.search(gloss):
            kept.add(offset)
    found = []
    for line in read_lines(folder / "index.noun"):
        word, _, senses, pointers, *rest = line.split()
        offsets = rest[int(pointers) + 2 :]
        if WORD.fullmatch(word) and len(offsets) == int(senses) and kept.issuperset(offsets):
            found.append(word)
    known = (load_nouns(), load_place_nouns())
    return sorted(word for word in found if not any(word in table for table in known))


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wordnet", type=pathlib.Path, default=pathlib.Path("/usr/share/wordnet"))
    options = parser.parse_args()
    words = find_people(options.wordnet)
    OUT.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")
    print(f"{len(words)} nouns in {OUT}")


if __name__ == "__main__":
    main()
