"""From the encoder's scores to attributions and accounts, as the annotation guidelines want them.

In: a `Document` with candidates (entities, times, amounts) and the encoder's output. Out: the same with
`attributions` and `accounts`. What the rules found before is among what the model knows of words and pairs. One account
for one happening: trigger words that tell of the same one are clustered, the word that tells most becomes its trigger
and the others go to `also`. Modality, claim and `via` are left to `claims`, which weighs what the
encoder says of them beside the words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from dateline.data import load_json
from dateline.data.quantity_kinds import kind_for, kind_of_word, tell_kind
from dateline.extract import scheme
from dateline.extract.arguments import find_side
from dateline.extract.counted import drop_miscounted
from dateline.extract.credence import Features, Rate, describe_account, find_odds, rate_account
from dateline.extract.decode_attributions import decode_attributions, mend_attributions
from dateline.extract.encoder import load_encoder
from dateline.extract.frame import Floats, Frame, softmax
from dateline.extract.happening_features import Linked
from dateline.extract.happenings import cluster_words, score_base, score_pairs
from dateline.extract.joining import join_entities
from dateline.extract.nations import judge_countries
from dateline.extract.pairs import describe_pairs, index_hints, list_columns
from dateline.extract.sectors import judge_sectors
from dateline.extract.triggers import score_account, trim_sentence
from dateline.records import Account, Amount, Document, Entity, Quantity, Span

THRESHOLDS: dict[str, float] = {
    "trigger": 0.45,
    "account": 0.5,
    "same": 0.0,
    "actor": 0.0,
    "recipient": 0.0,
    "place": 0.0,
    "more_actor": 1.5,
    "more_recipient": 1.5,
    "more_place": 0.5,
    "time": 0.0,
    "far_time": 0.0,
    "quantity": 0.0,
    "quantity_other": 0.0,
    "quantity_participants": 0.0,
    "quantity_victims": 0.0,
    "join": 0.5,
    "pronoun": 0.5,
    "cue": 0.5,
    "cue_drop": 0.1,
    "cue_add": 0.6,
    "swap": 2.0,
    "source_add": 2.0,
    "source": 0.0,
    "second": -4.0,
    "mode": 0.0,
    "context": 0.0,
    "also": 0.5,
    "slope": 1.0,
    "intercept": 0.0,
    "hint_quantity": 1.5,
}
"""What each score must exceed; the shipped model carries its own, chosen on the development reports."""

MAX_TRIGGERS = 400
MAX_MENTIONS = 12
"""Mentions of one happening that its arguments are looked for from."""
ROWS = 64
"""Trigger words whose arguments are scored at once, so that a long report needs no more memory than a short one."""


class ReadByEncoder:
    """The step that puts the trained encoder in the place of the extraction rules."""

    def __init__(
        self, path: str | None = None, thresholds: Mapping[str, float] | None = None, rate: Rate = rate_account
    ) -> None:
        self.path = path
        self.thresholds = thresholds
        self.rate = rate

    def __call__(self, document: Document) -> Document:
        """Encode the report and decode accounts, and attributions unless an earlier step found them."""
        encoder = load_encoder(self.path)
        encoded = document.encoded or encoder.encode(document)
        document = replace(document, encoded=encoded)
        if not encoded.words.tokens:
            return document
        limits = {**THRESHOLDS, **encoder.thresholds, **(self.thresholds or {})}
        document = _judge_entities(join_entities(document, limits))
        if document.attributions:
            document = mend_attributions(document, limits)
        else:
            document = decode_attributions(document, limits)
        return decode_accounts(document, limits, self.rate)


def _judge_entities(document: Document) -> Document:
    """Give what the encoder takes the sectors and the countries of the report's entities for."""
    columns = list_columns(replace(document, times=(), amounts=()), document.encoded.words)
    return judge_countries(judge_sectors(document, columns), columns)


