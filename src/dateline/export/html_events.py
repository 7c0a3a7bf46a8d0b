"""The margin of the page: every event with all its fields and the words for each, and who says what.

In: a `ReadingView` and its `Keys`. Out: HTML lists in the order of the text. All values are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dateline.export.html_text import Keys, escape
from dateline.export.view import (
    ReadingView,
    describe_conflict,
    describe_quantity,
    describe_status,
    one_line,
    shorten_quote,
)
from dateline.records import Account, Attribution, Entity, Place

MODALITY_WORDS = {
    "actual": "it happened, happens or was said",
    "planned": "announced or intended",
    "hypothetical": "conditional, possible or feared",
    "negated": "it did not happen",
}
CLAIM_WORDS = {
    "narrator": "in the report's own voice",
    "attributed": "rests on the source named",
    "alleged": "an accusation, suspicion or unverified",
    "denied": "told as denied",
}


Links = Mapping[str, tuple[str, str]]
"""For an account's id, an address with more on its event, and the words of the link."""


def render_events(view: ReadingView, keys: Keys, links: Links = MappingProxyType({})) -> str:
    """Give the list of events."""
    if not view.accounts:
        return '<p class="none">No events were found in this report.</p>'
    items = "".join(_render_event(view, keys, account, links) for account in view.accounts)
    return f'<ol class="events">{items}</ol>'


def render_attributions(view: ReadingView, keys: Keys) -> str:
    """Give the list of attributions: source, cue and what is attributed."""
    ordered = sorted(view.reading.attributions, key=lambda a: (a.content.start, a.content.end, a.id))
    items = []
    for attribution in ordered:
        words = one_line(attribution.content.quote)
        short = words if len(words) <= 140 else words[:140].rpartition(" ")[0] + "…"
        items.append(
            f"<li>{_render_source(view, keys, attribution)} "
            f'<a class="said" href="#w-{keys.attributions[attribution.id]}c">{escape(short)}</a></li>'
        )
    return f'<ol class="sayings">{"".join(items)}</ol>' if items else '<p class="none">None.</p>'


def _render_event(view: ReadingView, keys: Keys, account: Account, links: Links) -> str:
    key = keys.events[account.id]
    status = describe_status(account)
    names = escape(", ".join(view.names(account.actor)) or "—")
    if account.recipient:
        names += f" → {escape(', '.join(view.names(account.recipient)))}"
    badges = "".join(f' <span class="badge">{escape(name)}</span>' for name in status)
    style = "".join(f" is-{name}" for name in status)
    return (
        f'<li class="event c-{account.type}" id="{key}"{_make_links(view, keys, account)}><details open>'
        f'<summary><span class="type{style}">{account.type}</span>{badges} <span class="who">{names}</span></summary>'
        f'<div class="fields" data-head="{account.type}: {names}">{_render_fields(view, keys, account)}'
        f"{_render_link(links.get(account.id))}</div>"
        "</details></li>"
    )


def _render_link(link: tuple[str, str] | None) -> str:
    return f'<p class="onwards"><a href="{escape(link[0])}">{escape(link[1])}</a></p>' if link else ""


def _make_links(view: ReadingView, keys: Keys, account: Account) -> str:
    """Give the attributes by which the page finds the words of each role."""
    roles: dict[str, list[str]] = {}
    near: set[str] = set()
    for role, ids in (("actor", account.actor), ("recipient", account.recipient), ("place", account.place)):
        for i in ids:
            words = view.words_for(i, account)
            if words:
                roles.setdefault(role, []).append(keys.mention(i, words))
                near.add(keys.mention(i, words))
    if account.time:
        roles["time"] = [keys.times[account.time]]
    roles["number"] = [keys.quantity(account.id, i) for i in range(len(account.quantity))]
    roles["via"] = [keys.attributions[i] for i in account.via]
    sides = view.entities((*account.actor, *account.recipient))
    others = [keys.mention(entity.id, span) for entity in sides for span in entity.mentions]
    roles["other"] = [name for name in dict.fromkeys(others) if name not in near]
    return "".join(f' data-{role}="{" ".join(names)}"' for role, names in roles.items() if names)


def _render_fields(view: ReadingView, keys: Keys, account: Account) -> str:
    before, trigger, after = shorten_quote(account, 400)
    quote = f"{escape(before)}<mark>{escape(trigger)}</mark>{escape(after)}"
    rows = [
        f'<blockquote><a href="#w-{keys.events[account.id]}">{quote}</a></blockquote><dl>',
        _row("Mode", escape(", ".join(account.mode))),
        _row("About", escape(", ".join(account.context).replace("_", " "))),
        _row("Actor", _render_entities(view, keys, account, account.actor) or "not said"),
        _row("Recipient", _render_entities(view, keys, account, account.recipient) or "not said"),
        _row("When", _render_time(view, keys, account)),
        _row("Where", _render_entities(view, keys, account, account.place) or "not said"),
        _row("How many", _render_quantities(keys, account)),
        _row("Status", _gloss(account.modality, MODALITY_WORDS)),
        _row("Claim", _gloss(account.claim, CLAIM_WORDS)),
        _row("Who says it", _render_chain(view, keys, account)),
        _row("Also told", " ".join(_words(span.quote) for span in account.also)),
        _row("Scores", _render_scores(account)),
    ]
    return "".join(rows) + "</dl>"


