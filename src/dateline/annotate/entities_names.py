"""The names in a report: spaCy's names corrected by tables and rules.

In: a parsed report. Out: `Name`s in text order, without overlaps: token ranges with a kind. The statistical names are
taken as one witness; the tables of countries and bodies, the titles before a name, the words that mark a body and the
same name elsewhere in the report outvote it.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from dateline.annotate.entities_headlines import cut_headline, load_acts, mark_headlines
from dateline.annotate.entities_holders import find_holders
from dateline.data.actors import (
    count_surname,
    drop_corporate,
    load_bodies,
    load_capitals,
    load_countries,
    load_demonyms,
    load_given_names,
    load_leader_countries,
    load_nouns,
    load_org_heads,
    load_place_nouns,
    load_sayings,
    load_states,
    load_titles,
    load_words,
)
from dateline.data.gazetteer import find_places
from dateline.data.genders import is_known_given_name
from dateline.data.name_origins import is_foreign_name
from dateline.tokens import join_text, list_ends, list_starts, list_texts

LABELS = {"PERSON": "person", "ORG": "org", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "norp"}
FIRST_LETTERS = re.compile(r"[^\W\d_][\w.]*")
ENDS_OF_QUOTES = ('"', "”", "''", "’", "»")
MAX_NAME = 10
"""Tokens after which a run of capitals is no longer a name but shouting."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name over tokens `start` to `end` (half-open).

    `kind` is person, org, place, norp (nationality, faith, party) or country; `code` is the country's alpha-3 code
    where a table gives it. `sure` says that a table or a rule, and not the statistical model alone, decided.
    """

    start: int
    end: int
    kind: str
    code: str | None = None
    sure: bool = False


@functools.cache
def _index_phrases() -> dict[str, tuple[tuple[str, str, str | None], ...]]:
    """Give the phrases of the tables by their first word: (phrase, kind, code), longest first."""
    rows: list[tuple[str, str, str | None]] = []
    rows += [(name, "country", code) for name, code in load_countries().items()]
    rows += [(name, "norp", None) for name in load_words("regional_people")]
    rows += [(name, "norp", code) for name, code in load_demonyms().items()]
    rows += [(name, body.kind, None) for name, body in load_bodies().items()]
    rows += [(name, "place", "USA") for name in load_states()]
    rows += [(name, "place", code) for name, code in load_capitals().items()]
    found: dict[str, list[tuple[str, str, str | None]]] = {}
    seen: set[str] = set()
    for row in rows:
        first = FIRST_LETTERS.match(row[0])
        if first and row[0] not in seen:
            seen.add(row[0])
            found.setdefault(first.group(), []).append(row)
            upper = row[0].upper()
            if upper != row[0] and len(upper) > 4 and upper not in seen:
                seen.add(upper)
                found.setdefault(first.group().upper(), []).append((upper, row[1], row[2]))
    return {word: tuple(sorted(group, key=lambda row: -len(row[0]))) for word, group in found.items()}


def find_names(doc: Any) -> list[Name]:
    """Give the names of a parsed report in text order."""
    tokens = list(doc)
    headline = mark_headlines(tokens)
    table = _match_tables(doc)
    known = [(name.start, name.end) for name in table if name.kind in ("country", "place", "org")]
    holders = [Name(start, end, "person", sure=True) for start, end in find_holders(tokens, known)]
    apart = {i for holder in holders for i in range(holder.start, holder.end)}
    guessed = [n for n in _take_statistical(doc, tokens, headline) if apart.isdisjoint(range(n.start, n.end))]
    names = _merge([*table, *holders], guessed)
    names = _merge(names, _take_runs(tokens, names, headline))
    names = _join_hyphens(tokens, names)
    names = _vote(tokens, [_correct(tokens, name) for name in _join_neighbours(tokens, names)])
    return _drop_titles(tokens, _drop_matters(tokens, _take_surnames(tokens, names)))


def _drop_matters(tokens: list[Any], names: list[Name]) -> list[Name]:
    """Leave out what an office is for, between it and its holder: "Commissioner for Home Affairs Ylva Johansson"."""
    given = load_given_names()
    kept = []
    for name, after in itertools.zip_longest(names, names[1:]):
        words = " ".join(token.text for token in tokens[name.start : name.end])
        known = name.code or name.kind not in ("person", "org") or words in load_bodies()
        if not known and _follows_office(tokens, name.start):
            first = next((i for i in range(name.start, name.end - 1) if tokens[i].text in given), None)
            if first is None and after and after.kind == "person" and after.start == name.end:
                continue
            of = name.end < len(tokens) and tokens[name.end].lower_ == "of"
            if first is None and of and after and after.code and after.start <= name.end + 2:
                continue
            if first is not None and first > name.start:
                name = replace(name, start=first, kind="person")
        kept.append(name)
    return kept


def _follows_office(tokens: list[Any], start: int) -> bool:
    """Say whether a word stands behind an office and "for", "of" or "on": "Minister of", "Envoy for"."""
    if start < 2 or tokens[start - 1].lower_ not in ("for", "of", "on"):
        return False
    word = tokens[start - 2].text
    last = word.rsplit("-", 1)[-1]
    return word[:1].isupper() and any(one in load_titles() or one.lower() in load_nouns() for one in (word, last))


def _drop_titles(tokens: list[Any], names: list[Name]) -> list[Name]:
    """Leave out names that are but a title: "Prime Minister" before "Shinzo Abe", "Senior Sergeant" anywhere."""
    nouns, titles = load_nouns(), load_titles()
    kept = []
    for name, after in itertools.zip_longest(names, names[1:]):
        last = tokens[name.end - 1]
        office = last.text in titles or last.lower_ in nouns
        if after and after.kind == "person" and after.start == name.end and not name.sure and office:
            continue
        of = name.end < len(tokens) and tokens[name.end].lower_ in ("of", "for")
        if name.kind == "person" and office and name.end - name.start > 1 and (of or _is_office(tokens, name)):
            continue
        kept.append(name)
    return kept


def _is_office(tokens: list[Any], name: Name) -> bool:
    """Say whether each word of a name is a title, a noun for people or a rank."""
    nouns, titles, ranks = load_nouns(), load_titles(), load_words("rank")
    return all(
        token.text in titles or token.lower_ in nouns or token.lower_ in ranks
        for token in tokens[name.start : name.end]
    ) and not any(token.text in load_given_names() for token in tokens[name.start : name.end])


def _match_tables(doc: Any) -> list[Name]:
    index, text, found, at = _index_phrases(), join_text(doc), [], 0
    ends = {end: i for i, end in enumerate(list_ends(doc), 1)}
    words = list_texts(doc)
    phrases = {}
    for word in set(words):
        first = FIRST_LETTERS.match(word)
        phrases[word] = index.get(first.group(), ()) if first else ()
    for i, (start, word) in enumerate(zip(list_starts(doc), words, strict=True)):
        for phrase, kind, code in phrases[word] if i >= at else ():
            end = ends.get(start + len(phrase))
            if end and text.startswith(phrase, start):
                found.append(Name(i, end, kind, code, True))
                at = end
                break
    return found


def _take_statistical(doc: Any, tokens: list[Any], headline: frozenset[int]) -> list[Name]:
    found = []
    for ent in doc.ents:
        kind = LABELS.get(ent.label_)
        if kind is None:
            continue
        start, end = ent.start, ent.end
        for i in range(start, end):
            if "\n" in tokens[i].text:
                end = i
                break
        if start in headline and end - start > 1 and tokens[start].lower_ in load_acts():
            start += tokens[start].text not in load_given_names()
        trimmed = _trim(tokens, start, cut_headline(tokens, start, end, headline))
        if trimmed and trimmed[1] - trimmed[0] <= MAX_NAME:
            found.append(Name(trimmed[0], _take_hyphen(tokens, *trimmed) if kind == "person" else trimmed[1], kind))
    return found


def _take_hyphen(tokens: list[Any], start: int, end: int) -> int:
    """Give the end of a person's name with a small second part: "Park Geun-hye"."""
    if end - start < 2 or end + 1 >= len(tokens) or tokens[end].text != "-":
        return end
    joined = not tokens[end - 1].whitespace_ and not tokens[end].whitespace_
    part = tokens[end + 1]
    return end + 2 if joined and part.text.islower() and len(part) <= 5 and part.tag_ not in ("VBN", "VBD") else end


