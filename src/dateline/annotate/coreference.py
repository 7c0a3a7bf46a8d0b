"""Which mentions are one entity.

In: a `Document` with one entity a mention (`entities`). Out: the same with mentions joined: one entity for each person,
body, group and place, with its fullest name. Names first, then descriptions, then pronouns, each by rules that prefer
to leave two apart over joining what is two. A pronoun that fits nothing is left out.

Ids are `c1`, `c2`... in the order of first mention; the last step numbers those that remain. A country that is named
is there twice: as a place, and as `Government of ...`, with the mentions of each; where one of the two is never meant,
it shares the other's, so that the two can always be exchanged (`MentionIndex.twin`).
"""

from __future__ import annotations

from dataclasses import replace

from dateline.annotate.coreference_choice import Choose, Scene, choose_likeliest
from dateline.annotate.coreference_clusters import Cluster, Clusters, Mention, describe_mentions
from dateline.annotate.coreference_descriptions import join_ages, join_descriptions, join_offices
from dateline.annotate.coreference_governments import join_governments
from dateline.annotate.coreference_names import find_governed, join_names
from dateline.annotate.coreference_neighbours import join_leads, join_neighbours
from dateline.annotate.coreference_pronouns import join_pronouns
from dateline.annotate.coreference_quotes import find_speakers, mark_quotes
from dateline.data.actors import drop_article, is_state, load_bodies, load_countries, load_country_names
from dateline.mentions import GOVERNMENT
from dateline.records import ASIDE, Document, Entity, Span


def link_mentions(document: Document, choose: Choose = choose_likeliest) -> Document:
    """Join the candidates of `find_entities` into entities; `choose` decides on descriptions and pronouns."""
    if document.syntax is None or not document.entities:
        return document
    mentions = describe_mentions(document)
    clusters = Clusters(mentions)
    by_head: dict[int, int] = {}
    for mention in mentions:
        by_head.setdefault(mention.head.i, mention.i)
    quoted = mark_quotes(document.syntax)
    scene = Scene(quoted, find_speakers(clusters, document.syntax, quoted))
    join_names(clusters, _find_aside(document, mentions))
    join_neighbours(clusters, document.syntax)
    join_descriptions(clusters, by_head, scene, choose)
    join_offices(clusters)
    join_ages(clusters)
    join_governments(clusters)
    join_leads(clusters)
    join_pronouns(clusters, scene, choose)
    entities = []
    for mention in mentions:
        if clusters.find(mention.i) == mention.i:
            cluster = clusters.get(mention.i)
            if any(item.form != "p" for item in cluster.mentions):
                entities.append(_make_entity(cluster))
    entities = _pair_countries(entities)
    entities.sort(key=lambda entity: (entity.mentions[0].start, -entity.mentions[0].end, entity.kind))
    return replace(document, entities=tuple(replace(entity, id=f"c{i}") for i, entity in enumerate(entities, 1)))


def _find_aside(document: Document, mentions: list[Mention]) -> frozenset[int]:
    """Give the mentions in bylines, credits and boilerplate: "Editing by Ann Keller" names no Keller of the story."""
    spans = [part.span for part in document.parts if part.kind in ASIDE]
    return frozenset(
        mention.i
        for mention in mentions
        if any(span.start <= mention.entity.mentions[0].start < span.end for span in spans)
    )


def _make_entity(cluster: Cluster) -> Entity:
    ordered = sorted(cluster.mentions, key=lambda mention: mention.start)
    spans = tuple(sorted({mention.entity.mentions[0] for mention in ordered}))
    code = next((m.code for m in ordered if m.code and (m.form == "n" or m.entity.country)), None)
    if not cluster.named:
        codes = {m.code for m in ordered if m.code}
        code = code or (next(iter(codes)) if len(codes) == 1 else None)
    country = _find_country(ordered) if cluster.kind in ("org", "place") else None
    name = _choose_name(ordered)
    if country:
        code = country
        name = (GOVERNMENT if cluster.kind == "org" else "") + load_country_names()[country]
    return Entity("c", name, cluster.kind, spans, country=code)


def _find_country(mentions: list[Mention]) -> str | None:
    """Give the code of the country that the cluster is, or is the government of."""
    for mention in mentions:
        if mention.form != "n":
            continue
        plain = drop_article(mention.entity.name)
        if plain.isupper() and len(plain) > 4:
            plain = plain.title()
        code = load_countries().get(mention.entity.name) or load_countries().get(plain)
        if code is None and mention.kind == "org":
            code = find_governed(plain)
        if code is None and mention.kind == "org" and mention.code and not is_state(plain):
            code = mention.code
        body = load_bodies().get(plain)
        if code is None and body and body.name.startswith(GOVERNMENT):
            code = body.country
        if code:
            return code
    return None


def _choose_name(mentions: list[Mention]) -> str:
    """Give the fullest name, else the fullest description, in the words of the text."""
    named = [mention for mention in mentions if mention.form == "n"]
    pool = named or [mention for mention in mentions if mention.form == "d"]
    best = max(pool, key=lambda mention: (len(mention.words), len(mention.entity.name), -mention.start))
    return best.entity.name


def _pair_countries(entities: list[Entity]) -> list[Entity]:
    """Give each country both its parts, the place and the government."""
    names = load_country_names()
    codes = {name: code for code, name in names.items()}
    known = {entity.name: entity for entity in entities}
    out = list(entities)
    for entity in entities:
        if entity.kind == "place" and entity.name in codes and GOVERNMENT + entity.name not in known:
            out.append(replace(entity, name=GOVERNMENT + entity.name, kind="org"))
        elif entity.kind == "org" and entity.name.startswith(GOVERNMENT):
            plain = entity.name.removeprefix(GOVERNMENT)
            if plain in codes and plain not in known:
                spans: tuple[Span, ...] = (
                    tuple(s for s in entity.mentions if s.quote[:1].isupper() and not find_governed(s.quote))
                    or entity.mentions
                )
                out.append(replace(entity, name=plain, kind="place", mentions=spans))
    return out