def _row(name: str, value: str) -> str:
    return f"<dt>{name}</dt><dd>{value}</dd>" if value else ""


def _gloss(value: str, glosses: dict[str, str]) -> str:
    return f'{escape(value)} <span class="note">{glosses[value]}</span>'


def _lines(values: Iterable[str]) -> str:
    return "".join(f"<div>{value}</div>" for value in values)


def _words(quote: str, key: str | None = None) -> str:
    """Give words of the report in quotation marks, as a link to where they stand if they have a key there."""
    said = f"“{escape(one_line(quote))}”"
    return f'<a class="words" href="#w-{key}">{said}</a>' if key else f'<span class="words">{said}</span>'


def _render_quantities(keys: Keys, account: Account) -> str:
    numbered = enumerate(account.quantity)
    return _lines(
        f"{escape(describe_quantity(q))} {_words(q.span.quote, keys.quantity(account.id, i))}" for i, q in numbered
    )


def _render_entities(view: ReadingView, keys: Keys, account: Account, ids: tuple[str, ...]) -> str:
    lines = []
    for entity in view.entities(ids):
        span = view.words_for(entity.id, account)
        words = f" {_words(span.quote, keys.mention(entity.id, span))}" if span else ""
        linked = view.confidence(account, "place", entity.id)
        lines.append(f"{escape(entity.name)}{words} {_render_codes(view, entity, linked)}")
    return _lines(lines)


def _render_codes(view: ReadingView, entity: Entity, linked: float | None) -> str:
    """Give the codes of an entity, each with how sure it is; `linked` is how sure it is the account's place."""
    codes = [
        f"{entity.kind}{_sure(linked)}",
        f"{entity.country}{_sure(view.confidence(entity, 'country'))}" if entity.country else "",
        f"{' '.join(entity.sector)}{_sure(view.confidence(entity, 'sector'))}" if entity.sector else "",
        entity.role or "",
    ]
    if entity.place:
        codes.append(f"{_describe_place(entity.place)}{_sure(view.confidence(entity, 'place'))}")
    if entity.link:
        codes.append(entity.link)
    if entity.inferred:
        codes.append(f"{', '.join(entity.inferred)} not in the text: from a table")
    lines = "".join(
        f'<div class="conflict">{escape(describe_conflict(conflict))} {_words(conflict.span.quote)}</div>'
        for conflict in entity.conflicts
    )
    return f'<span class="note">{escape(" · ".join(filter(None, codes)))}</span>{lines}'


def _sure(confidence: float | None) -> str:
    return "" if confidence is None else f" ({confidence:.2f})"


def _describe_place(place: Place) -> str:
    if place.latitude is None or place.longitude is None:
        return place.precision
    radius = f", within {place.radius_km:g} km" if place.radius_km else ""
    number = f", GeoNames {place.geonames_id}" if place.geonames_id else ""
    return f"{place.latitude:.4f}, {place.longitude:.4f} ({place.precision}{radius}{number})"


def _render_time(view: ReadingView, keys: Keys, account: Account) -> str:
    time = view.time(account)
    date = f"{escape(account.date)}{_sure(view.confidence(account, 'date'))}" if account.date else "no date"
    if time:
        return f"{date} {_words(time.span.quote, keys.times[time.id])}"
    if account.date:
        return f'{date} <span class="note">implied by the report</span>'
    return "not said"


def _render_chain(view: ReadingView, keys: Keys, account: Account) -> str:
    if not account.via:
        return "the report itself"
    lines = []
    before: Attribution | None = None
    for attribution in view.chain(account):
        nested = before is not None and before.content.contains(attribution.content)
        name = "" if before is None else ' class="cited"' if nested else ' class="beside"'
        lines.append(f"<li{name}>{_render_source(view, keys, attribution)}</li>")
        before = attribution
    return f'<ol class="chain">{"".join(lines)}</ol>'


def _render_source(view: ReadingView, keys: Keys, attribution: Attribution) -> str:
    name = view.source_name(attribution)
    words = [span.quote for span in (attribution.source, attribution.cue) if span]
    if attribution.source and attribution.cue and attribution.cue < attribution.source:
        words.reverse()
    if words and words[0] == name:
        words = words[1:]
    key = f"{keys.attributions[attribution.id]}s" if attribution.source else None
    said = f" {_words(' … '.join(words), key)}" if words else ""
    return f'<b>{escape(name)}</b>{said} <span class="note">{attribution.kind}</span>'


def _render_scores(account: Account) -> str:
    scores = [account.quad or ""]
    if account.intensity is not None:
        scores.append(f"intensity {account.intensity:g}")
    if account.confidence is not None:
        scores.append(f"confidence {account.confidence:.2f}")
    return escape(" · ".join(filter(None, scores)))
