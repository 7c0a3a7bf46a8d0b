"""The time and date of each account, from the times of the text.

In: a `Document` with `syntax`, `times` and `accounts`. Out: the same with each account's `time`, the id of the
expression that dates it, and `date`, the value of that expression. An account that already has a time keeps it and
gets its date alone.

An expression dates an act if it hangs on the act's word in the syntax, or on what that word hangs on: the verb of
a noun (*held talks on Monday*), the act it is joined to (*on Monday arrested two men and seized weapons*). A time
that hangs on a verb of saying dates the saying, not what is said. Mentions in `also` count after the trigger. The
date is never the publication date for want of a better one.
"""

from __future__ import annotations

import bisect
import functools
from dataclasses import dataclass, replace
from typing import Any

from dateline.data import load_json, load_table
from dateline.records import Account, Document, Span, Time

MAX_CLIMB = 14
LEAST_SCORE = 1.0
"""The score under which an expression does not date an act; the scores are those of `score_link`."""


SPEECH_ACTS = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT", "SUPPORT", "CONCEDE", "AGREE"})
"""Types whose act is the speaking itself, so that the day of the saying is the day of the act."""
SAID_SCORE = 1.3
NEAR_SCORE = 1.4
NEAR_TOKENS = 12


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A time in the syntax: the word that it hangs on, and its place."""

    time: Time
    first: int
    last: int
    governor: Any
    sentence: int


def date_accounts(document: Document) -> Document:
    """Give each account its time and date."""
    if not document.accounts:
        return document
    values = {time.id: time.value for time in document.times}
    doc = document.syntax
    if doc is None or not len(doc):
        return replace(document, accounts=tuple(_keep(account, values) for account in document.accounts))
    finder = _Finder(doc, document.times)
    accounts = []
    for account in document.accounts:
        if account.time is None:
            found = finder.find(account)
            account = replace(account, time=found.id if found else None)
        accounts.append(_keep(account, values))
    return replace(document, accounts=tuple(accounts))


def _keep(account: Account, values: dict[str, str | None]) -> Account:
    return replace(account, date=values.get(account.time) if account.time else None)


class _Finder:
    """The times of one report by sentence, and the search for the one that dates an act."""

    def __init__(self, doc: Any, times: tuple[Time, ...]) -> None:
        self.doc = doc
        self.starts = [token.idx for token in doc]
        self.sentences = [sentence.start for sentence in doc.sents]
        self.by_sentence: dict[int, list[_Anchor]] = {}
        for time in times:
            first, last = self.locate(time.span)
            anchor = _Anchor(time, first, last, find_governor(doc, first, last), self.sentence_of(last))
            self.by_sentence.setdefault(anchor.sentence, []).append(anchor)

    def locate(self, span: Span) -> tuple[int, int]:
        """Give the first and last token of a span."""
        first = max(bisect.bisect_right(self.starts, span.start) - 1, 0)
        return first, max(bisect.bisect_left(self.starts, span.end) - 1, first)

    def sentence_of(self, token: int) -> int:
        """Give the number of the sentence that a token lies in."""
        return bisect.bisect_right(self.sentences, token) - 1

    def find(self, account: Account) -> Time | None:
        """Find the time that dates an account, the best of its trigger and other mentions."""
        best: tuple[float, int, int, Time] | None = None
        for order, mention in enumerate((account.trigger, *account.also)):
            first, last = self.locate(mention)
            head = find_head(self.doc, first, last)
            for anchor in self.by_sentence.get(self.sentence_of(first), ()):
                score = score_link(head, anchor.governor)
                if score < LEAST_SCORE:
                    score = self.score_near(account, head, anchor)
                score -= 0.25 if order else 0
                if score < LEAST_SCORE:
                    continue
                key = (score, -order, -self.measure_gap(head.i, anchor), anchor.time)
                if best is None or key[:3] > best[:3]:
                    best = key
        return best[3] if best else None

    def measure_gap(self, token: int, anchor: _Anchor) -> int:
        """Count the tokens between a token and a time."""
        return max(anchor.first - token - 1, token - anchor.last - 1, 0)

    def score_near(self, account: Account, head: Any, anchor: _Anchor) -> float:
        """Score a time that stands near the act without a clause between, whatever the parser made of it."""
        said = _is_saying(anchor.governor)
        if said:
            return SAID_SCORE if account.type in SPEECH_ACTS else 0.0
        low, high = min(head.i, anchor.last) + 1, max(head.i, anchor.first)
        between = self.doc[low:high]
        verbs = sum(1 for token in between if token.tag_ in ("VBD", "VBZ", "VBP", "MD"))
        marks = sum(1 for token in between if token.lower_ in _turns())
        if len(between) <= NEAR_TOKENS and not verbs and not marks:
            return NEAR_SCORE
        return 0.0


def _is_saying(token: Any) -> bool:
    return token.lemma_.lower() in _saying()


def find_head(doc: Any, first: int, last: int) -> Any:
    """Give the token of a stretch whose head lies outside it."""
    return next(
        (doc[i] for i in range(first, last + 1) if doc[i].head.i == i or not first <= doc[i].head.i <= last),
        doc[last],
    )


def find_governor(doc: Any, first: int, last: int) -> Any:
    """Give the word that a time hangs on: up from its head, past prepositions and other parts of the date."""
    node = find_head(doc, first, last)
    for _ in range(MAX_CLIMB):
        above = node.head
        if above.i == node.i:
            return node
        node = above
        if (
            not (first <= node.i <= last)
            and node.pos_ not in ("ADP", "SCONJ", "PUNCT", "ADV")
            and node.ent_type_ != "DATE"
        ):
            return node
        if node.pos_ == "ADV" and node.head.i == node.i:
            return node
    return node


@functools.cache
def _turns() -> frozenset[str]:
    return frozenset(load_json("times.json")["turns"])


@functools.cache
def _saying() -> frozenset[str]:
    return frozenset(row["lemma"] for row in load_table("time_verbs.tsv") if row["class"] == "saying")


def _is_clause(token: Any) -> bool:
    return token.pos_ in ("VERB", "AUX") or token.tag_[:2] == "VB"


def score_link(act: Any, governor: Any) -> float:
    """Say how well a time that hangs on `governor` dates `act`: 0 for not at all, 3 for surely."""
    if governor.i == act.i:
        return 3.0
    up = _climb(governor, act)
    if up is not None:
        return _score_below(up)
    down = _climb(act, governor)
    if down is not None:
        return _score_above(down, governor)
    return 0.0


def _climb(low: Any, high: Any) -> list[Any] | None:
    """Give the tokens from `low` up to just below `high`, None where `high` is not above."""
    path: list[Any] = []
    node = low
    for _ in range(MAX_CLIMB):
        if node.i == high.i:
            return path
        path.append(node)
        if node.head.i == node.i:
            return None
        node = node.head
    return None


def _score_below(path: list[Any]) -> float:
    """Score a time that hangs on something under the act."""
    clauses = [node for node in path if _is_clause(node)]
    if not clauses:
        return 2.4 - 0.2 * len(path)
    if all(node.dep_ == "xcomp" for node in clauses):
        return 1.2
    return 0.0


def _score_above(path: list[Any], governor: Any) -> float:
    """Score a time that hangs on something above the act: `path` leads from the act to the time's governor."""
    clauses = [node for node in path if _is_clause(node)]
    relations = {node.dep_ for node in path}
    if governor.lemma_.lower() in _saying() and relations & {"ccomp", "parataxis"}:
        return 0.0
    if not _is_clause(governor):
        return 1.8 if relations == {"conj"} else 0.0
    if not clauses:
        return 2.2 - 0.2 * len(path)
    if governor.lemma_ == "be" and len(path) == 1 and relations == {"ccomp"}:
        return 1.2
    if relations & {"relcl", "ccomp", "acl", "csubj"}:
        return 0.0
    if all(node.dep_ in ("conj", "xcomp", "advcl", "pcomp") for node in clauses):
        return 1.8 - sum(0.05 if node.dep_ == "conj" else 0.2 for node in path)
    return 0.0
