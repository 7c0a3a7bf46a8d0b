"""Learn which gender names tell, and write `name_genders.npz`.

    python -m training.name_genders [--corpus DIR] [--bench DIR] [--out FILE]

In: the people of the annotated readings who are named in full and taken up by *he* or *she* or have a title of one
gender, those of `leaders.tsv`, the names of `given_names.tsv`, and the given names of the package Faker (MIT). Out: a
weight for each piece of a name (`cut_given_name` in `data/name_pieces.py`) and gender. Prints for how many people of
other folds, whose given name is not in the table, one is told, and how often rightly. No benchmark's labels take part.
"""

from __future__ import annotations

import importlib
import pkgutil
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from faker.providers import person

from dateline.data import load_table
from dateline.data.actors import load_given_names, load_titles
from dateline.data.genders import FILE, judge_letters, read_pronoun
from dateline.data.name_origins import has_family_name_first
from dateline.data.name_pieces import PieceTable, cut_given_name, name_given_piece, pack_pieces
from training import name_pieces
from training.readings import load_annotated, make_parser

TITLE = 3
"""How many pronouns a title counts for."""
Person = tuple[str, str]
"""A name and a gender."""


def list_people(reading: dict[str, Any]) -> set[Person]:
    """Give the people of a reading whose gender the annotated mentions tell."""
    found: set[Person] = set()
    for entity in reading["entities"]:
        if entity["kind"] != "person" or not name_pieces.is_full(entity["name"]):
            continue
        votes = {"m": 0, "f": 0}
        for start, end in entity["mentions"]:
            words = reading["text"][start:end].split()
            if len(words) == 1 and (told := read_pronoun(words[0].lower())):
                votes[told] += 1
            elif len(words) > 1 and (told := load_titles().get(words[0], ("", ""))[1]):
                votes[told] += TITLE
        if votes["m"] > 2 * votes["f"] or votes["f"] > 2 * votes["m"]:
            found.add((entity["name"], max("mf", key=votes.__getitem__)))
    return found


def list_known() -> set[Person]:
    """Give the names of the tables whose gender is told there, and Faker's given names; some are borne by both."""
    leaders = {(row["name"], row["gender"]) for row in load_table("leaders.tsv") if row["gender"]}
    genders: defaultdict[str, set[str]] = defaultdict(set)
    for module in pkgutil.iter_modules(person.__path__, f"{person.__name__}."):
        provider = importlib.import_module(module.name).Provider
        for gender, table in (("m", "first_names_male"), ("f", "first_names_female")):
            names = getattr(provider, table, ())
            for name in names if isinstance(names, Collection) else ():
                genders[name].add(gender)
    lists = {(name, gender) for name, told in genders.items() if is_latin(name) for gender in told}
    return leaders | lists | set(load_given_names().items())


def is_latin(name: str) -> bool:
    """Say whether a name is written in Latin letters."""
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())


def learn(readings: Iterable[dict[str, Any]]) -> PieceTable:
    """Fit the weights: each name counts once. Every given name stays known as one."""
    people = sorted(list_known().union(*map(list_people, readings)))
    given = {name_given_piece(name) for name, _ in people}
    return name_pieces.learn([(cut_given_name(name), gender) for name, gender in people], given)


def validate(readings: Sequence[dict[str, Any]], tables: Mapping[str, PieceTable]) -> tuple[int, int, int]:
    """Give how many people there are whose given name is in no table, of how many a gender is told, how often right."""
    total = told = right = 0
    for reading in readings:
        for name, gender in sorted(list_people(reading)):
            if name.split()[0] in load_given_names() or has_family_name_first(name):
                continue
            said = judge_letters(name, tables[reading["id"]])
            total += 1
            told += said != ""
            right += said == gender
    return total, told, right


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_parser(__doc__, FILE).parse_args()
    readings = load_annotated(options.corpus, options.bench)
    total, told, right = validate(readings, name_pieces.learn_apart(readings, learn))
    print(f"{total} people with other given names: told of {100 * told / total:.1f}, right {100 * right / told:.1f}")
    options.out.write_bytes(pack_pieces(learn(readings)))


if __name__ == "__main__":
    main()
