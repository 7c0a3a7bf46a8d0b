"""Who the actors are: country, sector, role and name.

In: a document with entities, and accounts where there are some. Out: the same with `country`, `sector`, `role` of
every person, body and group. What the text says of the actor comes first (title, apposition, description,
nationality), then tables of bodies, then the country that the report is about; `inferred` names what the text did
not say. Sectors are the role in which someone acts here, after the PLOVER manual.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

from dateline.data.actors import (
    Body,
    drop_article,
    is_state,
    load_bodies,
    load_countries,
    load_nouns,
    load_org_heads,
    load_states,
    load_words,
    read_noun,
)
from dateline.mentions import GOVERNMENT, MentionIndex
from dateline.records import Document, Entity, Span
from dateline.resolve.accused import judge_part, read_accused
from dateline.resolve.acting import BODY, let_places_act
from dateline.resolve.actor_links import find_employers, find_related
from dateline.resolve.confidence import add_rule
from dateline.resolve.conflicts import BODIES, LEADERS, find_conflicts
from dateline.resolve.context import Context, find_context
from dateline.resolve.country_choice import Choose, choose_country, leave_out_name
from dateline.resolve.country_features import CountryFinder, find_rule
from dateline.resolve.known import IN_OFFICE, count_years_off, find_body, find_leader, is_shared
from dateline.resolve.places import choose_places
from dateline.resolve.roles import (
    Phrase,
    find_country,
    find_extent,
    find_noun,
    is_given_name,
    list_modifiers,
    read_phrase,
    read_title,
)
from dateline.resolve.selection import list_used
from dateline.tokens import end_office, find_token, find_tokens

GENERAL_SECTORS = frozenset({"GOV", "NGO", "BUS"})
"""Sectors whose words stand in the names of all sorts of bodies."""
QUOTES = frozenset({"'", '"', "‘", "’", "“", "”"})
"""Marks between which a nickname stands, which tells nothing: the "Nigerian prince"."""
NICKNAME = 4
"""Tokens after a mention within which the quotation of a nickname ends."""
MAX_BRACKET = 8
"""Tokens of an explanation in brackets."""
UNTOLD = frozenset({"GOV", "CVL", "NGO", "BUS"})
"""Sectors of general nouns, which their bodies outvote."""
SERVING = frozenset({"spokesman", "member"})
"""Groups of nouns for those who speak for a body or belong to it."""
PARTY_ORGANS = frozenset({"Committee", "Council", "Caucus", "Congress", "Wing", "Executive"})
"""Words for the organs of parties, which bear the party's name."""
SETTLED = frozenset({"government", LEADERS})
"""Rules whose countries are beyond doubt."""
REPORT, CLUES, NAME_CLUES = "report", "clues", "clues and name"
"""The names of the choice of the country that leads around the mentions, of that by all that speaks for one, and of
that which a person's name decides."""
MAX_MENTIONS = 30
"""Mentions of one entity that are read for what it is."""


def resolve_actors(document: Document, choose: Choose = choose_country) -> Document:
    """Fill `country`, `sector` and `role` of persons, bodies and groups; `choose` decides on the countries."""
    if document.syntax is None or not document.entities:
        return document
    acting = {entity.id for entity in document.entities if entity.kind == "place"}
    document = let_places_act(document)
    acting = {e.id for e in document.entities if e.kind == "org" and e.id.removesuffix(BODY) in acting}
    first = find_context(document)
    chosen = {i: (place.country, place.area) for i, place in choose_places(document, first).items()}
    context = find_context(document, chosen)
    published = document.report.published
    year = int(published[:4]) if published and published[:4].isdigit() else None
    accused, violent = read_accused(document)
    general: set[str] = set()
    said: dict[str, list[Phrase]] = {}
    out = []
    for entity in document.entities:
        if entity.kind != "place":
            said[entity.id] = phrases = read_mentions(entity, document.syntax)
            reports = entity.kind == "org" and _is_outlet(entity, document.syntax)
            entity = _resolve(entity, phrases, context, year, reports)
            if entity.id in acting and "sector" in entity.inferred:
                rules = add_rule(entity.resolution, "sector", "acting place")
                entity = replace(entity, sector=("GOV",), resolution=rules)
            entity = judge_part(entity, entity.id in accused, entity.id in violent)
            untold = (
                _is_untold(entity, phrases) if entity.kind != "org" else "sector" in entity.inferred and not reports
            )
            if untold and entity.id not in acting:
                general.add(entity.id)
        out.append(entity)
    document = replace(document, entities=tuple(out))
    places = {i: country for i, (country, _) in chosen.items()}
    document = _inherit(document, places, general)
    return _choose_countries(document, said, CountryFinder(document, context, places), choose)


