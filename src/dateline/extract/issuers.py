"""Who speaks through a paper: whose statement, report, poll or figures a source is.

In: a `Document` with syntax and entities, and the noun of the paper. Out: the entity that issued it, by the words
beside the noun (*the ministry's statement*, *Police figures*, *a report by Ana Ruiz*, *figures published by the
union*), by who issues it (*The council issued a communique*), or by those of the same paper earlier in the text.
"""

from __future__ import annotations

from typing import Any

from dateline.data.actors import load_words
from dateline.mentions import MentionIndex
from dateline.records import Entity

Token = Any

BACK = 1500
"""Characters back in which the same paper is looked for."""
BESIDE = frozenset({"compound", "nmod", "amod"})
FROM = frozenset({"by", "from"})
OF, IN = "of", "in"
ASKED = frozenset({"audit", "average", "census", "count", "estimate", "footage", "inquiry", "investigation", "poll",
                   "record", "review", "study", "survey", "transcript", "video"})  # fmt: skip
"""Papers that are of what they ask about or show, and not of who issued them."""
PRINTED = frozenset({"article", "editorial", "report"})
"""Papers that stand in what issued them: *a report in the Herald*."""
FILED = frozenset({"document", "filing", "record"})
"""Papers that others filed with the court of *court records*."""
AGAINST = frozenset({"account", "complaint", "indictment", "lawsuit", "suit", "transcript", "verdict"})
"""Papers that are about the name before them, or kept there: *the Corran Mills indictment*, *a Twitter account*."""
SPEAKING = frozenset({"person", "org", "group"})


class IssuerFinder:
    """Finds who issued the papers of one report."""

    def __init__(self, doc: Any, index: MentionIndex) -> None:
        self._doc = doc
        self._index = index

    def find(self, paper: Token) -> str | None:
        """Give the id of who issued a paper, None if the report does not say."""
        return self._find_beside(paper) or self._find_issuing(paper) or self._find_earlier(paper)

    def _find_beside(self, paper: Token) -> str | None:
        """Find the issuer in the words around a paper's noun: its possessor first."""
        lemma = paper.lemma_.lower()
        for child in paper.lefts:
            if child.dep_ == "poss" and (found := self._name(child, paper)):
                return found
        for child in paper.children:
            if child.dep_ in ("prep", "agent"):
                way = child.lower_
                if way in FROM or (way == OF and lemma not in ASKED) or (way == IN and lemma in PRINTED):
                    found = self._name_object(child, paper, named=way == IN)
                    if found and (way in FROM or self._entity(found).kind == "org"):
                        return found
            elif child.dep_ == "acl" and child.lemma_.lower() in load_words("issue"):
                agents = [below for below in child.children if below.lower_ in FROM]
                found = next((one for below in agents if (one := self._name_object(below, paper))), None)
                if found:
                    return found
        if lemma in AGAINST:
            return None
        for child in reversed(list(paper.lefts)):
            if child.dep_ in BESIDE and not (child.lower_ == "court" and lemma in FILED):
                found = self._name(child, paper)
                if found and self._entity(found).kind == "org":
                    return found
        return None

    def _find_issuing(self, paper: Token) -> str | None:
        """Find who issues a paper: *The council released figures*, *Figures were released by the council*."""
        verb = paper.head
        if paper.dep_ == "nsubjpass" and verb.lemma_.lower() in load_words("issue"):
            agent = next((child for child in verb.children if child.dep_ == "agent"), None)
            return self._name_object(agent, paper) if agent is not None else None
        if paper.dep_ not in ("dobj", "pobj") or (paper.dep_ == "pobj" and verb.lower_ != "in"):
            return None
        verb = verb.head if paper.dep_ == "pobj" else verb
        if verb.lemma_.lower() not in load_words("issue") or any(child.dep_ == "neg" for child in verb.children):
            return None
        subject = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
        return self._name(subject, paper) if subject is not None else None

    def _find_earlier(self, paper: Token) -> str | None:
        """Find the issuer of the same paper, named before: *the report* of *a report by the panel*."""
        if not any(child.lower_ in ("the", "this", "that", "its", "his", "her", "their") for child in paper.lefts):
            return None
        lemma = paper.lemma_.lower()
        for i in range(paper.i - 1, -1, -1):
            token = self._doc[i]
            if paper.idx - token.idx > BACK:
                return None
            if token.lemma_.lower() == lemma and token.pos_ == "NOUN":
                found = self._find_beside(token) or self._find_issuing(token)
                if found:
                    return found
        return None

    def _name_object(self, preposition: Token, paper: Token, *, named: bool = False) -> str | None:
        noun = next((child for child in preposition.children if child.dep_ == "pobj"), None)
        return self._name(noun, paper) if noun is not None and (not named or noun.pos_ == "PROPN") else None

    def _name(self, token: Token, paper: Token) -> str | None:
        """Give who a word stands for, if it is someone who speaks and not the paper itself."""
        own = self._index.headed_by(paper.i)
        for id_ in self._index.all_at(token.i):
            if id_ not in own and self._entity(id_).kind in SPEAKING:
                return id_
        return None

    def _entity(self, id_: str) -> Entity:
        return self._index.entities[id_]
