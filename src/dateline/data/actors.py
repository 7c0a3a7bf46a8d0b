"""Look-ups over the tables of countries, bodies, roles and names.

In: words. Out: what the tables say of them, or None. Built once a process, on first use; nothing here depends on a
report.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from dateline.data import load_table, read_bytes

Sectors = tuple[str, ...]


LONGEST = 3
"""Words of the longest name or adjective of a country that is looked for word by word: "Papua New Guinean"."""


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun for people or bodies says: `kind` of its plural or body, first `sector`, `gender`, `group`.

    `group` joins nouns that may stand for each other ("officer", "cop").
    """

    kind: str
    sector: str
    gender: str
    group: str


@dataclass(frozen=True, slots=True)
class Body:
    """A body that the table knows: its `name`, `kind`, `country` (or None) and `sector`."""

    name: str
    kind: str
    country: str | None
    sector: Sectors


@functools.cache
def load_nouns() -> dict[str, Noun]:
    """Give the nouns for people and bodies by their singular."""
    return {
        row["noun"]: Noun(row["kind"], row["sector"], row["gender"], row["class"])
        for row in load_table("agent_nouns.tsv")
        if row["kind"]
    }


@functools.cache
def load_people() -> frozenset[str]:
    """Give further nouns that mean people, of which no more is known (`people.txt`)."""
    return frozenset(read_bytes("people.txt").decode("utf-8").split())


@functools.cache
def load_sayings() -> frozenset[str]:
    """Give the verbs of saying, by their lemma."""
    return frozenset(row["lemma"] for row in load_table("cue_verbs.tsv") if row["pos"] == "VERB")


def read_noun(word: str) -> Noun | None:
    """Give what the table says of a noun in small letters, in the singular or with a plural's "s"."""
    nouns = load_nouns()
    return nouns.get(word) or nouns.get(word.removesuffix("s"))


@functools.cache
def load_place_nouns() -> dict[str, str]:
    """Give the nouns for places with `area` (city, border) or `site` (house, prison)."""
    return {row["noun"]: row["class"] for row in load_table("place_nouns.tsv")}


@functools.cache
def load_countries() -> dict[str, str]:
    """Give alpha-3 codes by every name of a country."""
    found: dict[str, str] = {}
    for row in load_table("countries.tsv"):
        for name in (row["name"], *_split(row["aliases"])):
            found.setdefault(name, row["code"])
    return found


@functools.cache
def load_country_names() -> dict[str, str]:
    """Give the usual name of each country by its alpha-3 code."""
    return {row["code"]: row["name"] for row in load_table("countries.tsv")}


@functools.cache
def load_demonyms() -> dict[str, str]:
    """Give alpha-3 codes by adjectives and nouns of nationality ("Belarusian", "Finns")."""
    found: dict[str, str] = {}
    for row in load_table("countries.tsv"):
        for name in _split(row["demonyms"]):
            found.setdefault(name, row["code"])
    return found


@functools.cache
def load_capitals() -> dict[str, str]:
    """Give alpha-3 codes by capital."""
    found: dict[str, str] = {}
    for row in load_table("countries.tsv"):
        for name in _split(row["capitals"]):
            found.setdefault(name, row["code"])
    return found


@functools.cache
def load_bodies() -> dict[str, Body]:
    """Give known bodies by each of their names."""
    found: dict[str, Body] = {}
    for row in load_table("bodies.tsv"):
        body = Body(row["name"], row["kind"], row["country"] or None, tuple(_split(row["sector"], ",")))
        for name in (row["name"], *_split(row["aliases"])):
            found.setdefault(name, body)
    return found


@functools.cache
def load_states() -> dict[str, str]:
    """Give the names of the states of the USA by name and abbreviation."""
    found: dict[str, str] = {}
    for row in load_table("us_states.tsv"):
        for name in (row["name"], *_split(row["abbreviations"])):
            found.setdefault(name, row["name"])
    return found


def drop_article(name: str) -> str:
    """Give a name without the article before it."""
    return name.removeprefix("the ").removeprefix("The ")


def drop_corporate(name: str) -> str:
    """Give a company's name without its endings: the "Conseco" of "Conseco Inc."."""
    words = name.split()
    while len(words) > 1 and words[-1].lower() in load_words("corporate"):
        words.pop()
    return " ".join(words)


def count_surname(words: Sequence[str]) -> int:
    """Give the place of the surname among the words of a full name: the last, without "Jr." and the like."""
    last = len(words) - 1
    while last > 0 and words[last].lower().rstrip(".") in load_words("name_suffix"):
        last -= 1
    return last


def is_state(name: str) -> bool:
    """Say whether a name is a state of the USA and no capital of a country: "Georgia", not "Washington"."""
    return name in load_states() and name not in load_capitals()


@functools.cache
def load_titles() -> dict[str, tuple[str, str]]:
    """Give sector and gender, either may be empty, by the title that stands before a name."""
    return {row["title"]: (row["sector"], row["gender"]) for row in load_table("titles.tsv")}


@functools.cache
def load_org_heads() -> dict[str, str]:
    """Give sectors by the words that mark the name of a body ("Ministry", "University")."""
    return {row["word"]: row["sector"] for row in load_table("org_heads.tsv")}


@functools.cache
def load_given_names() -> dict[str, str]:
    """Give `m` or `f` by given name."""
    return {row["name"]: row["gender"] for row in load_table("given_names.tsv")}


@functools.cache
def load_leader_countries() -> dict[str, str]:
    """Give alpha-3 codes by the names and the surnames of leaders, where one country alone has them.

    A surname serves for "the Obama administration".
    """
    found: dict[str, set[str]] = {}
    for row in load_table("leaders.tsv"):
        if row["sector"] == "GOV":
            for name in (row["name"], row["name"].split()[-1]):
                found.setdefault(name, set()).add(row["country"])
    return {name: next(iter(codes)) for name, codes in found.items() if len(codes) == 1}


@functools.cache
def load_words(kind: str) -> frozenset[str]:
    """Give the small closed sets of words by their kind (`entity_words.tsv`)."""
    return frozenset(row["word"] for row in load_table("entity_words.tsv") if row["kind"] == kind)


def _split(text: str, separator: str = ";") -> list[str]:
    return [part for part in (text or "").split(separator) if part]