def _choose_countries(
    document: Document, said: dict[str, list[Phrase]], finder: CountryFinder, choose: Choose
) -> Document:
    """Give each actor of an account or an attribution whose country is in doubt the one that most speaks for."""
    used = list_used(document)
    out = []
    for entity in document.entities:
        if entity.kind != "place" and entity.id in used and not _is_settled(entity, said[entity.id]):
            options = finder.list_options(entity, said[entity.id])
            option = choose(entity, options)
            if option.code != entity.country:
                unnamed = choose(entity, list(map(leave_out_name, options)))
                by = CLUES if unnamed.code == option.code else NAME_CLUES
                rules = add_rule(entity.resolution, "country", by)
                entity = replace(entity, country=option.code, resolution=rules)
        out.append(entity)
    return replace(document, entities=tuple(out))


def _is_settled(entity: Entity, phrases: list[Phrase]) -> bool:
    """Say whether the country of an entity is beyond doubt: of a government, a leader, a known body; of a continent.

    A body is in doubt where the text tells another country of it, or other countries have one of its name.
    """
    rule = find_rule(entity)
    if entity.country is None and _is_regional(entity):
        return True
    if rule != BODIES or drop_article(entity.name) not in load_bodies() or is_shared(entity):
        return rule in SETTLED
    return all(phrase.country in (None, entity.country) for phrase in phrases)


def _is_untold(entity: Entity, phrases: list[Phrase]) -> bool:
    """Say whether all that the text says of someone is that they serve or speak for a body."""
    telling = [phrase for phrase in phrases if phrase.sector]
    return (
        bool(telling)
        and all(phrase.group in SERVING for phrase in telling)
        and entity.sector[0] in UNTOLD
        and not find_leader(entity.name, None)
    )


def _inherit(document: Document, places: dict[str, str], general: set[str]) -> Document:
    """Give those of whom the text names no country that of whom they belong to: "her father", "rebels in Aleppo".

    Those in `general`, whose nouns tell no sector ("a spokesman for the police"), get the sector of their body.
    """
    index = MentionIndex(document)
    bodies = {e.id: e.sector for e in document.entities if e.kind == "org" and "sector" not in e.inferred}
    employers = {e.id: e.sector for e in document.entities if e.id in bodies and not e.name.startswith(GOVERNMENT)}
    known: dict[str, str | None] = {}
    for entity in document.entities:
        if entity.kind == "place":
            known[entity.id] = places.get(entity.id) or entity.country or _find_state(entity.name)
        elif "country" not in entity.inferred or find_leader(entity.name, None):
            known[entity.id] = entity.country
    related = {
        entity.id: find_related(entity, document.syntax, index)
        for entity in document.entities
        if entity.kind != "place" and (entity.id not in known or entity.id in general)
    }
    for _ in range(2):
        for id_, others in related.items():
            found = next((known[other] for other in others if known.get(other)), None)
            if found and id_ not in known:
                known[id_] = found
    out = []
    for entity in document.entities:
        if entity.id in related:
            if known.get(entity.id, entity.country) != entity.country:
                entity = replace(entity, country=known[entity.id])
                entity = replace(entity, resolution=add_rule(entity.resolution, "country", "relation"))
            body = next((bodies[other] for other in related[entity.id] if bodies.get(other)), ())
            if entity.id in general and body:
                entity = replace(entity, sector=body, resolution=add_rule(entity.resolution, "sector", "relation"))
        if entity.kind == "person" and entity.sector == ("CVL",) and "sector" in entity.inferred:
            bound = find_employers(entity, document.syntax, index)
            sector = next((employers[other] for other in bound if employers.get(other)), None)
            if sector:
                entity = replace(entity, sector=sector, resolution=add_rule(entity.resolution, "sector", "employer"))
        out.append(entity)
    return replace(document, entities=tuple(out))


