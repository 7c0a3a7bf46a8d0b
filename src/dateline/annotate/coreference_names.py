"""Which names are one: name parts, spellings, acronyms, and countries under all their names.

In: clusters of single mentions. Out: the same with names joined. A person's surname follows the full name nearest
before it; a body's short form follows its long form; tables join the names of countries and known bodies.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from difflib import SequenceMatcher

from dateline.annotate.coreference_clusters import Clusters, Mention
from dateline.data.actors import (
    count_surname,
    drop_article,
    drop_corporate,
    is_state,
    load_bodies,
    load_capitals,
    load_countries,
    load_demonyms,
    load_given_names,
    load_place_nouns,
    load_states,
    load_titles,
    load_words,
)
from dateline.mentions import GOVERNMENT

MAX_SPELLINGS = 120
"""Names up to which spellings are compared pair by pair, so that a long list of names costs no more."""


def join_names(clusters: Clusters, aside: frozenset[int] = frozenset()) -> None:
    """Join the names of one person, body or place; the names of `aside`, of editors and the like, take up no other."""
    people: list[Mention] = []
    firsts: dict[tuple[str, ...], int] = {}
    for mention in clusters.mentions:
        if mention.form != "n":
            continue
        if mention.kind == "person" and mention.i not in aside:
            people.append(mention)
            if len(mention.words) == 1:
                continue  # whose it is depends on the full names
        key = _make_key(mention)
        if key in firsts:
            clusters.join(firsts[key], mention.i)
        else:
            firsts[key] = mention.i
    _join_people(clusters, people)
    _join_ends(clusters, firsts)
    _join_bodies(clusters, firsts)
    _join_brackets(clusters)
    _join_shortened(clusters, firsts)


def _make_key(mention: Mention) -> tuple[str, ...]:
    name = mention.entity.name
    plain = drop_article(name)
    if plain.isupper() and len(plain) > 4:
        plain = plain.title()
    code = load_countries().get(name) or load_countries().get(plain)
    if mention.kind in ("org", "place") and (code or mention.code):
        if code or (mention.kind == "org" and not is_state(plain)):
            return ("country", str(code or mention.code), mention.kind)
        if mention.kind == "place" and plain in load_states() and not code:
            return ("state", load_states()[plain])
    governed = find_governed(plain) if mention.kind == "org" else None
    if governed:
        return ("country", governed, "org")
    if mention.kind == "org":
        plain = drop_corporate(plain)
    body = load_bodies().get(name) or load_bodies().get(plain)
    if body and mention.kind != "person":
        if body.name.startswith(GOVERNMENT) and body.country:
            return ("country", body.country, "org")
        return ("body", body.name)
    words = [word for word in mention.words if word not in ("the", "'s")]
    if mention.kind == "org":
        words = drop_corporate(" ".join(words)).split()
    if mention.kind == "place" and len(words) > 1 and words[-1] in load_place_nouns():
        words = words[:-1]
    return (mention.kind if mention.kind == "person" else "name", *words)


def find_governed(name: str) -> str | None:
    """Give the code of the country whose government a name in full is: "Turkish Government", "Government of Turkey"."""
    words = name.split()
    countries, demonyms = load_countries(), load_demonyms()
    if len(words) > 1 and words[-1].lower() in load_words("governing"):
        rest = " ".join(words[:-1])
        return demonyms.get(rest) or countries.get(rest)
    if len(words) > 2 and words[0].lower() in load_words("governing") and words[1] == "of":
        rest = " ".join(words[2:]).removeprefix("the ")
        return countries.get(rest) or countries.get(rest.removeprefix("Republic of "))
    return None


def _join_people(clusters: Clusters, people: list[Mention]) -> None:
    full = [mention for mention in people if len(mention.words) > 1]
    by_last: dict[tuple[str, ...], list[Mention]] = {}
    for mention in full:
        last = mention.words[count_surname(mention.words) :]  # a father and his son of one name are two
        same = next((other for other in by_last.get(last, ()) if _fits(mention.words, other.words)), None)
        if same is not None:
            clusters.join(same.i, mention.i)
        if same is None or same.words != mention.words:
            by_last.setdefault(last, []).append(mention)
    _join_spellings(clusters, [group[0] for group in by_last.values()])
    by_word: dict[str, list[Mention]] = {}
    for mention in full:
        for word in (mention.words[count_surname(mention.words)], mention.words[0]):
            by_word.setdefault(word, []).append(mention)
    for mention in full:  # "Murillo" of "Leonel Murillo Argueta"
        middle = mention.words[1]
        if len(mention.words) == 3 and len(middle) > 2 and middle.title() not in load_given_names():
            same_middle = by_word.setdefault(middle, [])
            if all(len(other.words) == 3 and other.words[1] == middle for other in same_middle):
                same_middle.append(mention)
    cursor: dict[str, int] = {}
    meant: dict[str, tuple[int]] = {}  # whom a short form meant first it goes on meaning, though a namesake is named
    for mention in people:
        if len(mention.words) != 1:
            continue
        word = mention.words[0]
        options = by_word.setdefault(word, [mention])
        at = cursor.get(word, 0)
        while at + 1 < len(options) and options[at + 1].start < mention.start:
            at += 1
        cursor[word] = at
        bearers = itertools.chain(meant.get(word, ()), (o.i for o in options[at::-1]))
        target = _choose_namesake(clusters, mention, bearers)
        if target is None:
            options.insert(at + 1, mention)
            continue
        meant.setdefault(word, (target,))
        clusters.join(target, mention.i)


def _choose_namesake(clusters: Clusters, mention: Mention, options: Iterable[int]) -> int | None:
    """Give the first of the bearers of a name who is of the mention's gender ("Mrs. Keller"), else of none known."""
    before = mention.head.doc[mention.start - 1].text if mention.start else ""
    gender, fitting = load_titles().get(before, ("", ""))[1], None  # as a surname "Kelly" tells none
    for i in options:
        other = clusters.get(i).gender
        if other == gender or not gender:
            return i
        if not other and fitting is None:
            fitting = i
    return fitting


