"""What every export looks up in a reading: names, the words for a value, who says it.

In: a `Reading`. Out: a `ReadingView` that answers by account, in the order of the text. It adds nothing: each answer
is a field of the reading or words of its text.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable

from dateline.records import Account, Attribution, Conflict, Entity, Place, Quantity, Reading, Span, Time

UNNAMED = "an unnamed source"
"""Stands for a source that the report does not name ("it was reported that")."""


class ReadingView:
    """Look-ups over one reading. Build it once a reading: it costs one pass over the records."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.accounts: tuple[Account, ...] = tuple(
            sorted(reading.events, key=lambda event: (event.trigger.start, event.trigger.end, event.id))
        )
        self._entities = {entity.id: entity for entity in reading.entities}
        self._times = {time.id: time for time in reading.times}
        self._attributions = {attribution.id: attribution for attribution in reading.attributions}
        self._mentions = {entity.id: sorted(entity.mentions) for entity in reading.entities}

    @property
    def title(self) -> str | None:
        """The report's title, or the headline that its text begins with."""
        parts = self.reading.parts
        headline = next((" ".join(part.span.quote.split()) for part in parts if part.kind == "headline"), None)
        return self.reading.report.title or headline

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Give the entities of these ids, in their order."""
        return [self._entities[i] for i in ids]

    def names(self, ids: Iterable[str]) -> list[str]:
        """Give the names of the entities of these ids."""
        return [entity.name for entity in self.entities(ids)]

    def time(self, account: Account) -> Time | None:
        """Give the expression that dates the account, or None."""
        return self._times[account.time] if account.time else None

    def confidence(self, record: Entity | Account, field: str, value: str | None = None) -> float | None:
        """Give how sure a resolved field of an entity or an account is; of an account's place, by its entity's id."""
        found = (item for item in record.resolution if (item.field, item.value) == (field, value))
        return next((item.confidence for item in found), None)

    def conflicts(self, account: Account) -> list[tuple[Entity, Conflict]]:
        """Give what tables say otherwise than the text of those who take part in an account."""
        parties = self.entities(dict.fromkeys((*account.actor, *account.recipient, *account.place)))
        return [(entity, conflict) for entity in parties for conflict in entity.conflicts]

    def point(self, account: Account) -> Place | None:
        """Give the account's first place that has coordinates: places stand most specific first."""
        for entity in self.entities(account.place):
            if entity.place and entity.place.latitude is not None and entity.place.longitude is not None:
                return entity.place
        return None

    def chain(self, account: Account) -> list[Attribution]:
        """Give the attributions that the account rests on, outermost first."""
        return [self._attributions[i] for i in account.via]

    def source_name(self, attribution: Attribution) -> str:
        """Give the name of an attribution's source; where it has none, its words, or `UNNAMED`."""
        if attribution.entity:
            return self._entities[attribution.entity].name
        return attribution.source.quote if attribution.source else UNNAMED

    def according_to(self, account: Account) -> list[str]:
        """Give the names of those who vouch for the account, outermost first; each once in a row."""
        names: list[str] = []
        for attribution in self.chain(account):
            name = self.source_name(attribution)
            if not names or names[-1] != name:
                names.append(name)
        return names

    def describe_sources(self, account: Account) -> str:
        """Write who vouches for the account: `AP, citing police` where one reports the other, else `AP and police`."""
        words = ""
        before: Attribution | None = None
        for attribution in self.chain(account):
            name = self.source_name(attribution)
            if before is None:
                words = name
            elif self.source_name(before) != name:
                nested = before.content.contains(attribution.content)
                words += f"{', citing' if nested else ' and'} {name}"
            before = attribution
        return words

    def words_for(self, entity: str, account: Account) -> Span | None:
        """Give the mention that stands for an entity in an account.

        It is the one nearest to the trigger within the account's sentence; without one, the last before the sentence;
        without one, the first after it.
        """
        mentions = self._mentions[entity]
        sentence, trigger = account.sentence, account.trigger
        inside = [m for m in mentions if sentence.contains(m) or trigger.overlaps(m)]
        if inside:
            return min(inside, key=lambda m: (abs(m.start - trigger.start), m.start))
        if not mentions:
            return None
        return mentions[max(0, bisect_right([m.start for m in mentions], sentence.start) - 1)]


def describe_status(account: Account) -> list[str]:
    """Say in what the account differs from a fact in the report's own voice: `["alleged", "planned"]`."""
    status = [account.claim] if account.claim != "narrator" else []
    return [*status, account.modality] if account.modality != "actual" else [*status]


def describe_conflict(conflict: Conflict) -> str:
    """Say which value was kept where a table says otherwise than the text, and which was not."""
    table = f"the table of {conflict.table}"
    if conflict.kept == "text":
        return f"{conflict.field} {conflict.said} by the text; {table} says {conflict.held}"
    return f"{conflict.field} {conflict.held} by {table}; the text says {conflict.said}"


def describe_range(low: float | None, high: float | None) -> str:
    """Write a number or a range: `32`, `101+`, `up to 5`, `200-999`; empty where both ends are open."""
    if low is None and high is None:
        return ""
    if high is None:
        return f"{_number(low)}+"
    if low is None:
        return f"up to {_number(high)}"
    return _number(low) if low == high else f"{_number(low)}-{_number(high)}"


def describe_quantity(quantity: Quantity) -> str:
    """Write a quantity: `killed 32`; where both ends are open, its words."""
    kind = quantity.kind.replace("_", " ")
    return f"{kind} {describe_range(quantity.low, quantity.high) or quantity.span.quote}"


def shorten_quote(account: Account, width: int) -> tuple[str, str, str]:
    """Give the sentence of an account cut to about `width` characters around the trigger.

    Out: what stands before the trigger, the trigger, what stands after it, each on one line; an ellipsis marks a cut,
    which falls between words.
    """
    sentence, trigger = account.sentence, account.trigger
    if not sentence.contains(trigger):
        return "", one_line(trigger.quote), ""
    cut = trigger.start - sentence.start
    before, after = sentence.quote[:cut], sentence.quote[cut + len(trigger.quote) :]
    before, after = one_line(before).lstrip(), one_line(after).rstrip()
    room = max(0, width - len(trigger.quote))
    left = max(room // 2, room - len(after))
    if len(before) > left:
        kept = before[len(before) - left :] if left else ""
        before = "…" + (kept.partition(" ")[2] if " " in kept.rstrip() else kept)
    right = max(0, room - len(before))
    if len(after) > right:
        kept = after[:right]
        after = (kept.rpartition(" ")[0] if " " in kept.lstrip() else kept) + "…"
    return before, one_line(trigger.quote), after


def one_line(text: str) -> str:
    """Put text on one line that is safe to print: line breaks become spaces, control characters are left out.

    A report may hold escape sequences and marks that turn the direction of writing, and a terminal would obey them.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = (" " if c in "\n\t\r\f\v\u2028\u2029" else c for c in text)
    return "".join(c for c in kept if c == "\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,g}"
