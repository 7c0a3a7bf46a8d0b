"""How far people agree who read the same accounts without seeing each other's decisions.

In: for each item, what each person said (any hashable value, None where the person said nothing). Out: raw agreement,
Cohen's kappa for two people (Cohen 1960), Krippendorff's alpha for nominal values and any number of people with gaps
(Krippendorff 2011, "Computing Krippendorff's alpha-reliability"). Both are None where they are not defined: nobody
agrees by chance because only one value was ever used, or there are no two words on any item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from dateline.readings import encode_reading
from dateline.records import Account, Reading

FIELDS = ("type", "mode", "context", "actor", "recipient", "date", "place", "quantity", "modality", "claim", "via")
"""The fields of an account that are compared, besides the verdict."""

Item = Mapping[str, Hashable]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree on one field: `items` had two words or more; figures lie between -1 and 1."""

    field: str
    items: int
    observed: float | None
    kappa: float | None
    alpha: float | None


def measure_agreement(field: str, items: Sequence[Item]) -> Agreement:
    """Measure one field; an item maps people to what they said."""
    said = [{person: value for person, value in item.items() if value is not None} for item in items]
    said = [item for item in said if len(item) > 1]
    people = sorted({person for item in said for person in item})
    pairs = [(item[people[0]], item[people[1]]) for item in said] if len(people) == 2 else None
    return Agreement(
        field=field,
        items=len(said),
        observed=_observe(said),
        kappa=measure_kappa(pairs) if pairs is not None else None,
        alpha=measure_alpha(said),
    )


def measure_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Give Cohen's kappa of two people."""
    number = len(pairs)
    if not number:
        return None
    observed = sum(one == other for one, other in pairs) / number
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(count * second[value] for value, count in first.items()) / number**2
    return None if expected >= 1 else (observed - expected) / (1 - expected)


def measure_alpha(items: Sequence[Item]) -> float | None:
    """Give Krippendorff's alpha for nominal values."""
    totals: Counter[Hashable] = Counter()
    disagreeing = 0.0
    for item in items:
        counts = Counter(item.values())
        size = sum(counts.values())
        if size < 2:
            continue
        totals.update(counts)
        disagreeing += (size**2 - sum(count**2 for count in counts.values())) / (size - 1)
    number = sum(totals.values())
    expected = number**2 - sum(count**2 for count in totals.values())
    if number < 2 or not expected:
        return None
    return 1 - (number - 1) * disagreeing / expected


def describe_account(reading: Reading, account: Account) -> dict[str, str]:
    """Give what a person holds of an account, field by field, so that equal meanings are equal words.

    Entities are compared by where they are first named, not by the ids that a reading gave them.
    """
    value = next(item for item in encode_reading(reading)["events"] if item["id"] == account.id)
    first = {entity.id: min(entity.mentions).start for entity in reading.entities}
    content = {item.id: item.content.start for item in reading.attributions}
    described: dict[str, str] = {}
    for field in FIELDS:
        held = value[field]
        if field in ("actor", "recipient", "place"):
            held = sorted(first[name] for name in held)
        elif field == "via":
            held = [content[name] for name in held]
        elif field == "quantity":
            held = sorted([item["kind"], str(item["low"]), str(item["high"])] for item in held)
        elif isinstance(held, list):
            held = sorted(held)
        described[field] = repr(held)
    return described


def _observe(items: Sequence[Item]) -> float | None:
    """Give the share of pairs of people, over all items, that said the same."""
    same = total = 0
    for item in items:
        counts = Counter(item.values())
        size = sum(counts.values())
        same += sum(count * (count - 1) for count in counts.values())
        total += size * (size - 1)
    return same / total if total else None