def _trim(tokens: list[Any], start: int, end: int) -> tuple[int, int] | None:
    """Leave off what is no part of a name: articles, titles, the possessive, numbers, lower-case words."""
    no_name, titles = load_words("not_name"), load_titles()
    while start < end:
        token = tokens[start]
        word = token.lower_
        if (token.is_punct or token.is_space or word in no_name or token.like_num or word.islower() is False
                or (end - start > 2 and token.text.istitle() and word in load_nouns()
                    and tokens[start + 1].text in load_given_names())
                or (end - start > 1 and token.text.istitle() and (token.text in titles or f"{word.title()}." in titles))
                or (token.text.islower() and word not in load_words("particle"))):  # fmt: skip
            start += 1
        else:
            break
    while end > start:
        token = tokens[end - 1]
        if (
            token.is_punct
            or token.is_space
            or token.tag_ == "POS"
            or token.text in ("’s", "'s", "’", "'")
            or (token.text.islower() and token.pos_ != "PROPN")
        ):
            end -= 1
        else:
            break
    heads = load_org_heads()
    if (
        end - start == 3
        and tokens[start].text in heads
        and tokens[end - 1].text not in heads
        and (tokens[start].ent_type_ == "PERSON")
    ):
        start += 1
    if start >= end or not any(token.text[:1].isupper() for token in tokens[start:end]):
        return None
    titled = tokens[start].text in titles or f"{tokens[start].text}." in titles
    if end - start == 1 and (titled or _is_common(tokens[start])):
        return None
    return start, end