def decode_accounts(document: Document, limits: Mapping[str, float], rate: Rate = rate_account) -> Document:
    """Find triggers, cluster those of one happening, fill in each account, and leave out those that `rate` doubts."""
    frame = Frame(document)
    hints = index_hints(document, frame.starts)
    types = score_types(frame)
    words = list_triggers(types, limits)
    if not words:
        return replace(document, accounts=())
    linker = _Linker(frame, limits, hints, words)
    pairs = score_pairs(frame, words, types, score_base(frame, words, types, hints), linker.linked)
    clusters = cluster_words(words, pairs, limits["same"])
    built = []
    for cluster in clusters:
        account, scores, features = _build_account(frame, linker, cluster, types)
        likely = rate(account, features)
        if likely > limits["account"]:
            built.append((replace(account, confidence=_calibrate(likely, limits)), scores))
    found = [linker.list_links(scores) for _, scores in built]
    counted = [
        drop_miscounted(account, linker.known, document.amounts, _find_sentences(frame, account))
        for account in linker.count(built)
    ]
    order = sorted(zip(counted, found, strict=True), key=lambda pair: pair[0].trigger)
    numbered = tuple(replace(account, id=f"v{i}") for i, (account, _) in enumerate(order, 1))
    links = {account.id: scores for account, (_, scores) in zip(numbered, order, strict=True)}
    return replace(document, accounts=numbered, links=links)


def _find_sentences(frame: Frame, account: Account) -> list[Span]:
    """Give the sentences of all words that tell of an account."""
    text = frame.document.text
    words = [frame.doc.char_span(span.start, span.end, alignment_mode="expand") for span in account.also]
    return [account.sentence, *(Span.of(text, w.sent.start_char, w.sent.end_char) for w in words if w is not None)]


def list_triggers(types: Floats, limits: Mapping[str, float]) -> list[int]:
    """Give the words that may be triggers, by their type probabilities, in the order of the text."""
    likely = 1 - types[:, 0]
    triggers = np.flatnonzero(likely > limits["trigger"])
    if len(triggers) > MAX_TRIGGERS:
        triggers = np.sort(triggers[np.argsort(-likely[triggers], kind="stable")[:MAX_TRIGGERS]])
    return [int(word) for word in triggers]


def score_types(frame: Frame) -> Floats:
    """Give each word's probabilities of no trigger and of the types."""
    scores = frame.encoded.head("type").copy()
    scores[~frame.readable, 0] += 30
    return softmax(scores)