def _find_state(name: str) -> str | None:
    return "USA" if is_state(name) and name not in load_countries() else None


def read_mentions(entity: Entity, doc: Any) -> list[Phrase]:
    """Give what the phrases around an entity's mentions say, in text order, without repeats."""
    found: list[Phrase] = []
    seen: set[str] = set()
    for span in entity.mentions:
        if span.quote in seen and len(found) >= 3:
            continue
        seen.add(span.quote)
        if len(seen) > MAX_MENTIONS:
            break
        found += _read_mention(entity, span, doc)
    return list(dict.fromkeys(found))


def _read_mention(entity: Entity, span: Span, doc: Any) -> list[Phrase]:
    first, last = find_tokens(doc, span.start, span.end)
    head = doc[first : last + 1].root
    if head.pos_ == "PRON":
        return []
    found: list[Phrase | None] = []
    named = _is_named(head, span.quote) and not (entity.kind != "org" and find_noun(head))
    if named and entity.kind == "person":
        found.append(read_title(first, doc))
        around = [child for child in head.children if child.dep_ == "appos"]
        if head.dep_ == "appos" and head.head.ent_type_ != "PERSON":
            around.append(head.head)
        found += [read_phrase(token) for token in around if not _is_nickname(token.i, token.i, doc)]
        if head.dep_ == "nsubj" and head.head.lemma_ == "be":
            found += [read_phrase(child) for child in head.head.children if child.dep_ == "attr"]
    elif named:
        left, right = list_modifiers(head)
        words = [*left, *doc[first : last + 1], *right]
        country = find_country(words) or _read_bracket(last, doc)
        if country:
            found.append(Phrase(span.quote, "", country, at=find_extent(words)))
    elif not (_is_nickname(first, last, doc) or _is_nickname(head.i, head.i, doc)):
        source = doc[last] if last > head.i else head
        found.append(read_phrase(source if find_noun(source) else head, stop=_find_holder(entity, last, doc)))
    return [phrase for phrase in found if phrase is not None]


def _read_bracket(last: int, doc: Any) -> str | None:
    """Give the country of the body in brackets right after a name: "Rada (Ukraine's parliament)"."""
    if last + 2 >= len(doc) or doc[last + 1].text != "(":
        return None
    words = doc[last + 2 : last + 2 + MAX_BRACKET]
    end = next((i for i, word in enumerate(words) if word.text == ")"), 0)
    head = words[:end].root if end else None
    if head is None or head.pos_ not in ("NOUN", "PROPN") or words[0].pos_ == "ADP":
        return None
    return find_country(list_modifiers(head)[0])


def _find_holder(entity: Entity, last: int, doc: Any) -> int | None:
    """Give where the name begins that ends an office: the "Ellen" of "Prime Minister of Norway Ellen Marsh"."""
    end = end_office(doc, last + 1)
    tokens = (find_token(doc, span.start) for span in entity.mentions)
    return next((token for token in tokens if last < token <= end), None)


def _is_nickname(first: int, last: int, doc: Any) -> bool:
    """Say whether a mention opens a few words in quotation marks: a "Nigerian prince", Canada's "Prince of Pot"."""
    if not first or doc[first - 1].text not in QUOTES or doc[first - 1].whitespace_:
        return False
    return any(token.text in QUOTES for token in doc[last + 1 : last + 1 + NICKNAME])


def _is_named(head: Any, quote: str) -> bool:
    words = quote.split()
    if head.text[:1].isupper() and head.lower_ not in load_nouns() and head.lemma_.lower() not in load_nouns():
        return True
    return len(words) > 1 and sum(word[:1].isupper() for word in words) * 2 > len(words) and head.text[:1].isupper()


