"""Places that act: governments and bodies under the name of where they are.

In: a document with entities, attributions and accounts. Out: the same, in which no place is an actor, a recipient or a
source: a country's government takes the country's part, a body or person under the same words that of its place, and
of any other place ("Karnataka sued", "the city hall said") a body with its name and mentions is made. A place that
only acts becomes that body; one that is also where something happens stays beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from dateline.mentions import MentionIndex
from dateline.records import Document, Entity, Span

T = TypeVar("T")
BODY = "g"
"""What is put behind a place's id for the body of its name."""


def find_read(read: Mapping[str, T], id_: str) -> T | None:
    """Give what the encoder says of an entity, or of the place whose body it is."""
    return read.get(id_) or read.get(id_.removesuffix(BODY))


def let_places_act(document: Document) -> Document:
    """Give every place that acts, is acted upon or speaks its body."""
    places = {entity.id: entity for entity in document.entities if entity.kind == "place"}
    acting = {item.entity for item in document.attributions} & places.keys()
    sites: set[str] = set()
    for account in document.accounts:
        acting |= {*account.actor, *account.recipient} & places.keys()
        sites.update(account.place)
    if not acting:
        return document
    index = MentionIndex(document)
    became: dict[str, str] = {}
    made: dict[str, Entity] = {}
    others = sorted((e for e in document.entities if e.kind != "place"), key=lambda entity: entity.kind == "org")
    bearers = {span: entity.id for entity in others for span in entity.mentions}
    for id_ in sorted(i for i in acting if i):
        twin = index.twin(id_, "org") or _find_bearer(places[id_], bearers)
        became[id_] = twin or (id_ + BODY if id_ in sites else id_)
        if twin is None:
            made[became[id_]] = replace(places[id_], id=became[id_], kind="org")

    def rename(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(became.get(i, i) for i in ids))

    entities = [made.pop(entity.id, entity) for entity in document.entities]
    return replace(
        document,
        entities=(*entities, *made.values()),
        attributions=tuple(replace(a, entity=became.get(a.entity or "", a.entity)) for a in document.attributions),
        accounts=tuple(replace(a, actor=rename(a.actor), recipient=rename(a.recipient)) for a in document.accounts),
    )


def _find_bearer(place: Entity, bearers: Mapping[Span, str]) -> str | None:
    """Give who else bears the words of most of a place's mentions: a body that is a site as well."""
    found = Counter(bearers[span] for span in place.mentions if span in bearers)
    id_, count = next(iter(found.most_common(1)), (None, 0))
    return id_ if 2 * count > len(place.mentions) else None