class _Linker:
    """Scores links from trigger words to the report's entities, times and amounts."""

    def __init__(
        self, frame: Frame, limits: Mapping[str, float], hints: Mapping[int, Account], words: Sequence[int]
    ) -> None:
        self.frame = frame
        self.limits = limits
        self.hints = hints
        self.linked = link_words(frame, hints, words)
        self.rows = {word: row for row, word in enumerate(words)}
        self.known: dict[str, Entity] = {entity.id: entity for entity in frame.document.entities}

    def score(self, cluster: Sequence[int], main: int) -> dict[str, Floats]:
        """Give the scores of every candidate as an argument of an account, by the candidate's id."""
        ids = self.linked.columns.ids
        if not ids:
            return {}
        cluster = [main, *(w for w in cluster if w != main)][:MAX_MENTIONS]
        pooled = self.linked.scores[[self.rows[word] for word in cluster]]
        weight = np.array([1.0, *[0.5] * (len(cluster) - 1)])[:, None, None]
        best = (pooled * weight).sum(0) / weight.sum(0) * 0.5 + pooled[0] * 0.5
        result = dict(zip(ids, best, strict=True))
        for account in {id(h): h for w in cluster if (h := self.hints.get(w))}.values():
            counted = {quantity.span for quantity in account.quantity}
            for i, amount in enumerate(self.frame.document.amounts):
                if amount.span in counted and f"amount.{i}" in result:
                    result[f"amount.{i}"][4] += self.limits["hint_quantity"]
        return result

    def roles(self, scores: Mapping[str, Floats]) -> dict[str, tuple[str, ...]]:
        """Give the actors, recipients and places of an account."""
        roles: dict[str, tuple[str, ...]] = {}
        people = [id_ for id_ in scores if id_ in self.known]
        for r, role in enumerate(("actor", "recipient", "place")):
            chosen: list[str] = []
            for id_ in sorted(people, key=lambda id_: -scores[id_][r]):
                # most acts have one actor and one recipient: a second one needs more to be said for it
                limit = self.limits[role] + (self.limits[f"more_{role}"] if chosen else 0)
                if scores[id_][r] <= limit or len(chosen) >= 8:
                    break
                if (self.known[id_].kind == "place") != (role == "place"):
                    continue
                if role != "place" and scores[id_][r] < scores[id_][1 - r]:
                    continue
                chosen.append(id_)
            roles[role] = tuple(chosen)
        return roles

    def list_links(self, scores: Mapping[str, Floats]) -> dict[str, float]:
        """Give the scores of the report's places as the place of an account and of its times as its time, by id."""
        place, time = scheme.ARGUMENTS.index("place"), scheme.ARGUMENTS.index("time")
        links = {
            id_: round(float(scores[id_][place]), 3)
            for id_, entity in self.known.items()
            if entity.kind == "place" and id_ in scores
        }
        times = [found.id for found in self.frame.document.times if found.id in scores]
        return links | {id_: round(float(scores[id_][time]), 3) for id_ in times}

    def time(self, scores: Mapping[str, Floats], sentence: Span) -> str | None:
        """Give the time that dates an account; one of another sentence needs more to be said for it."""
        far = self.limits["far_time"]
        ranked = [
            (float(scores[time.id][3]) - (0 if sentence.start <= time.span.start < sentence.end else far), time.id)
            for time in self.frame.document.times
            if time.id in scores
        ]
        score, id_ = max(ranked, key=lambda pair: pair[0], default=(-np.inf, None))
        return id_ if score > self.limits["time"] else None

    def count(self, built: Sequence[tuple[Account, Mapping[str, Floats]]]) -> list[Account]:
        """Give each amount to the account that it counts best: a number tells of one happening."""
        accounts = [account for account, _ in built]
        for i, amount in enumerate(self.frame.document.amounts):
            ranked = [
                (float(scores[f"amount.{i}"][4]), k) for k, (_, scores) in enumerate(built) if f"amount.{i}" in scores
            ]
            best, k = max(ranked, key=lambda pair: (pair[0], -pair[1]), default=(-np.inf, 0))
            limit = self.limits["quantity"]
            if best <= limit:
                continue
            account = accounts[k]
            kind = self._find_kind(amount, account)
            # numbers of some kinds are seldom an event's own, and need more to be said for them
            if best <= limit + self.limits.get(f"quantity_{kind}", 0.0):
                continue
            if all((q.kind, q.low, q.high) != (kind, amount.low, amount.high) for q in account.quantity):
                found = Quantity(kind, amount.span, amount.low, amount.high)
                accounts[k] = replace(account, quantity=(*account.quantity, found))
        return accounts

    def _find_kind(self, amount: Amount, account: Account) -> str:
        """Give the kind of a number of an account: what the words around tell, else by the side of those counted."""
        if told := tell_kind(amount.kind, account.type):
            return told
        noun = self.frame.doc.char_span(amount.noun.start, amount.noun.end) if amount.noun else None
        lemma = noun.root.lemma_ if noun is not None else ""
        words = [
            word.root
            for span in (account.trigger, *account.also)
            if (word := self.frame.doc.char_span(span.start, span.end, alignment_mode="expand")) is not None
        ]
        for role, ids in (("actor", account.actor), ("recipient", account.recipient)):
            sides = [self.known[id_] for id_ in ids]
            if any(side.kind != "place" and any(m.contains(amount.span) for m in side.mentions) for side in sides):
                voted = role == "actor" and any(kind_of_word(word.lemma_) == "votes" for word in words)
                return "votes" if voted else kind_for(account.type, account.mode, lemma, role, people=True)
        if noun is None:
            return kind_for(account.type, account.mode, "", None)
        roles = (find_side(noun.root, word) for word in words)
        return kind_for(account.type, account.mode, lemma, next((role for role in roles if role), None))