def _fits(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Say whether two full names with one surname may be one person: "J. Smith", "John A. Smith"."""
    first, second = words[0], other[0]
    if first == second or set(words) <= set(other) or set(other) <= set(words):
        return True
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    return first[:1] == second[:1] and _alike(first, second)


def _alike(first: str, second: str) -> bool:
    return min(len(first), len(second)) >= 4 and SequenceMatcher(None, first, second, False).ratio() >= 0.75


def _join_spellings(clusters: Clusters, people: list[Mention]) -> None:
    """Join transliterations: surnames and first names that are spelt almost alike."""
    if len(people) > MAX_SPELLINGS:
        return
    for number, mention in enumerate(people):
        for other in people[:number]:
            a, b = mention.words, other.words
            if (
                a[-1] != b[-1]
                and a[0][:1] == b[0][:1]
                and _alike(a[-1], b[-1])
                and (a[0] == b[0] or _alike(a[0], b[0]))
            ):
                clusters.join(other.i, mention.i)


def _join_brackets(clusters: Clusters) -> None:
    """Join an acronym in brackets to the body named right before them."""
    ends = {mention.end: mention for mention in clusters.mentions if mention.form == "n" and mention.kind == "org"}
    for mention in clusters.mentions:
        if mention.form != "n" or mention.kind != "org" or mention.start < 2 or not mention.entity.name.isupper():
            continue
        before = ends.get(mention.start - 1)
        doc = mention.head.doc
        if before and doc[mention.start - 1].text == "(" and before.entity.name[:1] == mention.entity.name[:1]:
            clusters.join(before.i, mention.i)


def _join_shortened(clusters: Clusters, firsts: dict[tuple[str, ...], int]) -> None:
    """Join "Osun Police Command" to "Osun State Police Command": a name that leaves out a word of a general sort."""
    bodies = [(key[1:], i) for key, i in firsts.items() if key[0] == "name" and clusters.mentions[i].kind == "org"]
    long: dict[tuple[str, ...], int] = {}
    for words, i in bodies:
        short = tuple(word for word in words if word not in load_words("left_out"))
        if len(short) > 1 and len(short) < len(words):
            long.setdefault(short, i)
    for words, i in bodies:
        if words in long and clusters.find(i) != clusters.find(long[words]):
            clusters.join(long[words], i)


def _join_ends(clusters: Clusters, firsts: dict[tuple[str, ...], int]) -> None:
    """Join "the Highway Patrol" to "Ohio State Highway Patrol", where no other body's name ends so."""
    bodies = [
        (key[1:] if key[0] == "name" else tuple(key[1].lower().split()), i)
        for key, i in firsts.items()
        if key[0] in ("name", "body") and clusters.mentions[i].kind == "org"
    ]
    ends: dict[tuple[str, ...], list[int]] = {}
    for words, i in bodies:
        for size in range(2, len(words)):
            ends.setdefault(words[-size:], []).append(i)
    for words, i in bodies:
        if len({clusters.find(other) for other in ends.get(words, ())}) == 1:
            clusters.join(ends[words][0], i)


def _join_bodies(clusters: Clusters, firsts: dict[tuple[str, ...], int]) -> None:
    """Join acronyms and short forms to the long names of bodies and places."""
    long: dict[str, int] = {}
    for key, i in firsts.items():
        words = key[1:] if key[0] != "body" else tuple(key[1].lower().split())
        if key[0] not in ("name", "body") or len(words) < 2:
            continue
        letters = "".join(word[0] for word in words if word not in ("of", "the", "and", "for", "in"))
        short = [" ".join(words[:size]) for size in range(2, len(words))]
        for form in (letters, "".join(word[0] for word in words), words[0], *words[1:][: len(words) == 2], *short):
            if len(form) > 2 or (form == letters and len(form) == 2):
                long.setdefault(form, i)
        if clusters.mentions[i].kind == "org":
            long.setdefault(letters + _read_letters_after(clusters.mentions[i]), i)
    for key, i in firsts.items():
        if key[0] != "name" or clusters.mentions[i].kind == "person":
            continue
        text = " ".join(key[1:])
        other = long.get(text)
        mention = clusters.mentions[i]
        name = mention.entity.name
        if other is None or drop_corporate(name) != name or clusters.find(other) == clusters.find(i):
            continue
        target, acronym = clusters.mentions[other], name.isupper()
        if mention.kind == target.kind or acronym:
            if len(text.split()) == 1 and not acronym and (text in load_capitals() or mention.kind == "place"):
                continue
            clusters.join(other, i)


def _read_letters_after(mention: Mention) -> str:
    """Give the letters that a place after a name adds to its acronym: "i" of "Board of Control in India"."""
    doc, found = mention.head.doc, ""
    after = doc[mention.end : mention.end + 4]
    if len(after) < 2 or after[0].lower_ not in ("in", "of", "for"):
        return found
    for token in after[1:]:
        if not token.text[:1].isupper():
            if token.lower_ == "the":
                continue
            break
        found += token.lower_[0]
    return found