def _is_common(token: Any) -> bool:
    """Say whether a capitalised word is a plain noun: "Police" at the head of a headline."""
    word = token.lemma_.lower()
    if token.text.isupper() and token.lower_ in load_words("office"):
        return True
    return (word in load_nouns() or token.lower_ in load_nouns() or token.lower_ in load_place_nouns()) and (
        token.text[:1] + token.text[1:].lower() == token.text
    )


def _take_runs(tokens: list[Any], names: list[Name], headline: frozenset[int]) -> list[Name]:
    """Take runs of proper nouns that the model has left out."""
    covered: set[int] = set()
    for name in names:
        covered.update(range(name.start, name.end))
    ends = {name.end: name.start for name in names if name.sure and name.kind in ("place", "country")}
    found, i, size = [], 0, len(tokens)
    while i < size:
        opens = tokens[i].pos_ == "PROPN" and i not in covered and tokens[i].text[:1].isupper()
        word = tokens[i].lower_
        if not opens or (i in headline and (word in load_acts() or word in load_words("headline_cut"))):
            i += 1
            continue
        end = i + 1
        while end < size and end not in covered and tokens[end].pos_ == "PROPN" and tokens[end].is_title:
            end += 1
        end = cut_headline(tokens, i, end, headline)
        if i in ends and tokens[end - 1].text in load_org_heads():
            i = ends[i]
        trimmed = _trim(tokens, i, end) if end - i <= MAX_NAME else None
        if trimmed and (tokens[trimmed[0]].ent_type_ in ("", *LABELS) or _speaks(tokens, i, end)):
            kind = "org" if tokens[trimmed[0] - 1].lower_ == "the" and trimmed[0] else "unknown"
            found.append(Name(*trimmed, kind))
        i = end
    return found


def _speaks(tokens: list[Any], start: int, end: int) -> bool:
    """Say whether a name is who says the quotation before it: the model takes many a one for the title of a work.

    So it takes *Superintendent Jonas Hale* in *"We will find them," Superintendent Jonas Hale said*.
    """
    if not start or tokens[start - 1].text not in ENDS_OF_QUOTES:
        return False
    return any(word.dep_ == "nsubj" and word.head.lemma_ in load_sayings() for word in tokens[start:end])


def _join_neighbours(tokens: list[Any], names: list[Name]) -> list[Name]:
    """Make one name of two parts of a person's name that stand side by side."""
    out: list[Name] = []
    for name in names:
        last = out[-1] if out else None
        if (last and last.end == name.start and not last.sure and not name.sure and last.end - last.start == 1
                and {last.kind, name.kind} <= {"person", "unknown", "org"} and "person" in (last.kind, name.kind)
                and not tokens[last.start].text.isupper()
                and tokens[last.start].text not in load_titles() and tokens[last.start].text not in load_org_heads()
                and tokens[name.end - 1].text not in load_org_heads()):  # fmt: skip
            out[-1] = Name(last.start, name.end, "person")
        else:
            out.append(name)
    return out


