"""What a search for the dates or places of a report's acts stands on: its sentences, its parts, the words of its acts.

In: a `Document` with syntax and accounts.
"""

from __future__ import annotations

import bisect
from typing import Any

from dateline.records import Account, Document
from dateline.tokens import find_token, find_top

MAX_MENTIONS = 12
"""Mentions of an act that are looked at."""


class Layout:
    """The tokens, sentences and parts of one report; `lead` is the number of the first sentence of its body."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.doc: Any = document.syntax
        self.sentences = [sentence.start for sentence in self.doc.sents]
        body = next((part.span.start for part in document.parts if part.kind == "body"), 0)
        self.lead = self.sentence_of(self.locate(body))
        self.headlines = document.headlines
        self.datelines = [part.span for part in document.parts if part.kind == "dateline"]

    def locate(self, offset: int) -> int:
        """Give the token at an offset."""
        return find_token(self.doc, offset)

    def sentence_of(self, token: int) -> int:
        """Give the number of the sentence that a token lies in."""
        return max(bisect.bisect_right(self.sentences, token) - 1, 0)

    def list_heads(self, account: Account) -> list[Any]:
        """Give the head tokens of an account's mentions, the trigger first."""
        heads = []
        for mention in (account.trigger, *account.also[: MAX_MENTIONS - 1]):
            first = self.locate(mention.start)
            heads.append(find_top(self.doc, first, max(self.locate(mention.end - 1), first)))
        return heads

    def list_speakers(self) -> dict[int, frozenset[str]]:
        """Give the entities that speak, by the token of the cue."""
        speakers: dict[int, frozenset[str]] = {}
        for attribution in self.document.attributions:
            if attribution.cue and attribution.entity:
                at = self.locate(attribution.cue.start)
                speakers[at] = speakers.get(at, frozenset()) | {attribution.entity}
        return speakers
