"""The nouns for people that WordNet knows: from its dictionary's files to `data/people.txt`.

python -m training.build_people --wordnet /usr/share/wordnet

In: the folder of `data.noun`, `index.noun` and `cntlist.rev` (WordNet 3.0; Debian's package `wordnet-base`). Kept are
single words in small letters that mean people in all their senses, without those for one single person (Homer), those
that are in `agent_nouns.tsv` already, those that WordNet marks for their usage (abuse, slang, words of old) or that are
oftener adjectives in its counted texts (*federal*), and those of `not_people.txt`, which mean no
one or mostly firms and things in news.
"""

from __future__ import annotations

import argparse
import pathlib
import re
from collections.abc import Iterator

from dateline.data.actors import load_nouns, load_place_nouns

PERSON = "18"
"""WordNet's lexicographer file of nouns for people."""
INSTANCE, USAGE = "@i", ";u"
"""WordNet's pointers from one single person or thing to what it is, and to what usage a word is of."""
NOUN, VERB = "1", "2"
"""Parts of speech in the keys of WordNet's senses; the others are adjectives and adverbs."""
ABUSIVE = re.compile(
    r"ethnic slur|offensive|derogatory|disparag|insult|obscene|contempt|abus|slang|stupid|foolish|vulgar|despis"
    r"|worthless",
    re.I,
)
WORD = re.compile(r"[a-z]{3,}(-[a-z]+)*")
LEFT_OUT = pathlib.Path(__file__).parent / "not_people.txt"
OUT = pathlib.Path("src/dateline/data/people.txt")


def read_lines(file: pathlib.Path) -> Iterator[str]:
    """Give the lines of a dictionary file after its licence, which is indented."""
    with file.open(encoding="utf-8") as lines:
        yield from (line for line in lines if not line.startswith(" "))


def count_other(folder: pathlib.Path) -> dict[str, int]:
    """Give how much oftener each word is an adjective or adverb than a noun in the texts that WordNet counted."""
    counts: dict[str, int] = {}
    for line in read_lines(folder / "cntlist.rev"):
        key, _, count = line.split()
        word, _, sense = key.partition("%")
        if not sense.startswith(VERB):
            counts[word] = counts.get(word, 0) + (-int(count) if sense.startswith(NOUN) else int(count))
    return counts


def find_people(folder: pathlib.Path) -> list[str]:
    """Give the words that mean people and nothing else, sorted."""
    kept: dict[str, set[str]] = {}
    for line in read_lines(folder / "data.noun"):
        fields, _, gloss = line.partition("|")
        offset, file, _, count, *rest = fields.split()
        if file == PERSON and {INSTANCE, USAGE}.isdisjoint(rest) and not ABUSIVE.search(gloss):
            kept[offset] = set(rest[: 2 * int(count, 16) : 2])  # each word with a number after it
    other = count_other(folder)
    found = []
    for line in read_lines(folder / "index.noun"):
        word, _, senses, pointers, *rest = line.split()
        offsets = rest[int(pointers) + 2 :]
        if (
            WORD.fullmatch(word)
            and len(offsets) == int(senses)
            and all(word in kept.get(offset, ()) for offset in offsets)
            and other.get(word, 0) <= 0
        ):
            found.append(word)
    known = (load_nouns(), load_place_nouns(), frozenset(LEFT_OUT.read_text("utf-8").split()))
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
