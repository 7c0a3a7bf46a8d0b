"""Readings for the tests of merging, written out by hand: a text with its accounts, found by their words."""

from __future__ import annotations

from dateline.records import Account, Attribution, Entity, Quantity, Reading, Report, Span


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def make_reading(
    id: str,
    text: str,
    accounts: list[dict] = (),
    *,
    outlet: str | None = None,
    published: str | None = None,
    agencies: tuple[str, ...] = (),
    title: str | None = None,
    corrections: tuple[str, ...] = (),
) -> Reading:
    """Give a reading; an account names `type`, `trigger`, and may name `actor`, `recipient`, `place` by their words."""
    entities: dict[str, Entity] = {}
    attributions = []

    def entity(words: str, kind: str, country: str | None) -> str:
        key = f"{kind}-{words}"
        entities.setdefault(key, Entity(key, words, kind, (span(text, words),), country))
        return key

    events = []
    for number, item in enumerate(accounts, 1):
        via = ()
        if speaker := item.get("speaker"):
            key = entity(speaker, "org", None)
            attributions.append(
                Attribution(f"a{number}", span(text, speaker), key, None, span(text, item["trigger"]), "indirect")
            )
            via = (f"a{number}",)
        events.append(
            Account(
                id=f"v{number}",
                type=item["type"],
                trigger=span(text, item["trigger"]),
                sentence=span(text, item["trigger"]),
                mode=item.get("mode", ()),
                actor=tuple(entity(words, "org", item.get("country")) for words in item.get("actor", ())),
                recipient=tuple(entity(words, "group", None) for words in item.get("recipient", ())),
                place=tuple(entity(words, "place", None) for words in item.get("place", ())),
                date=item.get("date"),
                quantity=tuple(
                    Quantity(kind, span(text, words), low, high) for kind, words, low, high in item.get("quantity", ())
                ),
                claim="attributed" if via else "narrator",
                via=via,
            )
        )
    return Reading(
        report=Report(
            id=id, text=text, title=title, outlet=outlet, published=published,
            published_from="metadata" if published else None, corrections=corrections,
        ),
        agencies=agencies,
        entities=tuple(entities.values()),
        attributions=tuple(attributions),
        events=tuple(events),
    )  # fmt: skip


BLAST = (
    "A truck bomb tore through the gate of the Hungarian embassy in Velm on Tuesday evening, and {killed} people were "
    "killed, the Interior Ministry said.\nFighters of the Red Front then attacked the building with rifles. {tail}"
)


def make_blast(id: str, killed: str, number: float, tail: str, **given: object) -> Reading:
    text = BLAST.format(killed=killed, tail=tail)
    accounts = [
        {
            "type": "ASSAULT",
            "mode": ("explosives",),
            "trigger": "bomb",
            "actor": ["Red Front"],
            "recipient": ["Hungarian embassy"],
            "place": ["Velm"],
            "date": "2019-03-12",
            "quantity": [("killed", killed, number, number)],
            "speaker": "Interior Ministry",
        },
        {
            "type": "ASSAULT",
            "mode": ("firearms",),
            "trigger": "attacked",
            "actor": ["Red Front"],
            "place": ["Velm"],
            "date": "2019-03-12",
        },
    ]
    return make_reading(id, text, accounts, **given)