def _take_surnames(tokens: list[Any], names: list[Name]) -> list[Name]:
    """Take the surnames of people named in full wherever they stand alone."""
    full = [name for name in names if name.kind == "person" and name.end - name.start > 1]
    surnames = {_find_surname(tokens, name).text for name in full} - set(load_countries())
    # family names that stand first: "Park" of "Park Geun-hye"
    surnames |= {tokens[name.start].text for name in full if "-" in {t.text for t in tokens[name.start : name.end]}}
    covered = {i for name in names for i in range(name.start, name.end)}
    more = []
    for token in tokens:
        if token.text not in surnames or token.i in covered or not token.is_title or len(token) <= 2:
            continue
        bare = not token.is_sent_start and (not token.i or tokens[token.i - 1].lower_ not in ("the", "a", "an"))
        plain = token.lower_ in load_words("not_name") or token.lower_ in load_nouns()
        bare = bare or (token.tag_ == "NNP" and token.dep_ in ("nsubj", "nsubjpass"))
        if not plain and (bare or not _is_common(token)):
            more.append(Name(token.i, token.i + 1, "person"))
    return sorted([*names, *more], key=lambda name: name.start) if more else names


def _find_surname(tokens: list[Any], name: Name) -> Any:
    """Give the last word of a person's name, without "Jr." and the like."""
    return tokens[name.start + count_surname([token.text for token in tokens[name.start : name.end]])]


def _join_hyphens(tokens: list[Any], names: list[Name]) -> list[Name]:
    """Make one name of "Mazar", "i", "Sharif" that hyphens join."""
    out: list[Name] = []
    for name in names:
        last = out[-1] if out else None
        apart = last and {last.kind, name.kind} <= {"country", "norp"}  # "US-South Korea talks"
        if last and not apart and 0 < name.start - last.end <= 3:
            gap = tokens[last.end : name.start]
            if (
                all(token.text == "-" or len(token) <= 3 for token in gap)
                and gap[0].text == "-"
                and not any(token.whitespace_ for token in tokens[last.end - 1 : name.start])
            ):
                kind = last.kind if name.kind in ("unknown", "org") else name.kind
                out[-1] = Name(last.start, name.end, kind, None, last.sure and name.sure)
                continue
        out.append(name)
    return out


def _merge(first: list[Name], second: list[Name]) -> list[Name]:
    """Join two lists; where two overlap, the longer wins, and the first list where they are alike."""
    ranked = sorted(
        [(-(n.end - n.start), 0, n.start, n) for n in first] + [(-(n.end - n.start), 1, n.start, n) for n in second],
        key=lambda row: row[:3],
    )
    taken: set[int] = set()
    kept = []
    for _, _, _, name in ranked:
        places = range(name.start, name.end)
        if not any(i in taken for i in places):
            taken.update(places)
            kept.append(name)
    return sorted(kept, key=lambda name: name.start)


def _correct(tokens: list[Any], name: Name) -> Name:
    """Give a name the kind that its own words or its neighbours prove."""
    if name.sure:
        return name
    words = [token.text for token in tokens[name.start : name.end]]
    heads, titles, given = load_org_heads(), load_titles(), load_given_names()
    before = tokens[name.start - 1] if name.start else None
    after = tokens[name.end : name.end + 3]
    shouted = len(words) == 1 and words[0].isupper() and len(words[0]) > 2
    if name.kind == "person" and shouted and before is not None and before.lower_ == "the":
        return replace(name, kind="org", sure=True)
    if len(words) > 1 and words[0] in given and words[-1] not in heads:
        return replace(name, kind="person", sure=True)
    if name.kind == "org" and _is_persons(words):
        return replace(name, kind="person")
    if before is not None and before.text in titles and before.text[:1].isupper():
        return replace(name, kind="person", sure=name.kind in ("person", "unknown") or before.text.endswith("."))
    aged = len(after) == 3 and after[0].text == "," and after[1].like_num and after[2].text in (",", ".", ";")
    if aged and name.kind in ("person", "unknown", "org"):
        return replace(name, kind="person", sure=True)
    role = load_nouns().get(before.lower_) if before is not None and before.tag_ == "NN" else None
    person = role is not None and role.kind != "org" and role.group not in ("people", "")
    plain = not any(word in heads or word.isupper() or not word[:1].isupper() for word in words)
    follows = person and plain and len(words) in (2, 3) and words[0] not in load_countries()
    leads = len(words) == 1 and words[0] in load_leader_countries()
    if name.kind in ("org", "unknown") and (follows or leads):
        return replace(name, kind="person", sure=True)
    kin = load_nouns().get(before.text) if before is not None and before.tag_ == "NN" else None
    if before is not None and before.text == "," and name.start > 1 and tokens[name.start - 2].tag_ == "NN":
        noun = load_nouns().get(tokens[name.start - 2].text)
        kin = noun if noun and noun.group == "kin" else None
    if kin and kin.kind == "group" and len(words) == 1 and name.kind in ("org", "unknown") and not words[0].isupper():
        return replace(name, kind="person", sure=True)
    last = words[-1].lower()
    if len(words) > 1 and (last in load_place_nouns() and words[-1] not in heads):
        return replace(name, kind="place", sure=True)
    if len(words) > 1 and (words[-1] in heads or words[0] in heads or any(w in ("of", "for") for w in words[1:-1])):
        return replace(name, kind="org", sure=name.kind != "place")
    return name


