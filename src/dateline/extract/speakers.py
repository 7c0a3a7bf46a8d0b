"""Speakers: which entity the source of each attribution is.

In: a `Document` with syntax, entities and attributions. Out: the attributions with their `entity` named anew, in the
order of the text, by what the source's words and the speakers before it say: a name beside a role (*his brother Ivo
Petrov*), who issued a statement or report, *he* and *I* by who spoke last, and a quotation that only goes on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dateline.data.actors import load_words
from dateline.extract.issuers import IssuerFinder
from dateline.mentions import MentionIndex
from dateline.records import Attribution, Document, Entity, Span

Token = Any

_SINGULAR = frozenset({"he", "she"})
_PRONOUNS = frozenset({"he", "she", "him", "her", "his", "himself", "herself", "i", "me", "my", "we", "our"})
_OWN = frozenset({"i", "we"})
UNKNOWN = "unknown"
"""How the ids of the people begin of whom only a pronoun tells."""
_NEAR = 700
"""Characters back that a speaker is remembered for."""


def name_speakers(document: Document) -> Document:
    """Name the source of every attribution; a report without syntax or entities stays as it is."""
    if document.syntax is None or not document.attributions or not document.entities:
        return document
    memory = _Memory(document)
    named = {attribution.id: memory.name(attribution) for attribution in sorted(document.attributions, key=_place)}
    told = tuple(replace(a, entity=named[a.id]) for a in document.attributions)
    return replace(document, attributions=told, entities=(*document.entities, *memory.unknown))


def _place(attribution: Attribution) -> tuple[int, int]:
    """Give where an attribution is told: at its source, else its cue, else its content."""
    first = attribution.source or attribution.cue or attribution.content
    return first.start, attribution.content.start


class _Memory:
    """Who has spoken so far, in the order of the text."""

    def __init__(self, document: Document) -> None:
        self.doc: Any = document.syntax
        self.index = MentionIndex(document)
        self._issuers = IssuerFinder(self.doc, self.index)
        self.entities = {entity.id: entity for entity in document.entities}
        self.spoke: list[tuple[int, str]] = []
        self.contents: list[tuple[Span, str]] = []
        self.unknown: list[Entity] = []

    def name(self, attribution: Attribution) -> str | None:
        """Give the entity of an attribution's source, and remember it as a speaker."""
        at = _place(attribution)[0]
        around = next((id_ for span, id_ in reversed(self.contents) if span.start <= at < span.end), None)
        last = next((id_ for place, id_ in reversed(self.spoke) if at - place <= _NEAR), None)
        entity = self._choose(attribution, last, around)
        if entity and self.entities[entity].kind != "place":
            self.contents.append((attribution.content, entity))
            if around is None:
                self.spoke.append((at, entity))
        return entity

    def _choose(self, attribution: Attribution, last: str | None, around: str | None) -> str | None:
        """Choose an entity: `last` spoke last before it, `around` speaks the words that it stands in."""
        source = attribution.source
        if source is None:
            return last if attribution.cue is None and attribution.kind == "direct" else attribution.entity
        found = self.doc.char_span(source.start, source.end, alignment_mode="expand")
        if found is None or not len(found):
            return attribution.entity
        head = found.root
        own = attribution.entity or self.index.at(head.i)
        if head.lower_ in _OWN:
            return around or own or last
        if head.lower_ in _SINGULAR:
            goes_on = last and not around and self._is_person(last) and not self._is_other(last, head)
            if goes_on and (own is None or self._is_told_of(own, str(last), head)):
                return last
            return own or self._add_unknown(source)
        if head.pos_ == "NOUN" and head.lemma_.lower() in load_words("paper"):
            return self._issuers.find(head) or self._recall_speaker(head, own, last) or own
        if own is None or not self._is_person(own):
            return self._find_name(head, bare=own is None) or own or self._find_inside(source)
        return own

    def _add_unknown(self, source: Span) -> str:
        """Make a person of a pronoun that takes up nobody: somebody speaks, though the report does not say who."""
        entity = Entity(f"{UNKNOWN}{len(self.unknown)}", source.quote.lower(), "person", (source,))
        self.unknown.append(entity)
        self.entities[entity.id] = entity
        return entity.id

    def _find_inside(self, source: Span) -> str | None:
        """Give who stands at an edge of a source that was parsed amiss, as in *advocate Ana Ruiz*."""
        for entity in self.index.inside(source):
            one = self.entities[entity]
            for mention in one.mentions if one.kind in ("person", "group") else ():
                named = mention.end == source.end and one.kind == "person" and mention.quote[:1].isupper()
                if named and not self._is_of(mention, source):
                    return entity
                if mention.start == source.start and mention.end < source.end and self._stands_alone(mention):
                    return entity
        return None

    def _is_of(self, mention: Span, source: Span) -> bool:
        """Say whether words of a source lead to a name by a preposition, as in *the trial of Ana Ruiz*."""
        before = self.doc.char_span(source.start, mention.start, alignment_mode="contract")
        return before is not None and any(token.pos_ == "ADP" for token in before)

    def _stands_alone(self, mention: Span) -> bool:
        """Say whether a mention belongs to no word after it, as in *his client* and *a lawyers' collective*."""
        words = self.doc.char_span(mention.start, mention.end)
        if words is None or words.end >= len(self.doc) or words[-1].tag_ in ("PRP$", "PRP"):
            return False
        after = self.doc[words.end]
        return after.tag_ != "POS" and after.pos_ not in ("NOUN", "PROPN", "ADJ")

    def _is_person(self, entity: str) -> bool:
        return self.entities[entity].kind == "person"

    def _is_other(self, last: str, pronoun: Token) -> bool:
        """Say whether who spoke last is called by the other pronoun."""
        other = "she" if pronoun.lower_ == "he" else "he"
        return other in {span.quote.lower() for span in self.entities[last].mentions}

    def _is_told_of(self, own: str, last: str, pronoun: Token) -> bool:
        """Say whether `own` was last named only in the words of `last`, who is then likelier the one that *he* is."""
        named = [s for s in self.entities[own].mentions if s.end <= pronoun.idx and s.quote.lower() not in _PRONOUNS]
        latest = max(named, default=None)
        return latest is not None and any(id_ == last and span.contains(latest) for span, id_ in self.contents)

    def _recall_speaker(self, head: Token, own: str | None, last: str | None) -> str | None:
        """Give who spoke last for *the statement*, unless an entity with a name of its own is known for it."""
        if head.lemma_.lower() not in load_words("message") or not any(
            c.lower_ in ("the", "its", "his", "her") for c in head.children
        ):
            return None
        words = self.entities[own].name.split() if own else []
        named = words and words[-1].lower().removesuffix("s") not in load_words("paper")
        return None if named else last

    def _find_name(self, head: Token, *, bare: bool) -> str | None:
        """Give the person named beside a role: *the envoy, Ana Ruiz*; if `bare`, *treasurer Ana Ruiz* too."""
        for child in head.children:
            if child.pos_ == "PROPN" and (child.dep_ == "appos" or (bare and child.dep_ in ("compound", "nmod"))):
                entity = self.index.at(child.i)
                if entity and self._is_person(entity):
                    return entity
        return None