def link_words(frame: Frame, hints: Mapping[int, Account], words: Sequence[int]) -> Linked:
    """Score every candidate of the report as an argument of each trigger word."""
    columns = list_columns(frame.document, frame.encoded.words)
    if not columns.ids:
        return Linked(columns, np.zeros((len(words), 0, len(scheme.ARGUMENTS)), np.float32))
    parts = []
    for begin in range(0, len(words), ROWS):
        rows = words[begin : begin + ROWS]
        tables = describe_pairs(frame.document, frame.encoded.words, rows, columns, hints)
        scores = frame.encoded.judge_pairs(rows, columns, tables) * 2
        parts.append(np.logaddexp.reduceat(scores, columns.edges, axis=1) / 2)
    return Linked(columns, np.concatenate(parts))


def _build_account(
    frame: Frame, linker: _Linker, cluster: list[int], types: Floats
) -> tuple[Account, Mapping[str, Floats], Features]:
    """Give an account without its numbers, how well each candidate fits it, and what speaks for it."""
    encoded = frame.encoded
    limits = linker.limits
    rows = np.asarray(cluster)
    likely = 1 - types[rows, 0]
    votes = (types[rows, 1:] * likely[:, None]).sum(0)
    type_ = scheme.TYPES[1 + int(votes.argmax())]
    rank = encoded.head("main")[rows, 0] + 2 * likely
    main = int(rows[int(rank.argmax())])
    also = [w for w in cluster if w != main and 1 - types[w, 0] > limits["also"]]
    sentence = frame.doc[encoded.words.tokens[main]].sent
    scores = linker.score(cluster, main)
    quote = Span.of(frame.document.text, *trim_sentence(sentence))
    account = Account(
        id="",
        type=type_,
        trigger=frame.span(main, main),
        sentence=quote,
        also=tuple(frame.span(w, w) for w in also),
        mode=_choose_modes(type_, encoded.head("mode")[main], limits["mode"]),
        context=_choose(encoded.head("context")[main], scheme.CONTEXTS, limits["context"], 3),
        time=linker.time(scores, quote),
        **linker.roles(scores),  # type: ignore[arg-type]
    )
    chances = {word: 1 - float(types[word, 0]) for word in cluster}
    share = float(votes.max() / votes.sum())
    hinted = [linker.hints[word].type for word in cluster if word in linker.hints]
    features = describe_account(frame, account, main, chances, share, scores, linker.known, hinted)
    return score_account(account), scores, features


def _calibrate(raw: float, limits: Mapping[str, float]) -> float:
    """Scale a confidence to how often such accounts were right (Platt scaling; `evaluation/calibration.py` fits it)."""
    odds = limits["slope"] * find_odds(raw) + limits["intercept"]
    return round(1 / (1 + math.exp(-odds)), 3)


def _choose(scores: Floats, names: Sequence[str], limit: float, most: int) -> tuple[str, ...]:
    order = np.argsort(-scores, kind="stable")[:most]
    return tuple(names[int(k)] for k in order if scores[k] > limit)


def _choose_modes(type_: str, scores: Floats, limit: float) -> tuple[str, ...]:
    allowed = load_json("plover.json")[type_]["modes"]
    masked = np.where([name in allowed for name in scheme.MODES], scores, -np.inf)
    return _choose(masked.astype(np.float32), scheme.MODES, limit, 2)