def _is_persons(words: list[str]) -> bool:
    """Say whether words are a given name and others that are neither nouns nor names of a place.

    Of English names the words alone tell too little: "Rose Revolution", "Warner Bros".
    """
    if not 2 <= len(words) <= 4 or not all(word.istitle() and word.replace("-", "").isalpha() for word in words):
        return False
    known = (load_org_heads(), load_titles(), load_countries(), load_states(), load_demonyms(), load_capitals())
    nouns = (load_nouns(), load_place_nouns(), load_words("corporate"), load_words("particle"))
    if any(word in table for word in words for table in known):
        return False
    if any(word.lower() in table for word in words for table in nouns):
        return False
    name = " ".join(words)
    return is_known_given_name(words[0]) and is_foreign_name(name) and not find_places(name)


def _vote(tokens: list[Any], names: list[Name]) -> list[Name]:
    """Give all namings of one name the kind most of them have; a surname follows its full name."""
    votes: dict[str, Counter[str]] = {}
    people: dict[str, str] = {}
    keys = []
    for name in names:
        key = " ".join(token.lower_ for token in tokens[name.start : name.end])
        keys.append(key)
        if name.kind != "unknown":
            votes.setdefault(key, Counter())[name.kind] += 3 if name.sure else 1
        kind = name.kind if name.kind != "unknown" else _guess(tokens, name)
        if kind == "person" and name.end - name.start > 1:
            people.setdefault(_find_surname(tokens, name).lower_, key)
            if tokens[name.start].is_title and tokens[name.start].text not in load_org_heads():
                people.setdefault(tokens[name.start].lower_, key)
            middle = tokens[name.start + 1]
            if name.end - name.start == 3 and len(middle) > 2 and middle.text not in load_given_names():
                people.setdefault(middle.lower_, key)
    companies, firsts = _list_companies(keys)
    out = []
    for name, key in zip(names, keys, strict=True):
        if name.sure:
            out.append(name)
        elif name.kind != "country" and _is_called(tokens, name):
            out.append(replace(name, kind="org"))
        elif (name.end - name.start == 1 and key in people and name.kind != "country") or (
            people.get(tokens[name.end - 1].lower_, "").endswith(f" {key}")
        ):
            out.append(replace(name, kind="person"))
        elif (key in companies and name.kind != "country" and (" " in key or name.kind != "place")) or (
            key in firsts and name.kind == "person"
        ):
            out.append(replace(name, kind="org"))
        elif key in votes:
            best = max(sorted(votes[key].items()), key=lambda item: item[1])
            out.append(replace(name, kind=best[0]))
        else:
            out.append(replace(name, kind=_guess(tokens, name)))
    return out


def _is_called(tokens: list[Any], name: Name) -> bool:
    """Say whether a name stands behind the noun for a body that bears it: "the charity Open Door"."""
    if name.start < 2:
        return False
    before = tokens[name.start - 1]
    noun = load_nouns().get(before.lower_) if before.tag_ == "NN" else None
    if noun is None or noun.kind != "org" or before.lower_ in load_words("governing"):
        return False
    inside = range(name.start, name.end)
    root = next((token for token in tokens[name.start : name.end] if token.head.i not in inside), tokens[name.start])
    one = before.head.i in inside if before.dep_ in ("compound", "nmod") else root.dep_ == "appos"
    return one and tokens[name.start - 2].lower_ in ("the", "a", "an")


def _list_companies(keys: list[str]) -> tuple[set[str], set[str]]:
    """Give the names of companies without their endings ("conseco" of "Conseco Inc."), and the first words of longer
    ones ("kyle" of "Kyle Technology Corp."), which are rather a town's where one is meant."""
    names = {stem for key in keys if (stem := drop_corporate(key)) != key}
    return names, {name.split()[0] for name in names}


def _guess(tokens: list[Any], name: Name) -> str:
    """Guess the kind of a name that the model does not know, by its place in the sentence."""
    head = tokens[name.end - 1]
    if head.dep_ == "pobj" and head.head.lower_ in load_words("at"):
        return "place"
    return "person" if name.end - name.start in (2, 3) else "org"
