"""Two accounts side by side: what speaks for one event, what for two.

In: accounts with their reports. Out: features of a pair, each from 0 to 1. Names are compared by their words, dates
as intervals, numbers by kind. Accounts of one report are two events (the report itself says so), and so are accounts
that are exact about two days and two places.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dateline.intervals import find_days
from dateline.merge.profiles import split_words
from dateline.records import Account, Entity, Reading

EXACT_DAYS = 1
"""Two exact days so far apart may be one event, told across midnight or a zone of time."""
STEM = 5

_END = re.compile(r"[.!?][\"'”’)]*\s|\n")


@dataclass(frozen=True, slots=True)
class View:
    """An account as the comparison needs it. Sets hold words in lower case; `days` are the first and the last."""

    report: str
    account: Account
    type: str
    modes: frozenset[str]
    stems: frozenset[str]
    words: Mapping[str, float]
    near: Mapping[str, float]
    actor: frozenset[str]
    recipient: frozenset[str]
    actor_countries: frozenset[str]
    recipient_countries: frozenset[str]
    places: frozenset[str]
    spots: frozenset[int]
    days: tuple[date | None, date | None]
    numbers: Mapping[str, frozenset[tuple[float | None, float | None]]]
    top: bool

    @property
    def key(self) -> tuple[str, str]:
        """The ids of the report and of the account."""
        return self.report, self.account.id

    @property
    def day(self) -> date | None:
        """The one day of the account, None where it is not known to the day."""
        return self.days[0] if self.days[0] == self.days[1] else None


def make_views(readings: Sequence[Reading]) -> tuple[View, ...]:
    """Give the views of every account, in the order of report and account ids."""
    sentences = {
        (reading.id, account.id): find_sentence(reading.text, account.trigger.start, account.trigger.end)
        for reading in readings
        for account in reading.events
    }
    spread = Counter(word for sentence in set(sentences.values()) for word in set(split_words(sentence)))
    weigh = _Weights(len(set(sentences.values())), spread)
    views = [
        _make_view(reading, account, sentences[reading.id, account.id], weigh)
        for reading in readings
        for account in reading.events
    ]
    return tuple(sorted(views, key=lambda view: view.key))


def find_sentence(text: str, start: int, end: int) -> str:
    """Give the sentence around a span, by its ends and by lines."""
    begin = 0
    for match in _END.finditer(text, max(0, start - 600), start):
        begin = match.end()
    begin = max(begin, start - 600)
    after = _END.search(text, end)
    return text[begin : min(after.end() if after else len(text), end + 600)]


def compare_accounts(first: View, second: View) -> dict[str, float]:
    """Give the features of a pair of accounts; those that do not hold are left out."""
    found = {
        "the same type": float(first.type == second.type),
        "another type": float(first.type != second.type),
        "a mode in common": float(bool(first.modes & second.modes)),
        "no mode in common": float(bool(first.modes and second.modes and not first.modes & second.modes)),
        "the same trigger": float(bool(first.stems & second.stems)),
        "words of the sentence": _cosine(first.words, second.words),
        "words beside the trigger": _cosine(first.near, second.near),
        "another modality": float(first.account.modality != second.account.modality),
        "told at the top of both": float(first.top and second.top),
        "told at the top of one": float(first.top != second.top),
    }
    for side in ("actor", "recipient"):
        found.update(_compare_names(side, getattr(first, side), getattr(second, side)))
        one, other = getattr(first, f"{side}_countries"), getattr(second, f"{side}_countries")
        found[f"{side} of another country"] = float(bool(one and other and not one & other))
    found.update(_compare_days(first, second))
    found.update(_compare_places(first, second))
    kinds = set(first.numbers) & set(second.numbers)
    found["a number in common"] = float(any(first.numbers[kind] & second.numbers[kind] for kind in kinds))
    found["other numbers"] = float(bool(kinds) and not found["a number in common"])
    return {name: round(value, 6) for name, value in found.items() if value}


def must_differ(first: View, second: View) -> bool:
    """Say whether two accounts cannot be one event: of one report, or exact about two days, and about two places.

    A day's difference is let through where the places agree, for reports count from several zones of time.
    """
    if first.report == second.report:
        return True
    if first.day is None or second.day is None:
        return False
    gap = abs((first.day - second.day).days)
    if gap > 7:
        return True
    return gap > EXACT_DAYS and bool(first.spots and second.spots) and not first.spots & second.spots


class _Weights:
    """Weights of words by how few sentences have them (idf), smoothed so that two sentences alone have some too."""

    def __init__(self, sentences: int, spread: Mapping[str, int]) -> None:
        self.sentences, self.spread = sentences, spread

    def weigh(self, words: Sequence[str]) -> dict[str, float]:
        """Give a unit vector over the words."""
        raw = {
            word: math.log(1 + (self.sentences + 50) / (self.spread[word] + 1)) for word in set(words) if len(word) > 2
        }
        norm = math.sqrt(sum(value * value for _, value in sorted(raw.items())))
        return {word: value / norm for word, value in raw.items()} if norm else {}


def _make_view(reading: Reading, account: Account, sentence: str, weights: _Weights) -> View:
    entities = {entity.id: entity for entity in reading.entities}
    actors = [entities[i] for i in account.actor]
    recipients = [entities[i] for i in account.recipient]
    places = [entities[i] for i in account.place]
    text, trigger = reading.text, account.trigger
    near = split_words(text[max(0, trigger.start - 60) : trigger.end + 60])[1:-1]
    numbers: dict[str, set[tuple[float | None, float | None]]] = {}
    for quantity in account.quantity:
        numbers.setdefault(quantity.kind, set()).add((quantity.low, quantity.high))
    return View(
        report=reading.id,
        account=account,
        type=account.type,
        modes=frozenset(account.mode),
        stems=frozenset(
            word[:STEM] for span in (trigger, *account.also) for word in split_words(span.quote) if len(word) > 2
        ),
        words=weights.weigh(split_words(sentence)),
        near=weights.weigh(near),
        actor=_name_words(actors),
        recipient=_name_words(recipients),
        actor_countries=frozenset(entity.country for entity in actors if entity.country),
        recipient_countries=frozenset(entity.country for entity in recipients if entity.country),
        places=_name_words(places),
        spots=frozenset(
            entity.place.geonames_id
            for entity in places
            if entity.place and entity.place.geonames_id and entity.place.precision in ("point", "city")
        ),
        days=find_days(account.date),
        numbers={kind: frozenset(values) for kind, values in numbers.items()},
        top=trigger.start < max(300, len(text) // 5),
    )


def _name_words(entities: Sequence[Entity]) -> frozenset[str]:
    """Give the words of names that tell one from another: with a capital or a figure, else all."""
    found: set[str] = set()
    for entity in entities:
        words = [word for word in re.findall(r"[\w'’]+", entity.name) if word[0].isupper() or word[0].isdigit()]
        found.update(split_words(" ".join(words or [entity.name])))
    return frozenset(word for word in found if len(word) > 2)


def _compare_names(side: str, first: frozenset[str], second: frozenset[str]) -> dict[str, float]:
    if not first or not second:
        return {f"{side} not named in one": float(bool(first or second))}
    shared = len(first & second)
    return {
        f"names of the {side}": shared / min(len(first), len(second)),
        f"another {side}": float(not shared),
    }


def _compare_days(first: View, second: View) -> dict[str, float]:
    if first.day and second.day:
        gap = abs((first.day - second.day).days)
        return {"the same day": float(gap == 0), "a day apart": float(gap == 1), "days apart": float(gap > 1)}
    (a, b), (c, d) = first.days, second.days
    if (a or b) is None or (c or d) is None:
        return {}
    meets = (a is None or d is None or a <= d) and (b is None or c is None or c <= b)
    return {"dates that meet": float(meets), "days apart": float(not meets)}


def _compare_places(first: View, second: View) -> dict[str, float]:
    if not first.places or not second.places:
        return {}
    shared = bool(first.places & second.places or first.spots & second.spots)
    return {"a place in common": float(shared), "another place": float(not shared)}


def _cosine(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    return sum(first[word] * second[word] for word in sorted(first.keys() & second.keys()))