def _is_outlet(entity: Entity, doc: Any) -> bool:
    """Say whether a body reports or is told things, as media are."""
    for span in entity.mentions[:MAX_MENTIONS]:
        if not span.quote[:1].isupper():
            continue
        first, last = find_tokens(doc, span.start, span.end)
        head = doc[first : last + 1].root
        verb = head.head.lemma_.lower()
        if (head.dep_ == "nsubj" and verb == "report") or (head.dep_ in ("dobj", "dative") and verb == "tell"):
            return True
        if last + 1 < len(doc) and doc[last + 1].lower_ in ("report", "reports") and head.dep_ == "compound":
            return True
    return False


def _resolve(entity: Entity, phrases: list[Phrase], context: Context, year: int | None, reports: bool) -> Entity:
    body = find_body(entity) if entity.kind == "org" else None
    elsewhere = body is not None and is_shared(entity) and context.home not in (None, body.country)
    if body and elsewhere:
        body = replace(body, country=None)
    inferred = []
    if entity.name.startswith(GOVERNMENT) and entity.country:
        return _tell_rules(replace(entity, sector=("GOV",)), "government", "government")
    sectors, role, by_sector = _choose_sectors(entity, phrases, body)
    country, by_country = _choose_country(entity, phrases, body)
    leader = find_leader(entity.name, year) if entity.kind == "person" else None
    told = country, sectors
    in_term = leader is not None and (year is None or count_years_off(leader, year) <= 1)
    if leader:
        if country is None or leader["country"] == "IGO" or (in_term and country != leader["country"]):
            country, by_country = leader["country"] or None, LEADERS
            inferred.append("country")
        if not sectors or sectors == ("CVL",):
            sectors, by_sector = (leader["sector"],), LEADERS
            inferred.append("sector")
        if year is not None and count_years_off(leader, year) == 0 and sectors[0] == leader["sector"]:
            by_sector = IN_OFFICE
    if country is None and (elsewhere or not (body and body.country is None)) and not _is_foreign(entity):
        country, by_country = context.find_near([span.start for span in entity.mentions]), REPORT
        inferred.append("country")
    if not sectors:
        by_sector = "reports" if entity.kind == "org" and reports else f"any {entity.kind}"
        sectors = ("JRN",) if by_sector == "reports" else _guess_sector(entity)
        inferred.append("sector")
    held = {}
    if leader and in_term:
        held = {field: (LEADERS, leader[field]) for field in ("country", "sector")}
    if body and body.country:
        held = {"country": (BODIES, body.country)}
        told = _choose_country(replace(entity, country=None), phrases, None)[0], told[1]
    entity = replace(entity, conflicts=find_conflicts(entity, phrases, told, held, (country, sectors)))
    entity = replace(entity, country=country, sector=sectors, role=role, inferred=tuple(inferred))
    return _tell_rules(entity, by_country, by_sector)


def _tell_rules(entity: Entity, country: str, sector: str) -> Entity:
    """Say by which rules an entity got its country and its sector."""
    return replace(entity, resolution=add_rule(add_rule(entity.resolution, "country", country), "sector", sector))


def _choose_sectors(
    entity: Entity, phrases: list[Phrase], body: Body | None
) -> tuple[tuple[str, ...], str | None, str]:
    """Give sectors, role and the rule that gave the sectors."""
    if body and body.sector:
        return body.sector, None, BODIES
    if entity.kind == "org":
        named = _read_org_name(entity.name)
        if named:
            return (named,), None, "name"
    votes: defaultdict[str, float] = defaultdict(float)
    role = None
    for number, phrase in enumerate(phrases):
        if entity.kind == "person" and role is None and phrase.words:
            role = phrase.words
        if phrase.sector:
            sector = "ELI" if phrase.former and phrase.sector in ("GOV", "LEG", "MIL", "JUD", "PTY") else phrase.sector
            weight = 0.4 if sector == "CVL" else 1.0
            votes[sector] += weight + (0.3 if number == 0 else 0.0)
    if not votes:
        return (), role, ""
    ranked = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    return tuple(sector for sector, _ in ranked[:2] if sector != "CVL" or len(ranked) == 1), role, "words"


