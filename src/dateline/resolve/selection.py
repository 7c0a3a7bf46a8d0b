"""Which entities stay, and their final numbers.

In: a document with all fields filled. Out: the same without the entities that no account and no attribution names,
and with ids `e1`, `t1`, `a1`, `v1`... in the order of the text, in every reference alike.
"""

from __future__ import annotations

from dataclasses import replace

from dateline.records import Account, Attribution, Document, Entity


def select_entities(document: Document) -> Document:
    """Leave out what nothing names and number the rest in text order. A reference to nothing is left out too."""
    used = list_used(document)
    entities = sorted((entity for entity in document.entities if entity.id in used), key=_order_entity)
    times = sorted(document.times, key=lambda time: (time.span.start, time.span.end))
    attributions = sorted(document.attributions, key=_order_attribution)
    accounts = sorted(document.accounts, key=lambda account: (account.trigger.start, account.trigger.end, account.type))
    names = {entity.id: f"e{i}" for i, entity in enumerate(entities, 1)}
    dates = {time.id: f"t{i}" for i, time in enumerate(times, 1)}
    sources = {item.id: f"a{i}" for i, item in enumerate(attributions, 1)}
    return replace(
        document,
        entities=tuple(replace(entity, id=names[entity.id]) for entity in entities),
        times=tuple(replace(time, id=dates[time.id]) for time in times),
        attributions=tuple(
            replace(item, id=sources[item.id], entity=names.get(item.entity or "")) for item in attributions
        ),
        accounts=tuple(
            _renumber(replace(account, id=f"v{i}"), names, dates, sources) for i, account in enumerate(accounts, 1)
        ),
    )


def list_used(document: Document) -> set[str]:
    """Give the ids of the entities that an account or an attribution names."""
    used = {item.entity for item in document.attributions if item.entity}
    for account in document.accounts:
        used.update(account.actor, account.recipient, account.place)
    return used


def _order_entity(entity: Entity) -> tuple[int, int, str]:
    first = min(entity.mentions, default=None)
    return (first.start, -first.end, entity.kind) if first else (0, 0, entity.kind)


def _order_attribution(item: Attribution) -> tuple[int, int]:
    first = min(span.start for span in (item.source, item.cue, item.content) if span)
    return first, item.content.start


def _renumber(account: Account, names: dict[str, str], dates: dict[str, str], sources: dict[str, str]) -> Account:
    def give(ids: tuple[str, ...], table: dict[str, str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table[i] for i in ids if i in table))

    return replace(
        account,
        actor=give(account.actor, names),
        recipient=give(account.recipient, names),
        place=give(account.place, names),
        resolution=tuple(replace(item, value=names.get(item.value or "")) for item in account.resolution),
        time=dates.get(account.time or ""),
        via=give(account.via, sources),
    )