def _read_org_name(name: str) -> str:
    """Give the sector that the words of a body's name show.

    Telling words ("Police", "Hospital") outvote general ones ("Department", "Service"), those before "of" the others.
    """
    heads, nouns = load_org_heads(), load_nouns()
    words = [word for word in re.sub(r"['’]s?(?= |$)", "", name).split() if word[:1].isupper()]
    text = name.split()
    bodies = load_bodies()
    if (
        words
        and words[-1] in PARTY_ORGANS
        and ("Working" in words or "Central" in words or any(w in bodies and "PTY" in bodies[w].sector for w in words))
    ):
        return "PTY"
    cut = next((i for i, word in enumerate(text) if i and word in ("of", "for", "on")), len(text))
    before = [word for word in words if word in text[:cut] or f"{word}'s" in text[:cut]]
    for group in (before, words):
        found = [heads.get(word) or heads.get(word.title()) for word in reversed(group)]
        telling = "COP" if "COP" in found else None
        telling = telling or next((sector for sector in found if sector and sector not in GENERAL_SECTORS), None)
        sector = telling or next((sector for sector in found if sector), None)
        if sector:
            return sector
    for word in reversed(words):
        noun = nouns.get(word.lower()) or nouns.get(word.lower().rstrip("s"))
        if noun and noun.sector and noun.sector != "CVL":
            return noun.sector
    return ""


def _choose_country(entity: Entity, phrases: list[Phrase], body: Body | None) -> tuple[str | None, str]:
    """Give the country and the rule that gave it."""
    if body and body.country:
        return body.country, BODIES
    if entity.country:
        return entity.country, "name"
    votes: Counter[str] = Counter()
    for phrase in phrases:
        if phrase.country:
            votes[phrase.country] += 1
    if votes:
        return max(sorted(votes.items()), key=lambda item: item[1])[0], "words"
    words = entity.name.split()
    for size in (2, 1):
        for i in range(len(words) - size + 1):
            part = " ".join(words[i : i + size])
            if part in load_countries():
                return load_countries()[part], "name"
            following = words[i + size] if i + size < len(words) else ""
            if part in load_states() and len(part) > 3 and not is_given_name(part, following):
                return "USA", "name"
    return None, ""


def _is_regional(entity: Entity) -> bool:
    """Say whether those told of are of a continent or of several countries: "Latin American leaders", "Arab states"."""
    if any(name in entity.name for name in load_words("regional_people")):
        return True
    words, regional, parts = entity.name.split(), load_words("regional_adjective"), load_words("part_of_continent")
    return any(
        word in regional and before not in parts and after.islower()
        for before, word, after in zip(["", *words], words, words[1:], strict=False)
    )


def _is_foreign(entity: Entity) -> bool:
    """Say whether a description is of people of no country that the report tells: attackers, experts, others."""
    nouns, abroad = load_nouns(), load_words("foreign")
    words = entity.name.lower().split()
    if _is_regional(entity):
        return True
    if words and (len(words) == 1 or entity.name.split()[-1].islower()):
        stateless = load_words("stateless")
        if words[-1] in stateless or words[-1].removesuffix("s") in stateless:
            return True
    return any(word in abroad and not (after in nouns and nouns[after].sector == "GOV")
               for word, after in zip(words[:3], [*words[1:4], ""], strict=False))  # fmt: skip


def _guess_sector(entity: Entity) -> tuple[str, ...]:
    """Give the sector of one of whom the text tells none: that of the words before a body's noun, else BUS."""
    if entity.kind in ("person", "group"):
        return ("CVL",)
    for word in reversed(entity.name.lower().split()[:-1]):
        noun = read_noun(word)
        if noun and noun.sector not in ("", "CVL", "BUS"):
            return (noun.sector,)
    last = entity.name.split()[-1]
    return ("NGO",) if last in load_words("civic") else ("GOV",) if last in load_words("public") else ("BUS",)
